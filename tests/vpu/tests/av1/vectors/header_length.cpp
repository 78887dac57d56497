// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/tests/av1/vectors/header_length.h"

#include <algorithm>
#include <bit>

#include "tests/vpu/codecs/bits/bit_reader.h"

namespace weir::vpu::test
{

namespace
{

// Walks over the header's syntax elements (AV1 5.9).
class Walk
{
public:
    Walk(std::span<const std::uint8_t> payload, const Dav1dSequenceHeader &sequence,
         const Dav1dFrameHeader &frame)
        : m_bits(payload)
        , m_sequence(sequence)
        , m_frame(frame)
        , m_isKey(frame.frame_type == DAV1D_FRAME_TYPE_KEY)
        , m_isIntra(m_isKey || frame.frame_type == DAV1D_FRAME_TYPE_INTRA)
        , m_isSwitch(frame.frame_type == DAV1D_FRAME_TYPE_SWITCH)
        , m_isShownKey(m_isKey && frame.show_frame != 0)
    {
    }
    std::size_t run()
    {
        kind();
        toolsAndOrder();
        m_isIntra ? intraPart() : interPart();
        m_bits.skip(m_sequence.reduced_still_picture_header == 0 && m_frame.disable_cdf_update == 0
                        ? 1
                        : 0);
        tileInfo();
        quantisation();
        segmentation();
        deltas();
        filters();
        restoration();
        modes();
        globalMotion();
        filmGrain();
        return m_bits.position();
    }

private:
    void kind()
    {
        if (m_sequence.reduced_still_picture_header != 0)
            return;
        m_bits.skip(4); // show_existing_frame, frame_type, show_frame
        if (m_frame.show_frame == 0)
            m_bits.skip(1);
        else if (m_sequence.decoder_model_info_present != 0
                 && m_sequence.equal_picture_interval == 0)
            m_bits.skip(m_sequence.frame_presentation_delay_length);
        if (!m_isSwitch && !m_isShownKey)
            m_bits.skip(1);
    }
    void bufferRemoval()
    {
        if (m_sequence.decoder_model_info_present == 0 || !m_bits.flag())
            return;
        for (unsigned i = 0; i < m_sequence.num_operating_points; ++i) {
            const auto &point = m_sequence.operating_points[i];
            const bool included = point.idc == 0
                || ((point.idc >> m_frame.temporal_id & 1) != 0
                    && (point.idc >> (m_frame.spatial_id + 8) & 1) != 0);
            if (point.decoder_model_param_present != 0 && included)
                m_bits.skip(m_sequence.buffer_removal_delay_length);
        }
    }
    void toolsAndOrder()
    {
        m_bits.skip(1); // disable_cdf_update
        m_bits.skip(m_sequence.screen_content_tools == DAV1D_ADAPTIVE ? 1 : 0);
        if (m_frame.allow_screen_content_tools != 0
            && m_sequence.force_integer_mv == DAV1D_ADAPTIVE)
            m_bits.skip(1);
        if (m_sequence.frame_id_numbers_present != 0)
            m_bits.skip(m_sequence.frame_id_n_bits);
        if (!m_isSwitch && m_sequence.reduced_still_picture_header == 0)
            m_bits.skip(1);
        m_bits.skip(m_sequence.order_hint_n_bits);
        if (!m_isIntra && m_frame.error_resilient_mode == 0)
            m_bits.skip(3);
        bufferRemoval();
        if (!m_isSwitch && !m_isShownKey)
            m_bits.skip(8);
        if ((!m_isIntra || m_frame.refresh_frame_flags != 0xff) && m_frame.error_resilient_mode != 0
            && m_sequence.order_hint != 0)
            m_bits.skip(std::size_t{8} * m_sequence.order_hint_n_bits);
    }
    void superres()
    {
        if (m_sequence.super_res != 0 && m_bits.flag())
            m_bits.skip(3);
    }
    void frameSize()
    {
        if (m_frame.frame_size_override != 0)
            m_bits.skip(std::size_t{m_sequence.width_n_bits} + m_sequence.height_n_bits);
        superres();
        if (m_bits.flag()) // render_and_frame_size_different
            m_bits.skip(32);
    }
    void intraPart()
    {
        frameSize();
        if (m_frame.allow_screen_content_tools != 0 && m_frame.width[0] == m_frame.width[1])
            m_bits.skip(1);
    }
    bool foundReference()
    {
        if (m_frame.frame_size_override == 0 || m_frame.error_resilient_mode != 0)
            return false;
        for (unsigned i = 0; i < DAV1D_REFS_PER_FRAME; ++i)
            if (m_bits.flag())
                return true;
        return false;
    }
    void interPart()
    {
        const bool shortSignalling = m_sequence.order_hint != 0 && m_bits.flag();
        m_bits.skip(shortSignalling ? 6 : 0);
        for (unsigned i = 0; i < DAV1D_REFS_PER_FRAME; ++i) {
            m_bits.skip(shortSignalling ? 0 : 3);
            if (m_sequence.frame_id_numbers_present != 0)
                m_bits.skip(m_sequence.delta_frame_id_n_bits);
        }
        foundReference() ? superres() : frameSize();
        m_bits.skip(m_frame.force_integer_mv == 0 ? 1 : 0);
        if (!m_bits.flag()) // is_filter_switchable
            m_bits.skip(2);
        m_bits.skip(1); // is_motion_mode_switchable
        if (m_frame.error_resilient_mode == 0 && m_sequence.ref_frame_mvs != 0)
            m_bits.skip(1);
    }
    std::uint32_t ns(std::uint32_t symbols)
    {
        const auto width = static_cast<unsigned>(std::bit_width(symbols));
        const std::uint32_t shortCodes = (1U << width) - symbols;
        const std::uint32_t value = m_bits.bits(width - 1);
        return value < shortCodes ? value : value * 2 - shortCodes + m_bits.bits(1);
    }
    // Widths or heights of one direction; the largest.
    std::uint32_t sizes(std::uint32_t superblocks, std::uint32_t largest)
    {
        std::uint32_t widest = 1;
        for (std::uint32_t start = 0; start < superblocks;) {
            const std::uint32_t size = ns(std::min(superblocks - start, largest)) + 1;
            widest = std::max(widest, size);
            start += size;
        }
        return widest;
    }
    void explicitTiles()
    {
        const unsigned shift = m_sequence.sb128 != 0 ? 7 : 6;
        const auto inSuperblocks = [&](int size) {
            return (static_cast<std::uint32_t>((size + 7) & ~7) + (1U << shift) - 1) >> shift;
        };
        const std::uint32_t columns = inSuperblocks(m_frame.width[0]);
        const std::uint32_t rows = inSuperblocks(m_frame.height);
        const std::uint32_t maxWidth = 4096U >> shift;
        const std::uint32_t area = columns * rows;
        unsigned least = 0;
        while ((maxWidth << least) < columns || ((4096U * 2304U) >> (2 * shift) << least) < area)
            ++least;
        const std::uint32_t widest = sizes(columns, maxWidth);
        sizes(rows, std::max((least > 0 ? area >> (least + 1) : area) / widest, 1U));
    }
    void tileInfo()
    {
        const auto &tiling = m_frame.tiling;
        if (m_bits.flag()) {
            m_bits.skip(static_cast<std::size_t>(tiling.log2_cols - tiling.min_log2_cols)
                        + (tiling.log2_cols < tiling.max_log2_cols ? 1 : 0));
            m_bits.skip(static_cast<std::size_t>(tiling.log2_rows - tiling.min_log2_rows)
                        + (tiling.log2_rows < tiling.max_log2_rows ? 1 : 0));
        } else {
            explicitTiles();
        }
        if (tiling.log2_cols + tiling.log2_rows > 0)
            m_bits.skip(2U + tiling.log2_cols + tiling.log2_rows);
    }
    void delta()
    {
        if (m_bits.flag())
            m_bits.skip(7);
    }
    void quantisation()
    {
        m_bits.skip(8);
        delta();
        if (m_sequence.monochrome == 0) {
            const bool apart = m_sequence.separate_uv_delta_q != 0 && m_bits.flag();
            for (unsigned i = 0; i < (apart ? 4U : 2U); ++i)
                delta();
        }
        if (m_bits.flag())
            m_bits.skip(m_sequence.separate_uv_delta_q != 0 ? 12 : 8);
    }
    void segmentation()
    {
        if (!m_bits.flag())
            return;
        bool updatesData = true;
        if (m_frame.primary_ref_frame != DAV1D_PRIMARY_REF_NONE) {
            if (m_bits.flag())
                m_bits.skip(1);
            updatesData = m_bits.flag();
        }
        constexpr unsigned Bits[] = {9, 7, 7, 7, 7, 3, 0, 0};
        for (unsigned i = 0; updatesData && i < 64; ++i)
            if (m_bits.flag())
                m_bits.skip(Bits[i % 8]);
    }
    void deltas()
    {
        if (m_frame.quant.yac == 0 || !m_bits.flag())
            return;
        m_bits.skip(2);
        if (m_frame.allow_intrabc == 0 && m_bits.flag())
            m_bits.skip(3);
    }
    void loopFilter()
    {
        const std::uint32_t levels = m_bits.bits(12);
        if (m_sequence.monochrome == 0 && levels != 0)
            m_bits.skip(12);
        m_bits.skip(3);
        if (!m_bits.flag() || !m_bits.flag())
            return;
        for (unsigned i = 0; i < 10; ++i)
            delta();
    }
    void filters()
    {
        if (m_frame.all_lossless != 0 || m_frame.allow_intrabc != 0)
            return;
        loopFilter();
        if (m_sequence.cdef == 0)
            return;
        m_bits.skip(2);
        const unsigned strengths = 1U << m_bits.bits(2);
        m_bits.skip(std::size_t{strengths} * (m_sequence.monochrome != 0 ? 6 : 12));
    }
    void restoration()
    {
        if ((m_frame.all_lossless != 0 && m_frame.super_res.enabled == 0)
            || m_frame.allow_intrabc != 0 || m_sequence.restoration == 0)
            return;
        const std::uint32_t luma = m_bits.bits(2);
        const std::uint32_t chroma = m_sequence.monochrome != 0 ? 0 : m_bits.bits(4);
        if (luma == 0 && chroma == 0)
            return;
        if (m_bits.flag() && m_sequence.sb128 == 0)
            m_bits.skip(1);
        if (chroma != 0 && m_sequence.ss_hor != 0 && m_sequence.ss_ver != 0)
            m_bits.skip(1);
    }
    void modes()
    {
        m_bits.skip(m_frame.all_lossless == 0 ? 1 : 0); // tx_mode_select
        m_bits.skip(m_isIntra ? 0 : 1); // reference_select
        m_bits.skip(m_frame.skip_mode_allowed);
        if (!m_isIntra && m_frame.error_resilient_mode == 0 && m_sequence.warped_motion != 0)
            m_bits.skip(1);
        m_bits.skip(1); // reduced_tx_set
    }
    void subexp(std::uint32_t symbols)
    {
        std::uint32_t base = 0;
        for (unsigned i = 0;; ++i) {
            const unsigned bits = i == 0 ? 3 : 2 + i;
            if (symbols <= base + 3 * (1U << bits)) {
                ns(symbols - base);
                return;
            }
            if (!m_bits.flag()) {
                m_bits.skip(bits);
                return;
            }
            base += 1U << bits;
        }
    }
    void globalMotion()
    {
        for (unsigned i = 0; !m_isIntra && i < DAV1D_REFS_PER_FRAME; ++i) {
            if (!m_bits.flag())
                continue;
            const bool rotates = m_bits.flag();
            const bool translates = !rotates && m_bits.flag();
            const unsigned alphas = rotates ? 2 : 4;
            for (unsigned k = 0; !translates && k < alphas; ++k)
                subexp((2U << 12) + 1);
            const unsigned translationBits = m_frame.hp != 0 ? 9 : 8;
            const unsigned bits = translates ? translationBits : 12;
            subexp((2U << bits) + 1);
            subexp((2U << bits) + 1);
        }
    }
    unsigned points()
    {
        const unsigned count = m_bits.bits(4);
        m_bits.skip(std::size_t{count} * 16);
        return count;
    }
    void filmGrain()
    {
        if (m_sequence.film_grain_present == 0
            || (m_frame.show_frame == 0 && m_frame.showable_frame == 0) || !m_bits.flag())
            return;
        m_bits.skip(16);
        if (m_frame.frame_type == DAV1D_FRAME_TYPE_INTER && !m_bits.flag()) {
            m_bits.skip(3);
            return;
        }
        const unsigned luma = points();
        const bool mono = m_sequence.monochrome != 0;
        const bool fromLuma = !mono && m_bits.flag();
        const bool noChroma
            = mono || fromLuma || (m_sequence.ss_hor != 0 && m_sequence.ss_ver != 0 && luma == 0);
        const unsigned cb = noChroma ? 0 : points();
        const unsigned cr = noChroma ? 0 : points();
        m_bits.skip(2);
        const unsigned lag = m_bits.bits(2);
        const unsigned coefficients = 2 * lag * (lag + 1);
        const unsigned chromaCoefficients = coefficients + (luma != 0 ? 1 : 0);
        m_bits.skip(8 * std::size_t{luma != 0 ? coefficients : 0});
        m_bits.skip(8 * std::size_t{fromLuma || cb != 0 ? chromaCoefficients : 0});
        m_bits.skip(8 * std::size_t{fromLuma || cr != 0 ? chromaCoefficients : 0});
        m_bits.skip(4);
        m_bits.skip((cb != 0 ? 25U : 0U) + (cr != 0 ? 25U : 0U));
        m_bits.skip(2);
    }

    BitReader m_bits;
    const Dav1dSequenceHeader &m_sequence;
    const Dav1dFrameHeader &m_frame;
    bool m_isKey;
    bool m_isIntra;
    bool m_isSwitch;
    bool m_isShownKey;
};

} // namespace

std::size_t headerBits(std::span<const std::uint8_t> payload, const Dav1dSequenceHeader &sequence,
                       const Dav1dFrameHeader &frame)
{
    return Walk(payload, sequence, frame).run();
}

} // namespace weir::vpu::test
