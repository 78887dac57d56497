// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>

#include "decode/codec/vp8/syntax.h"
#include "decode/stateless/device_backend.h"

namespace weir
{

// What the device must be set up for: comes before the first key frame and whenever one changes
// the size in macroblocks.
struct Vp8Sequence {
    Size codedSize; // pixels, multiples of 16: what S_FMT on the bitstream queue is given
    Rect visible; // within codedSize
    unsigned heldFrames = 0; // that the decoder may hold besides the one being decoded
};

// All that is needed to decode one frame. Valid until submit() has answered Submitted or an error.
struct Vp8Job {
    FrameId frame = FrameId::None;
    SlotRef slot; // the memory it goes to
    const vp8::FrameHeader *header = nullptr; // never null
    std::span<const std::byte> data; // the whole frame as it came, frame tag included
    // The references of an inter frame, all of them there; None in a key frame.
    FrameId last = FrameId::None;
    FrameId golden = FrameId::None;
    FrameId alternate = FrameId::None;
};

// The device's side of VP8 decoding.
class Vp8Backend : public DeviceBackend
{
public:
    virtual Result<void> beginSequence(const Vp8Sequence &sequence) = 0;
    virtual Result<Submit> submit(const Vp8Job &job) = 0;
};

} // namespace weir
