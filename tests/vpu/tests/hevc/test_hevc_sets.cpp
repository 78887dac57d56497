// SPDX-License-Identifier: GPL-3.0-or-later
// Reference picture sets and scaling lists without a stream.
#include <algorithm>
#include <array>
#include <cstring>

#include <gtest/gtest.h>

#include "tests/vpu/codecs/hevc/explicit_sets.h"
#include "tests/vpu/codecs/hevc/parameter_sets.h"
#include "tests/vpu/codecs/hevc/short_term_set.h"
#include "tests/vpu/tests/hevc/vectors/stream_sets.h"

namespace weir::vpu::hevc::test
{

namespace
{

using Set = v4l2_ctrl_hevc_ext_sps_st_rps;
using Picture = ShortTermSet::Picture;

Set plain()
{
    Set set{};
    set.num_negative_pics = 2;
    set.num_positive_pics = 2;
    set.used_by_curr_pic = 0b1101;
    set.delta_poc_s0_minus1[0] = 0;
    set.delta_poc_s0_minus1[1] = 2;
    set.delta_poc_s1_minus1[0] = 1;
    set.delta_poc_s1_minus1[1] = 3;
    return set;
}

Set predicted()
{
    Set set{};
    set.flags = V4L2_HEVC_EXT_SPS_ST_RPS_FLAG_INTER_REF_PIC_SET_PRED;
    set.delta_rps_sign = 1;
    set.abs_delta_rps_minus1 = 1; // deltaRps -2
    set.used_by_curr_pic = 0b10101;
    set.use_delta_flag = 0b11111;
    return set;
}

Controls controlsWith(std::vector<Set> sets)
{
    Controls controls;
    controls.sps.pic_width_in_luma_samples = 128;
    controls.sps.pic_height_in_luma_samples = 64;
    controls.sps.chroma_format_idc = 1;
    controls.sps.log2_max_pic_order_cnt_lsb_minus4 = 4;
    controls.sps.log2_diff_max_min_luma_coding_block_size = 3;
    controls.sps.num_short_term_ref_pic_sets = static_cast<std::uint8_t>(sets.size());
    controls.hasSpsSets = true;
    controls.shortTermSets = std::move(sets);
    return controls;
}

TEST(HevcSets, PlainOnesDerive)
{
    const auto derived = deriveSets(std::array{plain()});
    ASSERT_TRUE(derived.has_value());
    const ShortTermSet right{
        .negative = {Picture{.deltaPoc = -1, .used = true}, Picture{.deltaPoc = -4, .used = false}},
        .positive = {Picture{.deltaPoc = 2, .used = true}, Picture{.deltaPoc = 6, .used = true}}};
    EXPECT_EQ(derived->front(), right);
}

// (7-61), (7-62) by hand: candidates -1, -4, 2, 6, 0, each less 2; 2 - 2 is the picture itself.
TEST(HevcSets, PredictedOnesDerive)
{
    const auto derived = deriveSets(std::array{plain(), predicted()});
    ASSERT_TRUE(derived.has_value());
    const ShortTermSet right{.negative = {Picture{.deltaPoc = -2, .used = true},
                                          Picture{.deltaPoc = -3, .used = true},
                                          Picture{.deltaPoc = -6, .used = false}},
                             .positive = {Picture{.deltaPoc = 4, .used = false}}};
    EXPECT_EQ(derived->back(), right);
}

TEST(HevcSets, NothingToPredictFromIsRefused)
{
    EXPECT_FALSE(deriveSets(std::array{predicted()}).has_value());
}

TEST(HevcSets, SetsSurviveTheSps)
{
    const Controls controls = controlsWith({plain(), predicted(), plain()});
    const auto derived = deriveSets(controls.shortTermSets);
    ASSERT_TRUE(derived.has_value());
    const auto bytes = writeVpsAndSps(controls, *derived);
    const auto units = splitAnnexB(bytes);
    ASSERT_EQ(units.size(), 2U);
    const StreamSps read = parseSps(unescape(units[1]).bytes);
    const auto again = deriveSets(read.shortTermSets);
    ASSERT_TRUE(again.has_value());
    EXPECT_EQ(*again, *derived);
    EXPECT_EQ(read.control.pic_width_in_luma_samples, 128);
}

template <typename T>
bool isSame(const T &one, const T &other)
{
    return std::memcmp(&one, &other, sizeof(T)) == 0;
}

TEST(HevcSets, PcmSurvivesTheSps)
{
    Controls controls = controlsWith({});
    controls.sps.flags = V4L2_HEVC_SPS_FLAG_PCM_ENABLED
        | V4L2_HEVC_SPS_FLAG_PCM_LOOP_FILTER_DISABLED | V4L2_HEVC_SPS_FLAG_AMP_ENABLED;
    controls.sps.pcm_sample_bit_depth_luma_minus1 = 6;
    controls.sps.pcm_sample_bit_depth_chroma_minus1 = 4;
    controls.sps.log2_min_pcm_luma_coding_block_size_minus3 = 1;
    controls.sps.log2_diff_max_min_pcm_luma_coding_block_size = 2;
    controls.sps.sps_max_sub_layers_minus1 = 3;
    const auto bytes = writeVpsAndSps(controls, {});
    const StreamSps read = parseSps(unescape(splitAnnexB(bytes)[1]).bytes);
    EXPECT_TRUE(isSame(read.control, controls.sps));
}

TEST(HevcSets, TilesSurviveThePps)
{
    for (const bool uniform : {false, true}) {
        Controls controls = controlsWith({});
        controls.sps.pic_width_in_luma_samples = 640;
        controls.sps.pic_height_in_luma_samples = 384;
        controls.pps.num_tile_columns_minus1 = 2;
        controls.pps.num_tile_rows_minus1 = 1;
        controls.pps.flags = V4L2_HEVC_PPS_FLAG_TILES_ENABLED
            | V4L2_HEVC_PPS_FLAG_LOOP_FILTER_ACROSS_TILES_ENABLED
            | (uniform ? V4L2_HEVC_PPS_FLAG_UNIFORM_SPACING : 0ULL);
        controls.pps.column_width_minus1[0] = 4;
        controls.pps.column_width_minus1[1] = 1;
        controls.pps.row_height_minus1[0] = 3;
        fillTiles(controls.pps, controls.sps);
        const auto bytes = writePps(controls);
        ASSERT_TRUE(bytes.has_value());
        StreamPps read = parsePps(unescape(splitAnnexB(*bytes).front()).bytes);
        fillTiles(read.control, controls.sps);
        EXPECT_TRUE(isSame(read.control, controls.pps)) << uniform;
    }
}

TEST(HevcSets, MissingReferenceKeepsItsPlace)
{
    Controls controls = controlsWith({});
    controls.decode.pic_order_cnt_val = 20;
    controls.decode.num_active_dpb_entries = 2;
    controls.decode.dpb[0].pic_order_cnt_val = 18;
    controls.decode.dpb[1].pic_order_cnt_val = 12;
    controls.decode.num_poc_st_curr_before = 3;
    controls.decode.poc_st_curr_before[0] = 0;
    controls.decode.poc_st_curr_before[1] = 0xff;
    controls.decode.poc_st_curr_before[2] = 1;
    const auto sets = makeExplicitSets(controls, {17, 16});
    ASSERT_TRUE(sets.has_value());
    ASSERT_EQ(sets->shortTerm.negative.size(), 3U);
    EXPECT_EQ(sets->shortTerm.negative[0].deltaPoc, -2);
    EXPECT_EQ(sets->shortTerm.negative[1].deltaPoc, -5); // 17 and 16 are held
    EXPECT_EQ(sets->shortTerm.negative[2].deltaPoc, -8);
}

TEST(HevcSets, ListsOutOfOrderAreRefused)
{
    Controls controls = controlsWith({});
    controls.decode.pic_order_cnt_val = 20;
    controls.decode.num_active_dpb_entries = 2;
    controls.decode.dpb[0].pic_order_cnt_val = 12;
    controls.decode.dpb[1].pic_order_cnt_val = 18;
    controls.decode.num_poc_st_curr_before = 2;
    controls.decode.poc_st_curr_before[1] = 1;
    EXPECT_FALSE(makeExplicitSets(controls, {}).has_value());
}

// Cycles of the used ones go down (2, 1): the second has to do with its least significant bits.
TEST(HevcSets, LongTermCyclesNeverGoDown)
{
    Controls controls = controlsWith({});
    controls.sps.flags |= V4L2_HEVC_SPS_FLAG_LONG_TERM_REF_PICS_PRESENT;
    controls.decode.pic_order_cnt_val = 600;
    controls.decode.num_active_dpb_entries = 2;
    controls.decode.dpb[0]
        = {.timestamp = 1, .flags = 1, .field_pic = 0, .reserved = 0, .pic_order_cnt_val = 255};
    controls.decode.dpb[1]
        = {.timestamp = 2, .flags = 1, .field_pic = 0, .reserved = 0, .pic_order_cnt_val = 300};
    controls.decode.num_poc_lt_curr = 2;
    controls.decode.poc_lt_curr[0] = 0;
    controls.decode.poc_lt_curr[1] = 1;
    const auto sets = makeExplicitSets(controls, {});
    ASSERT_TRUE(sets.has_value());
    ASSERT_EQ(sets->longTerm.size(), 2U);
    EXPECT_EQ(sets->longTerm[0].deltaMsbCycle, 2U);
    EXPECT_TRUE(sets->longTerm[0].hasMsb);
    EXPECT_EQ(sets->longTerm[1].pocLsb, 44U);
    EXPECT_FALSE(sets->longTerm[1].hasMsb);
}

TEST(HevcSets, ScalingListsSurviveThePps)
{
    Controls controls = controlsWith({});
    controls.sps.flags |= V4L2_HEVC_SPS_FLAG_SCALING_LIST_ENABLED;
    auto *raw = reinterpret_cast<std::uint8_t *>(&controls.scaling);
    for (std::size_t i = 0; i < sizeof(controls.scaling); ++i)
        raw[i] = static_cast<std::uint8_t>(1 + i * 37 % 255);
    const auto bytes = writePps(controls);
    ASSERT_TRUE(bytes.has_value());
    const StreamPps read = parsePps(unescape(splitAnnexB(*bytes).front()).bytes);
    ASSERT_TRUE(read.scaling.has_value());
    EXPECT_TRUE(std::ranges::equal(std::span(raw, sizeof(controls.scaling)),
                                   std::span(reinterpret_cast<const std::uint8_t *>(&*read.scaling),
                                             sizeof(controls.scaling))));
}

TEST(HevcSets, TilesHaveToCoverThePicture)
{
    Controls controls = controlsWith({});
    controls.pps.flags = V4L2_HEVC_PPS_FLAG_TILES_ENABLED | V4L2_HEVC_PPS_FLAG_UNIFORM_SPACING;
    controls.pps.num_tile_columns_minus1 = 1;
    EXPECT_TRUE(writePps(controls).has_value()); // two CTBs, one a column
    controls.pps.column_width_minus1[1] = 1;
    EXPECT_FALSE(writePps(controls).has_value());
}

} // namespace

} // namespace weir::vpu::hevc::test
