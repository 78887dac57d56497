// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <gtest/gtest.h>

#include "decode/codec/mpeg2/header_parsers.h"
#include "tests/decode/codec/mpeg2/stream_builder.h"

namespace weir::mpeg2
{
namespace
{

using test::Bytes;
using test::UnitWriter;

Unit unitOf(const Bytes &bytes)
{
    return Unit(bytes).subspan(3);
}

TEST(Mpeg2Headers, theSequenceIsItsHeaderAndItsExtension)
{
    const test::SequenceOptions options{.width = 4096 + 720,
                                        .height = 470,
                                        .progressive = false,
                                        .chromaFormat = 2,
                                        .lowDelay = true};
    const Bytes header = makeSequenceHeader(options);
    const Bytes extension = makeSequenceExtension(options);
    Sequence sequence{.header = parseSequenceHeader(unitOf(header)).value(),
                      .extension = parseSequenceExtension(unitOf(extension)).value()};
    EXPECT_EQ(sequence.horizontalSize(), 4816);
    EXPECT_EQ(sequence.verticalSize(), 470);
    EXPECT_EQ(sequence.codedSize(), (Size{.width = 4816, .height = 480}));
    EXPECT_EQ(sequence.vbvBufferSize(), 112U + (3U << 10U));
    EXPECT_EQ(sequence.extension.profileAndLevelIndication, 0x48);
    EXPECT_EQ(sequence.extension.chromaFormat, ChromaFormat::Yuv422);
    EXPECT_TRUE(sequence.extension.lowDelay);
    sequence.header.verticalSizeValue = 490;
    EXPECT_EQ(sequence.codedSize().height, 512); // both fields in whole macroblocks
    sequence.extension.progressiveSequence = true;
    EXPECT_EQ(sequence.codedSize().height, 496);
}

TEST(Mpeg2Headers, aSequenceHeaderResetsTheMatrices)
{
    const Bytes plain = test::makeSequenceHeader();
    const auto defaults = quantMatricesOf(parseSequenceHeader(unitOf(plain)).value());
    EXPECT_EQ(defaults.intra[0], 8);
    EXPECT_EQ(defaults.intra[1], 16);
    EXPECT_EQ(defaults.intra[4], 16);
    EXPECT_EQ(defaults.intra[6], 22); // first row, fourth column
    EXPECT_EQ(defaults.intra[63], 83);
    EXPECT_EQ(defaults.nonIntra, QuantMatrix(defaults.chromaNonIntra));
    EXPECT_TRUE(std::ranges::all_of(defaults.nonIntra, [](auto v) { return v == 16; }));
    const Bytes loaded = test::makeSequenceHeader({.intraMatrix = 77});
    const auto own = quantMatricesOf(parseSequenceHeader(unitOf(loaded)).value());
    EXPECT_EQ(own.intra[9], 77);
    EXPECT_EQ(own.chromaIntra[9], 77);
    EXPECT_EQ(own.nonIntra[9], 16);
}

TEST(Mpeg2Headers, theMatrixExtensionChangesWhatItLoads)
{
    QuantMatrices matrices;
    matrices.intra.fill(1);
    matrices.nonIntra.fill(2);
    matrices.chromaIntra.fill(3);
    UnitWriter writer(0xb5);
    writer.u(3, 4).u(0, 1).u(1, 1);
    for (unsigned i = 0; i < 64; ++i)
        writer.u(100 + i, 8);
    writer.u(0, 2);
    ASSERT_TRUE(parseQuantMatrixExtension(unitOf(writer.bytes()), matrices));
    EXPECT_EQ(matrices.intra[63], 1);
    EXPECT_EQ(matrices.nonIntra[63], 163);
    EXPECT_EQ(matrices.chromaNonIntra[1], 101);
    EXPECT_EQ(matrices.chromaIntra[0], 3);
    // Cut short: nothing changes.
    const Bytes cut(writer.bytes().begin(), writer.bytes().begin() + 30);
    matrices.nonIntra.fill(2);
    EXPECT_FALSE(parseQuantMatrixExtension(unitOf(cut), matrices));
    EXPECT_EQ(matrices.nonIntra[0], 2);
}

TEST(Mpeg2Headers, picturesSayWhatTheyAre)
{
    const test::PictureOptions options{
        .type = 3, .structure = 2, .topFieldFirst = true, .fCode = 4};
    const Bytes header = makePictureHeader(options);
    const Bytes coding = makePictureCoding(options);
    const auto picture = parsePictureHeader(unitOf(header)).value();
    EXPECT_EQ(picture.temporalReference, 9);
    EXPECT_EQ(picture.pictureCodingType, PictureType::B);
    const auto extension = parsePictureCodingExtension(unitOf(coding), PictureType::B).value();
    EXPECT_EQ(extension.fCode[1][1], 4);
    EXPECT_EQ(extension.intraDcPrecision, 2);
    EXPECT_EQ(extension.pictureStructure, PictureStructure::BottomField);
    EXPECT_TRUE(extension.topFieldFirst);
    EXPECT_FALSE(extension.framePredFrameDct);
    EXPECT_EQ(extensionIdOf(unitOf(coding)), ExtensionId::PictureCoding);
    const Bytes group = test::makeGroup(true, false);
    EXPECT_TRUE(parseGroupOfPicturesHeader(unitOf(group))->closedGop);
    EXPECT_FALSE(parseGroupOfPicturesHeader(unitOf(group))->brokenLink);
}

template <typename T>
void expectRefused(const Result<T> &result, std::string_view field)
{
    ASSERT_FALSE(result.has_value()) << field;
    EXPECT_EQ(result.error().kind(), ErrorKind::InvalidData);
    EXPECT_NE(result.error().message().find(field), std::string::npos) << result.error().message();
}

TEST(Mpeg2Headers, nameWhatIsOutOfRange)
{
    const auto sequence = [](const test::SequenceOptions &options) {
        const Bytes bytes = makeSequenceHeader(options);
        return parseSequenceHeader(unitOf(bytes));
    };
    expectRefused(sequence({.width = 0}), "horizontal_size");
    expectRefused(sequence({.height = 4096}), "vertical_size");
    expectRefused(sequence({.intraMatrix = 0}), "intra_quantiser_matrix");
    const Bytes extension = test::makeSequenceExtension({.chromaFormat = 0});
    expectRefused(parseSequenceExtension(unitOf(extension)), "chroma_format");
    for (const unsigned type : {0U, 4U, 7U}) {
        const Bytes bytes = test::makePictureHeader({.type = type});
        expectRefused(parsePictureHeader(unitOf(bytes)), "picture_coding_type");
    }
    const Bytes structure = test::makePictureCoding({.structure = 0});
    expectRefused(parsePictureCodingExtension(unitOf(structure), PictureType::I),
                  "picture_structure");
    const Bytes fCode = test::makePictureCoding({.type = 2, .fCode = 10});
    expectRefused(parsePictureCodingExtension(unitOf(fCode), PictureType::P), "f_code");
    EXPECT_TRUE(parsePictureCodingExtension(unitOf(fCode), PictureType::I));
}

TEST(Mpeg2Headers, cutShortTheyAreRefused)
{
    const Bytes header = test::makeSequenceHeader({.intraMatrix = 5});
    for (std::size_t size = 1; size < header.size() - 3; ++size)
        expectRefused(parseSequenceHeader(unitOf(header).first(size)), "sequence_header");
    const Bytes coding = test::makePictureCoding({});
    for (std::size_t size = 1; size < coding.size() - 3; ++size)
        expectRefused(parsePictureCodingExtension(unitOf(coding).first(size), PictureType::I),
                      "picture_coding_extension");
}

} // namespace
} // namespace weir::mpeg2
