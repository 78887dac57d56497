// SPDX-License-Identifier: GPL-3.0-or-later
// make-corpus CODEC FOLDER: seeds for the fuzz targets of CODEC, made from the test vectors.
#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <ranges>
#include <string>
#include <vector>

#include "tests/decode/codec/fwht/frame_builder.h"
#include "tests/fuzz/fuzz_input.h"
#include "tests/vectors/vector_file.h"

namespace weir::fuzz
{
namespace
{

using Bytes = std::vector<std::byte>;

// How much of a vector a seed has. Small inputs are mutated best, but pictures must be whole to be
// decoded: one seed of each kind.
struct SeedShape {
    const char *suffix;
    std::size_t packets;
    std::size_t packetBytes; // what is longer is cut
    std::size_t totalBytes; // where it ends
};
constexpr std::array Shapes{SeedShape{"-whole", 8, Records::MaxLength, 49152},
                            SeedShape{"-heads", 12, 192, 4096}};

void append(Bytes &seed, std::span<const std::byte> record, std::size_t limit)
{
    const std::size_t size = std::min({record.size(), limit, Records::MaxLength});
    seed.push_back(static_cast<std::byte>(size & 0xffU));
    seed.push_back(static_cast<std::byte>(size >> 8U));
    seed.insert(seed.end(), record.begin(), record.begin() + static_cast<std::ptrdiff_t>(size));
}

Bytes makeSeed(const test::VectorPackets &vector, const SeedShape &shape)
{
    Bytes seed;
    append(seed, {}, 0); // no script: nothing goes wrong
    append(seed, vector.extradata, Records::MaxLength);
    for (const Bytes &packet : vector.packets | std::views::take(shape.packets)) {
        if (seed.size() < shape.totalBytes)
            append(seed, packet, std::min(shape.packetBytes, shape.totalBytes - seed.size()));
    }
    return seed;
}

bool write(const std::filesystem::path &path, const Bytes &bytes)
{
    std::ofstream stream(path, std::ios::binary);
    stream.write(reinterpret_cast<const char *>(bytes.data()),
                 static_cast<std::streamsize>(bytes.size()));
    return stream.good();
}

unsigned writeSeeds(const test::VectorPackets &vector, const std::filesystem::path &path)
{
    unsigned written = 0;
    for (const SeedShape &shape : Shapes)
        written += write(path.string() + shape.suffix, makeSeed(vector, shape)) ? 1U : 0U;
    return written;
}

// No vector has FWHT.
unsigned makeFwht(const std::filesystem::path &folder)
{
    using fwht::test::makeFrame;
    const test::VectorPackets frames{.extradata = {},
                                     .packets = {makeFrame({.key = true}), makeFrame({}),
                                                 makeFrame({.key = true, .width = 80}),
                                                 makeFrame({.width = 80})},
                                     .changes = {}};
    return writeSeeds(frames, folder / "fwht");
}

unsigned makeCorpus(const std::string &codec, const std::filesystem::path &folder)
{
    constexpr std::size_t MaxPackets = 12;
    const auto vectors = *test::vectorFolder();
    unsigned written = codec == "fwht" ? makeFwht(folder) : 0;
    for (const test::VectorEntry &entry : test::codecVectors(vectors, codec, "")) {
        std::string name = entry.path;
        std::ranges::replace(name, '/', '-');
        written += writeSeeds(test::readPackets(vectors / entry.path, MaxPackets), folder / name);
    }
    for (const auto &file : std::filesystem::directory_iterator(vectors / "malformed")) {
        const test::VectorPackets raw{
            .extradata = {}, .packets = {test::readBytes(file.path(), 8192)}, .changes = {}};
        written += write(folder / (file.path().filename().string() + "-raw"),
                         makeSeed(raw, Shapes.front()))
            ? 1U
            : 0U;
    }
    return written;
}

} // namespace
} // namespace weir::fuzz

int main(int count, char **arguments)
{
    if (count != 3) {
        std::fprintf(stderr, "usage: make-corpus CODEC FOLDER\n");
        return 2;
    }
    if (!weir::test::vectorFolder()) {
        std::fprintf(stderr, "make-corpus: no test vectors (WEIR_VECTORS): no seeds\n");
        return 0;
    }
    std::filesystem::create_directories(arguments[2]);
    std::printf("%u seeds\n", weir::fuzz::makeCorpus(arguments[1], arguments[2]));
    return 0;
}
