// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <vector>

#include "decode/codec/vp8/probability_tables.h"
#include "tests/decode/codec/vp8/bool_writer.h"

namespace weir::vp8::test
{

// One frame with a true header and nothing worth decoding behind it.
struct FrameOptions {
    bool key = false;
    unsigned version = 0;
    bool show = true;
    unsigned width = 64;
    unsigned height = 48;
    unsigned scales = 0; // horizontal and vertical
    bool segmentation = false;
    std::optional<std::array<int, 4>> segmentQuantizers{}; // absolute values
    std::optional<std::array<unsigned, 3>> segmentProbs{}; // 255: not sent
    bool filterDeltas = false;
    std::optional<std::array<int, 8>> newDeltas{}; // reference frames, then modes; 0: not sent
    unsigned partitionsLog2 = 0;
    std::vector<std::size_t> partitionSizes{20};
    unsigned quantizer = 10;
    int yDcDelta = 0;
    bool refreshGolden = false;
    bool refreshAlternate = false;
    unsigned copyToGolden = 0;
    unsigned copyToAlternate = 0;
    bool signBiasGolden = false;
    bool refreshEntropy = true;
    bool refreshLast = true;
    std::optional<unsigned> firstCoefficient{}; // a new value for probability [0][0][0][0]
    std::optional<unsigned> skipProb{};
    unsigned intraProb = 100;
    std::optional<std::array<unsigned, 4>> yModes{};
    std::optional<unsigned> firstMotion{}; // seven bits for motion probability [0][0]
};

struct BuiltFrame {
    std::vector<std::byte> bytes;
    std::uint32_t headerBits = 0;
};

inline void writeSegmentation(BoolWriter &writer, const FrameOptions &options)
{
    writer.flag(options.segmentation);
    if (!options.segmentation)
        return;
    writer.flag(options.segmentProbs.has_value());
    writer.flag(options.segmentQuantizers.has_value());
    if (options.segmentQuantizers) {
        writer.flag(true); // absolute
        for (const int value : *options.segmentQuantizers)
            writer.optional(value, 7);
        for (int i = 0; i < 4; ++i)
            writer.flag(false);
    }
    if (!options.segmentProbs)
        return;
    for (const unsigned value : *options.segmentProbs) {
        writer.flag(value != 255);
        if (value != 255)
            writer.literal(value, 8);
    }
}

inline void writeProbabilities(BoolWriter &writer, const FrameOptions &options)
{
    for (std::size_t i = 0; i < 4UL * 8 * 3 * 11; ++i) {
        const auto probability
            = CoefficientUpdateProbabilities[i / 264][i / 33 % 8][i / 11 % 3][i % 11];
        const bool isNew = i == 0 && options.firstCoefficient;
        writer.write(isNew, probability);
        if (isNew)
            writer.literal(*options.firstCoefficient, 8);
    }
    writer.flag(options.skipProb.has_value());
    if (options.skipProb)
        writer.literal(*options.skipProb, 8);
    if (options.key)
        return;
    writer.literal(options.intraProb, 8);
    writer.literal(101, 8);
    writer.literal(102, 8);
    writer.flag(options.yModes.has_value());
    for (std::size_t i = 0; options.yModes && i < 4; ++i)
        writer.literal((*options.yModes)[i], 8);
    writer.flag(false);
    for (std::size_t i = 0; i < 38; ++i) {
        const bool isNew = i == 0 && options.firstMotion;
        writer.write(isNew, MotionUpdateProbabilities[i / 19][i % 19]);
        if (isNew)
            writer.literal(*options.firstMotion, 7);
    }
}

inline void writeReferences(BoolWriter &writer, const FrameOptions &options)
{
    writer.flag(options.refreshGolden);
    writer.flag(options.refreshAlternate);
    if (!options.refreshGolden)
        writer.literal(options.copyToGolden, 2);
    if (!options.refreshAlternate)
        writer.literal(options.copyToAlternate, 2);
    writer.flag(options.signBiasGolden);
    writer.flag(false);
}

inline void writeHeader(BoolWriter &writer, const FrameOptions &options)
{
    if (options.key)
        writer.literal(0, 2); // color_space, clamping_type
    writeSegmentation(writer, options);
    writer.flag(true); // filter_type
    writer.literal(33, 6);
    writer.literal(5, 3);
    writer.flag(options.filterDeltas);
    if (options.filterDeltas) {
        writer.flag(options.newDeltas.has_value());
        for (std::size_t i = 0; options.newDeltas && i < 8; ++i)
            writer.optional((*options.newDeltas)[i], 6);
    }
    writer.literal(options.partitionsLog2, 2);
    writer.literal(options.quantizer, 7);
    writer.optional(options.yDcDelta, 4);
    for (int i = 0; i < 4; ++i)
        writer.flag(false);
    if (!options.key)
        writeReferences(writer, options);
    writer.flag(options.refreshEntropy);
    if (!options.key)
        writer.flag(options.refreshLast);
    writeProbabilities(writer, options);
}

inline BuiltFrame build(const FrameOptions &options)
{
    BoolWriter writer;
    writeHeader(writer, options);
    BuiltFrame built{.bytes = {}, .headerBits = writer.shifts()};
    const std::vector<std::byte> first = writer.finish();
    const auto put = [&](std::size_t value, unsigned bytes) {
        for (unsigned i = 0; i < bytes; ++i)
            built.bytes.push_back(static_cast<std::byte>(value >> 8U * i & 0xffU));
    };
    put((options.key ? 0U : 1U) | options.version << 1U | (options.show ? 16U : 0U)
            | first.size() << 5U,
        3);
    if (options.key) {
        put(0x2a019d, 3);
        put(options.width | (options.scales & 3U) << 14U, 2);
        put(options.height | (options.scales & 3U) << 14U, 2);
    }
    built.bytes.insert(built.bytes.end(), first.begin(), first.end());
    for (std::size_t i = 0; i + 1 < (std::size_t{1} << options.partitionsLog2); ++i)
        put(options.partitionSizes.at(i), 3);
    for (const std::size_t size : options.partitionSizes)
        built.bytes.insert(built.bytes.end(), size, std::byte{0});
    return built;
}

inline std::vector<std::byte> makeFrame(const FrameOptions &options)
{
    return build(options).bytes;
}

} // namespace weir::vp8::test
