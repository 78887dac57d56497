// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "render/color/yuv_matrix.h"

namespace weir
{
namespace
{

constexpr double Near = 1e-4;
constexpr int Low = 576; // lines

TEST(YuvMatrix, givesWhiteAndBlackOfBothRanges)
{
    for (const int depth : {8, 10, 12}) {
        const double unit = 1 << (depth - 8);
        const YuvMatrix limited = yuvMatrixFor({}, depth, Low);
        EXPECT_NEAR(limited.luma * (235 * unit - limited.black), 1, Near);
        EXPECT_NEAR(limited.black, 16 * unit, Near);
        EXPECT_NEAR(limited.middle, 128 * unit, Near);
        const YuvMatrix full = yuvMatrixFor({.fullRange = true}, depth, Low);
        EXPECT_NEAR(full.luma * (256 * unit - 1), 1, Near);
        EXPECT_EQ(full.black, 0);
    }
}

struct WeightCase {
    const char *name;
    std::uint8_t matrix;
    int height;
    double redFromCr; // of chroma between -1/2 and 1/2
    double blueFromCb;
};

class Weights : public testing::TestWithParam<WeightCase>
{
};

TEST_P(Weights, hasTheWeightsOfH273)
{
    const WeightCase &row = GetParam();
    const YuvMatrix yuv = yuvMatrixFor({.matrix = row.matrix, .fullRange = true}, 8, row.height);
    EXPECT_NEAR(yuv.redFromCr * 255, row.redFromCr, Near);
    EXPECT_NEAR(yuv.blueFromCb * 255, row.blueFromCb, Near);
    EXPECT_LT(yuv.greenFromCb, 0);
    EXPECT_LT(yuv.greenFromCr, 0);
}

INSTANTIATE_TEST_SUITE_P(Table, Weights,
                         testing::Values(WeightCase{"bt709", 1, Low, 1.5748, 1.8556},
                                         WeightCase{"fcc", 4, Low, 1.4, 1.78},
                                         WeightCase{"bt470bg", 5, Low, 1.402, 1.772},
                                         WeightCase{"bt601", 6, 1080, 1.402, 1.772},
                                         WeightCase{"smpte240", 7, Low, 1.576, 1.826},
                                         WeightCase{"bt2020", 9, Low, 1.4746, 1.8814},
                                         WeightCase{"unsaidAndLow", 2, 719, 1.402, 1.772},
                                         WeightCase{"unsaidAndHigh", 2, 720, 1.5748, 1.8556}),
                         [](const auto &row) { return std::string(row.param.name); });

} // namespace
} // namespace weir
