// SPDX-License-Identifier: GPL-3.0-or-later
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "decode/codec/bool_decoder.h"
#include "tests/decode/codec/vp9/bool_encoder.h"

namespace weir::vp9
{
namespace
{

TEST(Vp9BoolDecoder, readsWhatWasWritten)
{
    std::mt19937 random(3);
    std::vector<std::pair<bool, std::uint8_t>> bools;
    for (unsigned i = 0; i < 5000; ++i) {
        const auto probability = static_cast<std::uint8_t>(1 + random() % 255);
        bools.emplace_back(random() % 256 >= probability, probability);
    }
    test::BoolEncoder encoder;
    for (const auto &[value, probability] : bools)
        encoder.put(value, probability);
    const auto bytes = encoder.bytes();
    BoolDecoder decoder(bytes);
    EXPECT_FALSE(decoder.flag()); // the marker
    for (const auto &[value, probability] : bools)
        ASSERT_EQ(decoder.read(probability), value);
}

TEST(Vp9BoolDecoder, literalsComeHighBitFirst)
{
    const auto bytes = test::BoolEncoder().literal(4, 0b1001).literal(7, 100).bytes();
    BoolDecoder decoder(bytes);
    EXPECT_FALSE(decoder.flag());
    EXPECT_EQ(decoder.literal(4), 0b1001U);
    EXPECT_EQ(decoder.literal(7), 100U);
}

TEST(Vp9BoolDecoder, aMarkerThatIsSetIsSeen)
{
    const std::vector bytes{std::byte{0xff}, std::byte{0xff}};
    EXPECT_TRUE(BoolDecoder(bytes).flag());
}

TEST(Vp9BoolDecoder, readsOnPastTheEnd)
{
    const std::vector bytes{std::byte{0x12}};
    BoolDecoder decoder(bytes);
    for (unsigned i = 0; i < 100; ++i)
        (void)decoder.read(128);
    EXPECT_EQ(decoder.literal(8), 0U);
}

std::vector<std::byte> randomBytes(std::mt19937 &random, std::size_t count)
{
    std::vector<std::byte> bytes(count);
    for (auto &byte : bytes)
        byte = static_cast<std::byte>(random());
    bytes.front() &= std::byte{0x7f}; // as encoders write it: the marker is not set
    return bytes;
}

void expectSameState(BoolDecoder &one, BoolDecoder &other)
{
    ASSERT_EQ(one.position(), other.position());
    ASSERT_EQ(one.state().range, other.state().range);
    ASSERT_EQ(one.state().value, other.state().value);
}

TEST(Vp9BoolDecoder, aLiteralIsItsBits)
{
    std::mt19937 random(5);
    for (unsigned run = 0; run < 200; ++run) {
        const auto bytes = randomBytes(random, 64);
        BoolDecoder whole(bytes);
        BoolDecoder single(bytes);
        while (whole.position() < 8 * (bytes.size() + 4)) { // and a little past the end
            const auto bits = static_cast<unsigned>(random() % 33);
            std::uint64_t expected = 0;
            for (unsigned i = 0; i < bits; ++i)
                expected = expected << 1U | (single.flag() ? 1U : 0U);
            ASSERT_EQ(whole.literal(bits), expected) << bits << " bits";
            const auto probability = static_cast<std::uint8_t>(1 + random() % 255);
            ASSERT_EQ(whole.read(probability), single.read(probability));
            expectSameState(whole, single);
        }
    }
}

// Bytes of ones start beyond the range, which no encoder writes: it is read all the same.
TEST(Vp9BoolDecoder, aLiteralOfOnesIsOnes)
{
    const std::vector<std::byte> bytes(8, std::byte{0xff});
    for (unsigned bits = 1; bits < 32; ++bits)
        EXPECT_EQ(BoolDecoder(bytes).literal(bits), (1U << bits) - 1);
}

template <std::uint8_t Probability>
void expectRunsAreTheirBools(std::mt19937 &random)
{
    static constexpr FalseRuns Runs(Probability);
    const auto bytes = randomBytes(random, 64);
    BoolDecoder atOnce(bytes);
    BoolDecoder single(bytes);
    while (atOnce.position() < 8 * (bytes.size() + 4)) {
        const std::size_t count = random() % 120;
        const std::size_t falses
            = single.falsesBeforeTrue(count, [](std::size_t) { return Probability; });
        ASSERT_EQ(atOnce.falsesBeforeTrue(count, Runs), falses) << "of " << count;
        ASSERT_EQ(atOnce.flag(), single.flag());
        expectSameState(atOnce, single);
    }
}

TEST(Vp9BoolDecoder, aRunOfFalsesIsItsBools)
{
    std::mt19937 random(6);
    for (unsigned run = 0; run < 200; ++run) {
        expectRunsAreTheirBools<220>(random);
        expectRunsAreTheirBools<252>(random);
        expectRunsAreTheirBools<255>(random);
    }
}

} // namespace
} // namespace weir::vp9
