// SPDX-License-Identifier: GPL-3.0-or-later
#include <random>

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

} // namespace
} // namespace weir::vp9
