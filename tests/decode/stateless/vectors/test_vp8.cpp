// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/stateless/vp8_decoder.h"
#include "tests/decode/stateless/null_vp8_backend.h"
#include "tests/decode/stateless/vectors/damaged_run.h"
#include "tests/decode/stateless/vectors/decoder_run.h"

namespace weir::test
{
namespace
{

TEST(Vp8Vectors, comeOutAsTheReferenceHasThem)
{
    const auto folder = vectorFolder();
    if (!folder)
        GTEST_SKIP() << "no test vectors (WEIR_VECTORS)";
    unsigned count = 0;
    for (const VectorEntry &entry : codecVectors(*folder, "vp8", "")) {
        if (entry.path.starts_with("malformed/"))
            continue;
        SCOPED_TRACE(entry.path);
        NullVp8Backend backend;
        Vp8Decoder decoder(backend);
        const DecoderRun run = decodeAll(readPackets(*folder / entry.path, PacketLimit), decoder);
        EXPECT_FALSE(run.fatal.has_value()) << run.fatal->message();
        const auto reference = referenceOrder(*folder / entry.path, PacketLimit);
        EXPECT_EQ(run.order, reference);
        EXPECT_EQ(backend.broken, 0U);
        std::cout << entry.path << ": " << run.order.size() << " of " << reference.size()
                  << " frames, " << run.corrupt << " corrupt, " << run.errors << " errors\n";
        ++count;
    }
    EXPECT_GT(count, 30U);
}

TEST(Vp8Robustness, damagedVectorsNeverBreakTheDecoder)
{
    if (!vectorFolder())
        GTEST_SKIP() << "no test vectors (WEIR_VECTORS)";
    damageVectors<Vp8Decoder, NullVp8Backend>("vp8", "", [](const DamagedRun &) { });
}

TEST(Vp8Robustness, malformedFilesNeverBreakTheDecoder)
{
    if (!vectorFolder())
        GTEST_SKIP() << "no test vectors (WEIR_VECTORS)";
    decodeMalformed<Vp8Decoder, NullVp8Backend>([](const DamagedRun &) { });
}

TEST(Vp8Robustness, noiseNeverBreaksTheDecoder)
{
    Random random(7);
    for (unsigned round = 0; round < 2000; ++round) {
        // A key frame's tag, start code and size; the rest is noise.
        std::vector<std::byte> packet{
            std::byte{0x10}, std::byte{0x05}, std::byte{0}, std::byte{0x9d}, std::byte{0x01},
            std::byte{0x2a}, std::byte{64},   std::byte{0}, std::byte{48},   std::byte{0}};
        for (unsigned i = 0; i < 120; ++i)
            packet.push_back(static_cast<std::byte>(random() % 256));
        std::vector<std::byte> inter(packet.begin() + 10, packet.end());
        inter[0] = std::byte{0x11};
        inter[1] = std::byte{0x02};
        inter[2] = std::byte{0};
        decodeDamaged<Vp8Decoder, NullVp8Backend>(
            {.extradata = {}, .packets = {packet, inter, packet, inter}, .changes = {}}, round);
    }
}

} // namespace
} // namespace weir::test
