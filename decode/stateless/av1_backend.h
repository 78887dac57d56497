// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "decode/codec/av1/syntax.h"
#include "decode/codec/av1/tile_group_parser.h"
#include "decode/stateless/device_backend.h"

namespace weir
{

// What the device must be set up for. Comes before the first picture and whenever it changes.
struct Av1Sequence {
    const av1::SequenceHeader &header; // valid during the call only
    Size codedSize; // of the largest frame; what S_FMT on the bitstream queue is given
    Rect visible; // of the first frame
    Rational sampleAspectRatio{.numerator = 0, .denominator = 1}; // 0/1: the stream has none
    unsigned heldPictures = 0; // that the decoder may hold besides the one being decoded
};

// All that is needed to decode one frame. Valid until submit() has answered Submitted or an error.
struct Av1Job {
    FrameId frame = FrameId::None;
    SlotRef slot; // the memory it goes to
    const av1::SequenceHeader *sequence = nullptr; // never null
    const av1::FrameHeader *header = nullptr; // never null
    // What the slots hold before the frame; None: nothing. Those that an inter frame refers to are
    // there.
    std::array<FrameId, av1::NumRefFrames> references{};
    // The payload of the tile groups: one after the other they are what the device reads.
    std::span<const std::span<const std::byte>> tileGroups;
    std::span<const av1::Tile> tiles; // all, in order; offsets into the tile groups so joined
};

// The device's side of AV1 decoding.
class Av1Backend : public DeviceBackend
{
public:
    virtual Result<void> beginSequence(const Av1Sequence &sequence) = 0;
    virtual Result<Submit> submit(const Av1Job &job) = 0;
};

} // namespace weir
