// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/codec/hevc/parameter_sets.h"

#include <algorithm>

#include "platform/base/text.h"

namespace weir::hevc
{

namespace
{

// Whether one of `entries` was made from exactly these bytes: sets are repeated at every key frame,
// and comparing is much cheaper than parsing.
bool isKnown(const auto &entries, std::span<const std::byte> nal)
{
    return std::ranges::any_of(
        entries, [&](const auto &entry) { return std::ranges::equal(entry.nal, nal); });
}

template <typename T>
void keep(auto &entry, std::span<const std::byte> nal, const T &set)
{
    entry.nal.assign(nal.begin(), nal.end());
    if (!entry.set || *entry.set != set)
        entry.set = std::make_shared<const T>(set);
}

} // namespace

Result<void> ParameterSets::addSps(std::span<const std::byte> nal)
{
    if (isKnown(m_sps, nal))
        return {};
    const Sps sps = TRY(parseSps(nal));
    keep(m_sps[sps.seqParameterSetId], nal, sps);
    return {};
}

Result<void> ParameterSets::addPps(std::span<const std::byte> nal)
{
    if (isKnown(m_pps, nal))
        return {};
    const Pps pps = TRY(parsePps(nal));
    keep(m_pps[pps.picParameterSetId], nal, pps);
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
    TRY(checkPps(*pps, *sps));
    return Active{.sps = sps, .pps = pps};
}

} // namespace weir::hevc
