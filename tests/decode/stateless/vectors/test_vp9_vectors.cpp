// SPDX-License-Identifier: GPL-3.0-or-later
#include <iostream>
#include <map>

#include <gtest/gtest.h>

#include "decode/stateless/vp9_decoder.h"
#include "tests/decode/stateless/null_vp9_backend.h"
#include "tests/decode/stateless/vectors/damaged_run.h"
#include "tests/decode/stateless/vectors/decoder_run.h"

namespace weir::test
{
namespace
{

using Status = Vp9Decoder::Status;

// The packet that each picture was decoded from, in output order.
std::vector<std::size_t> decodeAll(const VectorPackets &input, NullVp9Backend &backend)
{
    std::vector<std::size_t> order;
    std::map<std::uint64_t, std::size_t> packetOf; // by frame
    Vp9Decoder decoder(backend);
    for (std::size_t i = 0; i < input.packets.size(); ++i) {
        const MediaTime pts(Nanoseconds(static_cast<std::int64_t>(i)));
        const auto status = decoder.decode({.data = input.packets[i], .pts = pts});
        EXPECT_TRUE(status.has_value()) << status.error().message();
        if (!status)
            break;
        EXPECT_EQ(*status, Status::Done);
        for (const std::uint64_t frame : backend.frames)
            packetOf.try_emplace(frame, i);
        while (const auto picture = decoder.takePicture()) {
            order.push_back(packetOf.at(valueOf(picture->frame)));
            EXPECT_EQ(picture->pts.value_or(pts), pts);
            EXPECT_FALSE(picture->corrupt);
        }
    }
    return order;
}

void compareVp9WithReference(const std::string &prefix)
{
    const auto folder = vectorFolder();
    if (!folder)
        GTEST_SKIP() << "no test vectors (WEIR_VECTORS)";
    unsigned equal = 0;
    for (const VectorEntry &entry : codecVectors(*folder, "vp9", prefix)) {
        SCOPED_TRACE(entry.path + " " + entry.features);
        const auto file = *folder / entry.path;
        NullVp9Backend backend;
        const auto order = decodeAll(readPackets(file, PacketLimit), backend);
        const auto reference = referenceOrder(file, PacketLimit);
        EXPECT_EQ(order, reference);
        EXPECT_EQ(backend.broken, 0U);
        equal += order == reference ? 1U : 0U;
        std::cout << entry.path << ": " << order.size() << " pictures, " << backend.sequences
                  << " sequences, " << backend.resizes << " resizes\n";
    }
    EXPECT_GT(equal, 0U);
}

TEST(Vp9Vectors, rawStreamsComeOutInTheReferenceOrder)
{
    compareVp9WithReference("vp9/");
}

TEST(Vp9Vectors, containersComeOutInTheReferenceOrder)
{
    compareVp9WithReference("containers/");
}

// The device cannot change the size, refuses a picture, or says later that one is damaged.
constexpr auto FailSometimes = [](Vp9Decoder &decoder, NullVp9Backend &backend, Random &random) {
    backend.mayResize = random() % 4 != 0;
    backend.failures = random() % 16 == 0 ? 1 : 0;
    if (!backend.frames.empty() && random() % 8 == 0)
        decoder.noteDamaged(FrameId{backend.frames.back()});
};

TEST(Vp9Robustness, damagedVectorsNeverBreakTheDecoder)
{
    if (!vectorFolder())
        GTEST_SKIP() << "no test vectors (WEIR_VECTORS)";
    damageVectors<Vp9Decoder, NullVp9Backend>(
        "vp9", "vp9/", [](const DamagedRun &) { }, FailSometimes);
}

TEST(Vp9Robustness, malformedFilesNeverBreakTheDecoder)
{
    if (!vectorFolder())
        GTEST_SKIP() << "no test vectors (WEIR_VECTORS)";
    decodeMalformed<Vp9Decoder, NullVp9Backend>([](const DamagedRun &) { }, FailSometimes);
}

TEST(Vp9Robustness, noiseIsRefused)
{
    Random random(7);
    for (unsigned round = 0; round < 2000; ++round) {
        std::vector<std::byte> packet{static_cast<std::byte>(0x80U | (random() % 32)),
                                      std::byte{0x49}, std::byte{0x83}, std::byte{0x42}};
        appendNoise(packet, 60, random);
        decodeDamaged<Vp9Decoder, NullVp9Backend>(
            {.extradata = {}, .packets = {packet, packet}, .changes = {}}, round, FailSometimes);
    }
}

} // namespace
} // namespace weir::test
