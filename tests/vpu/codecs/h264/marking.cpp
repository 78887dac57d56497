// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/h264/marking.h"

#include <algorithm>

namespace weir::vpu::h264
{

namespace
{

unsigned maxFrameNum(const Sps &sps)
{
    return 1U << (sps.log2_max_frame_num_minus4 + 4U);
}

unsigned frameLimit(const Sps &sps)
{
    return std::max<unsigned>(sps.max_num_ref_frames, 1);
}

std::array<bool, 2> fieldsOf(const SliceHeader &header)
{
    return {!header.isField || !header.isBottom, !header.isField || header.isBottom};
}

// Operation 5 makes the picture the first of a new count (H.264 8.2.1).
OrderCounts rebased(const OrderCounts &counts, const SliceHeader &header)
{
    if (header.isField)
        return {};
    const std::int32_t least = std::min(counts.top, counts.bottom);
    return {.top = counts.top - least, .bottom = counts.bottom - least};
}

} // namespace

std::int32_t MarkingProcess::frameNumWrap(const ReferenceFrame &frame, unsigned currentFrameNum,
                                          const Sps &sps)
{
    const auto number = static_cast<std::int32_t>(frame.frameNum);
    return frame.frameNum > currentFrameNum ? number - static_cast<std::int32_t>(maxFrameNum(sps))
                                            : number;
}

void MarkingProcess::begin(const SliceHeader &header, const Sps &sps, bool isSecondField)
{
    m_isSecondField = isSecondField && !m_frames.empty();
    if (header.isIdr && !isSecondField)
        m_frames.clear();
    else if (!isSecondField)
        fillGaps({header, sps});
}

// H.264 8.2.5.2: the frames that frame_num leaves out take their places and are never shown.
void MarkingProcess::fillGaps(const Current &current)
{
    if (!m_prevRefFrameNum || *m_prevRefFrameNum == current.header.frameNum
        || !has(current.sps, V4L2_H264_SPS_FLAG_GAPS_IN_FRAME_NUM_VALUE_ALLOWED))
        return;
    const unsigned limit = maxFrameNum(current.sps);
    const unsigned missing = (current.header.frameNum + limit - *m_prevRefFrameNum - 1) % limit;
    // Of more than that all would be gone again.
    const unsigned filled = std::min(missing, frameLimit(current.sps));
    unsigned number = (current.header.frameNum + limit - filled) % limit;
    for (unsigned i = 0; i < filled; ++i, number = (number + 1) % limit) {
        slideWindow(number, current.sps);
        ReferenceFrame &frame = m_frames.emplace_back();
        frame.frameNum = number;
        frame.marks = {Mark::ShortTerm, Mark::ShortTerm};
    }
}

// H.264 8.2.5.3.
void MarkingProcess::slideWindow(unsigned frameNum, const Sps &sps)
{
    const auto isShort = [](const ReferenceFrame &frame) { return frame.is(Mark::ShortTerm); };
    while (m_frames.size() >= frameLimit(sps) && std::ranges::any_of(m_frames, isShort)) {
        const auto key = [&](const ReferenceFrame &frame) {
            return isShort(frame) ? frameNumWrap(frame, frameNum, sps) : INT32_MAX;
        };
        m_frames.erase(std::ranges::min_element(m_frames, {}, key));
    }
}

void MarkingProcess::finish(const SliceHeader &header, const Sps &sps, const OrderCounts &counts,
                            std::uint64_t memory)
{
    if (header.nalRefIdc == 0)
        return;
    const Current current{header, sps};
    m_prevRefFrameNum = header.frameNum;
    if (header.isAdaptiveMarking) {
        for (const MarkingOperation &operation : header.marking)
            apply(operation, current);
    } else if (!header.isIdr && !m_isSecondField) {
        slideWindow(header.frameNum, sps);
    }
    const bool joinsFirstField
        = m_isSecondField && !m_frames.empty() && m_frames.back().memory == memory;
    if (!joinsFirstField)
        m_frames.emplace_back().memory = memory;
    ReferenceFrame &frame = m_frames.back();
    frame.frameNum = header.frameNum;
    frame.isFieldCoded = header.isField;
    const bool isReset = resetsAll(header);
    const OrderCounts own = isReset ? rebased(counts, header) : counts;
    if (fieldsOf(header)[0])
        frame.counts.top = own.top;
    if (fieldsOf(header)[1])
        frame.counts.bottom = own.bottom;
    if (isReset)
        m_prevRefFrameNum = frame.frameNum = 0;
    markCurrent(frame, current);
    dropUnused();
}

void MarkingProcess::markCurrent(ReferenceFrame &frame, const Current &current)
{
    const SliceHeader &header = current.header;
    Mark mark = Mark::ShortTerm;
    if (header.isIdr && header.longTermReference) {
        mark = Mark::LongTerm;
        frame.longTermFrameIdx = 0;
    }
    const auto assigned = std::ranges::find(header.marking, 6U, &MarkingOperation::operation);
    if (assigned != header.marking.end()) {
        mark = Mark::LongTerm;
        unmarkLongTerm(assigned->first, &frame);
        frame.longTermFrameIdx = assigned->first;
    }
    for (unsigned parity = 0; parity < 2; ++parity) {
        if (!fieldsOf(header)[parity])
            continue;
        frame.marks[parity] = mark;
        frame.isDecoded[parity] = true;
    }
}

// Adaptive memory control (H.264 8.2.5.4); operation 6 is obeyed when the picture is marked.
void MarkingProcess::apply(const MarkingOperation &operation, const Current &current)
{
    const auto frameNum = static_cast<std::int64_t>(current.header.frameNum);
    const std::int64_t currPicNum = current.header.isField ? 2 * frameNum + 1 : frameNum;
    const std::int64_t picNumX = currPicNum - (std::int64_t{operation.first} + 1);
    const auto unmark = [](const Target &target) {
        for (unsigned parity = 0; target.frame != nullptr && parity < 2; ++parity)
            if (target.fields[parity])
                target.frame->marks[parity] = Mark::Unused;
    };
    switch (operation.operation) {
    case 1:
        unmark(find(Mark::ShortTerm, picNumX, current));
        break;
    case 2:
        unmark(find(Mark::LongTerm, operation.first, current));
        break;
    case 3:
        makeLongTerm(find(Mark::ShortTerm, picNumX, current), operation.second);
        break;
    case 4:
        for (ReferenceFrame &frame : m_frames)
            if (frame.is(Mark::LongTerm) && frame.longTermFrameIdx >= operation.first)
                std::ranges::replace(frame.marks, Mark::LongTerm, Mark::Unused);
        break;
    case 5:
        for (ReferenceFrame &frame : m_frames)
            frame.marks = {};
        break;
    default:
        break;
    }
    // The first field of the current frame stays: the second joins it.
    if (!m_isSecondField)
        dropUnused();
}

void MarkingProcess::makeLongTerm(const Target &target, unsigned index)
{
    if (target.frame == nullptr)
        return;
    unmarkLongTerm(index, target.frame);
    target.frame->longTermFrameIdx = index;
    for (unsigned parity = 0; parity < 2; ++parity)
        if (target.fields[parity])
            target.frame->marks[parity] = Mark::LongTerm;
}

// PicNum and LongTermPicNum (H.264 8.2.4.1): of fields, odd ones have the current one's parity.
MarkingProcess::Target MarkingProcess::find(Mark mark, std::int64_t picNum, const Current &current)
{
    const auto numberOf = [&](const ReferenceFrame &frame) -> std::int64_t {
        return mark == Mark::LongTerm ? std::int64_t{frame.longTermFrameIdx}
                                      : frameNumWrap(frame, current.header.frameNum, current.sps);
    };
    for (ReferenceFrame &frame : m_frames) {
        const std::int64_t number = numberOf(frame);
        if (!current.header.isField) {
            if (number == picNum && frame.marks[0] == mark && frame.marks[1] == mark)
                return {.frame = &frame, .fields = {true, true}};
            continue;
        }
        const bool isSameParity = picNum % 2 != 0;
        const unsigned parity = current.header.isBottom == isSameParity ? 1 : 0;
        if (2 * number + (isSameParity ? 1 : 0) == picNum && frame.marks[parity] == mark)
            return {.frame = &frame, .fields = {parity == 0, parity == 1}};
    }
    return {};
}

void MarkingProcess::unmarkLongTerm(unsigned index, const ReferenceFrame *except)
{
    for (ReferenceFrame &frame : m_frames)
        if (&frame != except && frame.is(Mark::LongTerm) && frame.longTermFrameIdx == index)
            std::ranges::replace(frame.marks, Mark::LongTerm, Mark::Unused);
}

void MarkingProcess::dropUnused()
{
    std::erase_if(m_frames, [](const ReferenceFrame &frame) { return !frame.isUsed(); });
}

} // namespace weir::vpu::h264
