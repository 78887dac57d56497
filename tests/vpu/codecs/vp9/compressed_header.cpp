// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/vp9/compressed_header.h"

#include <algorithm>
#include <span>
#include <type_traits>

#include "tests/vpu/codecs/bits/bool_decoder.h"

namespace weir::vpu::vp9
{

namespace
{

constexpr std::uint8_t UpdateProbability = 252; // 6.3.2, 6.3.17

// inv_map_table (10.5): twenty coarse steps first, then the values between them.
std::uint8_t inverseMap(std::uint32_t code)
{
    constexpr std::uint32_t CoarseCount = 20;
    constexpr std::uint32_t CoarseStep = 13;
    constexpr std::uint32_t FirstCoarse = 7;
    constexpr std::uint32_t Largest = 253;
    if (code < CoarseCount)
        return static_cast<std::uint8_t>(FirstCoarse + CoarseStep * code);
    const std::uint32_t fine = code - CoarseCount; // counts what is no coarse step
    // Six values lie before the first step, twelve between two steps.
    const std::uint32_t stepsBelow
        = fine < FirstCoarse - 1 ? 0 : 1 + (fine - (FirstCoarse - 1)) / (CoarseStep - 1);
    return static_cast<std::uint8_t>(std::min(1 + fine + stepsBelow, Largest));
}

// Reads the parts of one compressed header into the control.
class Reader
{
public:
    Reader(BoolDecoder decoder, const UncompressedHeader &header)
        : m_decoder(decoder)
        , m_header(header)
    {
    }

    Result<CompressedHeader> read();

private:
    // diff_update_prob() and decode_term_subexp(), 6.3.5 and 6.3.6, of every element.
    template <typename T>
    void deltas(T &values)
    {
        if constexpr (std::is_array_v<T>) {
            for (auto &value : values)
                deltas(value);
        } else {
            values = delta();
        }
    }
    // update_mv_prob(), 6.3.18, of every element.
    template <typename T>
    void motion(T &values)
    {
        if constexpr (std::is_array_v<T>) {
            for (auto &value : values)
                motion(value);
        } else if (m_decoder.bit(UpdateProbability)) {
            values = static_cast<std::uint8_t>((m_decoder.literal(7) << 1) | 1U);
        }
    }
    std::uint8_t delta();
    void readTxMode();
    void readBand(std::span<__u8[3]> contexts);
    void readCoefficients();
    void readReferenceMode();
    void readReferenceModeProbabilities();
    void readMotion();

    BoolDecoder m_decoder;
    const UncompressedHeader &m_header;
    CompressedHeader m_result;
};

std::uint8_t Reader::delta()
{
    if (!m_decoder.bit(UpdateProbability))
        return 0;
    if (!m_decoder.flag())
        return inverseMap(m_decoder.literal(4));
    if (!m_decoder.flag())
        return inverseMap(m_decoder.literal(4) + 16);
    if (!m_decoder.flag())
        return inverseMap(m_decoder.literal(5) + 32);
    const std::uint32_t value = m_decoder.literal(7);
    if (value < 65)
        return inverseMap(value + 64);
    return inverseMap((value << 1) - 1 + (m_decoder.flag() ? 1 : 0));
}

// read_tx_mode() and tx_mode_probs(), 6.3.1 and 6.3.3
void Reader::readTxMode()
{
    auto &out = m_result.expected;
    if (m_header.isLossless)
        return; // ONLY_4X4
    out.tx_mode = static_cast<std::uint8_t>(m_decoder.literal(2));
    if (out.tx_mode == V4L2_VP9_TX_MODE_ALLOW_32X32)
        out.tx_mode = static_cast<std::uint8_t>(out.tx_mode + m_decoder.literal(1));
    if (out.tx_mode != V4L2_VP9_TX_MODE_SELECT)
        return;
    deltas(out.tx8);
    deltas(out.tx16);
    deltas(out.tx32);
}

void Reader::readBand(std::span<__u8[3]> contexts)
{
    for (auto &context : contexts)
        deltas(context);
}

// read_coef_probs(), 6.3.7. The first band has three contexts only.
void Reader::readCoefficients()
{
    auto &out = m_result.expected;
    const int maxTxSize = std::min<int>(out.tx_mode, V4L2_VP9_TX_MODE_ALLOW_32X32);
    for (int size = 0; size <= maxTxSize; ++size) {
        if (!m_decoder.flag())
            continue;
        for (auto &plane : out.coef[size]) {
            for (auto &reference : plane) {
                for (std::size_t band = 0; band < 6; ++band)
                    readBand(std::span(reference[band]).first(band == 0 ? 3 : 6));
            }
        }
    }
}

// frame_reference_mode(), 6.3.12
void Reader::readReferenceMode()
{
    const unsigned bias = m_header.expected.ref_frame_sign_bias;
    const bool last = (bias & V4L2_VP9_SIGN_BIAS_LAST) != 0;
    const bool compoundAllowed = ((bias & V4L2_VP9_SIGN_BIAS_GOLDEN) != 0) != last
        || ((bias & V4L2_VP9_SIGN_BIAS_ALT) != 0) != last;
    if (!compoundAllowed || !m_decoder.flag())
        return;
    m_result.referenceMode = m_decoder.flag() ? V4L2_VP9_REFERENCE_MODE_SELECT
                                              : V4L2_VP9_REFERENCE_MODE_COMPOUND_REFERENCE;
}

// frame_reference_mode_probs(), 6.3.13
void Reader::readReferenceModeProbabilities()
{
    auto &out = m_result.expected;
    if (m_result.referenceMode == V4L2_VP9_REFERENCE_MODE_SELECT)
        deltas(out.comp_mode);
    if (m_result.referenceMode != V4L2_VP9_REFERENCE_MODE_COMPOUND_REFERENCE)
        deltas(out.single_ref);
    if (m_result.referenceMode != V4L2_VP9_REFERENCE_MODE_SINGLE_REFERENCE)
        deltas(out.comp_ref);
}

// mv_probs(), 6.3.16
void Reader::readMotion()
{
    auto &mv = m_result.expected.mv;
    motion(mv.joint);
    for (std::size_t i = 0; i < 2; ++i) {
        motion(mv.sign[i]);
        motion(mv.classes[i]);
        motion(mv.class0_bit[i]);
        motion(mv.bits[i]);
    }
    for (std::size_t i = 0; i < 2; ++i) {
        motion(mv.class0_fr[i]);
        motion(mv.fr[i]);
    }
    if (!m_header.has(V4L2_VP9_FRAME_FLAG_ALLOW_HIGH_PREC_MV))
        return;
    for (std::size_t i = 0; i < 2; ++i) {
        motion(mv.class0_hp[i]);
        motion(mv.hp[i]);
    }
}

Result<CompressedHeader> Reader::read()
{
    auto &out = m_result.expected;
    if (m_decoder.flag()) // 9.2.1
        return fail(ErrorKind::InvalidData, "VP9: the marker of the compressed header is set");
    readTxMode();
    readCoefficients();
    deltas(out.skip);
    if (!m_header.isIntra()) {
        deltas(out.inter_mode);
        if (m_header.expected.interpolation_filter == V4L2_VP9_INTERP_FILTER_SWITCHABLE)
            deltas(out.interp_filter);
        deltas(out.is_inter);
        readReferenceMode();
        readReferenceModeProbabilities();
        deltas(out.y_mode);
        deltas(out.partition);
        readMotion();
    }
    if (m_decoder.hasOverrun())
        return fail(ErrorKind::InvalidData, "VP9: the compressed header is cut off");
    return m_result;
}

} // namespace

Result<CompressedHeader> parseCompressedHeader(std::span<const std::uint8_t> frame,
                                               const UncompressedHeader &header)
{
    const std::size_t begin = header.expected.uncompressed_header_size;
    const std::size_t size = header.expected.compressed_header_size;
    if (size == 0 || begin + size > frame.size())
        return fail(ErrorKind::InvalidData, "VP9: the compressed header is missing or cut off");
    return Reader(BoolDecoder(frame.subspan(begin, size)), header).read();
}

} // namespace weir::vpu::vp9
