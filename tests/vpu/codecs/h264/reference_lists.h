// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "platform/base/result.h"
#include "tests/vpu/codecs/h264/decode_params_check.h"
#include "tests/vpu/codecs/h264/marking.h"
#include "tests/vpu/codecs/h264/slice_params_check.h"
#include "tests/vpu/codecs/job.h"

namespace weir::vpu::h264
{

// A picture in a reference list.
struct ListEntry {
    std::uint64_t memory = 0; // of its frame; 0: no picture, or a non-existing one
    unsigned fields = 0; // V4L2_H264_TOP_FIELD_REF …
    bool operator==(const ListEntry &) const = default;
};
using ReferenceList = std::vector<ListEntry>;

// The slice that lists are made for.
struct ListSlice {
    const SliceHeader &header;
    const Sps &sps;
    std::span<const ReferenceFrame> frames; // the references at that time
    OrderCounts counts; // of the current picture
};

// RefPicList0 and RefPicList1 (H.264 8.2.4), as long as the slice uses them.
std::array<ReferenceList, 2> referenceLists(const ListSlice &slice);

// Whether the lists of SLICE_PARAMS, which are indices into the dpb of DECODE_PARAMS, name these
// pictures. Entries without a picture may name anything.
Result<void> checkReferenceLists(const Job &job, const SliceParams &slice,
                                 const DecodeParams &decode,
                                 const std::array<ReferenceList, 2> &lists);

} // namespace weir::vpu::h264
