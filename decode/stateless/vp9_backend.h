// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "decode/codec/vp9/syntax.h"
#include "decode/stateless/device_backend.h"

namespace weir
{

// What the device must be set up for. Comes before a key frame.
struct Vp9Sequence {
    const vp9::FrameHeader &header; // of that key frame; valid during the call only
    unsigned heldPictures = 0; // frames the decoder may hold besides the one being decoded
};

// All that is needed to decode one picture. Valid until submit() has answered Submitted or an
// error.
struct Vp9Job {
    FrameId frame = FrameId::None;
    SlotRef slot; // the memory it goes to
    const vp9::FrameHeader *header = nullptr; // never null
    const vp9::CompressedHeader *compressed = nullptr; // never null
    // Last, golden, alternate; None in intra frames only.
    std::array<FrameId, vp9::RefsPerFrame> references{};
    std::span<const std::byte> data; // the whole frame, headers included
};

// The device's side of VP9 decoding. The probability contexts and the map of the segments are kept
// by the device, from frame to frame of a sequence.
class Vp9Backend : public DeviceBackend
{
public:
    virtual Result<void> beginSequence(const Vp9Sequence &sequence) = 0;
    // The size changes within the sequence: slots from now on are for pictures like `header`'s, and
    // the pictures before stay what they are and can be referred to. Called only when isIdle() says
    // so. Errors: Unsupported when the device cannot.
    virtual Result<void> resize(const vp9::FrameHeader &header) = 0;
    virtual Result<Submit> submit(const Vp9Job &job) = 0;
};

} // namespace weir
