// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <gtest/gtest.h>

#include "decode/codec/vp9/header_parser.h"
#include "tests/decode/codec/vp9/bool_encoder.h"

namespace weir::vp9
{
namespace
{

using test::BoolEncoder;

constexpr unsigned CoefProbs = 2 * 2 * (3 + 5 * 6) * 3;

FrameHeader keyHeader()
{
    FrameHeader header;
    header.isKeyFrame = true;
    header.quantization.baseQIdx = 1;
    return header;
}

Result<CompressedHeader> parse(FrameHeader header, const BoolEncoder &encoder)
{
    auto bytes = encoder.bytes();
    header.compressedHeaderBytes = static_cast<std::uint16_t>(bytes.size());
    header.uncompressedHeaderBytes = 2;
    bytes.insert(bytes.begin(), 2, std::byte{0xff});
    CompressedHeader result;
    auto parsed = parseCompressedHeader(bytes, header, result);
    if (!parsed)
        return std::unexpected(parsed.error());
    return result;
}

TEST(Vp9CompressedHeader, losslessFramesHaveNoTxMode)
{
    FrameHeader header = keyHeader();
    header.quantization.baseQIdx = 0;
    BoolEncoder encoder;
    encoder.literal(1, 0); // read_coef_probs
    encoder.keep(2).change().literal(1, 0).literal(4, 0); // skip
    const auto parsed = parse(header, encoder);
    ASSERT_TRUE(parsed.has_value());
    EXPECT_EQ(parsed->txMode, TxMode::Only4x4);
    EXPECT_EQ(parsed->skip, (Deltas<3>{0, 0, 7}));
}

TEST(Vp9CompressedHeader, deltasGoThroughTheTable)
{
    struct Case {
        unsigned bits; // of the code
        unsigned code;
        unsigned delta;
    };
    const Case cases[] = {
        {5, 0b0'0000, 7},           {5, 0b0'1111, 202},         {6, 0b10'0000, 215},
        {6, 0b10'0100, 1},          {6, 0b10'1111, 13},         {8, 0b110'00000, 14},
        {8, 0b110'11111, 48},       {10, 0b111'0000000, 49},    {10, 0b111'1000000, 118},
        {11, 0b111'1000001'0, 119}, {11, 0b111'1111111'0, 253}, {11, 0b111'1111111'1, 253},
    };
    for (const Case &each : cases) {
        BoolEncoder encoder;
        encoder.literal(2, 0).literal(1, 0).change();
        encoder.literal(each.bits, each.code).keep(2);
        const auto parsed = parse(keyHeader(), encoder);
        ASSERT_TRUE(parsed.has_value());
        EXPECT_EQ(parsed->skip[0], each.delta) << each.code;
    }
}

TEST(Vp9CompressedHeader, txModeSelectHasProbabilities)
{
    BoolEncoder encoder;
    encoder.literal(2, 3).literal(1, 1);
    encoder.change().literal(5, 1).keep(1); // tx8
    encoder.keep(3).change().literal(5, 2); // tx16
    encoder.keep(5).change().literal(5, 3); // tx32
    encoder.literal(3, 0); // no coefficients for three sizes
    encoder.literal(1, 1).keep(CoefProbs - 1).change().literal(5, 4);
    encoder.keep(3);
    const auto parsed = parse(keyHeader(), encoder);
    ASSERT_TRUE(parsed.has_value());
    EXPECT_EQ(parsed->txMode, TxMode::Select);
    EXPECT_EQ(parsed->tx8[0][0], 20);
    EXPECT_EQ(parsed->tx16[1][1], 33);
    EXPECT_EQ(parsed->tx32[1][2], 46);
    EXPECT_EQ(parsed->coef[3][1][1][5][5][2], 59);
    EXPECT_EQ(parsed->coef[3][0][0][0][3][0], 0); // not coded
}

TEST(Vp9CompressedHeader, coefficientsAreForTheSizesInUse)
{
    BoolEncoder encoder;
    encoder.literal(2, 1); // ALLOW_8X8
    encoder.literal(1, 0).literal(1, 1).keep(9).change().literal(5, 0).keep(CoefProbs - 10);
    encoder.keep(2).change().literal(5, 5);
    const auto parsed = parse(keyHeader(), encoder);
    ASSERT_TRUE(parsed.has_value());
    EXPECT_EQ(parsed->txMode, TxMode::Allow8x8);
    EXPECT_EQ(parsed->coef[1][0][0][1][0][0], 7); // the first band has three contexts
    EXPECT_EQ(parsed->skip[2], 72);
}

BoolEncoder interEncoder(bool isSwitchable)
{
    BoolEncoder encoder;
    encoder.literal(2, 0).literal(1, 0).keep(3);
    encoder.keep(21); // inter_mode
    if (isSwitchable)
        encoder.keep(7).change().literal(5, 1);
    encoder.keep(4); // is_inter
    return encoder;
}

TEST(Vp9CompressedHeader, motionVectorsHaveFinalProbabilities)
{
    FrameHeader header = keyHeader();
    header.isKeyFrame = false;
    header.interpolationFilter = InterpFilter::Switchable;
    header.allowHighPrecisionMv = true;
    BoolEncoder encoder = interEncoder(true);
    encoder.keep(10); // single_ref
    encoder.keep(35).change().literal(5, 2); // y_mode
    encoder.keep(48); // partition
    encoder.change().literal(7, 64).keep(2); // joint
    encoder.keep(2 * (1 + 10 + 1 + 10));
    encoder.keep(2 * (6 + 3));
    encoder.keep(3).change().literal(7, 127); // class0_hp, hp of both
    const auto parsed = parse(header, encoder);
    ASSERT_TRUE(parsed.has_value());
    EXPECT_EQ(parsed->interpFilter[3][1], 20);
    EXPECT_EQ(parsed->yMode[3][8], 33);
    EXPECT_EQ(parsed->mv.joint[0], 129);
    EXPECT_EQ(parsed->mv.hp[1], 255);
    EXPECT_EQ(parsed->mv.class0Hp[1], 0);
    EXPECT_EQ(parsed->referenceMode, ReferenceMode::Single);
}

TEST(Vp9CompressedHeader, compoundNeedsReferencesOnBothSides)
{
    FrameHeader header = keyHeader();
    header.isKeyFrame = false;
    header.refFrameSignBias = {false, false, true};
    BoolEncoder encoder = interEncoder(false);
    encoder.literal(2, 0b11); // reference_select
    encoder.keep(4).change().literal(5, 0); // comp_mode
    encoder.keep(9).change().literal(5, 1); // single_ref
    encoder.keep(4).change().literal(5, 2); // comp_ref
    const auto parsed = parse(header, encoder.keep(36 + 48 + 100));
    ASSERT_TRUE(parsed.has_value());
    EXPECT_EQ(parsed->referenceMode, ReferenceMode::Select);
    EXPECT_EQ(parsed->compMode[4], 7);
    EXPECT_EQ(parsed->singleRef[4][1], 20);
    EXPECT_EQ(parsed->compRef[4], 33);

    BoolEncoder always = interEncoder(false);
    always.literal(2, 0b10).keep(4).change().literal(5, 3).keep(200);
    EXPECT_EQ(parse(header, always)->referenceMode, ReferenceMode::Compound);
    EXPECT_EQ(parse(header, always)->compRef[4], 46);
    EXPECT_EQ(parse(header, always)->singleRef, (Deltas<5, 2>{}));
}

TEST(Vp9CompressedHeader, theMarkerMustBeZero)
{
    FrameHeader header = keyHeader();
    header.compressedHeaderBytes = 2;
    const std::vector<std::byte> bytes{std::byte{0xff}, std::byte{0xff}};
    CompressedHeader result;
    EXPECT_FALSE(parseCompressedHeader(bytes, header, result).has_value());
}

} // namespace
} // namespace weir::vp9
