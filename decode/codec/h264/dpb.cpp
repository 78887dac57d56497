// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/codec/h264/dpb.h"

#include <algorithm>

namespace weir::h264
{

std::int32_t DpbFrame::picOrderCnt() const
{
    switch (decoded) {
    case FieldSet::Top:
        return orderCounts.top;
    case FieldSet::Bottom:
        return orderCounts.bottom;
    case FieldSet::None:
    case FieldSet::Frame:
        break;
    }
    return std::min(orderCounts.top, orderCounts.bottom);
}

void DpbFrame::unmark(FieldSet fields)
{
    shortTerm = without(shortTerm, fields);
    longTerm = without(longTerm, fields);
}

void Dpb::begin(const Sps &sps)
{
    clear();
    m_capacity = sps.dpbFrames();
    m_reorder = sps.reorderFrames();
    m_maxReferences = std::max<unsigned>(sps.maxNumRefFrames, 1);
    m_maxFrameNum = sps.maxFrameNum();
}

void Dpb::flush()
{
    m_outputCount = 0;
    m_current = None;
    for (Place next = nextForOutput(); next != None; next = nextForOutput())
        output(next);
    unmarkAll();
}

void Dpb::clear()
{
    m_frames = {};
    m_outputCount = 0;
    m_current = None;
}

Dpb::Place Dpb::beginFrame(const SliceHeader &header, PicOrderCounts counts)
{
    m_current = findFreePlace();
    m_frames[m_current] = {.decoded = header.fields(),
                           .neededForOutput = true,
                           .isFieldCoded = header.fieldPic,
                           .frameNum = header.frameNum,
                           .frameNumWrap = header.frameNum,
                           .orderCounts = counts};
    return m_current;
}

void Dpb::beginSecondField(const SliceHeader &header, PicOrderCounts counts)
{
    DpbFrame &frame = m_frames[m_current];
    if (header.bottomField)
        frame.orderCounts.bottom = counts.bottom;
    else
        frame.orderCounts.top = counts.top;
    frame.decoded = FieldSet::Frame;
}

void Dpb::insertNonExisting(std::uint16_t frameNum, PicOrderCounts counts)
{
    m_current = None;
    updateFrameNumWrap(frameNum);
    slideWindow();
    m_current = findFreePlace();
    m_frames[m_current] = {.decoded = FieldSet::Frame,
                           .shortTerm = FieldSet::Frame,
                           .isNonExisting = true,
                           .frameNum = frameNum,
                           .frameNumWrap = frameNum,
                           .orderCounts = counts};
    finishFrame();
}

void Dpb::dropFrame()
{
    m_frames[m_current].isNonExisting = true;
    m_frames[m_current].neededForOutput = false;
}

void Dpb::updateFrameNumWrap(std::uint16_t frameNum)
{
    for (DpbFrame &frame : m_frames) {
        frame.frameNumWrap = frame.frameNum;
        if (frame.frameNum > frameNum)
            frame.frameNumWrap -= static_cast<std::int32_t>(m_maxFrameNum);
    }
}

void Dpb::finishFrame()
{
    m_outputCount = 0;
    if (m_current == None)
        return;
    DpbFrame &current = m_frames[m_current];
    if (m_capacity == 0)
        current.unmark(FieldSet::Frame);
    const bool isReference = current.reference() != FieldSet::None;
    while (occupied() >= m_capacity) { // C.4.5.3: no empty frame buffer
        const Place next = nextForOutput();
        if (next == None && isReference)
            forceRoom();
        else if (next == None || (!isReference && next == m_current))
            break;
        else
            output(next);
    }
    const bool isStored = occupied() < m_capacity;
    if (!isStored && current.neededForOutput)
        output(m_current);
    m_current = None;
    outputBeyondReorder();
}

// C.4.5.3 bumps only when the buffer is full; E.2.1 allows to show a frame as soon as more wait
// than may be reordered. The order is the same, the delay is shorter.
void Dpb::outputBeyondReorder()
{
    const auto waiting
        = [this] { return std::ranges::count_if(m_frames, &DpbFrame::neededForOutput); };
    for (auto count = waiting(); count > static_cast<std::ptrdiff_t>(m_reorder); --count)
        output(nextForOutput());
}

bool Dpb::isInUse(Place place) const
{
    const DpbFrame &frame = m_frames[place];
    return place == m_current || frame.neededForOutput || frame.reference() != FieldSet::None;
}

bool Dpb::hasReferences() const
{
    return std::ranges::any_of(m_frames, [](const DpbFrame &frame) {
        return frame.reference() != FieldSet::None && !frame.isNonExisting;
    });
}

void Dpb::output(Place place)
{
    m_frames[place].neededForOutput = false;
    m_outputs[m_outputCount++] = place;
}

// The frame with the smallest PicOrderCnt among those that wait, the current one included.
Dpb::Place Dpb::nextForOutput() const
{
    Place best = None;
    for (Place place = 0; place < PlaceCount; ++place) {
        if (!m_frames[place].neededForOutput)
            continue;
        if (best == None || m_frames[place].picOrderCnt() < m_frames[best].picOrderCnt())
            best = place;
    }
    return best;
}

unsigned Dpb::occupied() const
{
    unsigned count = 0;
    for (Place place = 0; place < PlaceCount; ++place)
        count += place != m_current && isInUse(place) ? 1U : 0U;
    return count;
}

// There is always one: finishFrame() leaves at most MaxDpbFrames in use.
Dpb::Place Dpb::findFreePlace() const
{
    for (Place place = 0; place < PlaceCount; ++place) {
        if (!isInUse(place))
            return place;
    }
    return 0;
}

} // namespace weir::h264
