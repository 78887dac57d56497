// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "decode/codec/h264/dpb.h"

// 8.2.5: decoded reference picture marking process.
namespace weir::h264
{

FieldSet fieldsOfPicNum(std::uint32_t picNum, const SliceHeader &header)
{
    if (!header.fieldPic)
        return FieldSet::Frame;
    return (picNum & 1U) != 0 ? header.fields() : without(FieldSet::Frame, header.fields());
}

void Dpb::mark(const SliceHeader &header)
{
    m_outputCount = 0;
    if (header.nalRefIdc == 0)
        return;
    DpbFrame &current = m_frames[m_current];
    const FieldSet fields = header.fields();
    if (header.idr) {
        markIdr(header);
        return;
    }
    // 8.2.5.3: the second field of a reference frame joins its first field.
    const bool joinsFirstField = current.shortTerm != FieldSet::None;
    if (!header.marking.adaptiveRefPicMarkingMode && !joinsFirstField)
        slideWindow();
    for (unsigned i = 0; i < header.marking.operationCount; ++i)
        applyOperation(header.marking.operations[i], header);
    if (!contains(current.longTerm, fields))
        current.shortTerm = current.shortTerm | fields;
    // More references than the sequence allows: damaged data.
    while (referenceCount() >= m_maxReferences)
        forceRoom();
}

// 8.2.5.1
void Dpb::markIdr(const SliceHeader &header)
{
    DpbFrame &current = m_frames[m_current];
    for (Place place = 0; place < PlaceCount; ++place) {
        if (place != m_current)
            m_frames[place].unmark(FieldSet::Frame);
    }
    if (header.marking.longTermReference) {
        current.longTerm = current.longTerm | header.fields();
        current.longTermFrameIdx = 0;
        return;
    }
    current.shortTerm = current.shortTerm | header.fields();
}

// 8.2.5.3
void Dpb::slideWindow()
{
    while (referenceCount() >= m_maxReferences) {
        Place oldest = None;
        for (Place place = 0; place < PlaceCount; ++place) {
            if (place == m_current || m_frames[place].shortTerm == FieldSet::None)
                continue;
            if (oldest == None || m_frames[place].frameNumWrap < m_frames[oldest].frameNumWrap)
                oldest = place;
        }
        if (oldest == None)
            return;
        m_frames[oldest].unmark(FieldSet::Frame);
    }
}

// 8.2.5.4
void Dpb::applyOperation(const MemoryManagement &step, const SliceHeader &header)
{
    switch (step.operation) {
    case 1: { // 8.2.5.4.1
        const std::int32_t currPicNum = header.fieldPic ? 2 * header.frameNum + 1 : header.frameNum;
        const Target target = findShortTerm(
            currPicNum - static_cast<std::int32_t>(step.differenceOfPicNumsMinus1 + 1), header);
        if (target.place != None)
            m_frames[target.place].shortTerm
                = without(m_frames[target.place].shortTerm, target.fields);
        break;
    }
    case 2: { // 8.2.5.4.2
        const Target target = findLongTerm(step.longTermPicNum, header);
        if (target.place != None)
            m_frames[target.place].longTerm
                = without(m_frames[target.place].longTerm, target.fields);
        break;
    }
    case 3:
        markLongTerm(step, header);
        break;
    case 4:
        unmarkAbove(step.maxLongTermFrameIdxPlus1);
        break;
    case 5: // 8.2.5.4.5
        unmarkAll();
        restartAtCurrent();
        break;
    case 6:
        markCurrentLongTerm(step.longTermFrameIdx, header);
        break;
    default:
        break;
    }
}

// 8.2.5.4.3: a short-term reference becomes a long-term one.
void Dpb::markLongTerm(const MemoryManagement &step, const SliceHeader &header)
{
    const std::int32_t currPicNum = header.fieldPic ? 2 * header.frameNum + 1 : header.frameNum;
    const Target target = findShortTerm(
        currPicNum - static_cast<std::int32_t>(step.differenceOfPicNumsMinus1 + 1), header);
    if (target.place == None)
        return;
    unmarkLongTermIndex(step.longTermFrameIdx, target.place);
    DpbFrame &frame = m_frames[target.place];
    frame.shortTerm = without(frame.shortTerm, target.fields);
    frame.longTerm = frame.longTerm | target.fields;
    frame.longTermFrameIdx = static_cast<std::uint8_t>(step.longTermFrameIdx);
}

// 8.2.5.4.6
void Dpb::markCurrentLongTerm(unsigned longTermFrameIdx, const SliceHeader &header)
{
    unmarkLongTermIndex(longTermFrameIdx, m_current);
    DpbFrame &current = m_frames[m_current];
    current.longTerm = current.longTerm | header.fields();
    current.longTermFrameIdx = static_cast<std::uint8_t>(longTermFrameIdx);
}

// LongTermFrameIdx names one frame only; a frame that had another index loses that one, too.
void Dpb::unmarkLongTermIndex(unsigned longTermFrameIdx, Place exceptPlace)
{
    for (Place place = 0; place < PlaceCount; ++place) {
        DpbFrame &frame = m_frames[place];
        const bool sameIndex = frame.longTermFrameIdx == longTermFrameIdx;
        if ((place == exceptPlace) != sameIndex)
            frame.longTerm = FieldSet::None;
    }
}

// 8.2.5.4.4
void Dpb::unmarkAbove(unsigned maxLongTermFrameIdxPlus1)
{
    for (DpbFrame &frame : m_frames) {
        if (frame.longTermFrameIdx >= maxLongTermFrameIdxPlus1)
            frame.longTerm = FieldSet::None;
    }
}

void Dpb::unmarkAll()
{
    for (DpbFrame &frame : m_frames)
        frame.unmark(FieldSet::Frame);
}

// After operation 5 the current picture counts as frame_num 0 and as the first of a new sequence:
// C.4.4 shows all before it, 8.2.1 moves its order counts to start at 0.
void Dpb::restartAtCurrent()
{
    DpbFrame &current = m_frames[m_current];
    current.neededForOutput = false;
    for (Place next = nextForOutput(); next != None; next = nextForOutput())
        output(next);
    current.neededForOutput = true;
    const std::int32_t base = current.picOrderCnt();
    const auto rebase = [base](std::int32_t count) {
        return static_cast<std::int32_t>(static_cast<std::uint32_t>(count)
                                         - static_cast<std::uint32_t>(base));
    };
    if (contains(current.decoded, FieldSet::Top))
        current.orderCounts.top = rebase(current.orderCounts.top);
    if (contains(current.decoded, FieldSet::Bottom))
        current.orderCounts.bottom = rebase(current.orderCounts.bottom);
    current.frameNum = 0;
    current.frameNumWrap = 0;
}

// Drops a reference that a valid stream would not have kept.
void Dpb::forceRoom()
{
    Place victim = None;
    for (Place place = 0; place < PlaceCount; ++place) {
        if (place == m_current || m_frames[place].reference() == FieldSet::None)
            continue;
        const bool isOlder = victim == None
            || (m_frames[place].shortTerm != FieldSet::None
                && (m_frames[victim].shortTerm == FieldSet::None
                    || m_frames[place].frameNumWrap < m_frames[victim].frameNumWrap));
        if (isOlder)
            victim = place;
    }
    if (victim != None)
        m_frames[victim].unmark(FieldSet::Frame);
}

// 8.2.4.1: which frame and which of its fields a PicNum names (8-28, 8-30, 8-31).
Dpb::Target Dpb::findShortTerm(std::int32_t picNum, const SliceHeader &header) const
{
    const std::int32_t wrap = header.fieldPic ? picNum >> 1 : picNum;
    const FieldSet fields = fieldsOfPicNum(static_cast<std::uint32_t>(picNum), header);
    for (Place place = 0; place < PlaceCount; ++place) {
        const DpbFrame &frame = m_frames[place];
        if (frame.frameNumWrap == wrap && contains(frame.shortTerm, fields))
            return {.place = place, .fields = fields};
    }
    return {};
}

// (8-29, 8-32, 8-33)
Dpb::Target Dpb::findLongTerm(std::uint32_t picNum, const SliceHeader &header) const
{
    const std::uint32_t index = header.fieldPic ? picNum >> 1U : picNum;
    const FieldSet fields = fieldsOfPicNum(picNum, header);
    for (Place place = 0; place < PlaceCount; ++place) {
        const DpbFrame &frame = m_frames[place];
        if (frame.longTermFrameIdx == index && contains(frame.longTerm, fields))
            return {.place = place, .fields = fields};
    }
    return {};
}

unsigned Dpb::referenceCount() const
{
    unsigned count = 0;
    for (Place place = 0; place < PlaceCount; ++place)
        count += place != m_current && m_frames[place].reference() != FieldSet::None ? 1U : 0U;
    return count;
}

} // namespace weir::h264
