// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace weir::vpu
{

// What the frame headers of a test say; the rest is fixed, see made_frame.cpp.
struct MadeFrame {
    enum class Kind { Key, IntraOnly, Inter };
    Kind kind = Kind::Key;
    unsigned refreshFrameFlags = 0xff; // of a frame that is no key frame
    unsigned slots[3] = {0, 1, 2};
    bool inheritsSize = true; // from the golden frame
    unsigned width = 352; // when it does not
    bool changesSegments = true;
};

// A VP9 frame of profile 0 of which only the headers mean something.
std::vector<std::uint8_t> makeFrame(const MadeFrame &frame);

} // namespace weir::vpu
