// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/stateless/hevc_job.h"

namespace weir
{

void HevcReferences::assign(const hevc::ReferencePictureSet &set, const hevc::Dpb &dpb,
                            const PictureStore &pictures)
{
    m_count = 0;
    m_indexOfPlace.fill(HevcIndexList::Missing);
    for (hevc::Dpb::Place place = 0; place < hevc::Dpb::PlaceCount; ++place) {
        const bool isLongTerm = set.hasLongTerm(place);
        if ((!isLongTerm && !set.hasShortTerm(place)) || m_count == m_entries.size())
            continue;
        m_indexOfPlace[place] = static_cast<std::uint8_t>(m_count);
        m_entries[m_count++] = {.frame = pictures.at(place).frame,
                                .picOrderCnt = dpb.picture(place).picOrderCnt,
                                .isLongTerm = isLongTerm};
    }
}

HevcIndexList HevcReferences::translate(const hevc::ReferencePictureSet::List &list) const
{
    HevcIndexList result;
    for (const std::uint8_t place : list.entries())
        result.indices[result.count++]
            = place == hevc::Dpb::None ? HevcIndexList::Missing : m_indexOfPlace[place];
    return result;
}

} // namespace weir
