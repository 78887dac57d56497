// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/codec/h264/ref_lists.h"

#include <algorithm>
#include <span>

namespace weir::h264
{

namespace
{

// 8.2.4.3.1: PicNum arithmetic of one list, step by step.
class PicNumPredictor
{
public:
    PicNumPredictor(const Sps &sps, const SliceHeader &header)
        : m_maxPicNum(static_cast<std::int32_t>(sps.maxFrameNum() * (header.fieldPic ? 2U : 1U)))
        , m_currPicNum(header.fieldPic ? 2 * header.frameNum + 1 : header.frameNum)
        , m_pred(m_currPicNum)
    {
    }

    // picNumLX of a step with modification_of_pic_nums_idc 0 or 1 (8-34 to 8-37).
    std::int32_t next(const RefPicListModification &step)
    {
        const auto difference = static_cast<std::int32_t>(step.value + 1);
        if (step.modificationOfPicNumsIdc == 0)
            m_pred += m_pred < difference ? m_maxPicNum - difference : -difference;
        else
            m_pred += m_pred + difference >= m_maxPicNum ? difference - m_maxPicNum : difference;
        return m_pred > m_currPicNum ? m_pred - m_maxPicNum : m_pred;
    }

private:
    std::int32_t m_maxPicNum;
    std::int32_t m_currPicNum;
    std::int32_t m_pred;
};

// 8-38, 8-39: puts `picture` at `index`, moves the rest down, drops its later duplicate.
void insertAt(RefList &list, unsigned index, RefPicture picture)
{
    unsigned to = index;
    RefPicture carried = picture;
    while (to < list.size) {
        std::swap(list.entries[to], carried);
        ++to;
        if (carried == picture)
            return;
    }
    // The last entry falls off the end: the list keeps its size.
}

bool isGood(const RefPicture &entry, const Dpb &dpb)
{
    return entry.place != Dpb::None && !dpb.frame(entry.place).isNonExisting;
}

// 8.2.4.3
bool modify(RefList &list, const Dpb &dpb, const Sps &sps, const SliceHeader &header,
            std::span<const RefPicListModification> steps)
{
    PicNumPredictor predictor(sps, header);
    bool isLossy = false;
    unsigned index = 0;
    for (const RefPicListModification &step : steps) {
        const Dpb::Target target = step.modificationOfPicNumsIdc == 2
            ? dpb.findLongTerm(step.value, header)
            : dpb.findShortTerm(predictor.next(step), header);
        const bool exists = target.place != Dpb::None && !dpb.frame(target.place).isNonExisting;
        isLossy |= !exists;
        if (exists)
            insertAt(list, index, {.place = target.place, .fields = target.fields});
        ++index; // a lost picture's place is kept by what was there
    }
    return isLossy;
}

// The first that has a memory; an empty one: none has.
RefPicture firstGood(const RefList &list, const Dpb &dpb)
{
    const auto entries = std::span(list.entries).first(list.size);
    const auto first = std::ranges::find_if(
        entries, [&](const RefPicture &entry) { return isGood(entry, dpb); });
    return first == entries.end() ? RefPicture{} : *first;
}

// Entries without a picture, or with one that has no memory, repeat the nearest good one before,
// or the first good one, or `other`, which the list was cut before.
void fillHoles(RefList &list, const Dpb &dpb, const RefPicture &other)
{
    const RefPicture first = firstGood(list, dpb);
    RefPicture last = first.place == Dpb::None ? other : first;
    for (RefPicture &entry : std::span(list.entries).first(list.size)) {
        if (isGood(entry, dpb))
            last = entry;
        else
            entry = last;
    }
}

// The initial list cut or extended to `active` entries, then modified.
bool finish(RefList &list, unsigned index, const Dpb &dpb, const Sps &sps,
            const SliceHeader &header)
{
    const unsigned active
        = (index == 0 ? header.numRefIdxL0ActiveMinus1 : header.numRefIdxL1ActiveMinus1) + 1U;
    const RefPicture other = firstGood(list, dpb);
    for (unsigned i = active; i < list.size; ++i)
        list.entries[i] = {};
    list.size = active;
    const auto steps
        = std::span(header.modifications[index]).first(header.modificationCount[index]);
    const bool isLossy = !steps.empty() && modify(list, dpb, sps, header, steps);
    fillHoles(list, dpb, other);
    return isLossy || list.entries[0].place == Dpb::None; // not one good picture
}

} // namespace

RefLists buildRefLists(const Dpb &dpb, const Sps &sps, const SliceHeader &header)
{
    RefLists lists;
    if (header.sliceType == SliceType::I)
        return lists;
    lists.list0 = initialRefList(dpb, sps, header, 0);
    if (header.sliceType == SliceType::B) {
        lists.list1 = initialRefList(dpb, sps, header, 1);
        // 8.2.4.2.3, 8.2.4.2.5: two equal lists are of no use.
        if (lists.list1.size > 1 && lists.list0.entries == lists.list1.entries)
            std::swap(lists.list1.entries[0], lists.list1.entries[1]);
        lists.isLossy |= finish(lists.list1, 1, dpb, sps, header);
    }
    lists.isLossy |= finish(lists.list0, 0, dpb, sps, header);
    return lists;
}

} // namespace weir::h264
