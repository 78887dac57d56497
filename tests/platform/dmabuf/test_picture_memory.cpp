// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <gtest/gtest.h>
#include <libdrm/drm_fourcc.h>

#include "platform/dmabuf/cpu_access.h"
#include "platform/dmabuf/dmabuf_id.h"
#include "platform/dmabuf/image_layout.h"
#include "platform/dmabuf/mapped_image.h"
#include "platform/dmabuf/picture_memory.h"
#include "platform/dmabuf/sync_file.h"

namespace weir
{
namespace
{

struct LayoutRow {
    std::uint32_t fourcc;
    Size size;
    std::vector<std::uint32_t> strides;
    std::vector<std::uint32_t> offsets;
};

TEST(ImageLayout, keepsStridesAlignedAndInTheRatioThatShmNeeds)
{
    const std::vector<LayoutRow> rows{
        {DRM_FORMAT_NV12, {640, 360}, {640, 640}, {0, 640 * 360}},
        {DRM_FORMAT_NV12, {33, 17}, {64, 64}, {0, 64 * 17}},
        {DRM_FORMAT_P010, {640, 360}, {1280, 1280}, {0, 1280 * 360}},
        {DRM_FORMAT_YUV420, {1920, 1088}, {1920, 960, 960}, {0, 1920 * 1088, 1920 * 1360}},
        {DRM_FORMAT_YUV420, {66, 66}, {128, 64, 64}, {0, 128 * 66, 128 * 66 + 64 * 33}},
        {DRM_FORMAT_YUV422, {130, 2}, {256, 128, 128}, {0, 512, 768}},
        {DRM_FORMAT_YUV444, {1, 1}, {64, 64, 64}, {0, 64, 128}},
        {DRM_FORMAT_XRGB8888, {17, 3}, {128}, {0}},
    };
    for (const LayoutRow &row : rows) {
        const ImageLayout layout = planLayout(row.fourcc, row.size).value();
        ASSERT_EQ(layout.planeCount, row.strides.size());
        for (unsigned i = 0; i < layout.planeCount; ++i) {
            EXPECT_EQ(layout.planes.at(i).strideBytes, row.strides[i]);
            EXPECT_EQ(layout.planes.at(i).offsetBytes, row.offsets[i]);
        }
        EXPECT_EQ(layout.sizeBytes % 4096, 0U);
    }
}

TEST(ImageLayout, leavesRoomForReadersThatFetchAhead)
{
    const ImageLayout layout = planLayout(DRM_FORMAT_XRGB8888, {1024, 1}).value();
    EXPECT_GE(layout.sizeBytes, 4096U + 64U);
}

TEST(ImageLayout, refusesWhatCannotBe)
{
    EXPECT_FALSE(planLayout(DRM_FORMAT_NV12, {0, 5}).has_value());
    EXPECT_FALSE(planLayout(DRM_FORMAT_NV12, {-4, 4}).has_value());
    EXPECT_FALSE(planLayout(DRM_FORMAT_XRGB8888, {65536, 65536}).has_value());
    EXPECT_FALSE(planLayout(DRM_FORMAT_NV12, {INT32_MAX, INT32_MAX}).has_value());
    EXPECT_FALSE(planLayout(0x12345678, {16, 16}).has_value());
}

// Every kind of memory has to pass the same claims; those whose node is missing say so.
struct Source {
    const char *name;
    Result<std::unique_ptr<PictureMemory>> (*open)();
};

Result<std::unique_ptr<PictureMemory>> openShared()
{
    return std::make_unique<SharedMemory>();
}

class PictureMemoryContract : public testing::TestWithParam<Source>
{
protected:
    void SetUp() override
    {
        auto opened = GetParam().open();
        if (!opened)
            GTEST_SKIP() << opened.error().message();
        memory = std::move(*opened);
    }

    std::unique_ptr<PictureMemory> memory;
};

TEST_P(PictureMemoryContract, whatOneMappingWritesAnotherReads)
{
    const ImageLayout layout = planLayout(DRM_FORMAT_NV12, {64, 32}).value();
    const BufferImage image = allocateImage(*memory, layout).value();
    {
        const CpuAccess access = CpuAccess::begin(image, CpuUse::Write).value();
        const MappedImage writer = MappedImage::map(image, MappedImage::Access::ReadWrite).value();
        ASSERT_EQ(writer.planeCount(), 2U);
        writer.plane(1)[5] = std::byte{0x42};
    }
    const BufferImage other = image.duplicate().value();
    const CpuAccess access = CpuAccess::begin(other, CpuUse::Read).value();
    const MappedImage reader = MappedImage::map(other, MappedImage::Access::Read).value();
    EXPECT_EQ(reader.plane(0)[64 * 32 + 5], std::byte{0x42}) << "plane 1 starts behind plane 0";
    EXPECT_TRUE(std::ranges::all_of(reader.plane(0).first(2048),
                                    [](std::byte value) { return value == std::byte{0}; }));
}

TEST_P(PictureMemoryContract, duplicatesShareTheIdentity_newBuffersDoNot)
{
    const ImageLayout layout = planLayout(DRM_FORMAT_NV12, {64, 32}).value();
    const BufferImage first = allocateImage(*memory, layout).value();
    const BufferImage second = allocateImage(*memory, layout).value();
    const BufferImage copy = first.duplicate().value();
    const DmabufId id = DmabufId::of(first.fds[0].get()).value();
    EXPECT_EQ(id, DmabufId::of(copy.fds[0].get()).value());
    EXPECT_NE(id, DmabufId::of(second.fds[0].get()).value());
}

TEST_P(PictureMemoryContract, bufferNobodyWritesToHasASignalledFence_orIsNoDmabuf)
{
    const UniqueFd buffer = memory->allocate(4096).value();
    const auto fence = SyncFile::exportFrom(buffer.get(), SyncFile::Access::Read);
    if (memory->kind() == BufferImage::Memory::SharedMemory) {
        EXPECT_FALSE(fence.has_value());
        return;
    }
    ASSERT_TRUE(fence.has_value()) << fence.error().message();
    EXPECT_EQ(fence->status().value(), SyncFile::Status::Signalled);
}

INSTANTIATE_TEST_SUITE_P(All, PictureMemoryContract,
                         testing::Values(Source{"Udmabuf", &UdmabufMemory::open},
                                         Source{"DmaHeap", &DmaHeapMemory::open},
                                         Source{"Shared", &openShared}),
                         [](const auto &row) { return std::string(row.param.name); });

TEST(MappedImage, refusesAPlaneOutsideItsMemory)
{
    const SharedMemory memory;
    BufferImage image
        = allocateImage(memory, planLayout(DRM_FORMAT_NV12, {64, 32}).value()).value();
    image.planes.at(1).offsetBytes = 1U << 20U;
    EXPECT_FALSE(MappedImage::map(image, MappedImage::Access::Read).has_value());
    image.planes.at(1).offsetBytes = 0;
    image.planes.at(1).fdIndex = 3;
    EXPECT_FALSE(MappedImage::map(image, MappedImage::Access::Read).has_value());
}

TEST(ChoosePictureMemory, alwaysGivesSome_andSaysWhyNotTheFirst)
{
    const ChosenMemory chosen = choosePictureMemory();
    ASSERT_NE(chosen.memory, nullptr);
    EXPECT_EQ(chosen.memory->name() == "udmabuf", chosen.reason.empty());
}

} // namespace
} // namespace weir
