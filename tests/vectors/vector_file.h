// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace weir::test
{

// The folder with the test vectors; nothing when this machine has none.
std::optional<std::filesystem::path> vectorFolder();

struct VectorEntry {
    std::string path; // below the folder
    std::string profile;
    std::string features;
    [[nodiscard]] bool has(const std::string &feature) const
    {
        return features.find(feature) != std::string::npos;
    }
};

// The manifest's lines of one codec, as it spells it, whose path begins with `prefix`.
std::vector<VectorEntry> codecVectors(const std::filesystem::path &folder, const std::string &codec,
                                      const std::string &prefix);
// Those of H.264.
std::vector<VectorEntry> h264Vectors(const std::filesystem::path &folder,
                                     const std::string &prefix);

// The packets of a file's first video stream, as libavformat cuts them.
struct VectorPackets {
    std::vector<std::byte> extradata;
    std::vector<std::vector<std::byte>> packets;
    // Extradata that comes with a packet: index of the packet and the new bytes.
    std::vector<std::pair<std::size_t, std::vector<std::byte>>> changes;
};
VectorPackets readPackets(const std::filesystem::path &file, std::size_t limit);

// The first `limit` bytes of a file.
std::vector<std::byte> readBytes(const std::filesystem::path &file, std::size_t limit);

// What libavcodec makes of the first `limit` packets: for each frame in output order, the index of
// the packet it came from.
std::vector<std::size_t> referenceOrder(const std::filesystem::path &file, std::size_t limit);

} // namespace weir::test
