// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/stateless/hevc_decoder.h"
#include "tests/decode/stateless/null_hevc_backend.h"
#include "tests/decode/stateless/vectors/damaged_run.h"

namespace weir::test
{
namespace
{

TEST(HevcRobustness, damagedVectorsNeverBreakTheDecoder)
{
    if (!vectorFolder())
        GTEST_SKIP() << "no test vectors (WEIR_VECTORS)";
    damageVectors<HevcDecoder, NullHevcBackend>("hevc", "hevc/", showsWhatWasDecoded);
}

TEST(HevcRobustness, malformedFilesNeverBreakTheDecoder)
{
    if (!vectorFolder())
        GTEST_SKIP() << "no test vectors (WEIR_VECTORS)";
    decodeMalformed<HevcDecoder, NullHevcBackend>(showsWhatWasDecoded);
}

TEST(HevcRobustness, noiseIsRefused)
{
    Random random(7);
    for (unsigned round = 0; round < 2000; ++round) {
        std::vector<std::byte> packet{std::byte{0}, std::byte{0}, std::byte{1},
                                      static_cast<std::byte>((random() % 40) << 1U), std::byte{1}};
        appendNoise(packet, 60, random);
        showsWhatWasDecoded(decodeDamaged<HevcDecoder, NullHevcBackend>(
            {.extradata = {}, .packets = {packet, packet}, .changes = {}}, round));
    }
}

} // namespace
} // namespace weir::test
