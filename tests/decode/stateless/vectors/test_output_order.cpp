// SPDX-License-Identifier: GPL-3.0-or-later
#include <iostream>

#include <gtest/gtest.h>

#include "decode/stateless/h264_decoder.h"
#include "tests/decode/stateless/null_h264_backend.h"
#include "tests/decode/stateless/vectors/decoder_run.h"

namespace weir::test
{
namespace
{

void compareH264WithReference(const std::string &prefix)
{
    const auto folder = vectorFolder();
    if (!folder)
        GTEST_SKIP() << "no test vectors (WEIR_VECTORS)";
    unsigned equal = 0;
    for (const VectorEntry &entry : h264Vectors(*folder, prefix)) {
        SCOPED_TRACE(entry.path + " " + entry.features);
        const auto file = *folder / entry.path;
        NullH264Backend backend;
        H264Decoder decoder(backend);
        const DecoderRun ours = decodeAll(readPackets(file, PacketLimit), decoder);
        EXPECT_FALSE(ours.fatal.has_value()) << ours.fatal->message();
        const auto reference = referenceOrder(file, PacketLimit);
        EXPECT_EQ(ours.order, reference);
        EXPECT_EQ(backend.broken, 0U);
        equal += ours.order == reference ? 1U : 0U;
        std::cout << entry.path << ": " << ours.order.size() << " of " << reference.size()
                  << " frames, " << ours.corrupt << " corrupt, " << ours.errors << " errors, "
                  << backend.missing << " empty list entries\n";
    }
    EXPECT_GT(equal, 0U);
}

TEST(Vectors, elementaryStreamsComeOutInTheReferenceOrder)
{
    compareH264WithReference("h264/");
}

TEST(Vectors, containersComeOutInTheReferenceOrder)
{
    compareH264WithReference("containers/");
}

} // namespace
} // namespace weir::test
