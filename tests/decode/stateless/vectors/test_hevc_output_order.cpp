// SPDX-License-Identifier: GPL-3.0-or-later
#include <iostream>
#include <map>

#include <gtest/gtest.h>

#include "decode/stateless/hevc_decoder.h"
#include "tests/decode/stateless/null_hevc_backend.h"
#include "tests/decode/stateless/vectors/decoder_run.h"

namespace weir::test
{
namespace
{

void compareHevcWithReference(const std::string &prefix)
{
    const auto folder = vectorFolder();
    if (!folder)
        GTEST_SKIP() << "no test vectors (WEIR_VECTORS)";
    unsigned equal = 0;
    for (const VectorEntry &entry : codecVectors(*folder, "hevc", prefix)) {
        SCOPED_TRACE(entry.path + " " + entry.features);
        const auto file = *folder / entry.path;
        NullHevcBackend backend;
        HevcDecoder decoder(backend);
        const DecoderRun ours = decodeAll(readPackets(file, PacketLimit), decoder);
        if (entry.path == "hevc/oxhevc_r413-rdpcm-explicit.hevc") { // range extension tools
            ASSERT_TRUE(ours.fatal.has_value());
            EXPECT_EQ(ours.fatal->kind(), ErrorKind::Unsupported);
            continue;
        }
        EXPECT_FALSE(ours.fatal.has_value()) << ours.fatal->message();
        auto reference = referenceOrder(file, PacketLimit);
        // Cut from a broadcast in mid-GOP: libavcodec starts with pictures whose references it
        // makes up, the specification (8.1.3) at the first IRAP picture.
        const bool startsEarlier = entry.path == "hevc/loewe.ts";
        if (startsEarlier) {
            EXPECT_EQ(ours.order.size(), 6U);
            reference.erase(reference.begin(), reference.end() - 6);
        }
        EXPECT_EQ(ours.order, reference);
        EXPECT_EQ(backend.broken, 0U);
        equal += ours.order == reference ? 1U : 0U;
        std::cout << entry.path << ": " << ours.order.size() << " of " << reference.size()
                  << " frames, " << ours.corrupt << " corrupt, " << ours.errors << " errors, "
                  << backend.missing << " empty list entries\n";
    }
    EXPECT_GT(equal, 0U);
}

TEST(HevcVectors, elementaryStreamsComeOutInTheReferenceOrder)
{
    compareHevcWithReference("hevc/");
}

TEST(HevcVectors, containersComeOutInTheReferenceOrder)
{
    compareHevcWithReference("containers/");
}

} // namespace
} // namespace weir::test
