// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/stateless/h264_decoder.h"
#include "tests/decode/stateless/null_h264_backend.h"
#include "tests/decode/stateless/vectors/damaged_run.h"

namespace weir::test
{
namespace
{

TEST(Robustness, damagedVectorsNeverBreakTheDecoder)
{
    if (!vectorFolder())
        GTEST_SKIP() << "no test vectors (WEIR_VECTORS)";
    damageVectors<H264Decoder, NullH264Backend>("h264", "h264/", showsWhatWasDecoded);
}

TEST(Robustness, malformedFilesNeverBreakTheDecoder)
{
    if (!vectorFolder())
        GTEST_SKIP() << "no test vectors (WEIR_VECTORS)";
    decodeMalformed<H264Decoder, NullH264Backend>(showsWhatWasDecoded);
}

TEST(Robustness, noiseIsRefused)
{
    Random random(7);
    for (unsigned round = 0; round < 2000; ++round) {
        std::vector<std::byte> packet{std::byte{0}, std::byte{0}, std::byte{1},
                                      static_cast<std::byte>(0x60U | (random() % 9))};
        appendNoise(packet, 60, random);
        showsWhatWasDecoded(decodeDamaged<H264Decoder, NullH264Backend>(
            {.extradata = {}, .packets = {packet, packet}, .changes = {}}, round));
    }
}

} // namespace
} // namespace weir::test
