// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/h264/reference_lists.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <utility>

#include "platform/base/text.h"
#include "tests/vpu/codecs/h264/field_check.h"

namespace weir::vpu::h264
{

namespace
{

constexpr unsigned BothFields = V4L2_H264_FRAME_REF;

unsigned fieldBit(unsigned parity)
{
    return parity == 0 ? V4L2_H264_TOP_FIELD_REF : V4L2_H264_BOTTOM_FIELD_REF;
}

// PicOrderCnt() of H.264 8.2.1, of the fields that there are.
std::int32_t orderCount(const ReferenceFrame &frame)
{
    if (!frame.isDecoded[0] || !frame.isDecoded[1])
        return frame.isDecoded[0] ? frame.counts.top : frame.counts.bottom;
    return std::min(frame.counts.top, frame.counts.bottom);
}

using Frames = std::vector<const ReferenceFrame *>;
using SortKey = std::function<std::int64_t(const ReferenceFrame &)>; // smallest first

// Builds the lists of one slice.
class ListBuilder
{
public:
    explicit ListBuilder(const ListSlice &slice)
        : m_slice(slice)
        , m_header(slice.header)
    {
    }
    [[nodiscard]] ReferenceList initial(unsigned list) const;
    void modify(ReferenceList &entries, unsigned list) const;

private:
    [[nodiscard]] std::int64_t wrapped(const ReferenceFrame &frame) const
    {
        return MarkingProcess::frameNumWrap(frame, m_header.frameNum, m_slice.sps);
    }
    [[nodiscard]] std::int32_t currentCount() const
    {
        if (!m_header.isField)
            return std::min(m_slice.counts.top, m_slice.counts.bottom);
        return m_header.isBottom ? m_slice.counts.bottom : m_slice.counts.top;
    }
    // A frame picture refers to whole frames, a field to any field of one.
    [[nodiscard]] bool isCandidate(const ReferenceFrame &frame, Mark mark) const
    {
        return m_header.isField ? frame.is(mark) : frame.marks[0] == mark && frame.marks[1] == mark;
    }
    [[nodiscard]] Frames sorted(Mark mark, const SortKey &key,
                                const std::function<bool(const ReferenceFrame &)> &takes) const;
    [[nodiscard]] Frames shortTerm(unsigned list) const;
    void append(ReferenceList &entries, const Frames &frames, Mark mark) const;
    [[nodiscard]] ListEntry find(Mark mark, std::int64_t picNum) const;

    const ListSlice &m_slice;
    const SliceHeader &m_header;
};

Frames ListBuilder::sorted(Mark mark, const SortKey &key,
                           const std::function<bool(const ReferenceFrame &)> &takes) const
{
    Frames frames;
    for (const ReferenceFrame &frame : m_slice.frames)
        if (isCandidate(frame, mark) && takes(frame))
            frames.push_back(&frame);
    std::ranges::stable_sort(frames, {}, [&](const ReferenceFrame *frame) { return key(*frame); });
    return frames;
}

// 8.2.4.2.1 to 8.2.4.2.4, what is common to frames and fields.
Frames ListBuilder::shortTerm(unsigned list) const
{
    const std::int64_t now = currentCount();
    const auto past = [&](const ReferenceFrame &frame) {
        return m_header.isField ? orderCount(frame) <= now : orderCount(frame) < now;
    };
    const SortKey descending = [](const ReferenceFrame &frame) { return -orderCount(frame); };
    if (m_header.type != SliceType::B)
        return sorted(
            Mark::ShortTerm, [&](const ReferenceFrame &frame) { return -wrapped(frame); },
            [](const ReferenceFrame &) { return true; });
    Frames before = sorted(Mark::ShortTerm, descending, past);
    Frames after = sorted(Mark::ShortTerm, orderCount, std::not_fn(past));
    if (list == 1)
        std::swap(before, after);
    before.insert(before.end(), after.begin(), after.end());
    return before;
}

// Fields are taken in turns of parity, from the current one's on, each time from the next frame
// that has one; when one parity has no more, the rest of the other follows (8.2.4.2.5).
void ListBuilder::append(ReferenceList &entries, const Frames &frames, Mark mark) const
{
    if (!m_header.isField) {
        for (const ReferenceFrame *frame : frames)
            entries.push_back({.memory = frame->memory, .fields = BothFields});
        return;
    }
    unsigned parity = m_header.isBottom ? 1 : 0;
    std::array<Frames::const_iterator, 2> next{frames.begin(), frames.begin()};
    const auto advance = [&](unsigned which) {
        auto &at = next[which];
        at = std::find_if(at, frames.end(),
                          [&](const ReferenceFrame *frame) { return frame->marks[which] == mark; });
        return at != frames.end();
    };
    while (advance(parity) || advance(1 - parity)) {
        const unsigned taken = advance(parity) ? parity : 1 - parity;
        entries.push_back({.memory = (*next[taken])->memory, .fields = fieldBit(taken)});
        ++next[taken];
        parity = 1 - taken;
    }
}

ReferenceList ListBuilder::initial(unsigned list) const
{
    ReferenceList entries;
    append(entries, shortTerm(list), Mark::ShortTerm);
    append(entries,
           sorted(
               Mark::LongTerm, [](const ReferenceFrame &frame) { return frame.longTermFrameIdx; },
               [](const ReferenceFrame &) { return true; }),
           Mark::LongTerm);
    return entries;
}

// The picture with this PicNum or LongTermPicNum (8.2.4.1).
ListEntry ListBuilder::find(Mark mark, std::int64_t picNum) const
{
    for (const ReferenceFrame &frame : m_slice.frames) {
        const std::int64_t number
            = mark == Mark::LongTerm ? std::int64_t{frame.longTermFrameIdx} : wrapped(frame);
        if (!m_header.isField) {
            if (number == picNum && isCandidate(frame, mark))
                return {.memory = frame.memory, .fields = BothFields};
            continue;
        }
        for (unsigned parity = 0; parity < 2; ++parity) {
            const bool isSame = (parity == 1) == m_header.isBottom;
            if (2 * number + (isSame ? 1 : 0) == picNum && frame.marks[parity] == mark)
                return {.memory = frame.memory, .fields = fieldBit(parity)};
        }
    }
    return {};
}

// 8.2.4.3.
void ListBuilder::modify(ReferenceList &entries, unsigned list) const
{
    const std::int64_t factor = m_header.isField ? 2 : 1;
    const std::int64_t maxPicNum = factor << (m_slice.sps.log2_max_frame_num_minus4 + 4U);
    const std::int64_t current = factor * m_header.frameNum + (factor - 1);
    std::int64_t predicted = current;
    std::ptrdiff_t index = 0;
    for (const ListModification &modification : m_header.modifications[list]) {
        ListEntry entry;
        if (modification.idc == 2) {
            entry = find(Mark::LongTerm, modification.value);
        } else {
            const std::int64_t difference = std::int64_t{modification.value} + 1;
            predicted += modification.idc == 0 ? -difference : difference;
            predicted = (predicted + maxPicNum) % maxPicNum;
            entry = find(Mark::ShortTerm, predicted > current ? predicted - maxPicNum : predicted);
        }
        if (index >= std::ssize(entries))
            return;
        entries.insert(entries.begin() + index++, entry);
        entries.erase(std::remove(entries.begin() + index, entries.end(), entry), entries.end());
        entries.resize(m_header.numRefIdxActive[list]);
    }
}

} // namespace

std::array<ReferenceList, 2> referenceLists(const ListSlice &slice)
{
    const ListBuilder builder(slice);
    std::array<ReferenceList, 2> lists;
    const SliceHeader &header = slice.header;
    if (header.numRefIdxActive[0] > 0)
        lists[0] = builder.initial(0);
    if (header.numRefIdxActive[1] > 0) {
        lists[1] = builder.initial(1);
        if (lists[1].size() > 1 && lists[1] == lists[0])
            std::swap(lists[1][0], lists[1][1]);
    }
    for (unsigned list = 0; list < 2; ++list) {
        lists[list].resize(header.numRefIdxActive[list]);
        builder.modify(lists[list], list);
    }
    return lists;
}

Result<void> checkReferenceLists(const Job &job, const SliceParams &slice,
                                 const DecodeParams &decode,
                                 const std::array<ReferenceList, 2> &lists)
{
    FieldCheck check("slice_params");
    for (unsigned list = 0; list < 2; ++list) {
        const auto *given = list == 0 ? slice.ref_pic_list0 : slice.ref_pic_list1;
        for (std::size_t i = 0; i < std::min<std::size_t>(lists[list].size(), 32); ++i) {
            const ListEntry &wanted = lists[list][i];
            if (wanted.memory == 0)
                continue;
            const std::string name = formatText("ref_pic_list{}[{}]", list, i);
            check.equal(name + ".fields", given[i].fields, wanted.fields);
            if (given[i].index >= V4L2_H264_NUM_DPB_ENTRIES)
                check.wrong(name + ".index", "is beyond the dpb");
            else
                check.equal(name + "'s buffer",
                            job.memoryOf(decode.dpb[given[i].index].reference_ts), wanted.memory);
        }
    }
    return check.result();
}

} // namespace weir::vpu::h264
