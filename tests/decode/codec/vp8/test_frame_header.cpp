// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "decode/codec/vp8/frame_header_parser.h"
#include "tests/decode/codec/vp8/frame_builder.h"

namespace weir::vp8
{
namespace
{

using test::build;
using test::FrameOptions;
using test::makeFrame;

class Vp8FrameHeader : public testing::Test
{
protected:
    // The header of the next frame of a stream.
    const FrameHeader &parse(const FrameOptions &options)
    {
        const auto bytes = makeFrame(options);
        const auto result = parseFrameHeader(bytes, m_state, m_header);
        EXPECT_TRUE(result.has_value()) << result.error().message();
        m_state = m_header.stateAfter();
        return m_header;
    }

    State m_state;
    FrameHeader m_header;
};

TEST_F(Vp8FrameHeader, aKeyFrameSaysItsSize)
{
    const auto &header = parse(
        {.key = true, .version = 2, .show = false, .width = 175, .height = 143, .scales = 2});
    EXPECT_TRUE(header.tag.keyFrame);
    EXPECT_EQ(header.tag.version, 2);
    EXPECT_FALSE(header.tag.showFrame);
    EXPECT_EQ(header.state.visible(), (Rect{.x = 0, .y = 0, .width = 175, .height = 143}));
    EXPECT_EQ(header.state.codedSize(), (Size{.width = 176, .height = 144}));
    EXPECT_EQ(header.state.horizontalScale, 2);
    EXPECT_EQ(header.state.verticalScale, 2);
    EXPECT_TRUE(header.refreshGoldenFrame && header.refreshAlternateFrame && header.refreshLast);
    EXPECT_EQ(header.state.entropy.coefficient, DefaultCoefficientProbabilities);
}

TEST_F(Vp8FrameHeader, fieldsGoWhereTheyBelong)
{
    parse({.key = true});
    const auto &header = parse({.quantizer = 99,
                                .yDcDelta = -7,
                                .refreshGolden = true,
                                .copyToAlternate = 2,
                                .signBiasGolden = true,
                                .refreshLast = false,
                                .skipProb = 77,
                                .intraProb = 44});
    EXPECT_TRUE(header.simpleFilter);
    EXPECT_EQ(header.loopFilterLevel, 33);
    EXPECT_EQ(header.sharpnessLevel, 5);
    EXPECT_EQ(header.quant.yAcQi, 99);
    EXPECT_EQ(header.quant.yDcDelta, -7);
    EXPECT_EQ(header.quant.uvAcDelta, 0);
    EXPECT_TRUE(header.refreshGoldenFrame);
    EXPECT_FALSE(header.refreshAlternateFrame);
    EXPECT_EQ(header.copyBufferToAlternate, BufferCopy::Other);
    EXPECT_TRUE(header.signBiasGolden);
    EXPECT_FALSE(header.signBiasAlternate);
    EXPECT_FALSE(header.refreshLast);
    EXPECT_TRUE(header.mbNoSkipCoeff);
    EXPECT_EQ(header.probSkipFalse, 77);
    EXPECT_EQ(header.probIntra, 44);
    EXPECT_EQ(header.probLast, 101);
    EXPECT_EQ(header.probGolden, 102);
    EXPECT_EQ(header.state.width, 64); // of the key frame
}

TEST_F(Vp8FrameHeader, theModesBeginWhereTheHeaderEnds)
{
    for (unsigned quantizer = 0; quantizer < 128; ++quantizer) {
        const auto built = build({.key = true, .quantizer = quantizer, .skipProb = quantizer});
        ASSERT_TRUE(parseFrameHeader(built.bytes, {}, m_header));
        EXPECT_EQ(m_header.headerBits, built.headerBits);
        EXPECT_EQ((m_header.headerBits + m_header.coder.bitCount) % 8, 0U);
        EXPECT_GE(m_header.coder.range, 128);
    }
}

TEST_F(Vp8FrameHeader, segmentationLasts_butTheMapsProbabilitiesDoNot)
{
    parse({.key = true,
           .segmentation = true,
           .segmentQuantizers = {{1, -2, 0, 127}},
           .segmentProbs = {{9, 255, 11}}});
    EXPECT_EQ(m_header.state.segmentation.treeProbs, (std::array<std::uint8_t, 3>{9, 255, 11}));
    const auto &second = parse({.segmentation = true, .segmentProbs = {{255, 7, 255}}});
    EXPECT_TRUE(second.state.segmentation.absoluteValues);
    EXPECT_FALSE(second.state.segmentation.updateSegmentFeatureData);
    EXPECT_EQ(second.state.segmentation.quantizer, (std::array<std::int8_t, 4>{1, -2, 0, 127}));
    EXPECT_EQ(second.state.segmentation.treeProbs, (std::array<std::uint8_t, 3>{255, 7, 255}));
    const auto &third = parse({.key = true, .segmentation = true});
    EXPECT_EQ(third.state.segmentation.quantizer, (std::array<std::int8_t, 4>{}));
    EXPECT_FALSE(third.state.segmentation.absoluteValues);
}

TEST_F(Vp8FrameHeader, filterDeltasLastUntilTheyAreSentAgain)
{
    parse({.key = true, .filterDeltas = true, .newDeltas = {{2, -3, 0, 4, 5, 0, -7, 63}}});
    const auto &header = parse({.filterDeltas = true, .newDeltas = {{0, 0, 9, 0, 0, 0, 0, -1}}});
    EXPECT_EQ(header.state.deltas.refFrame, (std::array<std::int8_t, 4>{2, -3, 9, 4}));
    EXPECT_EQ(header.state.deltas.mbMode, (std::array<std::int8_t, 4>{5, 0, -7, -1}));
    EXPECT_TRUE(header.state.deltas.update);
    parse({.filterDeltas = true});
    EXPECT_FALSE(m_header.state.deltas.update);
    EXPECT_EQ(m_header.state.deltas.refFrame[2], 9);
    parse({.key = true, .filterDeltas = true});
    EXPECT_EQ(m_header.state.deltas.refFrame[2], 0);
}

TEST_F(Vp8FrameHeader, probabilitiesLast_unlessTheFrameKeepsThemForItself)
{
    parse({.key = true, .firstCoefficient = 1});
    parse({.refreshEntropy = false,
           .firstCoefficient = 2,
           .yModes = {{4, 5, 6, 7}},
           .firstMotion = 3});
    EXPECT_EQ(m_header.state.entropy.coefficient[0][0][0][0], 2);
    EXPECT_EQ(m_header.state.entropy.yMode, (std::array<std::uint8_t, 4>{4, 5, 6, 7}));
    EXPECT_EQ(m_header.state.entropy.motion[0][0], 6);
    parse({});
    EXPECT_EQ(m_header.state.entropy.coefficient[0][0][0][0], 1);
    EXPECT_EQ(m_header.state.entropy.yMode, DefaultYModeProbabilities);
    EXPECT_EQ(m_header.state.entropy.motion, DefaultMotionProbabilities);
    parse({.yModes = {{4, 5, 6, 7}}, .firstMotion = 0});
    parse({});
    EXPECT_EQ(m_header.state.entropy.yMode[3], 7);
    EXPECT_EQ(m_header.state.entropy.motion[0][0], 1);
    // A key frame that keeps its own leaves the defaults behind.
    parse({.key = true, .refreshEntropy = false, .firstCoefficient = 9});
    EXPECT_EQ(m_header.state.entropy.coefficient[0][0][0][0], 9);
    parse({});
    EXPECT_EQ(m_header.state.entropy.coefficient, DefaultCoefficientProbabilities);
    EXPECT_EQ(m_header.state.entropy.yMode, DefaultYModeProbabilities);
}

TEST_F(Vp8FrameHeader, theLastPartitionHasTheRest)
{
    parse({.key = true, .partitionsLog2 = 2, .partitionSizes = {3, 0, 300, 17}});
    EXPECT_EQ(m_header.dctPartitionCount, 4U);
    EXPECT_EQ(m_header.dctPartitionSizes,
              (std::array<std::uint32_t, 8>{3, 0, 300, 17, 0, 0, 0, 0}));
}

TEST_F(Vp8FrameHeader, cutShortItIsRefused_butForTheLastPartition)
{
    const auto whole = makeFrame({.key = true, .partitionsLog2 = 1, .partitionSizes = {30, 40}});
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const auto result = parseFrameHeader(std::span(whole).first(size), State{}, m_header);
        EXPECT_EQ(result.has_value(), size >= whole.size() - 40) << size;
        if (!result) {
            EXPECT_EQ(result.error().kind(), ErrorKind::InvalidData);
        }
    }
}

TEST_F(Vp8FrameHeader, namesWhatIsWrong)
{
    const auto messageFor = [&](std::vector<std::byte> bytes) {
        const auto result = parseFrameHeader(bytes, State{}, m_header);
        return result ? "" : result.error().message();
    };
    EXPECT_NE(messageFor(makeFrame({.key = true, .width = 0})).find("width"), std::string::npos);
    EXPECT_NE(messageFor(makeFrame({.key = true, .version = 4})).find("version"),
              std::string::npos);
    auto bytes = makeFrame({.key = true});
    bytes[3] = std::byte{0};
    EXPECT_NE(messageFor(bytes).find("start_code"), std::string::npos);
}

} // namespace
} // namespace weir::vp8
