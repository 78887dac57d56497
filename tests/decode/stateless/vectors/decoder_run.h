// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <iostream>
#include <random>
#include <string>

#include <gtest/gtest.h>

#include "decode/stateless/stateless_decoder.h"
#include "tests/vectors/vector_file.h"

// What the tests over vectors share between codecs: whole files through a decoder and a device
// that decodes nothing.
namespace weir::test
{

struct DecoderRun {
    std::vector<std::size_t> order; // packet indices in output order
    std::size_t corrupt = 0;
    std::size_t errors = 0;
    std::optional<Error> fatal;
};

inline void takeAll(StatelessDecoder &decoder, DecoderRun &run)
{
    while (const auto picture = decoder.takePicture()) {
        run.order.push_back(static_cast<std::size_t>(
            picture->pts.value_or(MediaTime{}).time_since_epoch().count()));
        run.corrupt += picture->corrupt ? 1U : 0U;
    }
}

inline DecoderRun decodeAll(const VectorPackets &input, StatelessDecoder &decoder)
{
    DecoderRun run;
    (void)decoder.configure(input.extradata);
    for (std::size_t i = 0; i < input.packets.size(); ++i) {
        const BitstreamPacket packet{.data = input.packets[i],
                                     .pts = MediaTime(Nanoseconds(static_cast<std::int64_t>(i)))};
        auto status = decoder.decode(packet);
        takeAll(decoder, run);
        while (status && *status == StatelessDecoder::Status::Blocked) {
            status = decoder.decode(packet);
            takeAll(decoder, run);
        }
        if (!status && status.error().kind() != ErrorKind::InvalidData) {
            run.fatal = status.error();
            return run;
        }
        run.errors += status ? 0U : 1U;
    }
    decoder.drain();
    takeAll(decoder, run);
    return run;
}

// Flips bits, mostly near the front where the headers are; cuts; inserts; or does nothing.
inline void damage(std::vector<std::byte> &bytes, std::mt19937 &random)
{
    if (bytes.empty())
        return;
    const auto below = [&](std::size_t limit) { return random() % limit; };
    switch (below(4)) {
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
    default:
        break;
    }
}

// Damaged and lost packets, seeks, and a device that refuses every other time.
template <typename Decoder, typename Backend>
void decodeDamaged(const VectorPackets &input, unsigned seed)
{
    constexpr unsigned MaxTries = 1000;
    std::mt19937 random(seed);
    Backend backend;
    Decoder decoder(backend);
    (void)decoder.configure(input.extradata);
    DecoderRun run;
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
            takeAll(decoder, run);
            if (!status || *status == StatelessDecoder::Status::Done)
                break;
        }
    }
    decoder.drain();
    takeAll(decoder, run);
    EXPECT_EQ(backend.broken, 0U);
}

} // namespace weir::test
