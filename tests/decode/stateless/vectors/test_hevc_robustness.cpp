// SPDX-License-Identifier: GPL-3.0-or-later
#include <random>

#include <gtest/gtest.h>

#include "decode/stateless/hevc_decoder.h"
#include "tests/decode/stateless/hevc_null_backend.h"
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

void decodeDamaged(const VectorPackets &input, unsigned seed)
{
    Random random(seed);
    HevcNullBackend backend;
    HevcDecoder decoder(backend);
    auto extradata = input.extradata;
    if (seed % 4 == 0)
        damage(extradata, random);
    if (!decoder.configure(extradata)) {
        (void)decoder.configure(input.extradata);
    }
    std::size_t shown = 0;
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
            const auto status = decoder.decode({.data = packet, .pts = std::nullopt});
            while (decoder.takePicture())
                ++shown;
            if (!status || *status == HevcDecoder::Status::Done)
                break;
        }
    }
    decoder.drain();
    while (decoder.takePicture())
        ++shown;
    EXPECT_EQ(backend.broken, 0U);
    EXPECT_LE(shown, backend.frames.size());
}

TEST(HevcRobustness, damagedVectorsNeverBreakTheDecoder)
{
    const auto folder = vectorFolder();
    if (!folder)
        GTEST_SKIP() << "no test vectors (WEIR_VECTORS)";
    for (const VectorEntry &entry : codecVectors(*folder, "hevc", "hevc/")) {
        SCOPED_TRACE(entry.path);
        const VectorPackets input = readPackets(*folder / entry.path, PacketLimit);
        for (unsigned seed = 1; seed <= 12; ++seed)
            decodeDamaged(input, seed);
    }
}

TEST(HevcRobustness, malformedFilesNeverBreakTheDecoder)
{
    const auto folder = vectorFolder();
    if (!folder)
        GTEST_SKIP() << "no test vectors (WEIR_VECTORS)";
    // All of them, whatever they are: as packets where libavformat finds some, and raw.
    for (const auto &file : std::filesystem::directory_iterator(*folder / "malformed")) {
        SCOPED_TRACE(file.path().string());
        VectorPackets input = readPackets(file.path(), PacketLimit);
        decodeDamaged(input, 1);
        input = {.extradata = {}, .packets = {readBytes(file.path(), 1U << 20U)}, .changes = {}};
        decodeDamaged(input, 1);
    }
}

TEST(HevcRobustness, noiseIsRefused)
{
    Random random(7);
    for (unsigned round = 0; round < 2000; ++round) {
        std::vector<std::byte> packet{std::byte{0}, std::byte{0}, std::byte{1},
                                      static_cast<std::byte>((random() % 40) << 1U), std::byte{1}};
        for (unsigned i = 0; i < 60; ++i)
            packet.push_back(static_cast<std::byte>(random() % 256));
        decodeDamaged({.extradata = {}, .packets = {packet, packet}, .changes = {}}, round);
    }
}

} // namespace
} // namespace weir::test
