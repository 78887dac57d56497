// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/vp9/slots.h"

#include "tests/vpu/codecs/field_check.h"

namespace weir::vpu::vp9
{

Result<void> Slots::compare(const v4l2_ctrl_vp9_frame &control,
                            const UncompressedHeader &header) const
{
    FieldCheck check("V4L2_CID_STATELESS_VP9_FRAME");
    const auto compareOne = [&](std::string_view field, std::uint64_t mine, std::size_t slot) {
        const auto theirs = m_timestamps[slot];
        check.same(field, static_cast<std::int64_t>(mine),
                   theirs ? static_cast<std::int64_t>(*theirs) : -1);
    };
    compareOne("last_frame_ts", control.last_frame_ts, header.refFrameIdx[0]);
    compareOne("golden_frame_ts", control.golden_frame_ts, header.refFrameIdx[1]);
    compareOne("alt_frame_ts", control.alt_frame_ts, header.refFrameIdx[2]);
    return check.result();
}

void Slots::update(const UncompressedHeader &header, std::uint64_t timestamp)
{
    for (std::size_t slot = 0; slot < SlotCount; ++slot) {
        if (((header.refreshFrameFlags >> slot) & 1) == 0)
            continue;
        m_timestamps[slot] = timestamp;
        m_sizes[slot] = header.size();
    }
}

} // namespace weir::vpu::vp9
