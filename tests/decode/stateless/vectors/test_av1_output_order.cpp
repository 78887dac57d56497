// SPDX-License-Identifier: GPL-3.0-or-later
#include <iostream>

#include <gtest/gtest.h>

#include "decode/stateless/av1_decoder.h"
#include "tests/decode/stateless/null_av1_backend.h"
#include "tests/vectors/vector_file.h"

namespace weir::test
{
namespace
{

constexpr std::size_t Av1PacketLimit = 250; // keeps the reference decoder's time short

struct Decoded {
    std::vector<std::size_t> order; // packet indices in output order
    std::size_t corrupt = 0;
    std::size_t errors = 0;
    std::optional<Error> fatal;
};

// A second picture from one packet has no time of its own.
void takeAll(Av1Decoder &decoder, std::size_t packet, Decoded &decoded)
{
    while (const auto picture = decoder.takePicture()) {
        decoded.order.push_back(packet);
        decoded.corrupt += picture->corrupt ? 1U : 0U;
    }
}

Decoded decodeAll(const VectorPackets &input, NullAv1Backend &backend)
{
    Decoded decoded;
    Av1Decoder decoder(backend);
    if (auto configured = decoder.configure(input.extradata); !configured)
        decoded.fatal = configured.error();
    for (std::size_t i = 0; i < input.packets.size() && !decoded.fatal; ++i) {
        const BitstreamPacket packet{.data = input.packets[i], .pts = std::nullopt};
        auto status = decoder.decode(packet);
        for (; status && *status == Av1Decoder::Status::Blocked; status = decoder.decode(packet))
            takeAll(decoder, i, decoded);
        takeAll(decoder, i, decoded);
        decoded.errors += status ? 0U : 1U;
        if (!status && status.error().kind() != ErrorKind::InvalidData)
            decoded.fatal = status.error();
    }
    decoder.drain();
    takeAll(decoder, input.packets.size() - 1, decoded);
    return decoded;
}

void compareAv1WithReference(const std::string &prefix)
{
    const auto folder = vectorFolder();
    if (!folder)
        GTEST_SKIP() << "no test vectors (WEIR_VECTORS)";
    unsigned equal = 0;
    for (const VectorEntry &entry : codecVectors(*folder, "av1", prefix)) {
        SCOPED_TRACE(entry.path + " " + entry.features);
        const auto file = *folder / entry.path;
        NullAv1Backend backend;
        const Decoded ours = decodeAll(readPackets(file, Av1PacketLimit), backend);
        EXPECT_FALSE(ours.fatal.has_value()) << ours.fatal->message();
        const auto reference = referenceOrder(file, Av1PacketLimit);
        EXPECT_EQ(ours.order, reference);
        EXPECT_EQ(backend.broken, 0U);
        EXPECT_EQ(ours.corrupt, 0U);
        equal += ours.order == reference ? 1U : 0U;
        std::cout << entry.path << ": " << ours.order.size() << " of " << reference.size()
                  << " frames, " << backend.frames.size() << " decoded, " << backend.sequences
                  << " sequences, " << ours.errors << " errors\n";
    }
    EXPECT_GT(equal, 0U);
}

TEST(Av1Vectors, elementaryStreamsComeOutInTheReferenceOrder)
{
    compareAv1WithReference("av1/");
}

TEST(Av1Vectors, containersComeOutInTheReferenceOrder)
{
    compareAv1WithReference("containers/");
}

} // namespace
} // namespace weir::test
