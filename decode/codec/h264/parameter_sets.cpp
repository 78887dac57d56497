// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/codec/h264/parameter_sets.h"

#include <algorithm>

#include "platform/base/text.h"

namespace weir::h264
{

namespace
{

// Whether one of `entries` was made from exactly these bytes. Parameter sets are repeated at every
// key frame: comparing is much cheaper than parsing.
bool isKnown(const auto &entries, std::span<const std::byte> nal)
{
    return std::ranges::any_of(
        entries, [&](const auto &entry) { return std::ranges::equal(entry.nal, nal); });
}

} // namespace

ParameterSets::ParameterSets()
    : m_pps(MaxPpsCount)
{
    m_ppsContext.chromaFormatIdc.fill(1);
}

Result<void> ParameterSets::addSps(std::span<const std::byte> nal)
{
    if (isKnown(m_sps, nal))
        return {};
    const Sps sps = TRY(parseSps(nal));
    auto &entry = m_sps[sps.seqParameterSetId];
    entry.nal.assign(nal.begin(), nal.end());
    m_ppsContext.chromaFormatIdc[sps.seqParameterSetId] = sps.chromaFormatIdc;
    if (!entry.set || *entry.set != sps)
        entry.set = std::make_shared<const Sps>(sps);
    return {};
}

Result<void> ParameterSets::addPps(std::span<const std::byte> nal)
{
    if (isKnown(m_pps, nal))
        return {};
    const Pps pps = TRY(parsePps(nal, m_ppsContext));
    auto &entry = m_pps[pps.picParameterSetId];
    entry.nal.assign(nal.begin(), nal.end());
    if (!entry.set || *entry.set != pps)
        entry.set = std::make_shared<const Pps>(pps);
    return {};
}

Result<ParameterSets::Active> ParameterSets::find(unsigned ppsId) const
{
    const auto &pps = ppsId < m_pps.size() ? m_pps[ppsId].set : nullptr;
    if (!pps)
        return fail(ErrorKind::InvalidData,
                    formatText("picture parameter set {} is missing", ppsId));
    const auto &sps = m_sps[pps->seqParameterSetId].set;
    if (!sps)
        return fail(ErrorKind::InvalidData,
                    formatText("sequence parameter set {} is missing", pps->seqParameterSetId));
    return Active{.sps = sps, .pps = pps};
}

} // namespace weir::h264
