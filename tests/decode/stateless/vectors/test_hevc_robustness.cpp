// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/stateless/hevc_decoder.h"
#include "tests/decode/stateless/hevc_null_backend.h"
#include "tests/decode/stateless/vectors/damaged_run.h"

namespace weir::test
{
namespace
{

void check(const DamagedRun &run)
{
    EXPECT_LE(run.shown, run.decoded);
}

TEST(HevcRobustness, damagedVectorsNeverBreakTheDecoder)
{
    if (!vectorFolder())
        GTEST_SKIP() << "no test vectors (WEIR_VECTORS)";
    damageVectors<HevcDecoder, HevcNullBackend>("hevc", "hevc/", check);
}

TEST(HevcRobustness, malformedFilesNeverBreakTheDecoder)
{
    if (!vectorFolder())
        GTEST_SKIP() << "no test vectors (WEIR_VECTORS)";
    decodeMalformed<HevcDecoder, HevcNullBackend>(check);
}

TEST(HevcRobustness, noiseIsRefused)
{
    Random random(7);
    for (unsigned round = 0; round < 2000; ++round) {
        std::vector<std::byte> packet{std::byte{0}, std::byte{0}, std::byte{1},
                                      static_cast<std::byte>((random() % 40) << 1U), std::byte{1}};
        appendNoise(packet, 60, random);
        check(decodeDamaged<HevcDecoder, HevcNullBackend>(
            {.extradata = {}, .packets = {packet, packet}, .changes = {}}, round));
    }
}

} // namespace
} // namespace weir::test
