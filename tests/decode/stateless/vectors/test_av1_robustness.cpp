// SPDX-License-Identifier: GPL-3.0-or-later
#include <random>

#include <gtest/gtest.h>

#include "decode/stateless/av1_decoder.h"
#include "tests/decode/stateless/av1_null_backend.h"
#include "tests/vectors/vector_file.h"

// What a sanitizer build finds in damaged streams is a failure; so is a hang or a broken promise to
// the device.
namespace weir::test
{
namespace
{

constexpr std::size_t PacketLimit = 40;
constexpr unsigned MaxTries = 1000; // of one packet, with a device that refuses every other time

using Random = std::mt19937;

void damage(std::vector<std::byte> &bytes, Random &random)
{
    if (bytes.empty())
        return;
    const auto below = [&](std::size_t limit) { return random() % limit; };
    switch (below(4)) {
    case 0: // flip bits, mostly near the front where the headers are
        for (unsigned i = 0; i < 3; ++i)
            bytes[below(std::min<std::size_t>(bytes.size(), 64))] ^= std::byte{1} << below(8);
        break;
    case 1:
        bytes.resize(below(bytes.size()));
        break;
    case 2:
        bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(below(bytes.size())),
                     static_cast<std::byte>(below(256)));
        break;
    default:
        break;
    }
}

struct Totals {
    std::size_t shown = 0;
    std::size_t decoded = 0;
};

void decodeDamaged(const VectorPackets &input, unsigned seed, Totals &totals)
{
    Random random(seed);
    Av1NullBackend backend;
    Av1Decoder decoder(backend);
    auto extradata = input.extradata;
    if (seed % 4 == 0)
        damage(extradata, random);
    if (!decoder.configure(extradata))
        (void)decoder.configure(input.extradata);
    for (auto packet : input.packets) {
        if (random() % 3 == 0)
            damage(packet, random);
        if (random() % 16 == 0)
            decoder.flush();
        if (random() % 16 == 0)
            continue; // lost
        for (unsigned tries = 0;; ++tries) {
            ASSERT_LT(tries, MaxTries);
            backend.refusals = random() % 2;
            backend.failures = random() % 32 == 0 ? 1 : 0;
            const auto status = decoder.decode({.data = packet, .pts = std::nullopt});
            while (decoder.takePicture())
                ++totals.shown;
            if (!status || *status == Av1Decoder::Status::Done)
                break;
        }
    }
    decoder.drain();
    while (decoder.takePicture())
        ++totals.shown;
    EXPECT_EQ(backend.broken, 0U);
    totals.decoded += backend.frames.size();
}

TEST(Av1Robustness, damagedVectorsNeverBreakTheDecoder)
{
    const auto folder = vectorFolder();
    if (!folder)
        GTEST_SKIP() << "no test vectors (WEIR_VECTORS)";
    Totals totals;
    for (const VectorEntry &entry : codecVectors(*folder, "av1", "av1/")) {
        SCOPED_TRACE(entry.path);
        const VectorPackets input = readPackets(*folder / entry.path, PacketLimit);
        for (unsigned seed = 1; seed <= 12; ++seed)
            decodeDamaged(input, seed, totals);
    }
    EXPECT_GT(totals.shown, 1000U); // what is not damaged is shown
    EXPECT_GT(totals.decoded, 1000U);
}

TEST(Av1Robustness, malformedFilesNeverBreakTheDecoder)
{
    const auto folder = vectorFolder();
    if (!folder)
        GTEST_SKIP() << "no test vectors (WEIR_VECTORS)";
    // All of them, whatever they are: as packets where libavformat finds some, and raw.
    Totals totals;
    for (const auto &file : std::filesystem::directory_iterator(*folder / "malformed")) {
        SCOPED_TRACE(file.path().string());
        VectorPackets input = readPackets(file.path(), PacketLimit);
        decodeDamaged(input, 1, totals);
        input = {.extradata = {}, .packets = {readBytes(file.path(), 1U << 20U)}, .changes = {}};
        decodeDamaged(input, 1, totals);
    }
    EXPECT_GT(totals.decoded, 0U);
}

TEST(Av1Robustness, noiseIsRefused)
{
    Random random(7);
    Totals totals;
    for (unsigned round = 0; round < 2000; ++round) {
        std::vector<std::byte> packet{static_cast<std::byte>(0x02U | ((random() % 16) << 3U))};
        packet.push_back(std::byte{60});
        for (unsigned i = 0; i < 60; ++i)
            packet.push_back(static_cast<std::byte>(random() % 256));
        decodeDamaged({.extradata = {}, .packets = {packet, packet}, .changes = {}}, round, totals);
    }
}

} // namespace
} // namespace weir::test
