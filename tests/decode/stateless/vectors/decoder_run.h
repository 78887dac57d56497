// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <iostream>
#include <optional>
#include <vector>

#include <gtest/gtest.h>

#include "decode/stateless/stateless_decoder.h"
#include "tests/vectors/vector_file.h"

// What the tests over vectors share between codecs: whole files through a decoder and a device
// that decodes nothing.
namespace weir::test
{

inline constexpr std::size_t PacketLimit = 800; // keeps the reference decoder's time short

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
    if (auto configured = decoder.configure(input.extradata); !configured) {
        run.fatal = configured.error();
        return run;
    }
    auto change = input.changes.begin();
    for (std::size_t i = 0; i < input.packets.size(); ++i) {
        for (; change != input.changes.end() && change->first == i; ++change)
            (void)decoder.configure(change->second);
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

} // namespace weir::test
