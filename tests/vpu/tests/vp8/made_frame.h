// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace weir::vpu
{

// What the frame headers of a test say; the rest of the header is fixed, see made_frame.cpp.
struct MadeFrame {
    bool isKeyFrame = true;
    bool refreshGolden = false;
    bool refreshAlternate = false;
    unsigned copyToGolden = 0;
    unsigned copyToAlternate = 0;
    bool refreshLast = true;
    bool refreshEntropy = true;
    bool changesEntropy = true;
};

// A VP8 frame of 176x144 with two token partitions of which only the headers mean something.
std::vector<std::uint8_t> makeFrame(const MadeFrame &frame);

} // namespace weir::vpu
