// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/doctor/picture_compare.h"

namespace weir
{
namespace
{

using testing::HasSubstr;

constexpr Size Small{.width = 20, .height = 12};
constexpr std::size_t ClaimedStride = 64;

// The value of a sample of picture `number`, never 0.
unsigned sampleAt(std::size_t number, unsigned component, int row, int column, unsigned bitDepth)
{
    const auto value = static_cast<unsigned>(number) * 53 + component * 29
        + static_cast<unsigned>(row) * 31 + static_cast<unsigned>(column) * 7;
    return 1 + value % ((1U << bitDepth) - 1);
}

// A picture of `Small` in memory of its own, whose rows lie `stride` bytes apart.
class Memory
{
public:
    Memory(PixelFormat format, std::size_t number, std::size_t stride = ClaimedStride)
        : m_format(format)
        , m_stride(stride)
        , m_bytes(ClaimedStride * static_cast<std::size_t>(Small.height) * 4)
    {
        for (unsigned component = 0; component < componentCount(format); ++component) {
            const Size size = planeSize(format, Small, component == 0 ? 0 : 1);
            for (int y = 0; y < size.height; ++y) {
                for (int x = 0; x < size.width; ++x)
                    set(component, y, x,
                        sampleAt(number, component, y, x, infoOf(format).bitDepth));
            }
        }
    }

    void set(unsigned component, int row, int column, unsigned value)
    {
        const PixelFormatInfo &info = infoOf(m_format);
        const bool isPaired = info.semiPlanar && component > 0;
        const unsigned bits = info.bytesPerSample == 0 ? 10 : info.bytesPerSample * 8U;
        const unsigned shift = m_format == PixelFormat::P010 ? 6 : 0;
        const auto index = static_cast<std::size_t>(column) * (isPaired ? 2 : 1)
            + (isPaired ? component - 1 : 0);
        const std::size_t begin
            = planeBegin(isPaired ? 1 : component) + static_cast<std::size_t>(row) * m_stride;
        for (unsigned bit = 0; bit < bits; ++bit) {
            const std::size_t place = index * bits + bit;
            std::byte &byte = m_bytes[begin + place / 8];
            const auto mask = static_cast<std::byte>(1U << place % 8);
            byte = ((value << shift) >> bit & 1U) != 0 ? byte | mask : byte & ~mask;
        }
    }

    void zero(unsigned plane)
    {
        const auto begin = m_bytes.begin() + static_cast<std::ptrdiff_t>(planeBegin(plane));
        std::fill_n(begin, ClaimedStride * static_cast<std::size_t>(Small.height), std::byte{0});
    }

    // As the driver would describe it.
    [[nodiscard]] PictureView view() const
    {
        PictureView view{.format = m_format,
                         .visible = {.x = 0, .y = 0, .width = Small.width, .height = Small.height}};
        for (unsigned plane = 0; plane < infoOf(m_format).planeCount; ++plane)
            view.planes.at(plane) = {.bytes = std::span(m_bytes).subspan(planeBegin(plane)),
                                     .strideBytes = ClaimedStride};
        return view;
    }

private:
    static std::size_t planeBegin(unsigned plane)
    {
        return plane * ClaimedStride * static_cast<std::size_t>(Small.height);
    }

    PixelFormat m_format;
    std::size_t m_stride;
    std::vector<std::byte> m_bytes;
};

// A clip of three pictures as the software decoder gives them.
std::vector<PlanarPicture> clip(PixelFormat planar)
{
    std::vector<PlanarPicture> pictures;
    pictures.reserve(3);
    for (std::size_t number = 0; number < 3; ++number)
        pictures.push_back(copyPicture(Memory(planar, number).view()).value());
    return pictures;
}

std::optional<Mismatch> compare(const Memory &memory, std::size_t index,
                                PixelFormat planar = PixelFormat::Yuv420P8)
{
    return comparePicture(memory.view(), clip(planar), index).value();
}

struct Case {
    const char *name = nullptr;
    Memory memory;
    unsigned component = 0;
    Difference difference{};
    const char *words = nullptr;
};

Memory withoutPlanes(std::initializer_list<unsigned> planes)
{
    Memory memory(PixelFormat::Nv12, 1);
    for (const unsigned plane : planes)
        memory.zero(plane);
    return memory;
}

Memory withWrongSample()
{
    Memory memory(PixelFormat::Nv12, 1);
    memory.set(0, 2, 5, sampleAt(1, 0, 2, 5, 8) + 3);
    return memory;
}

Memory withWrongChroma()
{
    Memory memory(PixelFormat::Nv12, 1);
    memory.set(2, 1, 4, sampleAt(1, 2, 1, 4, 8) + 1);
    return memory;
}

Memory halfWritten()
{
    Memory memory(PixelFormat::Nv12, 1);
    for (int y = 6; y < Small.height; ++y) {
        for (int x = 0; x < Small.width; ++x)
            memory.set(0, y, x, 0);
    }
    return memory;
}

TEST(PictureCompare, namesTheKindOfDifferenceAndItsPlace)
{
    const Case cases[] = {
        {"nothing was written", withoutPlanes({0, 1}), 0, Difference::Green, "240 of 240 samples"},
        {"half was written", halfWritten(), 0, Difference::Green, "120 of 240 samples"},
        {"no chroma", withoutPlanes({1}), 1, Difference::Green, "60 of 60 samples"},
        {"rows closer together", Memory(PixelFormat::Nv12, 1, 32), 0, Difference::Stride,
         "32 bytes apart, and the driver says 64"},
        {"rows farther apart", Memory(PixelFormat::Nv12, 1, 80), 0, Difference::Stride, "80 bytes"},
        {"one later", Memory(PixelFormat::Nv12, 2), 0, Difference::Order, "picture 2"},
        {"one earlier", Memory(PixelFormat::Nv12, 0), 0, Difference::Order, "picture 0"},
        {"one sample", withWrongSample(), 0, Difference::Other,
         "1 of 240 samples are wrong, by 3 at most, the first at 5,2"},
        {"one sample of Cr", withWrongChroma(), 2, Difference::Other, "the first at 4,1"},
        {"another film", Memory(PixelFormat::Nv12, 40), 0, Difference::Other, "samples are wrong"},
    };
    for (const Case &each : cases) {
        const auto mismatch = compare(each.memory, 1);
        ASSERT_TRUE(mismatch.has_value()) << each.name;
        EXPECT_EQ(mismatch->picture, 1U) << each.name;
        EXPECT_EQ(mismatch->component, each.component) << each.name;
        EXPECT_EQ(nameOf(mismatch->difference), nameOf(each.difference)) << each.name;
        EXPECT_THAT(mismatch->detail, HasSubstr(each.words)) << each.name;
    }
}

TEST(PictureCompare, theSameSamplesAreTheSame_whateverTheLayout)
{
    EXPECT_FALSE(compare(Memory(PixelFormat::Nv12, 1), 1).has_value());
    EXPECT_FALSE(compare(Memory(PixelFormat::Yuv420P8, 2), 2).has_value());
    for (const PixelFormat format : {PixelFormat::P010, PixelFormat::Nv15, PixelFormat::Yuv420P10})
        EXPECT_FALSE(compare(Memory(format, 1), 1, PixelFormat::Yuv420P10).has_value())
            << infoOf(format).name;
}

TEST(PictureCompare, aWrongStrideIsFoundAmongPackedSamplesToo)
{
    const auto mismatch = compare(Memory(PixelFormat::Nv15, 1, 40), 1, PixelFormat::Yuv420P10);
    ASSERT_TRUE(mismatch.has_value());
    EXPECT_EQ(nameOf(mismatch->difference), "stride");
    EXPECT_THAT(mismatch->detail, HasSubstr("40 bytes"));
}

TEST(PictureCompare, anotherShapeIsOther)
{
    const auto mismatch = compare(Memory(PixelFormat::Nv12, 1), 1, PixelFormat::Yuv420P10);
    ASSERT_TRUE(mismatch.has_value());
    EXPECT_EQ(nameOf(mismatch->difference), "other");
    EXPECT_THAT(mismatch->detail, HasSubstr("8 bit instead of 20x12 samples of more than 8 bit"));
}

TEST(PictureCompare, aPictureTooManyIsOther)
{
    const auto mismatch = compare(Memory(PixelFormat::Nv12, 3), 3);
    ASSERT_TRUE(mismatch.has_value());
    EXPECT_THAT(mismatch->detail, HasSubstr("only 3 pictures"));
}

TEST(PictureCompare, memoryThatIsTooShortIsAnError)
{
    const Memory memory(PixelFormat::Nv12, 1);
    PictureView view = memory.view();
    view.planes[1].bytes = view.planes[1].bytes.first(ClaimedStride * 5);
    const auto compared = comparePicture(view, clip(PixelFormat::Yuv420P8), 1);
    ASSERT_FALSE(compared.has_value());
    EXPECT_EQ(compared.error().kind(), ErrorKind::InvalidData);
}

} // namespace
} // namespace weir
