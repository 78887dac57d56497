// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/stateless/av1_decoder.h"
#include "tests/decode/stateless/null_av1_backend.h"
#include "tests/decode/stateless/vectors/damaged_run.h"

namespace weir::test
{
namespace
{

constexpr auto RefuseSome = [](Av1Decoder &, NullAv1Backend &backend, Random &random) {
    backend.failures = random() % 32 == 0 ? 1 : 0;
};

// Adds up: a frame may be shown more than once.
struct Sum {
    DamagedRun &total;
    void operator()(const DamagedRun &run) const
    {
        total.shown += run.shown;
        total.decoded += run.decoded;
    }
};

TEST(Av1Robustness, damagedVectorsNeverBreakTheDecoder)
{
    if (!vectorFolder())
        GTEST_SKIP() << "no test vectors (WEIR_VECTORS)";
    DamagedRun total;
    damageVectors<Av1Decoder, NullAv1Backend>("av1", "av1/", Sum{total}, RefuseSome);
    EXPECT_GT(total.shown, 1000U); // what is not damaged is shown
    EXPECT_GT(total.decoded, 1000U);
}

TEST(Av1Robustness, malformedFilesNeverBreakTheDecoder)
{
    if (!vectorFolder())
        GTEST_SKIP() << "no test vectors (WEIR_VECTORS)";
    DamagedRun total;
    decodeMalformed<Av1Decoder, NullAv1Backend>(Sum{total}, RefuseSome);
    EXPECT_GT(total.decoded, 0U);
}

TEST(Av1Robustness, noiseIsRefused)
{
    Random random(7);
    for (unsigned round = 0; round < 2000; ++round) {
        std::vector<std::byte> packet{static_cast<std::byte>(0x02U | ((random() % 16) << 3U)),
                                      std::byte{60}};
        appendNoise(packet, 60, random);
        decodeDamaged<Av1Decoder, NullAv1Backend>(
            {.extradata = {}, .packets = {packet, packet}, .changes = {}}, round, RefuseSome);
    }
}

} // namespace
} // namespace weir::test
