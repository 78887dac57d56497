// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>
#include <cstdlib>
#include <vector>

#include <EGL/egl.h>
#include <EGL/eglext.h>
#include <gtest/gtest.h>

#include "platform/dmabuf/mapped_image.h"
#include "platform/dmabuf/picture_memory.h"
#include "platform/egl/gpu_plane_reader.h"

namespace weir
{
namespace
{

constexpr std::uint32_t Nv12Code = 0x3231564e;
constexpr std::uint32_t P010Code = 0x30313050;
constexpr Size Coded{.width = 64, .height = 32};

// Mesa's software renderer maps whatever descriptor it is given.
class GpuPlaneReaderTest : public testing::Test
{
protected:
    void SetUp() override
    {
        setenv("LIBGL_ALWAYS_SOFTWARE", "1", 1);
        auto reader = makeGpuPlaneReader();
        ASSERT_TRUE(reader.has_value()) << reader.error().message();
        m_reader = *std::move(reader);
    }
    // The display stays for the whole process otherwise, which leak checkers call a leak.
    void TearDown() override
    {
        m_reader.reset();
        eglTerminate(
            eglGetPlatformDisplay(EGL_PLATFORM_SURFACELESS_MESA, EGL_DEFAULT_DISPLAY, nullptr));
    }
    // Byte i of a plane is i * factor.
    static BufferImage imageOf(std::uint32_t fourcc)
    {
        BufferImage image
            = allocateImage(SharedMemory(), planLayout(fourcc, Coded).value()).value();
        const auto memory = MappedImage::map(image, MappedImage::Access::ReadWrite).value();
        for (unsigned plane = 0; plane < memory.planeCount(); ++plane)
            for (std::size_t i = 0; i < memory.plane(plane).size(); ++i)
                memory.plane(plane)[i] = contentAt(i);
        return image;
    }
    static std::byte contentAt(std::size_t i) { return static_cast<std::byte>(i * 7 + i / 256); }
    static std::uint8_t numberAt(std::size_t i)
    {
        return std::to_integer<std::uint8_t>(contentAt(i));
    }

    std::unique_ptr<PlaneReader> m_reader;
};

TEST_F(GpuPlaneReaderTest, seesTheTexelsOfEachPlane)
{
    const BufferImage image = imageOf(Nv12Code);
    const std::array runs{TexelRun{.x = 0, .y = 0, .count = 3},
                          TexelRun{.x = 5, .y = 9, .count = 2}};
    const auto luma = m_reader->read(image, 0, {.texel = Texel::R8, .size = Coded}, runs);
    ASSERT_TRUE(luma.has_value()) << luma.error().message();
    const std::size_t row = std::size_t{9} * image.planes[0].strideBytes;
    EXPECT_EQ(*luma,
              (std::vector<std::uint8_t>{numberAt(0), numberAt(1), numberAt(2), numberAt(row + 5),
                                         numberAt(row + 6)}));
    const auto chroma
        = m_reader->read(image, 1, {.texel = Texel::Rg8, .size = {.width = 32, .height = 16}},
                         std::span(runs).last(1));
    ASSERT_TRUE(chroma.has_value()) << chroma.error().message();
    const std::size_t begin = std::size_t{9} * image.planes[1].strideBytes + 10;
    EXPECT_EQ(*chroma,
              (std::vector<std::uint8_t>{numberAt(begin), numberAt(begin + 1), numberAt(begin + 2),
                                         numberAt(begin + 3)}));
}

TEST_F(GpuPlaneReaderTest, goesByTheStrideItIsTold)
{
    BufferImage image = imageOf(Nv12Code);
    image.planes[0].strideBytes *= 2;
    const std::array runs{TexelRun{.x = 0, .y = 3, .count = 1}};
    const auto read
        = m_reader->read(image, 0, {.texel = Texel::R8, .size = {.width = 64, .height = 16}}, runs);
    ASSERT_TRUE(read.has_value()) << read.error().message();
    EXPECT_EQ(read->front(), numberAt(std::size_t{3} * image.planes[0].strideBytes));
}

TEST_F(GpuPlaneReaderTest, roundsSixteenBits)
{
    const BufferImage image = imageOf(P010Code);
    const std::array runs{TexelRun{.x = 2, .y = 1, .count = 2}};
    const auto read = m_reader->read(image, 0, {.texel = Texel::R16, .size = Coded}, runs);
    ASSERT_TRUE(read.has_value()) << read.error().message();
    const std::size_t begin = image.planes[0].strideBytes + 5; // the high byte of the third number
    ASSERT_EQ(read->size(), 2U);
    EXPECT_NEAR(read->at(0), numberAt(begin), 1);
    EXPECT_NEAR(read->at(1), numberAt(begin + 2), 1);
}

TEST_F(GpuPlaneReaderTest, saysWhatItDoesNotImport)
{
    BufferImage image = imageOf(Nv12Code);
    image.modifier = 5;
    const std::array runs{TexelRun{.x = 0, .y = 0, .count = 1}};
    EXPECT_FALSE(m_reader->read(image, 0, {.texel = Texel::R8, .size = Coded}, runs).has_value());
    image.modifier = 0;
    EXPECT_TRUE(m_reader->read(image, 0, {.texel = Texel::R8, .size = Coded}, runs).has_value());
}

} // namespace
} // namespace weir
