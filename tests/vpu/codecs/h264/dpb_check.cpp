// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/h264/dpb_check.h"

#include <algorithm>
#include <ranges>

#include "platform/base/text.h"
#include "tests/vpu/codecs/h264/field_check.h"

namespace weir::vpu::h264
{

namespace
{

using Entry = v4l2_h264_dpb_entry;

// What an entry is compared with.
struct Expected {
    const ReferenceFrame &frame;
    const DecodeParams &params;
    const Sps &sps;
};

bool isFieldPicture(const DecodeParams &params)
{
    return (params.flags & V4L2_H264_DECODE_PARAM_FLAG_FIELD_PIC) != 0;
}

// In a field picture one number cannot serve both parities; drivers go by frame_num, and clients
// give one or the other.
void checkPicNum(FieldCheck &check, const Entry &entry, const Expected &expected)
{
    const ReferenceFrame &frame = expected.frame;
    const std::int32_t number = frame.is(Mark::LongTerm)
        ? static_cast<std::int32_t>(frame.longTermFrameIdx)
        : MarkingProcess::frameNumWrap(frame, expected.params.frame_num, expected.sps);
    const auto given = static_cast<std::int32_t>(entry.pic_num);
    if (!isFieldPicture(expected.params))
        check.equal("pic_num", given, number);
    else if (given != number && given != 2 * number && given != 2 * number + 1)
        check.equal("pic_num", given, 2 * number + 1);
}

void checkEntry(FieldCheck &check, const Entry &entry, const Expected &expected)
{
    const ReferenceFrame &frame = expected.frame;
    const bool isLong = frame.is(Mark::LongTerm);
    const unsigned fields
        = (frame.marks[0] != Mark::Unused ? 1U : 0U) | (frame.marks[1] != Mark::Unused ? 2U : 0U);
    check.equal("flag VALID", (entry.flags & V4L2_H264_DPB_ENTRY_FLAG_VALID) != 0, true);
    check.equal("flag LONG_TERM", (entry.flags & V4L2_H264_DPB_ENTRY_FLAG_LONG_TERM) != 0, isLong);
    check.equal("flag FIELD", (entry.flags & V4L2_H264_DPB_ENTRY_FLAG_FIELD) != 0,
                frame.isFieldCoded);
    check.equal("fields", entry.fields, fields);
    check.equal("frame_num", entry.frame_num, isLong ? frame.longTermFrameIdx : frame.frameNum);
    checkPicNum(check, entry, expected);
    if (frame.isDecoded[0])
        check.equal("top_field_order_cnt", entry.top_field_order_cnt, frame.counts.top);
    if (frame.isDecoded[1])
        check.equal("bottom_field_order_cnt", entry.bottom_field_order_cnt, frame.counts.bottom);
}

} // namespace

Result<void> checkDpb(const Job &job, const DecodeParams &params, const Sps &sps,
                      const MarkingProcess &marking)
{
    for (unsigned i = 0; i < V4L2_H264_NUM_DPB_ENTRIES; ++i) {
        const Entry &entry = params.dpb[i];
        const std::uint64_t memory = job.memoryOf(entry.reference_ts);
        if ((entry.flags & V4L2_H264_DPB_ENTRY_FLAG_ACTIVE) == 0 || memory == 0)
            continue;
        // The last picture that went into a buffer is the one it holds.
        const auto newestFirst = marking.frames() | std::views::reverse;
        const auto frame = std::ranges::find(newestFirst, memory, &ReferenceFrame::memory);
        FieldCheck check(formatText("dpb[{}]", i));
        if (frame == newestFirst.end())
            check.wrong("flag ACTIVE", "is set, but the buffer holds no reference");
        else
            checkEntry(check, entry, {*frame, params, sps});
        TRY(check.result());
    }
    return {};
}

} // namespace weir::vpu::h264
