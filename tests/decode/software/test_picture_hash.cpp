// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "decode/software/picture_hash.h"
#include "platform/dmabuf/picture_memory.h"

namespace weir
{
namespace
{

constexpr std::uint32_t P010Fourcc = 0x30313050;
constexpr Size CodedSize{.width = 40, .height = 16};

// The value of a sample, a different one for each place; 10 bits.
unsigned sampleAt(unsigned plane, int row, std::size_t index)
{
    return static_cast<unsigned>(plane * 517 + static_cast<unsigned>(row) * 83 + index * 37)
        & 0x3ffU;
}

void store(std::span<std::byte> row, std::size_t index, unsigned value, PixelFormat format)
{
    const std::size_t bit = format == PixelFormat::P010 ? 16 * index + 6 : 10 * index;
    for (unsigned i = 0; i < 10; ++i) {
        std::byte &byte = row[(bit + i) / 8];
        byte |= static_cast<std::byte>(((value >> i) & 1U) << (bit + i) % 8);
    }
}

// A picture of both planes in memory that is large enough for either format.
MappedImage picture(PixelFormat format)
{
    const BufferImage memory
        = allocateImage(SharedMemory(), planLayout(P010Fourcc, CodedSize).value()).value();
    MappedImage image = MappedImage::map(memory, MappedImage::Access::ReadWrite).value();
    for (unsigned plane = 0; plane < 2; ++plane) {
        for (int y = 0; y < CodedSize.height >> plane; ++y) {
            const auto row = image.plane(plane).subspan(static_cast<std::size_t>(y)
                                                        * image.strideBytes(plane));
            for (std::size_t i = 0; i < CodedSize.width; ++i)
                store(row, i, sampleAt(plane, y, i), format);
        }
    }
    return image;
}

std::string hashOf(PixelFormat format, Rect visible)
{
    PictureHash hash = PictureHash::create().value();
    const MappedImage image = picture(format);
    EXPECT_TRUE(hash.add(viewOf(image, format, visible)).has_value());
    return hash.finish();
}

TEST(PictureHash, isTheSameOfTheSameSamples_packedOrInWords)
{
    for (const Rect visible : {Rect{.x = 0, .y = 0, .width = 40, .height = 16},
                               Rect{.x = 2, .y = 4, .width = 6, .height = 4},
                               Rect{.x = 6, .y = 2, .width = 33, .height = 13}})
        EXPECT_EQ(hashOf(PixelFormat::Nv15, visible), hashOf(PixelFormat::P010, visible))
            << visible.x << " " << visible.width;
}

TEST(PictureHash, differsForAnotherPart)
{
    EXPECT_NE(hashOf(PixelFormat::Nv15, {.x = 0, .y = 0, .width = 8, .height = 8}),
              hashOf(PixelFormat::Nv15, {.x = 2, .y = 0, .width = 8, .height = 8}));
}

TEST(PictureHash, refusesWhatReachesBeyondItsMemory)
{
    PictureHash hash = PictureHash::create().value();
    const MappedImage image = picture(PixelFormat::P010);
    EXPECT_FALSE(
        hash.add(viewOf(image, PixelFormat::P010, {.x = 0, .y = 0, .width = 40, .height = 4000}))
            .has_value());
}

} // namespace
} // namespace weir
