// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/codec/vp8/header_parts.h"
#include "decode/codec/vp8/probability_tables.h"

namespace weir::vp8
{

const EntropyTables &defaultEntropy()
{
    static const EntropyTables tables{.coefficient = DefaultCoefficientProbabilities,
                                      .yMode = DefaultYModeProbabilities,
                                      .uvMode = DefaultUvModeProbabilities,
                                      .motion = DefaultMotionProbabilities};
    return tables;
}

// 13.4
void parseTokenProbUpdate(BoolDecoder &reader, CoefficientProbabilities &probabilities)
{
    // Arrays of arrays of bytes, without gaps.
    const std::span values(reinterpret_cast<std::uint8_t *>(&probabilities), sizeof probabilities);
    const auto *const updates
        = reinterpret_cast<const std::uint8_t *>(&CoefficientUpdateProbabilities);
    const auto next = [&](std::size_t from) {
        return from + reader.falsesBeforeTrue(values.size() - from, [&](std::size_t i) {
            return updates[from + i];
        });
    };
    for (std::size_t i = next(0); i < values.size(); i = next(i + 1))
        values[i] = static_cast<std::uint8_t>(reader.literal(8));
}

// 16.2
void parseModeProbUpdate(BoolDecoder &reader, EntropyTables &entropy)
{
    if (reader.flag()) { // intra_16x16_prob_update_flag
        for (auto &probability : entropy.yMode)
            probability = static_cast<std::uint8_t>(reader.literal(8));
    }
    if (reader.flag()) { // intra_chroma_prob_update_flag
        for (auto &probability : entropy.uvMode)
            probability = static_cast<std::uint8_t>(reader.literal(8));
    }
}

// 17.2: seven bits, and no probability of 0
void parseMotionProbUpdate(BoolDecoder &reader, MotionProbabilities &probabilities)
{
    for (std::size_t i = 0; i < probabilities.size(); ++i) {
        for (std::size_t j = 0; j < probabilities[i].size(); ++j) {
            if (!reader.read(MotionUpdateProbabilities[i][j]))
                continue;
            const std::uint32_t value = reader.literal(7);
            probabilities[i][j] = static_cast<std::uint8_t>(value != 0 ? value << 1U : 1U);
        }
    }
}

} // namespace weir::vp8
