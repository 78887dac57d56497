// SPDX-License-Identifier: GPL-3.0-or-later
// The writers of AV1 syntax, each against a reading of its own.
#include <cstring>

#include <dav1d/dav1d.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/vpu/codecs/av1/field_writer.h"
#include "tests/vpu/codecs/av1/global_motion.h"
#include "tests/vpu/codecs/av1/obu.h"
#include "tests/vpu/codecs/av1/order_hints.h"
#include "tests/vpu/codecs/av1/sequence_header.h"
#include "tests/vpu/codecs/av1/shear.h"
#include "tests/vpu/codecs/av1/tile_group.h"
#include "tests/vpu/codecs/av1/tile_info.h"
#include "tests/vpu/codecs/bits/bit_reader.h"

namespace weir::vpu::av1
{

namespace
{

using testing::ElementsAre;
using testing::HasSubstr;

std::string problemOf(FieldWriter &&writer)
{
    const auto bytes = std::move(writer).finish();
    return bytes ? "" : bytes.error().message();
}

TEST(Av1FieldWriter, WritesNonSymmetricNumbers)
{
    // ns(5): 0, 1, 2 have two bits, 3 and 4 three (4.10.7).
    FieldWriter writer;
    for (std::uint32_t value = 0; value < 5; ++value)
        writer.ns(value, 5, "x");
    EXPECT_THAT(std::move(writer).finish().value(), ElementsAre(0b00011011, 0b01110000));
}

TEST(Av1FieldWriter, WritesSignedNumbers)
{
    FieldWriter writer;
    writer.su(-1, 7, "x");
    writer.su(63, 7, "x");
    EXPECT_THAT(std::move(writer).finish().value(), ElementsAre(0b11111110, 0b11111100));
}

TEST(Av1FieldWriter, NamesTheFirstFieldThatDoesNotFit)
{
    FieldWriter writer;
    writer.f(3, 2, "good");
    writer.su(64, 7, "first");
    writer.f(4, 2, "second");
    EXPECT_THAT(problemOf(std::move(writer)), HasSubstr("first"));
}

TEST(Av1FieldWriter, AnAbsentFlagMustBeClear)
{
    FieldWriter writer;
    writer.flagIf(false, true, "flag");
    EXPECT_THAT(problemOf(std::move(writer)), HasSubstr("flag"));
}

TEST(Av1Obu, HasItsSizeInLeb128)
{
    std::vector<std::uint8_t> out;
    appendObu(out, ObuType::Frame, std::vector<std::uint8_t>(300, 7));
    ASSERT_EQ(out.size(), 303U);
    EXPECT_EQ(out[0], 0x32);
    EXPECT_EQ(out[1], 0xac); // 300 & 0x7f, more follows
    EXPECT_EQ(out[2], 0x02);
}

v4l2_ctrl_av1_sequence someSequence()
{
    v4l2_ctrl_av1_sequence sequence{};
    sequence.flags = V4L2_AV1_SEQUENCE_FLAG_ENABLE_ORDER_HINT | V4L2_AV1_SEQUENCE_FLAG_ENABLE_CDEF
        | V4L2_AV1_SEQUENCE_FLAG_SUBSAMPLING_X | V4L2_AV1_SEQUENCE_FLAG_SUBSAMPLING_Y;
    sequence.order_hint_bits = 7;
    sequence.bit_depth = 10;
    sequence.max_frame_width_minus_1 = 351;
    sequence.max_frame_height_minus_1 = 287;
    return sequence;
}

Dav1dSequenceHeader read(const v4l2_ctrl_av1_sequence &sequence)
{
    std::vector<std::uint8_t> stream;
    appendObu(stream, ObuType::SequenceHeader, writeSequenceHeader(sequence).value());
    Dav1dSequenceHeader header{};
    EXPECT_EQ(dav1d_parse_sequence_header(&header, stream.data(), stream.size()), 0);
    return header;
}

TEST(Av1SequenceHeader, SaysWhatTheControlSays)
{
    const Dav1dSequenceHeader header = read(someSequence());
    EXPECT_EQ(header.max_width, 352);
    EXPECT_EQ(header.max_height, 288);
    EXPECT_EQ(header.hbd, 1);
    EXPECT_EQ(header.layout, DAV1D_PIXEL_LAYOUT_I420);
    EXPECT_EQ(header.order_hint_n_bits, 7);
    EXPECT_EQ(header.cdef, 1);
    EXPECT_EQ(header.restoration, 0);
    EXPECT_EQ(header.film_grain_present, 0);
    EXPECT_EQ(header.screen_content_tools, DAV1D_ADAPTIVE);
}

TEST(Av1SequenceHeader, CanBeMonochrome)
{
    v4l2_ctrl_av1_sequence sequence = someSequence();
    sequence.flags
        |= V4L2_AV1_SEQUENCE_FLAG_MONO_CHROME | V4L2_AV1_SEQUENCE_FLAG_FILM_GRAIN_PARAMS_PRESENT;
    const Dav1dSequenceHeader header = read(sequence);
    EXPECT_EQ(header.layout, DAV1D_PIXEL_LAYOUT_I400);
    EXPECT_EQ(header.film_grain_present, 1);
}

TEST(Av1SequenceHeader, RefusesWhatContradictsItself)
{
    v4l2_ctrl_av1_sequence sequence = someSequence();
    sequence.order_hint_bits = 0;
    EXPECT_THAT(writeSequenceHeader(sequence).error().message(), HasSubstr("order_hint_bits"));
    sequence = someSequence();
    sequence.flags &= ~std::uint32_t{V4L2_AV1_SEQUENCE_FLAG_SUBSAMPLING_Y};
    EXPECT_THAT(writeSequenceHeader(sequence).error().message(), HasSubstr("SUBSAMPLING"));
}

TEST(Av1OrderHints, WrapAround)
{
    EXPECT_EQ(relativeDistance(1, 127, 7), 2);
    EXPECT_EQ(relativeDistance(127, 1, 7), -2);
    EXPECT_EQ(relativeDistance(5, 9, 0), 0);
}

Controls compoundFrame(std::uint32_t orderHint)
{
    Controls controls;
    controls.sequence = someSequence();
    controls.frame.frame_type = V4L2_AV1_INTER_FRAME;
    controls.frame.flags = V4L2_AV1_FRAME_FLAG_REFERENCE_SELECT;
    controls.frame.order_hint = orderHint;
    return controls;
}

TEST(Av1SkipMode, TakesTheNearestOfBothDirections)
{
    const SkipMode mode = deriveSkipMode(compoundFrame(10), {4, 8, 6, 0, 16, 12, 14});
    EXPECT_TRUE(mode.allowed);
    EXPECT_THAT(mode.frames, ElementsAre(2, 6));
}

TEST(Av1SkipMode, TakesTwoBackwardsWhenNothingFollows)
{
    const SkipMode mode = deriveSkipMode(compoundFrame(10), {4, 8, 6, 0, 8, 8, 4});
    EXPECT_TRUE(mode.allowed);
    EXPECT_THAT(mode.frames, ElementsAre(2, 3));
}

TEST(Av1SkipMode, NeedsTwoPictures)
{
    EXPECT_FALSE(deriveSkipMode(compoundFrame(10), {8, 8, 8, 8, 8, 8, 8}).allowed);
    EXPECT_FALSE(deriveSkipMode(compoundFrame(10), {12, 14, 16, 12, 12, 12, 12}).allowed);
}

// 5.9.24 to 5.9.29, read for the first reference, the others being still.
class MotionReader
{
public:
    explicit MotionReader(std::span<const std::uint8_t> bytes)
        : m_bits(bytes)
    {
    }
    MotionParams read(const MotionParams &previous)
    {
        MotionParams params{0, 0, 1 << 16, 0, 0, 1 << 16};
        if (!m_bits.flag())
            return params;
        EXPECT_FALSE(m_bits.flag()) << "is_rot_zoom";
        EXPECT_FALSE(m_bits.flag()) << "is_translation";
        for (const std::size_t index : {2UZ, 3UZ, 4UZ, 5UZ, 0UZ, 1UZ})
            params.at(index) = parameter(index, previous.at(index));
        return params;
    }

private:
    std::int32_t parameter(std::size_t index, std::int32_t previous)
    {
        const int shift = index < 2 ? 10 : 1;
        const int round = index % 3 == 2 ? 1 << 16 : 0;
        const int reference = (previous >> shift) - (round >> shift);
        const int value = unsignedWith(2 * 4096 + 1, reference + 4096) - 4096;
        return value * (1 << shift) + round;
    }
    int unsignedWith(int symbols, int reference)
    {
        const int value = subexp(symbols);
        return 2 * reference <= symbols ? inverse(reference, value)
                                        : symbols - 1 - inverse(symbols - 1 - reference, value);
    }
    static int inverse(int reference, int value)
    {
        if (value > 2 * reference)
            return value;
        return (value & 1) != 0 ? reference - ((value + 1) >> 1) : reference + (value >> 1);
    }
    int subexp(int symbols)
    {
        int base = 0;
        for (unsigned i = 0;; ++i) {
            const unsigned bits = i > 0 ? 2 + i : 3;
            const int step = 1 << bits;
            if (symbols <= base + 3 * step)
                return base + ns(symbols - base);
            if (!m_bits.flag())
                return base + static_cast<int>(m_bits.bits(bits));
            base += step;
        }
    }
    int ns(int symbols)
    {
        unsigned width = 0;
        while (symbols >> width != 0)
            ++width;
        const int shortCodes = (1 << width) - symbols;
        const int value = static_cast<int>(m_bits.bits(width - 1));
        if (value < shortCodes)
            return value;
        return 2 * value - shortCodes + static_cast<int>(m_bits.bits(1));
    }

    BitReader m_bits;
};

Controls affineFrame(const MotionParams &params)
{
    Controls controls = compoundFrame(0);
    v4l2_av1_global_motion &motion = controls.frame.global_motion;
    for (unsigned i = 1; i <= ReferencesPerFrame; ++i)
        motion.params[i][2] = motion.params[i][5] = 1 << 16;
    motion.type[1] = V4L2_AV1_WARP_MODEL_AFFINE;
    motion.flags[1] = V4L2_AV1_GLOBAL_MOTION_FLAG_IS_GLOBAL;
    std::memcpy(motion.params[1], params.data(), sizeof params);
    if (!isWarpValid(params))
        motion.invalid = V4L2_AV1_GLOBAL_MOTION_IS_INVALID(1);
    return controls;
}

TEST(Av1GlobalMotion, ComesOutAsItWentIn)
{
    for (std::int32_t coded = -4096; coded <= 4096; coded += 61) {
        for (const std::int32_t previous : {-4096, -700, -3, 0, 1, 50, 2000, 4096}) {
            const MotionParams params{coded * 1024, -coded * 1024, coded * 2 + (1 << 16),
                                      -coded * 2,   coded * 2,     -coded * 2 + (1 << 16)};
            GlobalMotion before = defaultMotion();
            before[0] = {previous * 1024, previous * 1024, previous * 2 + (1 << 16),
                         previous * 2,    -previous * 2,   previous * 2 + (1 << 16)};
            FieldWriter writer;
            writeGlobalMotion(writer, affineFrame(params), before);
            const auto bytes = std::move(writer).finish();
            ASSERT_TRUE(bytes) << bytes.error().message();
            EXPECT_EQ(MotionReader(*bytes).read(before[0]), params) << coded << ' ' << previous;
        }
    }
}

TEST(Av1GlobalMotion, NamesParametersThatCannotBeCoded)
{
    FieldWriter writer;
    writeGlobalMotion(writer, affineFrame({1, 0, 1 << 16, 0, 0, 1 << 16}), defaultMotion());
    EXPECT_THAT(problemOf(std::move(writer)), HasSubstr("global_motion.params"));
}

TEST(Av1Shear, TellsSmallWarpsFromLargeOnes)
{
    EXPECT_TRUE(isWarpValid({0, 0, 1 << 16, 0, 0, 1 << 16}));
    EXPECT_TRUE(isWarpValid({0, 0, (1 << 16) + 4000, 0, 0, 1 << 16}));
    EXPECT_FALSE(isWarpValid({0, 0, 1 << 16, 9400, 0, 1 << 16})); // 7 * beta reaches 1
    EXPECT_FALSE(isWarpValid({0, 0, 0, 0, 0, 1 << 16}));
}

Controls twoTiles()
{
    Controls controls;
    controls.frame.tile_info.tile_cols = 2;
    controls.frame.tile_info.tile_rows = 1;
    controls.frame.tile_info.tile_size_bytes = 2;
    controls.tiles = {{.tile_offset = 4, .tile_size = 2, .tile_row = 0, .tile_col = 1},
                      {.tile_offset = 1, .tile_size = 3, .tile_row = 0, .tile_col = 0}};
    return controls;
}

constexpr std::uint8_t Bitstream[] = {9, 1, 2, 3, 4, 5};

TEST(Av1TileGroup, HasTheTilesInTheirOrder)
{
    EXPECT_THAT(writeTileGroup(twoTiles(), Bitstream).value(), ElementsAre(0, 2, 0, 1, 2, 3, 4, 5));
}

TEST(Av1TileGroup, RefusesTilesThatAreNotThere)
{
    Controls controls = twoTiles();
    controls.tiles[0].tile_size = 3;
    EXPECT_THAT(writeTileGroup(controls, Bitstream).error().message(), HasSubstr("outside"));
    controls.tiles[0].tile_size = 0xffffffff;
    EXPECT_FALSE(writeTileGroup(controls, Bitstream));
    controls = twoTiles();
    controls.tiles[0].tile_col = 0;
    EXPECT_THAT(writeTileGroup(controls, Bitstream).error().message(), HasSubstr("twice"));
    controls.tiles.pop_back();
    EXPECT_THAT(writeTileGroup(controls, Bitstream).error().message(), HasSubstr("1 entries"));
}

// 640x128 in superblocks of 64: 10 columns, 2 rows.
Controls tiledFrame(std::initializer_list<std::uint32_t> starts)
{
    Controls controls;
    controls.frame.frame_width_minus_1 = 639;
    controls.frame.frame_height_minus_1 = 127;
    v4l2_av1_tile_info &tiles = controls.frame.tile_info;
    tiles.tile_cols = static_cast<std::uint8_t>(starts.size());
    tiles.tile_rows = 1;
    tiles.tile_size_bytes = 1;
    std::ranges::copy(starts, tiles.mi_col_starts);
    tiles.mi_col_starts[starts.size()] = 160;
    tiles.mi_row_starts[1] = 32;
    tiles.height_in_sbs_minus_1[0] = 1;
    for (std::size_t i = 0; i < starts.size(); ++i)
        tiles.width_in_sbs_minus_1[i]
            = (tiles.mi_col_starts[i + 1] - tiles.mi_col_starts[i]) / 16 - 1;
    return controls;
}

TEST(Av1TileInfo, FindsTheUniformDivision)
{
    Controls controls = tiledFrame({0, 48, 96, 144}); // 3 + 3 + 3 + 1 superblocks
    controls.frame.tile_info.flags = V4L2_AV1_TILE_INFO_FLAG_UNIFORM_TILE_SPACING;
    FieldWriter writer;
    writeTileInfo(writer, controls);
    // uniform, increment twice and stop, rows stop, id in 2 bits, size bytes
    EXPECT_THAT(std::move(writer).finish().value(), ElementsAre(0b11100000, 0b00000000));
}

TEST(Av1TileInfo, RefusesADivisionThatIsNotUniform)
{
    Controls controls = tiledFrame({0, 32});
    controls.frame.tile_info.flags = V4L2_AV1_TILE_INFO_FLAG_UNIFORM_TILE_SPACING;
    FieldWriter writer;
    writeTileInfo(writer, controls);
    EXPECT_THAT(problemOf(std::move(writer)), HasSubstr("mi_col_starts"));
}

TEST(Av1TileInfo, RefusesStartsThatAreNoGrid)
{
    for (const auto &controls : {tiledFrame({0, 40}), tiledFrame({16, 32}), tiledFrame({0, 160})}) {
        FieldWriter writer;
        writeTileInfo(writer, controls);
        EXPECT_THAT(problemOf(std::move(writer)), HasSubstr("mi_col_starts"));
    }
}

} // namespace

} // namespace weir::vpu::av1
