// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/h264/slice_header.h"

#include <algorithm>

#include "platform/base/text.h"
#include "tests/vpu/codecs/bits/bit_reader.h"

namespace weir::vpu::h264
{

namespace
{

constexpr unsigned IdrSlice = 5; // nal_unit_type
constexpr std::size_t MaxHeaderBytes = 2048; // more than any header takes
constexpr unsigned MaxRefIdx = 32;
constexpr std::size_t MaxOperations = 70; // more than a picture may have

class Parser
{
public:
    Parser(std::span<const std::uint8_t> nal, const Sps &sps, const Pps &pps)
        : m_bytes(unescape(nal.first(std::min(nal.size(), MaxHeaderBytes))).bytes)
        , m_bits(m_bytes)
        , m_sps(sps)
        , m_pps(pps)
    {
    }

    // H.264 7.3.3.
    Result<SliceHeader> parse()
    {
        readNalHeader();
        m_header.firstMbInSlice = m_bits.ue();
        const std::uint32_t type = m_bits.ue();
        m_header.ppsId = m_bits.ue();
        if (type > 9 || m_bits.hasOverrun())
            return fail(ErrorKind::InvalidData, "slice header: slice_type is no slice type");
        if (m_header.ppsId != m_pps.pic_parameter_set_id)
            return fail(ErrorKind::InvalidData,
                        formatText("a slice uses PPS {}, the control is PPS {}", m_header.ppsId,
                                   m_pps.pic_parameter_set_id));
        m_header.type = static_cast<SliceType>(type % 5);
        readPictureFields();
        readPicOrderCount();
        if (has(m_pps, V4L2_H264_PPS_FLAG_REDUNDANT_PIC_CNT_PRESENT))
            m_header.redundantPicCnt = m_bits.ue();
        TRY(readReferences());
        readMarking();
        readQuantiserAndFilter();
        m_header.headerBits = m_bits.position();
        if (m_bits.hasOverrun())
            return fail(ErrorKind::InvalidData, "slice header: it ends too early");
        return std::move(m_header);
    }

private:
    [[nodiscard]] bool isP() const
    {
        return m_header.type == SliceType::P || m_header.type == SliceType::SP;
    }
    [[nodiscard]] bool isB() const { return m_header.type == SliceType::B; }
    [[nodiscard]] bool isSwitching() const
    {
        return m_header.type == SliceType::SP || m_header.type == SliceType::SI;
    }

    void readNalHeader()
    {
        m_bits.skip(1);
        m_header.nalRefIdc = m_bits.bits(2);
        m_header.isIdr = m_bits.bits(5) == IdrSlice;
    }

    void readPictureFields()
    {
        if (has(m_sps, V4L2_H264_SPS_FLAG_SEPARATE_COLOUR_PLANE))
            m_header.colourPlaneId = m_bits.bits(2);
        m_header.frameNum = m_bits.bits(m_sps.log2_max_frame_num_minus4 + 4U);
        if (!has(m_sps, V4L2_H264_SPS_FLAG_FRAME_MBS_ONLY)) {
            m_header.isField = m_bits.flag();
            if (m_header.isField)
                m_header.isBottom = m_bits.flag();
        }
        if (m_header.isIdr)
            m_header.idrPicId = m_bits.ue();
    }

    void readPicOrderCount()
    {
        const std::size_t begin = m_bits.position();
        const bool hasBottom = !m_header.isField
            && has(m_pps, V4L2_H264_PPS_FLAG_BOTTOM_FIELD_PIC_ORDER_IN_FRAME_PRESENT);
        if (m_sps.pic_order_cnt_type == 0) {
            m_header.picOrderCntLsb = m_bits.bits(m_sps.log2_max_pic_order_cnt_lsb_minus4 + 4U);
            if (hasBottom)
                m_header.deltaPicOrderCntBottom = m_bits.se();
        }
        if (m_sps.pic_order_cnt_type == 1
            && !has(m_sps, V4L2_H264_SPS_FLAG_DELTA_PIC_ORDER_ALWAYS_ZERO)) {
            m_header.deltaPicOrderCnt[0] = m_bits.se();
            if (hasBottom)
                m_header.deltaPicOrderCnt[1] = m_bits.se();
        }
        m_header.picOrderCntBits = m_bits.position() - begin;
    }

    Result<void> readReferences()
    {
        if (isB())
            m_header.isDirectSpatial = m_bits.flag();
        if (isP() || isB())
            readRefCounts();
        if (std::ranges::max(m_header.numRefIdxActive) > MaxRefIdx)
            return fail(ErrorKind::InvalidData, "slice header: more than 32 reference indices");
        for (unsigned list = 0; list < 2; ++list)
            if (m_header.numRefIdxActive[list] > 0)
                readModifications(m_header.modifications[list]);
        const bool isWeighted = (isP() && has(m_pps, V4L2_H264_PPS_FLAG_WEIGHTED_PRED))
            || (isB() && m_pps.weighted_bipred_idc == 1);
        if (isWeighted)
            readWeights();
        return {};
    }

    void readRefCounts()
    {
        const bool isOverridden = m_bits.flag();
        m_header.numRefIdxActive[0]
            = isOverridden ? m_bits.ue() + 1 : m_pps.num_ref_idx_l0_default_active_minus1 + 1U;
        if (isB())
            m_header.numRefIdxActive[1]
                = isOverridden ? m_bits.ue() + 1 : m_pps.num_ref_idx_l1_default_active_minus1 + 1U;
    }

    // ref_pic_list_modification() (H.264 7.3.3.1), one list.
    void readModifications(std::vector<ListModification> &list)
    {
        if (!m_bits.flag())
            return;
        while (!m_bits.hasOverrun() && list.size() < MaxOperations) {
            const std::uint32_t idc = m_bits.ue();
            if (idc == 3)
                return;
            list.push_back({.idc = idc, .value = m_bits.ue()});
        }
    }

    void readWeights()
    {
        m_header.hasWeights = true;
        PredWeightTable &table = m_header.weights;
        table.lumaLog2WeightDenom = m_bits.ue() & 7U;
        if (chromaArrayType(m_sps) != 0)
            table.chromaLog2WeightDenom = m_bits.ue() & 7U;
        for (unsigned list = 0; list < 2; ++list)
            for (unsigned i = 0; i < m_header.numRefIdxActive[list]; ++i)
                table.lists[list].push_back(readWeight());
    }

    Weight readWeight()
    {
        const PredWeightTable &table = m_header.weights;
        const int chromaDefault = 1 << table.chromaLog2WeightDenom;
        Weight weight{.lumaWeight = 1 << table.lumaLog2WeightDenom,
                      .chromaWeight = {chromaDefault, chromaDefault}};
        if (m_bits.flag()) {
            weight.lumaWeight = m_bits.se();
            weight.lumaOffset = m_bits.se();
        }
        if (chromaArrayType(m_sps) != 0 && m_bits.flag()) {
            for (unsigned plane = 0; plane < 2; ++plane) {
                weight.chromaWeight[plane] = m_bits.se();
                weight.chromaOffset[plane] = m_bits.se();
            }
        }
        return weight;
    }

    // dec_ref_pic_marking() (H.264 7.3.3.3).
    void readMarking()
    {
        if (m_header.nalRefIdc == 0)
            return;
        const std::size_t begin = m_bits.position();
        if (m_header.isIdr) {
            m_bits.skip(1); // no_output_of_prior_pics_flag
            m_header.longTermReference = m_bits.flag();
        } else {
            m_header.isAdaptiveMarking = m_bits.flag();
            if (m_header.isAdaptiveMarking)
                readOperations();
        }
        m_header.decRefPicMarkingBits = m_bits.position() - begin;
    }

    void readOperations()
    {
        while (!m_bits.hasOverrun() && m_header.marking.size() < MaxOperations) {
            MarkingOperation operation{.operation = m_bits.ue()};
            if (operation.operation == 0)
                return;
            if (operation.operation != 5)
                operation.first = m_bits.ue();
            if (operation.operation == 3)
                operation.second = m_bits.ue();
            m_header.marking.push_back(operation);
        }
    }

    void readQuantiserAndFilter()
    {
        const bool isIntra = m_header.type == SliceType::I || m_header.type == SliceType::SI;
        if (has(m_pps, V4L2_H264_PPS_FLAG_ENTROPY_CODING_MODE) && !isIntra)
            m_header.cabacInitIdc = m_bits.ue();
        m_header.sliceQpDelta = m_bits.se();
        if (isSwitching()) {
            if (m_header.type == SliceType::SP)
                m_header.isSpForSwitch = m_bits.flag();
            m_header.sliceQsDelta = m_bits.se();
        }
        if (!has(m_pps, V4L2_H264_PPS_FLAG_DEBLOCKING_FILTER_CONTROL_PRESENT))
            return;
        m_header.disableDeblockingFilterIdc = m_bits.ue();
        if (m_header.disableDeblockingFilterIdc == 1)
            return;
        m_header.sliceAlphaC0OffsetDiv2 = m_bits.se();
        m_header.sliceBetaOffsetDiv2 = m_bits.se();
    }

    std::vector<std::uint8_t> m_bytes;
    BitReader m_bits;
    const Sps &m_sps;
    const Pps &m_pps;
    SliceHeader m_header;
};

} // namespace

bool resetsAll(const SliceHeader &header)
{
    return std::ranges::contains(header.marking, 5U, &MarkingOperation::operation);
}

Result<SliceHeader> parseSliceHeader(std::span<const std::uint8_t> nal, const Sps &sps,
                                     const Pps &pps)
{
    return Parser(nal, sps, pps).parse();
}

} // namespace weir::vpu::h264
