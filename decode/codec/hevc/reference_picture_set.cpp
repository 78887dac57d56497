// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/codec/hevc/reference_picture_set.h"

#include <algorithm>

namespace weir::hevc
{

namespace
{

using List = ReferencePictureSet::List;

bool contains(const List &list, std::uint8_t place)
{
    return std::ranges::contains(list.entries(), place);
}

bool hasAny(const List &list)
{
    return std::ranges::any_of(
        list.entries(), [](std::uint8_t place) { return place != ReferencePictureSet::None; });
}

} // namespace

bool ReferencePictureSet::hasShortTerm(std::uint8_t place) const
{
    return contains(stCurrBefore, place) || contains(stCurrAfter, place) || contains(stFoll, place);
}

bool ReferencePictureSet::hasLongTerm(std::uint8_t place) const
{
    return contains(ltCurr, place) || contains(ltFoll, place);
}

bool ReferencePictureSet::hasCurrent() const
{
    return hasAny(stCurrBefore) || hasAny(stCurrAfter) || hasAny(ltCurr);
}

bool ReferencePictureSet::hasCurrent(std::uint8_t place) const
{
    return contains(stCurrBefore, place) || contains(stCurrAfter, place) || contains(ltCurr, place);
}

void ReferencePictureSet::remove(std::uint8_t place)
{
    for (List *const list : {&stCurrBefore, &stCurrAfter, &stFoll, &ltCurr, &ltFoll})
        std::ranges::replace(std::span(list->places).first(list->count), place, None);
}

RefPicList buildRefPicList(const ReferencePictureSet &set, const SliceHeader &header, unsigned list)
{
    // RefPicListTempX before it repeats itself (8-8, 8-10)
    List all;
    const List &first = list == 0 ? set.stCurrBefore : set.stCurrAfter;
    const List &second = list == 0 ? set.stCurrAfter : set.stCurrBefore;
    for (const List *const part : {&first, &second, &set.ltCurr}) {
        for (const std::uint8_t place : part->entries())
            all.add(place);
    }
    RefPicList result;
    if (all.count == 0)
        return result;
    for (unsigned i = 0; i < header.numRefIdxActive(list); ++i) {
        const unsigned entry = header.refPicListModification[list] ? header.listEntry[list][i] : i;
        result.add(all.places[entry % all.count]);
    }
    return result;
}

} // namespace weir::hevc
