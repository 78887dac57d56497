// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/stateless/h264_job.h"

namespace weir
{

namespace
{

H264DpbEntry makeEntry(const h264::DpbFrame &frame, FrameId id, const h264::SliceHeader &header)
{
    H264DpbEntry entry;
    entry.frame = id;
    entry.isLongTerm = frame.longTerm != h264::FieldSet::None;
    entry.frameNum = entry.isLongTerm ? frame.longTermFrameIdx : frame.frameNum;
    entry.picNum = entry.isLongTerm ? frame.longTermFrameIdx : frame.frameNumWrap;
    // The number of the field of the own parity (8-30, 8-32), for one entry stands for both; if
    // only the other is a reference, it is its number (8-31, 8-33).
    if (header.fieldPic)
        entry.picNum = 2 * entry.picNum + (contains(frame.reference(), header.fields()) ? 1 : 0);
    if (contains(frame.decoded, h264::FieldSet::Top))
        entry.topFieldOrderCnt = frame.orderCounts.top;
    if (contains(frame.decoded, h264::FieldSet::Bottom))
        entry.bottomFieldOrderCnt = frame.orderCounts.bottom;
    entry.referenceFields = frame.reference();
    entry.isFieldCoded = frame.isFieldCoded;
    return entry;
}

} // namespace

void H264References::assign(const h264::Dpb &dpb, const PictureStore &pictures,
                            const h264::SliceHeader &header)
{
    m_count = 0;
    m_indexOfPlace.fill(H264Reference::Missing);
    for (h264::Dpb::Place place = 0; place < h264::Dpb::PlaceCount; ++place) {
        const h264::DpbFrame &frame = dpb.frame(place);
        if (frame.reference() == h264::FieldSet::None || frame.isNonExisting
            || m_count == m_entries.size())
            continue;
        m_indexOfPlace[place] = static_cast<std::uint8_t>(m_count);
        m_entries[m_count++] = makeEntry(frame, pictures.at(place).frame, header);
        // The field being decoded now is part of the current frame but no reference of itself.
        if (place == dpb.current() && header.bottomField)
            m_entries[m_count - 1].bottomFieldOrderCnt = 0;
        else if (place == dpb.current())
            m_entries[m_count - 1].topFieldOrderCnt = 0;
    }
}

H264RefList H264References::translate(const h264::RefList &list) const
{
    H264RefList result{};
    for (unsigned i = 0; i < list.size && i < result.size(); ++i) {
        const h264::RefPicture &picture = list.entries[i];
        if (picture.place != h264::Dpb::None)
            result[i] = {.dpbIndex = m_indexOfPlace[picture.place], .fields = picture.fields};
    }
    return result;
}

} // namespace weir
