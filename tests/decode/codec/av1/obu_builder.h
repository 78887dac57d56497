// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <vector>

#include "decode/codec/av1/syntax.h"

namespace weir::av1::test
{

using Bytes = std::vector<std::byte>;

class ObuBits
{
public:
    ObuBits &u(unsigned count, std::uint64_t value)
    {
        for (unsigned i = count; i > 0; --i)
            m_bits.push_back(((value >> (i - 1)) & 1U) != 0);
        return *this;
    }
    // Filled up with zeros.
    [[nodiscard]] Bytes bytes() const
    {
        Bytes bytes((m_bits.size() + 7) / 8);
        for (std::size_t i = 0; i < m_bits.size(); ++i) {
            if (m_bits[i])
                bytes[i / 8] |= std::byte{0x80} >> (i % 8);
        }
        return bytes;
    }

private:
    std::vector<bool> m_bits;
};

struct Extension {
    unsigned temporalId = 0;
    unsigned spatialId = 0;
};

// With obu_size; the payload is shorter than 128 bytes.
inline Bytes makeObu(ObuType type, const Bytes &payload, std::optional<Extension> layer = {})
{
    ObuBits bits;
    bits.u(1, 0).u(4, static_cast<unsigned>(type)).u(1, layer ? 1 : 0).u(1, 1).u(1, 0);
    if (layer)
        bits.u(3, layer->temporalId).u(2, layer->spatialId).u(3, 0);
    bits.u(8, payload.size());
    Bytes obu = bits.bytes();
    obu.insert(obu.end(), payload.begin(), payload.end());
    return obu;
}

inline Bytes join(std::initializer_list<Bytes> parts)
{
    Bytes all;
    for (const Bytes &part : parts)
        all.insert(all.end(), part.begin(), part.end());
    return all;
}

struct SequenceOptions {
    unsigned width = 64;
    unsigned height = 64;
    std::vector<unsigned> operatingPointIdc{0};
    bool highBitdepth = false;
    unsigned chromaSamplePosition = 0;
    bool filmGrain = false;
};

// 7 bits of order hints, no tools.
inline Bytes sequencePayload(const SequenceOptions &options = {})
{
    ObuBits bits;
    bits.u(3, 0).u(1, 0).u(1, 0).u(1, 0).u(1, 0);
    bits.u(5, options.operatingPointIdc.size() - 1);
    for (const unsigned idc : options.operatingPointIdc)
        bits.u(12, idc).u(5, 0);
    bits.u(4, 15).u(4, 15).u(16, options.width - 1).u(16, options.height - 1);
    bits.u(1, 0).u(3, 0); // frame ids; superblocks, intra tools
    bits.u(4, 0).u(1, 1).u(2, 0); // inter tools, order hints
    bits.u(2, 0).u(3, 6); // screen content, order_hint_bits_minus_1
    bits.u(3, 0); // superres, CDEF, restoration
    bits.u(1, options.highBitdepth).u(1, 0).u(1, 0).u(1, 0);
    bits.u(2, options.chromaSamplePosition).u(1, 0);
    bits.u(1, options.filmGrain).u(1, 1);
    return bits.bytes();
}
inline Bytes makeSequence(const SequenceOptions &options = {})
{
    return makeObu(ObuType::SequenceHeader, sequencePayload(options));
}

struct GrainOptions {
    unsigned seed = 0;
    bool update = true;
    unsigned refIdx = 0;
};

struct FrameOptions {
    FrameType type = FrameType::Inter;
    bool show = true;
    bool showable = false;
    bool errorResilient = false;
    unsigned orderHint = 0;
    unsigned primaryRefFrame = PrimaryRefNone;
    unsigned refresh = 0;
    std::array<unsigned, RefsPerFrame> refs{};
    std::optional<std::pair<unsigned, unsigned>> shortSignaling{}; // last, gold
    std::array<unsigned, NumRefFrames> refOrderHints{};
    bool sequenceHasGrain = false;
    std::optional<GrainOptions> grain{};
};

inline void addReferences(ObuBits &bits, const FrameOptions &options)
{
    bits.u(1, options.shortSignaling ? 1 : 0);
    if (options.shortSignaling)
        bits.u(3, options.shortSignaling->first).u(3, options.shortSignaling->second);
    for (unsigned i = 0; !options.shortSignaling && i < RefsPerFrame; ++i)
        bits.u(3, options.refs.at(i));
}

inline void addGrain(ObuBits &bits, const FrameOptions &options)
{
    bits.u(1, options.grain ? 1 : 0);
    if (!options.grain)
        return;
    bits.u(16, options.grain->seed);
    if (options.type == FrameType::Inter)
        bits.u(1, options.grain->update);
    if (!options.grain->update) {
        bits.u(3, options.grain->refIdx);
        return;
    }
    bits.u(4, 1).u(8, 20).u(8, 30); // one luma point
    bits.u(1, 0).u(4, 0).u(4, 0).u(2, 1).u(2, 0).u(2, 2).u(2, 0).u(1, 1).u(1, 0);
}

// uncompressed_header() of a frame with one tile.
inline Bytes headerPayload(const FrameOptions &options)
{
    const bool isIntra = options.type == FrameType::Key || options.type == FrameType::IntraOnly;
    const bool isShownKey = options.type == FrameType::Key && options.show;
    const bool isResilient = isShownKey || options.errorResilient;
    ObuBits bits;
    bits.u(1, 0).u(2, static_cast<unsigned>(options.type)).u(1, options.show);
    if (!options.show)
        bits.u(1, options.showable);
    if (!isShownKey)
        bits.u(1, options.errorResilient);
    bits.u(1, 0).u(1, 0).u(7, options.orderHint); // CDF update, size override
    if (!isIntra && !isResilient)
        bits.u(3, options.primaryRefFrame);
    if (!isShownKey)
        bits.u(8, options.refresh);
    for (unsigned i = 0; !isIntra && isResilient && i < NumRefFrames; ++i)
        bits.u(7, options.refOrderHints.at(i));
    if (!isIntra)
        addReferences(bits, options);
    bits.u(1, 0); // render_and_frame_size_different
    if (!isIntra)
        bits.u(1, 0).u(1, 1).u(1, 0); // precision, filter, motion modes
    bits.u(1, 0).u(1, 1); // disable_frame_end_update_cdf, uniform_tile_spacing_flag
    bits.u(8, 100).u(3, 0).u(1, 0).u(1, 0).u(1, 0); // quantisation, segmentation, delta_q_present
    bits.u(12, 0).u(3, 0).u(1, 0).u(1, 1); // loop filter, tx_mode_select
    if (!isIntra)
        bits.u(1, 0); // reference_select
    bits.u(1, 0); // reduced_tx_set
    if (!isIntra)
        bits.u(7, 0); // is_global
    if (options.sequenceHasGrain && (options.show || options.showable))
        addGrain(bits, options);
    return bits.bytes();
}

inline Bytes makeFrame(const FrameOptions &options, std::optional<Extension> layer = {})
{
    const Bytes tile(4, std::byte{0x5a});
    return makeObu(ObuType::Frame, join({headerPayload(options), tile}), layer);
}

inline Bytes makeShowExisting(unsigned slot)
{
    return makeObu(ObuType::FrameHeader, ObuBits{}.u(1, 1).u(3, slot).u(1, 1).bytes());
}

} // namespace weir::av1::test
