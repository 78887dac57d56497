// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>

#include "decode/codec/mpeg2/syntax.h"
#include "decode/stateless/device_backend.h"

namespace weir
{

// What the device must be set up for. Comes before the first picture and whenever the size or the
// kind of sequence changes.
struct Mpeg2Sequence {
    const mpeg2::Sequence &sequence; // valid during the call only
    mpeg2::SequenceDisplayExtension display;
    Size codedSize; // pixels, multiples of 16: what S_FMT on the bitstream queue is given
    Rect visible; // within codedSize
    unsigned heldFrames = 0; // that the decoder may hold besides the one being decoded
};

// All that is needed to decode one picture (a frame or one field). Valid until submit() has
// answered Submitted or an error.
struct Mpeg2Job {
    FrameId frame = FrameId::None;
    SlotRef slot; // the memory it goes to; both fields of a frame have the same
    // None of these is null.
    const mpeg2::Sequence *sequence = nullptr;
    const mpeg2::PictureHeader *picture = nullptr;
    const mpeg2::PictureCodingExtension *coding = nullptr;
    const mpeg2::QuantMatrices *matrices = nullptr;
    bool isFirstField = false; // of a frame coded as fields; its second field usually follows, but
                               // may be missing in a damaged stream
    bool isSecondField = false; // the frame's first field has been submitted with the same id
    bool isTopFieldFirst = false; // of the frame; field pictures themselves do not say it
    // The frames before in decoding order that it refers to, never its own. None: there is none.
    FrameId forward = FrameId::None; // of P and B pictures
    FrameId backward = FrameId::None; // of B pictures
    std::span<const std::span<const std::byte>> slices; // with their start codes; never empty
};

// The device's side of MPEG-2 decoding.
class Mpeg2Backend : public DeviceBackend
{
public:
    virtual Result<void> beginSequence(const Mpeg2Sequence &sequence) = 0;
    virtual Result<Submit> submit(const Mpeg2Job &job) = 0;
};

} // namespace weir
