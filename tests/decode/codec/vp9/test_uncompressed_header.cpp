// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "decode/codec/vp9/header_parser.h"
#include "tests/decode/codec/vp9/frame_builder.h"

namespace weir::vp9
{
namespace
{

using test::FrameBuilder;
using test::RawWriter;

SlotFormats fullSlots(Size size = {.width = 64, .height = 48})
{
    SlotFormats slots;
    slots.fill({.size = size, .color = {}});
    return slots;
}

Result<FrameHeader> parse(const FrameBuilder &builder, const LastingState &before = {},
                          const SlotFormats &slots = fullSlots())
{
    return parseUncompressedHeader(builder.bytes(), before, slots);
}

void expectRefused(const FrameBuilder &builder, const std::string &word,
                   const SlotFormats &slots = fullSlots())
{
    const auto header = parse(builder, {}, slots);
    ASSERT_FALSE(header.has_value()) << word;
    EXPECT_EQ(header.error().kind(), ErrorKind::InvalidData);
    EXPECT_NE(header.error().message().find(word), std::string::npos) << header.error().message();
}

TEST(Vp9Header, keyFrame)
{
    FrameBuilder builder;
    builder.width = 1921;
    builder.height = 1;
    builder.tiles = [](RawWriter &w) { w.f(1, 1).f(1, 0).f(1, 1).f(1, 1); };
    const auto header = parse(builder);
    ASSERT_TRUE(header.has_value()) << header.error().message();
    EXPECT_TRUE(header->isKeyFrame);
    EXPECT_TRUE(header->isIntra());
    EXPECT_TRUE(header->showFrame);
    EXPECT_EQ(header->size, (Size{.width = 1921, .height = 1}));
    EXPECT_EQ(header->renderSize, header->size);
    EXPECT_EQ(header->refreshFrameFlags, 0xff);
    EXPECT_EQ(header->color.colorSpace, 2);
    EXPECT_EQ(header->loopFilter.level, 10);
    EXPECT_EQ(header->loopFilter.sharpness, 3);
    EXPECT_EQ(header->quantization.baseQIdx, 60);
    EXPECT_EQ(header->tileColsLog2, 1);
    EXPECT_EQ(header->tileRowsLog2, 2);
    EXPECT_EQ(header->compressedHeaderBytes, builder.compressed.size());
    EXPECT_EQ(header->uncompressedHeaderBytes + builder.compressed.size() + builder.tileBytes,
              builder.bytes().size());
}

TEST(Vp9Header, wideFramesHaveALeastNumberOfTileColumns)
{
    FrameBuilder builder;
    builder.width = 4097; // 65 superblocks
    builder.tiles = [](RawWriter &w) { w.f(1, 0).f(1, 0); };
    EXPECT_EQ(parse(builder)->tileColsLog2, 1);
    builder.width = 255; // three: one column, and nothing is coded
    builder.tiles = [](RawWriter &w) { w.f(1, 1).f(1, 0); };
    EXPECT_EQ(parse(builder)->tileColsLog2, 0);
    EXPECT_EQ(parse(builder)->tileRowsLog2, 1);
}

TEST(Vp9Header, formatsOfTheProfiles)
{
    FrameBuilder builder;
    builder.profile = 2;
    EXPECT_EQ(parse(builder)->color.bitDepth, 10);
    EXPECT_TRUE(parse(builder)->color.subsamplingX);
    builder.profile = 3;
    EXPECT_FALSE(parse(builder)->color.subsamplingX);
    builder.profile = 1;
    builder.colorSpace = 7;
    EXPECT_TRUE(parse(builder)->color.fullRange);
    builder.profile = 0;
    expectRefused(builder, "color_space");
}

TEST(Vp9Header, interFrame)
{
    FrameBuilder builder = FrameBuilder::inter();
    builder.refs = {3, 0, 7};
    builder.signBias = {0, 0, 1};
    builder.refreshFrameFlags = 0x42;
    builder.contextIdx = 2;
    SlotFormats slots = fullSlots();
    slots[0].size = {.width = 80, .height = 50};
    builder.sizeFromRef = 1;
    LastingState before;
    before.loopFilter.refDeltas = {5, 6, 7, 8};
    const auto header = parse(builder, before, slots);
    ASSERT_TRUE(header.has_value()) << header.error().message();
    EXPECT_FALSE(header->isIntra());
    EXPECT_EQ(header->refFrameIdx, (std::array<std::uint8_t, 3>{3, 0, 7}));
    EXPECT_EQ(header->refFrameSignBias, (std::array<bool, 3>{false, false, true}));
    EXPECT_EQ(header->refreshFrameFlags, 0x42);
    EXPECT_EQ(header->size, slots[0].size);
    EXPECT_TRUE(header->allowHighPrecisionMv);
    EXPECT_EQ(header->interpolationFilter, InterpFilter::Switchable);
    EXPECT_TRUE(header->refreshFrameContext);
    EXPECT_EQ(header->frameContextIdx, 2);
    EXPECT_EQ(header->loopFilter.refDeltas[0], 5);
}

TEST(Vp9Header, codedSizesAndFilters)
{
    FrameBuilder builder = FrameBuilder::inter();
    builder.sizeFromRef = -1;
    builder.width = 100;
    builder.height = 96;
    for (unsigned filter = 0; filter < 4; ++filter) {
        builder.filter = filter;
        const auto header = parse(builder);
        ASSERT_TRUE(header.has_value()) << header.error().message();
        EXPECT_EQ(header->interpolationFilter, static_cast<InterpFilter>(filter));
        EXPECT_EQ(header->size, (Size{.width = 100, .height = 96}));
    }
}

TEST(Vp9Header, oneReferenceWithinReachIsEnough)
{
    FrameBuilder builder = FrameBuilder::inter();
    builder.sizeFromRef = -1;
    builder.width = 32;
    builder.height = 24;
    EXPECT_TRUE(parse(builder).has_value()); // half
    builder.width = 31;
    expectRefused(builder, "31x24");
    builder.width = 64 * 16;
    EXPECT_TRUE(parse(builder).has_value());
    builder.width += 1;
    expectRefused(builder, "1025x24");
    SlotFormats slots = fullSlots();
    slots[1].size = {.width = 1000, .height = 24};
    EXPECT_TRUE(parse(builder, {}, slots).has_value());
}

TEST(Vp9Header, referencesMustBeThereAndAlike)
{
    const FrameBuilder builder = FrameBuilder::inter();
    SlotFormats slots = fullSlots();
    slots[2].size = {};
    expectRefused(builder, "slot 2", slots);
    slots = fullSlots();
    slots[1].color.bitDepth = 10;
    expectRefused(builder, "slot 1", slots);
}

TEST(Vp9Header, intraOnlyFrame)
{
    FrameBuilder builder = FrameBuilder::inter();
    builder.isShown = false;
    builder.isIntraOnly = true;
    builder.resetFrameContext = 2;
    builder.refreshFrameFlags = 0x10;
    const auto header = parse(builder, {}, SlotFormats{});
    ASSERT_TRUE(header.has_value()) << header.error().message();
    EXPECT_TRUE(header->intraOnly);
    EXPECT_EQ(header->color.bitDepth, 8);
    EXPECT_TRUE(header->color.subsamplingX && header->color.subsamplingY);
    EXPECT_EQ(header->refreshFrameFlags, 0x10);
    EXPECT_EQ(header->resetFrameContext, ResetFrameContext::Single);
    EXPECT_FALSE(header->resetsAllContexts());
    builder.resetFrameContext = 3;
    EXPECT_TRUE(parse(builder)->resetsAllContexts());
    builder.profile = 2;
    EXPECT_EQ(parse(builder)->color.bitDepth, 10);
}

TEST(Vp9Header, errorResilientFramesForgetThePast)
{
    FrameBuilder builder = FrameBuilder::inter();
    LastingState before;
    before.loopFilter.refDeltas = {5, 6, 7, 8};
    before.loopFilter.modeDeltas = {9, 10};
    before.segmentation.featureEnabled[3][1] = true;
    builder.isErrorResilient = true;
    const auto header = parse(builder, before);
    ASSERT_TRUE(header.has_value()) << header.error().message();
    EXPECT_EQ(header->loopFilter.refDeltas, (std::array<std::int8_t, 4>{1, 0, -1, -1}));
    EXPECT_EQ(header->loopFilter.modeDeltas, (std::array<std::int8_t, 2>{0, 0}));
    EXPECT_EQ(header->segmentation, SegmentationParams{});
    EXPECT_TRUE(header->frameParallelDecodingMode);
    EXPECT_FALSE(header->refreshFrameContext);
    EXPECT_TRUE(header->resetsAllContexts());
}

TEST(Vp9Header, deltasLast)
{
    FrameBuilder builder = FrameBuilder::inter();
    LastingState before;
    before.loopFilter.refDeltas = {1, 0, -1, -1};
    builder.loopFilterDeltas = [](RawWriter &w) {
        w.f(1, 1).f(1, 1).f(1, 0).f(1, 1).s(6, -63).f(2, 0).f(1, 1).s(6, 63).f(1, 0);
    };
    const auto header = parse(builder, before);
    ASSERT_TRUE(header.has_value()) << header.error().message();
    EXPECT_EQ(header->loopFilter.refDeltas, (std::array<std::int8_t, 4>{1, -63, -1, -1}));
    EXPECT_EQ(header->loopFilter.modeDeltas, (std::array<std::int8_t, 2>{63, 0}));
    builder.loopFilterDeltas = [](RawWriter &w) { w.f(1, 1).f(1, 0); };
    const auto next = parse(builder, header->lasting());
    EXPECT_EQ(next->loopFilter.refDeltas, header->loopFilter.refDeltas);
    EXPECT_FALSE(next->loopFilter.deltaUpdate);
}

TEST(Vp9Header, segmentationLasts)
{
    FrameBuilder builder;
    builder.segmentation = [](RawWriter &w) {
        w.f(1, 1).f(1, 1); // enabled, update_map
        w.f(1, 1).f(8, 7).f(6, 0); // tree_probs
        w.f(1, 1).f(1, 1).f(8, 9).f(2, 0); // temporal_update, pred_probs
        w.f(1, 1).f(1, 1); // update_data, absolute
        w.f(1, 1).s(8, -200).f(1, 1).s(6, 5).f(1, 1).f(2, 3).f(1, 1); // segment 0
        w.f(28, 0);
    };
    const auto first = parse(builder);
    ASSERT_TRUE(first.has_value()) << first.error().message();
    const SegmentationParams &params = first->segmentation;
    EXPECT_TRUE(params.enabled && params.updateMap && params.temporalUpdate && params.updateData);
    EXPECT_TRUE(params.absOrDeltaUpdate);
    EXPECT_EQ(params.treeProbs[0], 7);
    EXPECT_EQ(params.treeProbs[6], 255);
    EXPECT_EQ(params.predProbs[0], 9);
    EXPECT_EQ(params.predProbs[2], 255);
    EXPECT_EQ(params.featureData[0], (std::array<std::int16_t, 4>{-200, 5, 3, 0}));
    EXPECT_TRUE(params.featureEnabled[0][3]);
    EXPECT_FALSE(params.featureEnabled[1][0]);
    FrameBuilder inter = FrameBuilder::inter();
    inter.segmentation = [](RawWriter &w) { w.f(1, 1).f(1, 0).f(1, 0); };
    const auto second = parse(inter, first->lasting());
    EXPECT_EQ(second->segmentation.featureData, params.featureData);
    EXPECT_FALSE(second->segmentation.updateMap || second->segmentation.updateData);
}

TEST(Vp9Header, showExistingFrame)
{
    const auto header = parseUncompressedHeader(FrameBuilder::showExisting(5), {}, {});
    ASSERT_TRUE(header.has_value()) << header.error().message();
    EXPECT_TRUE(header->showExistingFrame);
    EXPECT_EQ(header->frameToShowMapIdx, 5);
    EXPECT_EQ(header->refreshFrameFlags, 0);
}

TEST(Vp9Header, refusesWhatBreaksTheFormat)
{
    FrameBuilder builder;
    builder.compressedSize = 0;
    expectRefused(builder, "header_size_in_bytes is 0");
    builder.compressedSize = 200;
    expectRefused(builder, "header_size_in_bytes is 200");
    auto bytes = FrameBuilder{}.bytes();
    bytes[1] ^= std::byte{1};
    EXPECT_NE(parseUncompressedHeader(bytes, {}, {}).error().message().find("sync"),
              std::string::npos);
    bytes = FrameBuilder{}.bytes();
    bytes[0] ^= std::byte{0x40};
    EXPECT_NE(parseUncompressedHeader(bytes, {}, {}).error().message().find("frame_marker"),
              std::string::npos);
}

TEST(Vp9Header, everyTruncationIsSeen)
{
    const auto bytes = FrameBuilder{}.bytes();
    const auto whole = parseUncompressedHeader(bytes, {}, {});
    ASSERT_TRUE(whole.has_value());
    const std::size_t end
        = std::size_t{whole->uncompressedHeaderBytes} + whole->compressedHeaderBytes;
    for (std::size_t size = 0; size < end; ++size)
        EXPECT_FALSE(parseUncompressedHeader(std::span(bytes).first(size), {}, {}).has_value())
            << size;
    EXPECT_TRUE(parseUncompressedHeader(std::span(bytes).first(end), {}, {}).has_value());
}

} // namespace
} // namespace weir::vp9
