// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/vp8/reference_record.h"

#include "tests/vpu/codecs/field_check.h"

namespace weir::vpu::vp8
{

namespace
{

using Reference = std::optional<std::uint64_t>;

void compareOne(FieldCheck &check, std::string_view field, std::uint64_t mine, Reference theirs)
{
    check.same(field, static_cast<std::int64_t>(mine),
               theirs ? static_cast<std::int64_t>(*theirs) : -1);
}

// `other`: golden for the alternate frame, and the reverse.
Reference copied(BufferCopy copy, Reference own, Reference last, Reference other)
{
    switch (copy) {
    case BufferCopy::FromLast:
        return last;
    case BufferCopy::FromOther:
        return other;
    case BufferCopy::None:
        break;
    }
    return own;
}

} // namespace

Result<void> ReferenceRecord::compare(const v4l2_ctrl_vp8_frame &control) const
{
    FieldCheck check("V4L2_CID_STATELESS_VP8_FRAME");
    compareOne(check, "last_frame_ts", control.last_frame_ts, m_last);
    compareOne(check, "golden_frame_ts", control.golden_frame_ts, m_golden);
    compareOne(check, "alt_frame_ts", control.alt_frame_ts, m_alternate);
    return check.result();
}

void ReferenceRecord::update(const ReferenceUpdate &update, std::uint64_t timestamp)
{
    const Reference golden = copied(update.copyToGolden, m_golden, m_last, m_alternate);
    const Reference alternate = copied(update.copyToAlternate, m_alternate, m_last, m_golden);
    m_golden = update.refreshGolden ? timestamp : golden;
    m_alternate = update.refreshAlternate ? timestamp : alternate;
    if (update.refreshLast)
        m_last = timestamp;
}

} // namespace weir::vpu::vp8
