// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>

#include "decode/codec/h264/dpb.h"
#include "decode/codec/h264/syntax.h"

namespace weir::h264
{

struct RefPicture {
    Dpb::Place place = Dpb::None; // None: no reference picture
    FieldSet fields = FieldSet::None;
    friend constexpr bool operator==(const RefPicture &, const RefPicture &) = default;
};

struct RefList {
    std::array<RefPicture, MaxRefListSize + 1> entries{}; // 8.2.4.3 needs one more for a while
    unsigned size = 0;
};

struct RefLists {
    RefList list0; // num_ref_idx_l0_active_minus1 + 1 entries in P and B slices
    RefList list1; // num_ref_idx_l1_active_minus1 + 1 entries in B slices
    // A modification names a picture that is not there: something was lost. Another picture stands
    // in for it.
    bool isLossy = false;
};

// 8.2.4: the lists of one slice of the DPB's current picture, whose FrameNumWraps are up to date.
// Entries that no picture takes repeat the list's first one: hardware may look at all of them.
RefLists buildRefLists(const Dpb &dpb, const Sps &sps, const SliceHeader &header);

// 8.2.4.2: the initial list `list` (0 or 1), before it is cut to its active size.
RefList initialRefList(const Dpb &dpb, const Sps &sps, const SliceHeader &header, unsigned list);

} // namespace weir::h264
