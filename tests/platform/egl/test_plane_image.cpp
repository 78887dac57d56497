// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <map>

#include <sys/eventfd.h>

#include <gtest/gtest.h>

#include "platform/egl/plane_image.h"

namespace weir
{
namespace
{

// EGL_EXT_image_dma_buf_import and EGL_EXT_image_dma_buf_import_modifiers.
constexpr std::int32_t Width = 0x3057;
constexpr std::int32_t Height = 0x3056;
constexpr std::int32_t Fourcc = 0x3271;
constexpr std::int32_t Fd = 0x3272;
constexpr std::int32_t Offset = 0x3273;
constexpr std::int32_t Pitch = 0x3274;
constexpr std::int32_t ModifierLow = 0x3443;
constexpr std::int32_t ModifierHigh = 0x3444;
constexpr std::int32_t None = 0x3038;

constexpr std::size_t Bytes = 64 * 32 + 64 * 16; // NV12 of 64x32

BufferImage nv12(std::uint64_t modifier = 0)
{
    BufferImage image;
    image.modifier = modifier;
    image.size = {.width = 64, .height = 32};
    image.planes[0] = {.fdIndex = 0, .offsetBytes = 0, .strideBytes = 64};
    image.planes[1] = {.fdIndex = 0, .offsetBytes = 64 * 32, .strideBytes = 64};
    image.planeCount = 2;
    image.fds.emplace_back(eventfd(0, EFD_CLOEXEC)); // only its number counts
    image.fdSizesBytes.push_back(Bytes);
    return image;
}

constexpr PlaneImage Luma{.texel = Texel::R8, .size = {.width = 64, .height = 32}};
constexpr PlaneImage Chroma{.texel = Texel::Rg8, .size = {.width = 32, .height = 16}};

std::map<std::int32_t, std::int32_t> pairsOf(const std::vector<std::int32_t> &list)
{
    std::map<std::int32_t, std::int32_t> pairs;
    for (std::size_t i = 0; i + 1 < list.size(); i += 2)
        pairs[list[i]] = list[i + 1];
    return pairs;
}

TEST(PlaneAttributes, describeOnePlaneOfSeveralInOneMemory)
{
    const BufferImage image = nv12();
    const auto list = planeAttributes(image, 1, Chroma, ModifierExtension::There);
    ASSERT_TRUE(list.has_value());
    EXPECT_EQ(list->back(), None);
    const std::map<std::int32_t, std::int32_t> wanted{
        {Width, 32},       {Height, 16},     {Fourcc, 0x38385247}, // "GR88"
        {Offset, 64 * 32}, {Pitch, 64},      {Fd, image.fds[0].get()},
        {ModifierLow, 0},  {ModifierHigh, 0}};
    EXPECT_EQ(pairsOf(*list), wanted);
}

TEST(PlaneAttributes, carryBothHalvesOfAModifier)
{
    const auto list
        = planeAttributes(nv12(0x0800000000000123ULL), 0, Luma, ModifierExtension::There);
    ASSERT_TRUE(list.has_value());
    EXPECT_EQ(pairsOf(*list)[ModifierLow], 0x123);
    EXPECT_EQ(pairsOf(*list)[ModifierHigh], 0x08000000);
}

TEST(PlaneAttributes, leaveOutAModifierThatNeedsNotOrCannotBeSaid)
{
    for (const std::uint64_t modifier : {std::uint64_t{0}, UnknownModifier}) {
        const auto list = planeAttributes(nv12(modifier), 0, Luma, ModifierExtension::Missing);
        ASSERT_TRUE(list.has_value());
        EXPECT_FALSE(pairsOf(*list).contains(ModifierLow));
    }
    const auto unknown = planeAttributes(nv12(UnknownModifier), 0, Luma, ModifierExtension::There);
    EXPECT_FALSE(pairsOf(unknown.value()).contains(ModifierLow));
    const auto tiled = planeAttributes(nv12(5), 0, Luma, ModifierExtension::Missing);
    ASSERT_FALSE(tiled.has_value());
    EXPECT_EQ(tiled.error().kind(), ErrorKind::Unsupported);
}

TEST(PlaneAttributes, refuseWhatReachesBeyondTheMemory)
{
    BufferImage image = nv12();
    EXPECT_FALSE(planeAttributes(image, 2, Luma, ModifierExtension::There).has_value());
    image.fdSizesBytes[0] = Bytes - 1;
    EXPECT_TRUE(planeAttributes(image, 0, Luma, ModifierExtension::There).has_value());
    EXPECT_FALSE(planeAttributes(image, 1, Chroma, ModifierExtension::There).has_value());
    const PlaneImage wide{.texel = Texel::R16, .size = Luma.size}; // a row is longer than a stride
    EXPECT_FALSE(planeAttributes(image, 0, wide, ModifierExtension::There).has_value());
    image.planes[0].fdIndex = 1;
    EXPECT_FALSE(planeAttributes(image, 0, Luma, ModifierExtension::There).has_value());
}

TEST(Texel, hasItsDrmFormatAndItsSize)
{
    EXPECT_EQ(fourccOf(Texel::R8), 0x20203852U);
    EXPECT_EQ(fourccOf(Texel::Rg8), 0x38385247U);
    EXPECT_EQ(fourccOf(Texel::R16), 0x20363152U);
    EXPECT_EQ(fourccOf(Texel::Rg16), 0x32335247U);
    EXPECT_EQ(bytesOf(Texel::R8), 1U);
    EXPECT_EQ(bytesOf(Texel::Rg16), 4U);
}

} // namespace
} // namespace weir
