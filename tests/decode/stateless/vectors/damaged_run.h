// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "decode/stateless/stateless_decoder.h"
#include "tests/vectors/vector_file.h"

// Damaged streams through a decoder and a device that decodes nothing. What a sanitizer build finds
// is a failure; so is a hang or a broken promise to the device.
namespace weir::test
{

using Random = std::mt19937;

// Flips bits, mostly near the front where the headers are; cuts; inserts; writes what looks like
// the index at the end of a superframe; or does nothing.
inline void damage(std::vector<std::byte> &bytes, Random &random)
{
    if (bytes.empty())
        return;
    const auto below = [&](std::size_t limit) { return random() % limit; };
    switch (below(5)) {
    case 0:
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
    case 3:
        for (unsigned i = 0; i < 2; ++i)
            bytes[bytes.size() - 1 - below(std::min<std::size_t>(bytes.size(), 12))]
                = static_cast<std::byte>(0xc0U | below(32));
        break;
    default:
        break;
    }
}

struct DamagedRun {
    std::size_t shown = 0;
    std::size_t decoded = 0;
};

// For codecs that show no picture twice.
inline void showsWhatWasDecoded(const DamagedRun &run)
{
    EXPECT_LE(run.shown, run.decoded);
}

// What else goes wrong before a packet is tried: `upset(decoder, backend, random)`.
inline constexpr auto NothingElse = [](auto &, auto &, Random &) { };

template <typename Decoder>
void takeShown(Decoder &decoder, DamagedRun &run)
{
    while (const auto picture = decoder.takePicture()) {
        EXPECT_TRUE(picture->slot.isValid());
        ++run.shown;
    }
}

// Damaged and lost packets, seeks, and a device that refuses every other time.
template <typename Decoder, typename Backend, typename Upset = decltype(NothingElse)>
DamagedRun decodeDamaged(const VectorPackets &input, unsigned seed, Upset upset = {})
{
    constexpr unsigned MaxTries = 1000; // of one packet
    Random random(seed);
    Backend backend;
    Decoder decoder(backend);
    auto extradata = input.extradata;
    if (seed % 4 == 0)
        damage(extradata, random);
    if (!decoder.configure(extradata))
        (void)decoder.configure(input.extradata);
    DamagedRun run;
    for (auto packet : input.packets) {
        if (random() % 3 == 0)
            damage(packet, random);
        if (random() % 16 == 0)
            decoder.flush();
        if (random() % 16 == 0)
            continue; // lost
        bool isDone = false;
        for (unsigned tries = 0; tries < MaxTries && !isDone; ++tries) {
            backend.refusals = random() % 2;
            upset(decoder, backend, random);
            const auto status = decoder.decode({.data = packet, .pts = std::nullopt});
            takeShown(decoder, run);
            isDone = !status || *status == StatelessDecoder::Status::Done;
        }
        EXPECT_TRUE(isDone) << "it hangs";
    }
    decoder.drain();
    takeShown(decoder, run);
    EXPECT_EQ(backend.broken, 0U);
    run.decoded = backend.frames.size();
    return run;
}

constexpr std::size_t DamagedPacketLimit = 40;

// All vectors of a codec whose path begins with `prefix`, each damaged in twelve ways. `check` is
// given what came of each.
template <typename Decoder, typename Backend, typename Check,
          typename Upset = decltype(NothingElse)>
void damageVectors(const std::string &codec, const std::string &prefix, Check check,
                   Upset upset = {})
{
    for (const VectorEntry &entry : codecVectors(*vectorFolder(), codec, prefix)) {
        SCOPED_TRACE(entry.path);
        const VectorPackets input = readPackets(*vectorFolder() / entry.path, DamagedPacketLimit);
        for (unsigned seed = 1; seed <= 12; ++seed)
            check(decodeDamaged<Decoder, Backend>(input, seed, upset));
    }
}

// All malformed files, whatever they are: as packets where libavformat finds some, and raw.
template <typename Decoder, typename Backend, typename Check,
          typename Upset = decltype(NothingElse)>
void decodeMalformed(Check check, Upset upset = {})
{
    for (const auto &file : std::filesystem::directory_iterator(*vectorFolder() / "malformed")) {
        SCOPED_TRACE(file.path().string());
        VectorPackets input = readPackets(file.path(), DamagedPacketLimit);
        check(decodeDamaged<Decoder, Backend>(input, 1, upset));
        input = {.extradata = {}, .packets = {readBytes(file.path(), 1U << 20U)}, .changes = {}};
        check(decodeDamaged<Decoder, Backend>(input, 1, upset));
    }
}

inline void appendNoise(std::vector<std::byte> &bytes, std::size_t count, Random &random)
{
    for (std::size_t i = 0; i < count; ++i)
        bytes.push_back(static_cast<std::byte>(random() % 256));
}

} // namespace weir::test
