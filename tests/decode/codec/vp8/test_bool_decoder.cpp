// SPDX-License-Identifier: GPL-3.0-or-later
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "decode/codec/bool_decoder.h"
#include "tests/decode/codec/vp8/bool_writer.h"

namespace weir::vp8
{
namespace
{

TEST(Vp8BoolDecoder, readsWhatTheEncoderOfTheSpecificationWrites)
{
    std::mt19937 random(1);
    std::vector<std::pair<bool, std::uint8_t>> bools;
    test::BoolWriter writer;
    for (int i = 0; i < 20000; ++i) {
        const auto probability = static_cast<std::uint8_t>(1 + random() % 255);
        const bool value = random() % 256 >= probability;
        bools.emplace_back(value, probability);
        writer.write(value, probability);
    }
    const std::uint32_t shifts = writer.shifts();
    const auto bytes = writer.finish();
    BoolDecoder reader(bytes);
    std::size_t wrong = 0;
    for (const auto &[value, probability] : bools)
        wrong += reader.read(probability) != value ? 1U : 0U;
    EXPECT_EQ(wrong, 0U);
    EXPECT_FALSE(reader.hasOverrun());
    EXPECT_EQ(reader.position(), shifts);
}

TEST(Vp8BoolDecoder, readsLiteralsAndSigns)
{
    test::BoolWriter writer;
    writer.literal(0x5a, 7);
    writer.signedLiteral(-13, 6);
    writer.signedLiteral(13, 4);
    const auto bytes = writer.finish();
    BoolDecoder reader(bytes);
    EXPECT_EQ(reader.literal(7), 0x5aU);
    EXPECT_EQ(reader.signedLiteral(6), -13);
    EXPECT_EQ(reader.signedLiteral(4), 13);
}

// A decoder that starts from the state, as devices do: "range", and "value" with the bits that
// follow it in the stream, goes on with the same bools.
TEST(Vp8BoolDecoder, itsStateIsWhereAnotherDecoderGoesOn)
{
    std::mt19937 random(2);
    test::BoolWriter writer;
    for (int i = 0; i < 400; ++i)
        writer.write(random() % 3 == 0, 170);
    const auto bytes = writer.finish();
    for (int start = 0; start < 200; ++start) {
        BoolDecoder reader(bytes);
        for (int i = 0; i < start; ++i)
            (void)reader.read(170);
        const BoolDecoder::State state = reader.state();
        const std::uint32_t position = reader.position();
        EXPECT_EQ((position + state.bitCount) % 8, 0U);
        EXPECT_LT(state.bitCount, 8U);
        std::uint32_t range = state.range;
        std::uint32_t value = state.value;
        std::size_t next = position + 8; // the bit that comes into value next
        for (int i = 0; i < 100; ++i) {
            const std::uint32_t split = 1 + ((range - 1) * 170 >> 8U);
            // Whole bytes are compared: bits below the window matter for values equal to split.
            const bool bit = value >= split;
            ASSERT_EQ(bit, reader.read(170)) << start << " " << i;
            range = bit ? range - split : split;
            value = bit ? value - split : value;
            for (; range < 128; range <<= 1U, ++next) {
                const auto byte = std::to_integer<unsigned>(bytes.at(next / 8));
                value = value << 1U | (byte >> (7 - next % 8) & 1U);
            }
        }
    }
}

TEST(Vp8BoolDecoder, readingPastTheEndGivesZerosAndIsToldOf)
{
    const std::vector<std::byte> bytes{std::byte{0}, std::byte{0}};
    BoolDecoder reader(bytes);
    EXPECT_EQ(reader.literal(15), 0U);
    EXPECT_FALSE(reader.hasOverrun());
    EXPECT_EQ(reader.literal(30), 0U);
    EXPECT_TRUE(reader.hasOverrun());
    BoolDecoder empty({});
    EXPECT_EQ(empty.state().value, 0U);
    EXPECT_FALSE(empty.flag());
}

} // namespace
} // namespace weir::vp8
