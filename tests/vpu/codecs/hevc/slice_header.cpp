// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/hevc/slice_header.h"

#include <algorithm>
#include <bit>

#include "platform/base/text.h"
#include "tests/vpu/codecs/bits/bit_reader.h"
#include "tests/vpu/codecs/hevc/pred_weight_table.h"

namespace weir::vpu::hevc
{

namespace
{

// Ceil( Log2( count ) )
unsigned bitsFor(unsigned count)
{
    return count <= 1 ? 0 : static_cast<unsigned>(std::bit_width(count - 1));
}

std::unexpected<Error> invalid(std::string message)
{
    return fail(ErrorKind::InvalidData, "slice header: " + std::move(message));
}

// Parses one header. The clauses of 7.3.6.1 in their order.
class Parser
{
public:
    Parser(std::span<const std::uint8_t> nal, const SliceContext &context)
        : m_reader(nal)
        , m_context(context)
        , m_controls(context.controls)
    {
    }

    Result<SliceHeader> parse()
    {
        TRY(parseNalHeader());
        TRY(parseSegment());
        if (!m_header.isDependent) {
            TRY(parsePictureOrder());
            TRY(parseInter());
            TRY(parseQuantAndFilters());
        }
        TRY(parseEnd());
        return std::move(m_header);
    }

private:
    [[nodiscard]] bool sps(std::uint64_t flag) const { return m_controls.spsFlag(flag); }
    [[nodiscard]] bool pps(std::uint64_t flag) const { return m_controls.ppsFlag(flag); }

    Result<void> parseNalHeader()
    {
        const bool forbidden = m_reader.flag();
        m_header.nalUnitType = m_reader.bits(6);
        const unsigned layer = m_reader.bits(6);
        m_header.temporalIdPlus1 = m_reader.bits(3);
        if (forbidden || layer != 0 || m_header.temporalIdPlus1 == 0)
            return invalid(formatText("NAL unit of layer {}", layer));
        return {};
    }

    Result<void> parseSegment()
    {
        m_header.firstSliceSegmentInPic = m_reader.flag();
        if (m_header.isIrap())
            m_header.noOutputOfPriorPics = m_reader.flag();
        m_header.picParameterSetId = m_reader.ue();
        if (m_header.firstSliceSegmentInPic)
            return {};
        const bool dependent
            = pps(V4L2_HEVC_PPS_FLAG_DEPENDENT_SLICE_SEGMENT_ENABLED) && m_reader.flag();
        const unsigned ctbs = m_controls.widthInCtbs() * m_controls.heightInCtbs();
        const std::uint32_t address = m_reader.bits(bitsFor(ctbs));
        if (address == 0 || address >= ctbs)
            return invalid(formatText("slice_segment_address is {} of {}", address, ctbs));
        if (dependent)
            TRY(inheritFromIndependent());
        m_header.segmentAddress = address;
        return {};
    }

    // 7.4.7.1: a dependent slice segment has the values of the independent one before it.
    Result<void> inheritFromIndependent()
    {
        if (m_context.independent == nullptr)
            return invalid("a dependent slice segment without the one that it depends on");
        SliceHeader inherited = *m_context.independent;
        inherited.nalUnitType = m_header.nalUnitType;
        inherited.temporalIdPlus1 = m_header.temporalIdPlus1;
        inherited.firstSliceSegmentInPic = false;
        inherited.noOutputOfPriorPics = m_header.noOutputOfPriorPics;
        inherited.picParameterSetId = m_header.picParameterSetId;
        inherited.isDependent = true;
        inherited.entryPoints.clear();
        inherited.setsBegin = inherited.setsEnd = 0;
        m_header = std::move(inherited);
        return {};
    }

    Result<void> parsePictureOrder()
    {
        m_reader.skip(m_controls.pps.num_extra_slice_header_bits);
        m_header.sliceType = m_reader.ue();
        if (m_header.sliceType > V4L2_HEVC_SLICE_TYPE_I)
            return invalid(formatText("slice_type is {}", m_header.sliceType));
        if (pps(V4L2_HEVC_PPS_FLAG_OUTPUT_FLAG_PRESENT))
            m_reader.skip(1); // pic_output_flag
        if (sps(V4L2_HEVC_SPS_FLAG_SEPARATE_COLOUR_PLANE))
            m_header.colourPlaneId = m_reader.bits(2);
        if (m_header.isIdr())
            return {};
        m_header.picOrderCntLsb = m_reader.bits(m_controls.log2MaxPocLsb());
        m_header.setsBegin = m_reader.position();
        TRY(parseShortTerm());
        if (sps(V4L2_HEVC_SPS_FLAG_LONG_TERM_REF_PICS_PRESENT))
            TRY(parseLongTerm());
        m_header.setsEnd = m_reader.position();
        if (sps(V4L2_HEVC_SPS_FLAG_SPS_TEMPORAL_MVP_ENABLED))
            m_header.temporalMvpEnabled = m_reader.flag();
        return {};
    }

    Result<void> parseShortTerm()
    {
        const unsigned count = m_controls.sps.num_short_term_ref_pic_sets;
        m_header.setIsFromSps = m_reader.flag();
        if (!m_header.setIsFromSps) {
            m_header.shortTerm = TRY(parseSliceSet(
                m_reader,
                {.numSets = count,
                 .sets = m_context.spsSets,
                 .numDeltaPocsOfReference = m_controls.decode.num_delta_pocs_of_ref_rps_idx}));
            return {};
        }
        m_header.setIndexBits = bitsFor(count);
        const std::uint32_t index = m_reader.bits(m_header.setIndexBits);
        if (index >= count)
            return invalid(
                formatText("SPS.num_short_term_ref_pic_sets is {}, set {} is used", count, index));
        if (m_context.spsSets != nullptr)
            m_header.shortTerm.set = m_context.spsSets->at(index);
        return {};
    }

    Result<void> parseLongTerm()
    {
        const std::size_t begin = m_reader.position();
        if (m_controls.sps.num_long_term_ref_pics_sps > 0)
            m_header.numLongTermSps = m_reader.ue();
        const std::uint32_t coded = m_reader.ue(); // num_long_term_pics
        if (m_header.numLongTermSps > 16 || coded > 16)
            return invalid("too many long-term pictures");
        for (unsigned i = 0; i < m_header.numLongTermSps + coded; ++i)
            TRY(parseLongTermPicture(i));
        m_header.longTermBits = m_reader.position() - begin;
        return {};
    }

    Result<void> parseLongTermPicture(unsigned i)
    {
        CodedLongTerm picture;
        if (i < m_header.numLongTermSps) {
            const unsigned count = m_controls.sps.num_long_term_ref_pics_sps;
            const std::uint32_t index = m_reader.bits(bitsFor(count)); // lt_idx_sps
            if (index >= count)
                return invalid(formatText("lt_idx_sps is {} of {}", index, count));
            picture.isKnown = m_controls.hasSpsSets;
            if (picture.isKnown) {
                const auto &entry = m_controls.longTermPictures.at(index);
                picture.pocLsb = entry.lt_ref_pic_poc_lsb_sps;
                picture.used = (entry.flags & V4L2_HEVC_EXT_SPS_LT_RPS_FLAG_USED_LT) != 0;
            }
        } else {
            picture.pocLsb = m_reader.bits(m_controls.log2MaxPocLsb());
            picture.used = m_reader.flag();
        }
        picture.hasMsb = m_reader.flag();
        picture.deltaMsbCycle = picture.hasMsb ? m_reader.ue() : 0;
        if (i != 0 && i != m_header.numLongTermSps)
            picture.deltaMsbCycle += m_header.longTerm.back().deltaMsbCycle; // (7-52)
        m_header.longTerm.push_back(picture);
        return {};
    }

    Result<void> parseInter()
    {
        if (sps(V4L2_HEVC_SPS_FLAG_SAMPLE_ADAPTIVE_OFFSET)) {
            m_header.saoLuma = m_reader.flag();
            if (m_controls.chromaArrayType() != 0)
                m_header.saoChroma = m_reader.flag();
        }
        if (m_header.isI())
            return {};
        TRY(parseActiveCounts());
        parseListModification();
        if (m_header.isB())
            m_header.mvdL1Zero = m_reader.flag();
        if (pps(V4L2_HEVC_PPS_FLAG_CABAC_INIT_PRESENT))
            m_header.cabacInit = m_reader.flag();
        if (m_header.temporalMvpEnabled)
            TRY(parseCollocated());
        if (pps(m_header.isB() ? V4L2_HEVC_PPS_FLAG_WEIGHTED_BIPRED
                               : V4L2_HEVC_PPS_FLAG_WEIGHTED_PRED))
            m_header.weights
                = TRY(parsePredWeightTable(m_reader,
                                           {.hasChroma = m_controls.chromaArrayType() != 0,
                                            .numRefIdxActive = m_header.numRefIdxActive}));
        m_header.fiveMinusMaxNumMergeCand = m_reader.ue();
        if (m_header.fiveMinusMaxNumMergeCand > 4)
            return invalid("five_minus_max_num_merge_cand is out of range");
        return {};
    }

    Result<void> parseActiveCounts()
    {
        auto &active = m_header.numRefIdxActive;
        active = {m_controls.pps.num_ref_idx_l0_default_active_minus1 + 1U,
                  m_controls.pps.num_ref_idx_l1_default_active_minus1 + 1U};
        if (m_reader.flag()) { // num_ref_idx_active_override_flag
            active[0] = m_reader.ue() + 1;
            if (m_header.isB())
                active[1] = m_reader.ue() + 1;
        }
        if (!m_header.isB())
            active[1] = 0;
        if (active[0] == 0 || active[0] > 15 || active[1] > 15)
            return invalid("num_ref_idx_active_minus1 is out of range");
        return {};
    }

    // ref_pic_lists_modification() (7.3.6.2)
    void parseListModification()
    {
        const unsigned total = m_controls.numPicTotalCurr();
        if (!pps(V4L2_HEVC_PPS_FLAG_LISTS_MODIFICATION_PRESENT) || total <= 1)
            return;
        for (std::size_t list = 0; list < (m_header.isB() ? 2U : 1U); ++list) {
            if (!m_reader.flag())
                continue;
            auto &entries = m_header.listEntries[list].emplace();
            for (unsigned i = 0; i < m_header.numRefIdxActive[list]; ++i)
                entries.push_back(m_reader.bits(bitsFor(total)));
        }
    }

    Result<void> parseCollocated()
    {
        m_header.collocatedFromL0 = !m_header.isB() || m_reader.flag();
        const std::uint32_t active = m_header.numRefIdxActive[m_header.collocatedFromL0 ? 0 : 1];
        if (active > 1)
            m_header.collocatedRefIdx = m_reader.ue();
        if (m_header.collocatedRefIdx >= active)
            return invalid("collocated_ref_idx is out of range");
        return {};
    }

    Result<void> parseQuantAndFilters()
    {
        m_header.qpDelta = m_reader.se();
        if (pps(V4L2_HEVC_PPS_FLAG_PPS_SLICE_CHROMA_QP_OFFSETS_PRESENT)) {
            m_header.cbQpOffset = m_reader.se();
            m_header.crQpOffset = m_reader.se();
        }
        m_header.deblockingDisabled = pps(V4L2_HEVC_PPS_FLAG_PPS_DISABLE_DEBLOCKING_FILTER);
        m_header.betaOffsetDiv2 = m_controls.pps.pps_beta_offset_div2;
        m_header.tcOffsetDiv2 = m_controls.pps.pps_tc_offset_div2;
        if (pps(V4L2_HEVC_PPS_FLAG_DEBLOCKING_FILTER_OVERRIDE_ENABLED) && m_reader.flag()) {
            m_header.deblockingDisabled = m_reader.flag();
            if (!m_header.deblockingDisabled) {
                m_header.betaOffsetDiv2 = m_reader.se();
                m_header.tcOffsetDiv2 = m_reader.se();
            }
        }
        const bool across = pps(V4L2_HEVC_PPS_FLAG_PPS_LOOP_FILTER_ACROSS_SLICES_ENABLED);
        const bool coded
            = across && (m_header.saoLuma || m_header.saoChroma || !m_header.deblockingDisabled);
        m_header.loopFilterAcrossSlices = coded ? m_reader.flag() : across;
        return {};
    }

    Result<void> parseEnd()
    {
        if (pps(V4L2_HEVC_PPS_FLAG_TILES_ENABLED)
            || pps(V4L2_HEVC_PPS_FLAG_ENTROPY_CODING_SYNC_ENABLED))
            TRY(parseEntryPoints());
        if (pps(V4L2_HEVC_PPS_FLAG_SLICE_SEGMENT_HEADER_EXTENSION_PRESENT)) {
            const std::uint32_t length = m_reader.ue();
            if (length > 256)
                return invalid("slice_segment_header_extension_length is out of range");
            m_reader.skip(std::size_t{length} * 8);
        }
        m_header.headerEnd = m_reader.position();
        // byte_alignment(): a 1 and zeros. When something before was parsed wrongly it is mostly
        // here that it shows.
        const bool one = m_reader.flag();
        const auto zeros = static_cast<unsigned>((8 - m_reader.position() % 8) % 8);
        if (!one || m_reader.bits(zeros) != 0 || m_reader.hasOverrun())
            return invalid("it does not end with byte_alignment(): a field of SPS, PPS or "
                           "DECODE_PARAMS is wrong");
        return {};
    }

    Result<void> parseEntryPoints()
    {
        const std::uint32_t count = m_reader.ue();
        if (count > m_controls.heightInCtbs() * 20)
            return invalid(formatText("num_entry_point_offsets is {}", count));
        const unsigned bits = count == 0 ? 0 : m_reader.ue() + 1; // offset_len_minus1
        if (bits > 32)
            return invalid("offset_len_minus1 is out of range");
        for (std::uint32_t i = 0; i < count; ++i)
            m_header.entryPoints.push_back(m_reader.bits(bits) + 1);
        return {};
    }

    BitReader m_reader;
    const SliceContext &m_context;
    const Controls &m_controls;
    SliceHeader m_header;
};

} // namespace

Result<SliceHeader> parseSliceHeader(std::span<const std::uint8_t> nal, const SliceContext &context)
{
    return Parser(nal, context).parse();
}

} // namespace weir::vpu::hevc
