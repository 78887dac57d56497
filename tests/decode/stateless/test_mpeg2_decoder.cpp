// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "decode/stateless/mpeg2_decoder.h"
#include "tests/decode/codec/mpeg2/stream_builder.h"
#include "tests/decode/stateless/null_mpeg2_backend.h"

namespace weir
{
namespace
{

using mpeg2::test::Bytes;
using mpeg2::test::makeGroup;
using mpeg2::test::makePacket;
using mpeg2::test::makePicture;
using mpeg2::test::makeSequence;
using test::NullMpeg2Backend;
using Ids = std::vector<std::uint64_t>;
using Triples = std::vector<std::array<std::uint64_t, 3>>;
using Status = Mpeg2Decoder::Status;

const Bytes I = makePicture({.type = 1});
const Bytes P = makePicture({.type = 2});
const Bytes B = makePicture({.type = 3});
const Bytes Start = makePacket({makeSequence(), makeGroup(false), I});

class Mpeg2DecoderTest : public testing::Test
{
protected:
    Result<Status> decode(const Bytes &packet)
    {
        auto status = m_decoder.decode({.data = packet, .pts = std::nullopt});
        take();
        return status;
    }
    void take()
    {
        while (auto picture = m_decoder.takePicture()) {
            m_shown.push_back(valueOf(picture->frame));
            m_corrupt.push_back(picture->corrupt);
        }
    }
    void decodeAll(std::initializer_list<Bytes> packets)
    {
        for (const Bytes &packet : packets)
            EXPECT_EQ(decode(packet).value(), Status::Done);
    }
    void finish()
    {
        m_decoder.drain();
        take();
        EXPECT_EQ(m_backend.broken, 0U);
        EXPECT_EQ(m_backend.pool()->freeCount(), m_backend.pool()->size());
    }

    NullMpeg2Backend m_backend;
    Mpeg2Decoder m_decoder{m_backend};
    Ids m_shown;
    std::vector<bool> m_corrupt;
};

TEST_F(Mpeg2DecoderTest, reordersPictures_andNamesTheirReferences)
{
    decodeAll({Start, P, B, B, P, B});
    finish();
    EXPECT_EQ(m_backend.pictures,
              (Triples{{1, 0, 0}, {2, 1, 0}, {3, 1, 2}, {4, 1, 2}, {5, 2, 0}, {6, 2, 5}}));
    EXPECT_EQ(m_shown, (Ids{1, 3, 4, 2, 6, 5}));
    EXPECT_EQ(m_corrupt, std::vector<bool>(6, false));
}

TEST_F(Mpeg2DecoderTest, lowDelayShowsPicturesAtOnce)
{
    decodeAll({makePacket({makeSequence({.lowDelay = true}), I}), P});
    EXPECT_EQ(m_shown, (Ids{1, 2}));
    finish();
    EXPECT_EQ(m_shown, (Ids{1, 2}));
}

TEST_F(Mpeg2DecoderTest, twoFieldsAreOneFrame)
{
    const auto field = [](unsigned type, unsigned structure) {
        return makePicture({.type = type, .structure = structure});
    };
    decodeAll({makePacket({makeSequence(), field(1, 1), field(2, 2)}), // in one packet
               field(2, 2), field(2, 1), field(3, 1), field(3, 2)}); // one by one
    finish();
    EXPECT_EQ(m_backend.pictures,
              (Triples{{1, 0, 0}, {1, 0, 0}, {2, 1, 0}, {2, 1, 0}, {3, 1, 2}, {3, 1, 2}}));
    EXPECT_EQ(m_shown, (Ids{1, 3, 2}));
}

TEST_F(Mpeg2DecoderTest, aFieldThatStaysAloneIsAFrame)
{
    decodeAll({makePacket({makeSequence(), makePicture({.type = 1, .structure = 1})}),
               makePicture({.type = 2, .structure = 1}), P});
    finish();
    EXPECT_EQ(m_backend.pictures, (Triples{{1, 0, 0}, {2, 1, 0}, {3, 2, 0}}));
    EXPECT_EQ(m_shown, (Ids{1, 2, 3}));
}

TEST_F(Mpeg2DecoderTest, startsAtAnIPicture)
{
    EXPECT_EQ(decode(makePacket({makeSequence(), P})).error().kind(), ErrorKind::InvalidData);
    EXPECT_FALSE(decode(B).has_value());
    decodeAll({I, P});
    EXPECT_TRUE(decode(B).has_value());
    m_decoder.flush();
    EXPECT_FALSE(decode(P).has_value());
    decodeAll({I});
    finish();
    EXPECT_EQ(m_backend.pictures.back(), (std::array<std::uint64_t, 3>{4, 0, 0}));
}

TEST_F(Mpeg2DecoderTest, leadingPicturesOfAnOpenGroupAreSkipped_thoseOfAClosedOneAreNot)
{
    decodeAll({Start});
    EXPECT_FALSE(decode(B).has_value());
    decodeAll({P, B});
    finish();
    EXPECT_EQ(m_shown, (Ids{1, 3, 2}));
    m_shown.clear();
    m_decoder.flush();
    decodeAll({makePacket({makeSequence(), makeGroup(true), I}), B, P});
    finish();
    EXPECT_EQ(m_shown, (Ids{5, 4, 6}));
    EXPECT_EQ(m_backend.pictures[4], (std::array<std::uint64_t, 3>{5, 0, 4}));
    EXPECT_FALSE(m_corrupt.back());
}

TEST_F(Mpeg2DecoderTest, leadingPicturesBehindABrokenLinkAreCorrupt)
{
    decodeAll({Start, P, makePacket({makeGroup(false, true), I}), B, P, B});
    finish();
    EXPECT_EQ(m_shown, (Ids{1, 2, 4, 3, 6, 5}));
    EXPECT_EQ(m_corrupt, (std::vector<bool>{false, false, true, false, false, false}));
}

TEST_F(Mpeg2DecoderTest, damageFollowsTheReferences_untilAnIPicture)
{
    decodeAll({Start, P});
    m_decoder.noteDamaged(FrameId{2});
    decodeAll({P, B, I, B, P, B});
    finish();
    EXPECT_EQ(m_shown, (Ids{1, 2, 4, 3, 6, 5, 8, 7}));
    EXPECT_EQ(m_corrupt, (std::vector<bool>{false, true, true, true, true, false, false, false}));
}

TEST_F(Mpeg2DecoderTest, aLostReferenceMakesWhatFollowsCorrupt)
{
    decodeAll({Start, P});
    EXPECT_FALSE(decode(makePicture({.type = 2, .fCode = 12})).has_value());
    decodeAll({B, P, I});
    finish();
    EXPECT_EQ(m_corrupt, (std::vector<bool>{false, true, false, true, false}));
}

TEST_F(Mpeg2DecoderTest, slicesBelowThePictureAreLeftOut)
{
    decodeAll({makePacket({makeSequence({.height = 64}), makePicture({.sliceRow = 4})})});
    finish();
    EXPECT_EQ(m_backend.spans, 1U);
    EXPECT_EQ(m_corrupt, std::vector<bool>{true});
}

TEST_F(Mpeg2DecoderTest, goesOnWithTheSamePacket_whenTheDeviceWasBusy)
{
    const Bytes both = makePacket({P, B});
    for (const Bytes &packet : {Start, both}) {
        m_backend.refusals = 1;
        EXPECT_EQ(decode(packet).value(), Status::Blocked);
        m_backend.refusals = 1;
        EXPECT_EQ(decode(packet).value(), Status::Blocked);
        EXPECT_EQ(decode(packet).value(), Status::Done);
    }
    std::vector<SlotRef> held;
    while (auto slot = m_backend.pool()->acquire())
        held.push_back(*slot);
    EXPECT_EQ(decode(P).value(), Status::Blocked);
    held.clear();
    EXPECT_EQ(decode(P).value(), Status::Done);
    finish();
    EXPECT_EQ(m_shown, (Ids{1, 3, 2, 4}));
}

TEST_F(Mpeg2DecoderTest, aSequenceOfAnotherSizeWaitsForTheDevice)
{
    decodeAll({Start, P});
    m_backend.busy = true;
    const Bytes next = makePacket({makeSequence({.width = 128}), I});
    EXPECT_EQ(decode(next).value(), Status::Blocked);
    EXPECT_EQ(m_shown, (Ids{1, 2})); // what the device needs to become idle is given out
    m_backend.busy = false;
    EXPECT_EQ(decode(next).value(), Status::Done);
    decodeAll({makePacket({makeSequence({.width = 128}), P})}); // the same again
    EXPECT_EQ(m_backend.sequences, 2U);
    EXPECT_EQ(m_backend.coded, (Size{.width = 128, .height = 64}));
    finish();
}

// Hardware is not to be told of a larger picture than it has memory for.
TEST_F(Mpeg2DecoderTest, anExtensionBetweenSlicesIsNone)
{
    const Bytes large = mpeg2::test::makeSequenceExtension({.height = 4096 + 64});
    decodeAll({Start, makePacket({P, large, mpeg2::test::makeSlice(3)}), P});
    finish();
    EXPECT_EQ(m_shown, (Ids{1, 2, 3}));
}

TEST_F(Mpeg2DecoderTest, aSecondFieldOfAnotherSizeIsNone)
{
    const Bytes first = makePicture({.type = 1, .structure = 1});
    decodeAll({makePacket({makeSequence(), first})});
    const Bytes second = makePicture({.type = 1, .structure = 2});
    decodeAll({makePacket({makeSequence({.width = 128}), second}), P});
    finish();
    EXPECT_EQ(m_backend.pictures, (Triples{{1, 0, 0}, {2, 0, 0}, {3, 2, 0}}));
    EXPECT_EQ(m_shown, (Ids{1, 2, 3}));
}

TEST_F(Mpeg2DecoderTest, drainGivesUpWhatIsInHand)
{
    decodeAll({Start});
    m_backend.refusals = 1;
    EXPECT_EQ(decode(P).value(), Status::Blocked);
    finish();
    EXPECT_EQ(m_shown, (Ids{1}));
}

TEST_F(Mpeg2DecoderTest, matricesLastUntilTheNextSequenceHeader)
{
    decodeAll({makePacket({makeSequence({.intraMatrix = 50}), I}), P});
    EXPECT_EQ(m_backend.matrices.intra[7], 50);
    decodeAll({makePacket({makeSequence(), I})});
    EXPECT_EQ(m_backend.matrices.intra[0], 8);
    finish();
}

TEST_F(Mpeg2DecoderTest, namesWhatItCannotDo)
{
    const Bytes scalable = mpeg2::test::UnitWriter(0xb5).u(5, 4).u(0, 28).bytes();
    const std::vector<std::pair<Bytes, const char *>> table{
        {makePacket({makeSequence({.chromaFormat = 2}), I}), "chroma_format"},
        {makePacket({mpeg2::test::makeSequenceHeader(), mpeg2::test::makePictureHeader({}),
                     mpeg2::test::makeSlice()}),
         "MPEG-1"},
        {makePacket({makeSequence(), scalable, I}), "sequence_scalable_extension"}};
    for (const auto &[packet, field] : table) {
        NullMpeg2Backend backend;
        Mpeg2Decoder decoder(backend);
        const auto status = decoder.decode({.data = packet, .pts = std::nullopt});
        ASSERT_FALSE(status.has_value()) << field;
        EXPECT_EQ(status.error().kind(), ErrorKind::Unsupported);
        EXPECT_NE(status.error().message().find(field), std::string::npos);
    }
}

TEST_F(Mpeg2DecoderTest, takesHeadersFromTheContainer_andFlushForgetsABlockedPacket)
{
    ASSERT_TRUE(m_decoder.configure(makeSequence()));
    m_backend.refusals = 1;
    EXPECT_EQ(decode(I).value(), Status::Blocked);
    m_decoder.flush();
    EXPECT_EQ(m_backend.abandoned, 1U);
    decodeAll({I});
    finish();
    EXPECT_EQ(m_shown, (Ids{2})); // ids are never used again
    EXPECT_EQ(m_corrupt, std::vector<bool>{false});
    EXPECT_EQ(m_backend.spans, 1U); // nothing of the picture before
}

TEST_F(Mpeg2DecoderTest, eachPictureHasItsOwnSlicesOnly_alsoAfterAFlushInMidPicture)
{
    decodeAll({Start, P});
    EXPECT_EQ(m_backend.spans, 1U); // its two slices lie side by side
    m_backend.refusals = 1;
    EXPECT_EQ(decode(P).value(), Status::Blocked);
    m_decoder.flush();
    EXPECT_EQ(m_backend.abandoned, 1U);
    decodeAll({I});
    EXPECT_EQ(m_backend.spans, 1U);
    finish();
    EXPECT_EQ(m_shown, (Ids{1, 4}));
}

TEST_F(Mpeg2DecoderTest, flushForgetsAFieldThatWaitsForTheOther)
{
    decodeAll({makePacket({makeSequence(), makePicture({.type = 1, .structure = 1})})});
    m_decoder.flush();
    decodeAll({makePicture({.type = 1, .structure = 2})});
    finish();
    EXPECT_EQ(m_backend.pictures, (Triples{{1, 0, 0}, {2, 0, 0}}));
    EXPECT_EQ(m_shown, (Ids{2}));
}

} // namespace
} // namespace weir
