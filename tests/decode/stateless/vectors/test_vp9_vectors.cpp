// SPDX-License-Identifier: GPL-3.0-or-later
#include <iostream>
#include <map>
#include <random>

#include <gtest/gtest.h>

#include "decode/stateless/vp9_decoder.h"
#include "tests/decode/stateless/vp9_null_backend.h"
#include "tests/vectors/vector_file.h"

namespace weir::test
{
namespace
{

using Status = Vp9Decoder::Status;
using Random = std::mt19937;

constexpr std::size_t PacketLimit = 800; // keeps the reference decoder's time short
constexpr std::size_t DamagedPacketLimit = 40;
constexpr unsigned MaxTries = 1000; // of one packet, with a device that refuses every other time

// The packet that each picture was decoded from, in output order.
std::vector<std::size_t> decodeAll(const VectorPackets &input, Vp9NullBackend &backend)
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

void compareWithReference(const std::string &prefix)
{
    const auto folder = vectorFolder();
    if (!folder)
        GTEST_SKIP() << "no test vectors (WEIR_VECTORS)";
    unsigned equal = 0;
    for (const VectorEntry &entry : codecVectors(*folder, "vp9", prefix)) {
        SCOPED_TRACE(entry.path + " " + entry.features);
        const auto file = *folder / entry.path;
        Vp9NullBackend backend;
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
    compareWithReference("vp9/");
}

TEST(Vp9Vectors, containersComeOutInTheReferenceOrder)
{
    compareWithReference("containers/");
}

void damage(std::vector<std::byte> &bytes, Random &random)
{
    if (bytes.empty())
        return;
    const auto below = [&](std::size_t limit) { return random() % limit; };
    switch (below(4)) {
    case 0: // flip bits, mostly near the front where the headers are
        for (unsigned i = 0; i < 3; ++i)
            bytes[below(std::min<std::size_t>(bytes.size(), 64))] ^= std::byte{1} << below(8);
        break;
    case 1:
        bytes.resize(below(bytes.size()));
        break;
    case 2: // an index that was not there, or another one
        for (unsigned i = 0; i < 2; ++i)
            bytes[bytes.size() - 1 - below(std::min<std::size_t>(bytes.size(), 12))]
                = static_cast<std::byte>(0xc0U | below(32));
        break;
    default:
        break;
    }
}

// What a sanitizer build finds here is a failure; so is a hang or a broken promise to the device.
void decodeDamaged(const VectorPackets &input, unsigned seed)
{
    Random random(seed);
    Vp9NullBackend backend;
    Vp9Decoder decoder(backend);
    for (auto packet : input.packets) {
        if (random() % 3 == 0)
            damage(packet, random);
        if (random() % 16 == 0)
            decoder.flush();
        if (random() % 16 == 0)
            continue; // lost
        backend.mayResize = random() % 4 != 0;
        backend.fails = random() % 16 == 0;
        for (unsigned tries = 0;; ++tries) {
            ASSERT_LT(tries, MaxTries);
            backend.refusals = random() % 2;
            const auto status = decoder.decode({.data = packet, .pts = std::nullopt});
            while (const auto picture = decoder.takePicture())
                EXPECT_TRUE(picture->slot.isValid());
            if (!status || *status == Status::Done)
                break;
        }
        if (!backend.frames.empty() && random() % 8 == 0)
            decoder.noteDamaged(FrameId{backend.frames.back()});
    }
    decoder.drain();
    EXPECT_EQ(backend.broken, 0U);
}

TEST(Vp9Robustness, damagedVectorsNeverBreakTheDecoder)
{
    const auto folder = vectorFolder();
    if (!folder)
        GTEST_SKIP() << "no test vectors (WEIR_VECTORS)";
    for (const VectorEntry &entry : codecVectors(*folder, "vp9", "vp9/")) {
        SCOPED_TRACE(entry.path);
        const VectorPackets input = readPackets(*folder / entry.path, DamagedPacketLimit);
        for (unsigned seed = 1; seed <= 12; ++seed)
            decodeDamaged(input, seed);
    }
}

TEST(Vp9Robustness, malformedFilesNeverBreakTheDecoder)
{
    const auto folder = vectorFolder();
    if (!folder)
        GTEST_SKIP() << "no test vectors (WEIR_VECTORS)";
    for (const auto &file : std::filesystem::directory_iterator(*folder / "malformed")) {
        SCOPED_TRACE(file.path().string());
        VectorPackets input = readPackets(file.path(), DamagedPacketLimit);
        decodeDamaged(input, 1);
        input = {.extradata = {}, .packets = {readBytes(file.path(), 1U << 20U)}, .changes = {}};
        decodeDamaged(input, 1);
    }
}

TEST(Vp9Robustness, noiseIsRefused)
{
    Random random(7);
    for (unsigned round = 0; round < 2000; ++round) {
        std::vector<std::byte> packet{static_cast<std::byte>(0x80U | (random() % 32)),
                                      std::byte{0x49}, std::byte{0x83}, std::byte{0x42}};
        for (unsigned i = 0; i < 60; ++i)
            packet.push_back(static_cast<std::byte>(random() % 256));
        decodeDamaged({.extradata = {}, .packets = {packet, packet}, .changes = {}}, round);
    }
}

} // namespace
} // namespace weir::test
