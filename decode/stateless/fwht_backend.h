// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>

#include "decode/codec/fwht/syntax.h"
#include "decode/stateless/device_backend.h"

namespace weir
{

// What the device must be set up for: comes before the first intra frame and whenever one changes
// the size, the layout or the colour.
struct FwhtSequence {
    const fwht::FrameHeader *header = nullptr; // never null; of the intra frame
    unsigned heldFrames = 0; // that the decoder may hold besides the one being decoded
};

// All that is needed to decode one frame. Valid until submit() has answered Submitted or an error.
struct FwhtJob {
    FrameId frame = FrameId::None;
    SlotRef slot; // the memory it goes to
    const fwht::FrameHeader *header = nullptr; // never null
    std::span<const std::byte> data; // what follows the header
    FrameId reference = FrameId::None; // the frame before; None in an intra frame
};

// The device's side of FWHT decoding.
class FwhtBackend : public DeviceBackend
{
public:
    virtual Result<void> beginSequence(const FwhtSequence &sequence) = 0;
    virtual Result<Submit> submit(const FwhtJob &job) = 0;
};

} // namespace weir
