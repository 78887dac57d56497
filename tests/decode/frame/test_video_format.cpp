// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "decode/frame/video_format.h"

namespace weir
{
namespace
{

constexpr ColorInfo Container{
    .primaries = 9, .transfer = 16, .matrix = 9, .fullRange = true, .chromaLocation = 3};

TEST(MergedColor, isTheContainers_whenTheStreamSaysNothing)
{
    EXPECT_EQ(mergedColor({}, Container), Container);
}

TEST(MergedColor, takesEachCodePointFromTheStreamFirst)
{
    const ColorInfo color = mergedColor({.matrix = 1, .chromaLocation = 1}, Container);
    EXPECT_EQ(color.primaries, 9);
    EXPECT_EQ(color.transfer, 16);
    EXPECT_EQ(color.matrix, 1);
    EXPECT_EQ(color.chromaLocation, 1);
    EXPECT_FALSE(color.fullRange);
}

TEST(MergedColor, aChromaLocationAloneSaysNothingOfTheRange)
{
    const ColorInfo color = mergedColor({.chromaLocation = 1}, Container);
    EXPECT_TRUE(color.fullRange);
    EXPECT_EQ(color.matrix, 9);
    EXPECT_EQ(color.chromaLocation, 1);
}

TEST(MergedColor, aFullRangeOfTheStreamStays)
{
    EXPECT_TRUE(mergedColor({.fullRange = true}, {}).fullRange);
}

} // namespace
} // namespace weir
