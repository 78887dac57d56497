// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <functional>
#include <span>

#include "decode/codec/h264/ref_lists.h"

// 8.2.4.2: initialisation process for reference picture lists.
namespace weir::h264
{

namespace
{

// Frames in the order in which a list takes them, or their fields.
struct FrameList {
    std::array<Dpb::Place, Dpb::PlaceCount> places{};
    unsigned size = 0;

    void append(Dpb::Place place) { places[size++] = place; }
    [[nodiscard]] std::span<Dpb::Place> span() { return std::span(places).first(size); }
};

enum class Term : std::uint8_t { Short, Long };

FieldSet markedAs(const DpbFrame &frame, Term term)
{
    return term == Term::Short ? frame.shortTerm : frame.longTerm;
}

// Frame pictures take only whole frames; fields take whatever is marked, the first field of the
// current frame included.
FrameList collect(const Dpb &dpb, Term term, const SliceHeader &header, auto &&accept)
{
    FrameList list;
    for (Dpb::Place place = 0; place < Dpb::PlaceCount; ++place) {
        const FieldSet marked = markedAs(dpb.frame(place), term);
        const bool isCandidate = header.fieldPic
            ? marked != FieldSet::None
            : marked == FieldSet::Frame && place != dpb.current();
        if (isCandidate && accept(dpb.frame(place)))
            list.append(place);
    }
    return list;
}

FrameList longTermByIndex(const Dpb &dpb, const SliceHeader &header)
{
    FrameList list = collect(dpb, Term::Long, header, [](const DpbFrame &) { return true; });
    std::ranges::sort(list.span(), {},
                      [&](Dpb::Place place) { return dpb.frame(place).longTermFrameIdx; });
    return list;
}

// 8.2.4.2.1, 8.2.4.2.2
FrameList shortTermByFrameNum(const Dpb &dpb, const SliceHeader &header)
{
    FrameList list = collect(dpb, Term::Short, header, [](const DpbFrame &) { return true; });
    std::ranges::sort(list.span(), std::greater<>{},
                      [&](Dpb::Place place) { return dpb.frame(place).frameNumWrap; });
    return list;
}

// What the other field of the current frame had before it was joined by the current one.
std::int32_t orderCountOf(const Dpb &dpb, Dpb::Place place, const SliceHeader &header)
{
    const DpbFrame &frame = dpb.frame(place);
    if (place != dpb.current())
        return frame.picOrderCnt();
    return header.bottomField ? frame.orderCounts.top : frame.orderCounts.bottom;
}

// 8.2.4.2.3, 8.2.4.2.4: first the frames on this side of the current picture, nearest first, then
// those on the other side. In field pictures "before" includes the own first field's count.
FrameList shortTermByOrderCount(const Dpb &dpb, const Sps &sps, const SliceHeader &header,
                                unsigned listIndex)
{
    const bool skipNonExisting = sps.picOrderCntType == 0; // 8.2.4.2.3, 8.2.4.2.4
    FrameList list = collect(dpb, Term::Short, header, [&](const DpbFrame &frame) {
        return !(frame.isNonExisting && skipNonExisting);
    });
    const DpbFrame &current = dpb.frame(dpb.current());
    std::int32_t now = current.picOrderCnt();
    if (header.fieldPic)
        now = header.bottomField ? current.orderCounts.bottom : current.orderCounts.top;
    const auto count = [&](Dpb::Place place) { return orderCountOf(dpb, place, header); };
    const auto middle = std::ranges::partition(list.span(), [&](Dpb::Place place) {
                            const bool isBefore
                                = header.fieldPic ? count(place) <= now : count(place) < now;
                            return isBefore == (listIndex == 0);
                        }).begin();
    const std::span<Dpb::Place> near(list.span().begin(), middle);
    const std::span<Dpb::Place> far(middle, list.span().end());
    std::ranges::sort(listIndex == 0 ? near : far, std::greater<>{}, count);
    std::ranges::sort(listIndex == 0 ? far : near, {}, count);
    return list;
}

void appendFrames(RefList &list, FrameList frames)
{
    for (const Dpb::Place place : frames.span()) {
        if (list.size < MaxRefListSize)
            list.entries[list.size++] = {.place = place, .fields = FieldSet::Frame};
    }
}

// 8.2.4.2.5: takes fields of alternating parity, beginning with the current one; when one parity
// has no more, the rest of the other follows.
void appendFields(RefList &list, const Dpb &dpb, FrameList frames, Term term, FieldSet parity)
{
    const auto places = frames.span();
    std::array<unsigned, 2> next{}; // [0] own parity, [1] the other
    unsigned turn = 0;
    const auto seek = [&](unsigned which) {
        const FieldSet wanted = which == 0 ? parity : without(FieldSet::Frame, parity);
        while (next[which] < places.size()
               && !contains(markedAs(dpb.frame(places[next[which]]), term), wanted))
            ++next[which];
        return next[which] < places.size();
    };
    while (list.size < MaxRefListSize) {
        if (!seek(turn))
            turn ^= 1U;
        if (!seek(turn))
            return;
        list.entries[list.size++]
            = {.place = places[next[turn]++],
               .fields = turn == 0 ? parity : without(FieldSet::Frame, parity)};
        turn ^= 1U;
    }
}

} // namespace

RefList initialRefList(const Dpb &dpb, const Sps &sps, const SliceHeader &header, unsigned list)
{
    const FrameList shortTerm = header.sliceType == SliceType::P
        ? shortTermByFrameNum(dpb, header)
        : shortTermByOrderCount(dpb, sps, header, list);
    const FrameList longTerm = longTermByIndex(dpb, header);
    RefList result;
    if (!header.fieldPic) {
        appendFrames(result, shortTerm);
        appendFrames(result, longTerm);
        return result;
    }
    appendFields(result, dpb, shortTerm, Term::Short, header.fields());
    appendFields(result, dpb, longTerm, Term::Long, header.fields());
    return result;
}

} // namespace weir::h264
