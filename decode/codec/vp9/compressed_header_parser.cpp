// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <type_traits>

#include "decode/codec/bool_decoder.h"
#include "decode/codec/vp9/header_parser.h"

namespace weir::vp9
{

namespace
{

constexpr FalseRuns UnchangedRuns(252); // 6.3.4: update_prob

// 6.3.6: inv_map_table. Every 13th value comes first, the others follow in order, the last one
// twice.
constexpr auto InvMapTable = [] {
    constexpr std::size_t Coarse = 20;
    constexpr unsigned First = 7;
    constexpr unsigned Step = 13;
    constexpr std::uint8_t Last = 253;
    std::array<std::uint8_t, 255> table{};
    for (std::size_t i = 0; i < Coarse; ++i)
        table.at(i) = static_cast<std::uint8_t>(First + Step * i);
    std::size_t at = Coarse;
    for (std::uint8_t value = 1; value <= Last; ++value) {
        if (value % Step != First)
            table.at(at++) = value;
    }
    table.at(at) = Last;
    return table;
}();
static_assert(InvMapTable[19] == 254 && InvMapTable[20] == 1 && InvMapTable[253] == 253);

// 6.3.5: decode_term_subexp()
std::uint8_t decodeTermSubexp(BoolDecoder &bools)
{
    if (bools.literal(1) == 0)
        return static_cast<std::uint8_t>(bools.literal(4));
    if (bools.literal(1) == 0)
        return static_cast<std::uint8_t>(bools.literal(4) + 16U);
    if (bools.literal(1) == 0)
        return static_cast<std::uint8_t>(bools.literal(5) + 32U);
    const unsigned value = bools.literal(7);
    if (value < 65)
        return static_cast<std::uint8_t>(value + 64);
    return static_cast<std::uint8_t>((value << 1U) - 1 + bools.literal(1));
}

// The bytes of (arrays of) arrays, in order.
template <typename T>
std::span<std::uint8_t> bytesOf(T &array)
{
    static_assert(std::is_trivially_copyable_v<T> && alignof(T) == 1);
    return {reinterpret_cast<std::uint8_t *>(&array), sizeof array};
}

// For each of them whether it is changed, and where it is what `readOne` reads.
template <typename ReadOne>
void readChanged(BoolDecoder &bools, std::span<std::uint8_t> values, ReadOne readOne)
{
    const auto next = [&](std::size_t from) {
        return from + bools.falsesBeforeTrue(values.size() - from, UnchangedRuns);
    };
    for (std::size_t i = next(0); i < values.size(); i = next(i + 1))
        values[i] = readOne(bools);
}

// 6.3.4: diff_update_prob()
void readDeltaBytes(BoolDecoder &bools, std::span<Delta> deltas)
{
    readChanged(bools, deltas,
                [](BoolDecoder &reader) { return InvMapTable.at(decodeTermSubexp(reader)); });
}

template <typename T>
void readDeltas(BoolDecoder &bools, T &deltas)
{
    readDeltaBytes(bools, bytesOf(deltas));
}

// 6.3.17: update_mv_prob()
template <typename T>
void readProbs(BoolDecoder &bools, T &probs)
{
    readChanged(bools, bytesOf(probs), [](BoolDecoder &reader) {
        return static_cast<std::uint8_t>((reader.literal(7) << 1U) | 1U);
    });
}

// 6.3.1: read_tx_mode(); 6.3.2: tx_mode_probs()
void parseTxMode(BoolDecoder &bools, bool isLossless, CompressedHeader &header)
{
    if (isLossless)
        return;
    auto mode = bools.literal(2);
    if (static_cast<TxMode>(mode) == TxMode::Allow32x32)
        mode += bools.literal(1); // tx_mode_select
    header.txMode = static_cast<TxMode>(mode);
    if (header.txMode != TxMode::Select)
        return;
    readDeltas(bools, header.tx8);
    readDeltas(bools, header.tx16);
    readDeltas(bools, header.tx32);
}

// 6.3.7: read_coef_probs(). The first band has three contexts only.
void parseCoefProbs(BoolDecoder &bools, CompressedHeader &header)
{
    constexpr std::size_t FirstBandProbs{9}; // 3 contexts of 3
    constexpr std::size_t Largest = 3; // TX_32X32
    const std::size_t largest = std::min(static_cast<std::size_t>(header.txMode), Largest);
    for (std::size_t size = 0; size <= largest; ++size) {
        if (bools.literal(1) == 0) // update_probs
            continue;
        for (auto &plane : header.coef.at(size)) {
            for (auto &bands : plane) {
                readDeltaBytes(bools, bytesOf(bands[0]).first(FirstBandProbs));
                readDeltaBytes(bools, bytesOf(bands).subspan(sizeof bands[0]));
            }
        }
    }
}

// 6.3.11: frame_reference_mode(); 6.3.12: frame_reference_mode_probs()
void parseReferenceMode(BoolDecoder &bools, const FrameHeader &frame, CompressedHeader &header)
{
    const auto &bias = frame.refFrameSignBias;
    const bool mayBeCompound = bias[1] != bias[0] || bias[2] != bias[0];
    if (mayBeCompound && bools.literal(1) != 0) // non_single_reference
        header.referenceMode
            = bools.literal(1) != 0 ? ReferenceMode::Select : ReferenceMode::Compound;
    if (header.referenceMode == ReferenceMode::Select)
        readDeltas(bools, header.compMode);
    if (header.referenceMode != ReferenceMode::Compound)
        readDeltas(bools, header.singleRef);
    if (header.referenceMode != ReferenceMode::Single)
        readDeltas(bools, header.compRef);
}

// 6.3.16: mv_probs()
void parseMvProbs(BoolDecoder &bools, bool isHighPrecision, MvProbs &mv)
{
    readProbs(bools, mv.joint);
    for (std::size_t i = 0; i < mv.sign.size(); ++i) {
        readProbs(bools, mv.sign.at(i));
        readProbs(bools, mv.classes.at(i));
        readProbs(bools, mv.class0Bit.at(i));
        readProbs(bools, mv.bits.at(i));
    }
    for (std::size_t i = 0; i < mv.fr.size(); ++i) {
        readProbs(bools, mv.class0Fr.at(i));
        readProbs(bools, mv.fr.at(i));
    }
    if (!isHighPrecision)
        return;
    for (std::size_t i = 0; i < mv.hp.size(); ++i) {
        readProbs(bools, mv.class0Hp.at(i));
        readProbs(bools, mv.hp.at(i));
    }
}

void parseInterProbs(BoolDecoder &bools, const FrameHeader &frame, CompressedHeader &header)
{
    readDeltas(bools, header.interMode); // 6.3.9
    if (frame.interpolationFilter == InterpFilter::Switchable)
        readDeltas(bools, header.interpFilter); // 6.3.10
    readDeltas(bools, header.isInter);
    parseReferenceMode(bools, frame, header);
    readDeltas(bools, header.yMode); // 6.3.13
    readDeltas(bools, header.partition); // 6.3.14
    parseMvProbs(bools, frame.allowHighPrecisionMv, header.mv);
}

} // namespace

Result<void> parseCompressedHeader(std::span<const std::byte> frame, const FrameHeader &header,
                                   CompressedHeader &compressed)
{
    BoolDecoder bools(frame.subspan(header.uncompressedHeaderBytes, header.compressedHeaderBytes));
    if (bools.flag())
        return fail(ErrorKind::InvalidData, "VP9: the marker of the compressed header is not 0");
    compressed = {};
    parseTxMode(bools, header.quantization.isLossless(), compressed);
    parseCoefProbs(bools, compressed);
    readDeltas(bools, compressed.skip); // 6.3.8
    if (!header.isIntra())
        parseInterProbs(bools, header, compressed);
    return {};
}

} // namespace weir::vp9
