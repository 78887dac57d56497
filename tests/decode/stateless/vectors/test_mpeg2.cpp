// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/stateless/mpeg2_decoder.h"
#include "tests/decode/stateless/null_mpeg2_backend.h"
#include "tests/decode/stateless/vectors/damaged_run.h"
#include "tests/decode/stateless/vectors/decoder_run.h"

namespace weir::test
{
namespace
{

TEST(Mpeg2Vectors, comeOutAsTheReferenceHasThem)
{
    const auto folder = vectorFolder();
    if (!folder)
        GTEST_SKIP() << "no test vectors (WEIR_VECTORS)";
    unsigned count = 0;
    for (const VectorEntry &entry : codecVectors(*folder, "mpeg2", "")) {
        if (entry.path.starts_with("malformed/"))
            continue;
        SCOPED_TRACE(entry.path);
        NullMpeg2Backend backend;
        Mpeg2Decoder decoder(backend);
        const DecoderRun run = decodeAll(readPackets(*folder / entry.path, PacketLimit), decoder);
        EXPECT_EQ(backend.broken, 0U);
        EXPECT_EQ(run.fatal.has_value(), entry.has("4:2:2"));
        if (run.fatal) {
            EXPECT_EQ(run.fatal->kind(), ErrorKind::Unsupported);
            EXPECT_NE(run.fatal->message().find("chroma_format"), std::string::npos);
            continue;
        }
        const auto reference = referenceOrder(*folder / entry.path, PacketLimit);
        if (entry.has("not deterministic"))
            EXPECT_GT(run.order.size(), 20U);
        else
            EXPECT_EQ(run.order, reference);
        std::cout << entry.path << ": " << run.order.size() << " of " << reference.size()
                  << " frames, " << run.corrupt << " corrupt, " << run.errors << " errors\n";
        ++count;
    }
    EXPECT_GT(count, 10U);
}

TEST(Mpeg2Robustness, damagedVectorsNeverBreakTheDecoder)
{
    if (!vectorFolder())
        GTEST_SKIP() << "no test vectors (WEIR_VECTORS)";
    damageVectors<Mpeg2Decoder, NullMpeg2Backend>("mpeg2", "", [](const DamagedRun &) { });
}

TEST(Mpeg2Robustness, malformedFilesNeverBreakTheDecoder)
{
    if (!vectorFolder())
        GTEST_SKIP() << "no test vectors (WEIR_VECTORS)";
    decodeMalformed<Mpeg2Decoder, NullMpeg2Backend>([](const DamagedRun &) { });
}

TEST(Mpeg2Robustness, noiseNeverBreaksTheDecoder)
{
    Random random(7);
    constexpr std::array<unsigned, 9> Codes{0x00, 0x01, 0x02, 0xaf, 0xb2, 0xb3, 0xb5, 0xb8, 0xb7};
    for (unsigned round = 0; round < 2000; ++round) {
        std::vector<std::byte> packet;
        for (unsigned unit = 0; unit < 12; ++unit) {
            packet.insert(packet.end(),
                          {std::byte{0}, std::byte{0}, std::byte{1},
                           static_cast<std::byte>(Codes.at(random() % Codes.size()))});
            for (auto i = random() % 24; i > 0; --i)
                packet.push_back(static_cast<std::byte>(random() % 256));
        }
        decodeDamaged<Mpeg2Decoder, NullMpeg2Backend>(
            {.extradata = {}, .packets = {packet, packet}, .changes = {}}, round);
    }
}

} // namespace
} // namespace weir::test
