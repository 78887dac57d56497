// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/hevc/picture_record.h"

namespace weir::vpu::hevc
{

namespace
{

// Memory ids are never reused, buffers come and go: more than any DPB is not worth keeping.
constexpr std::size_t MostBuffers = 256;

// RADL, RASL and sub-layer non-reference pictures are never prevTid0Pic (8.3.1).
bool canBePrevious(const SliceHeader &header)
{
    const unsigned type = header.nalUnitType;
    const bool leading = type >= NalRadlN && type <= NalRaslR;
    const bool subLayerNonReference = type < NalRsvVclR15 && type % 2 == 0;
    return header.temporalIdPlus1 == 1 && !leading && !subLayerNonReference;
}

} // namespace

std::optional<std::int32_t> PictureRecord::computePoc(const SliceHeader &header,
                                                      std::int32_t maxPocLsb) const
{
    const auto lsb = static_cast<std::int32_t>(header.picOrderCntLsb);
    if (header.isIdr() || header.isBla() || (header.isIrap() && !m_hasBegun))
        return lsb;
    if (!m_previousTid0)
        return std::nullopt;
    const std::int32_t previousLsb = *m_previousTid0 & (maxPocLsb - 1);
    std::int32_t msb = *m_previousTid0 - previousLsb;
    if (lsb < previousLsb && previousLsb - lsb >= maxPocLsb / 2)
        msb += maxPocLsb;
    else if (lsb > previousLsb && lsb - previousLsb > maxPocLsb / 2)
        msb -= maxPocLsb;
    return msb + lsb;
}

void PictureRecord::begin(std::uint64_t memory, std::int32_t poc, bool beginsSequence)
{
    if (m_current)
        m_available.insert(*m_current);
    if (beginsSequence) {
        m_available.clear();
        m_hasBegun = true;
    }
    if (m_pocs.size() >= MostBuffers)
        m_pocs.erase(m_pocs.begin());
    m_pocs[memory] = poc;
    m_current = poc;
}

void PictureRecord::keep(const v4l2_ctrl_hevc_decode_params &decode)
{
    m_available.clear();
    for (unsigned i = 0; i < decode.num_active_dpb_entries; ++i)
        m_available.insert(decode.dpb[i].pic_order_cnt_val);
}

void PictureRecord::updatePrevious(const SliceHeader &header, std::int32_t poc)
{
    if (canBePrevious(header))
        m_previousTid0 = poc;
}

std::optional<std::int32_t> PictureRecord::pocOf(std::uint64_t memory) const
{
    const auto found = m_pocs.find(memory);
    return found == m_pocs.end() ? std::nullopt : std::optional(found->second);
}

} // namespace weir::vpu::hevc
