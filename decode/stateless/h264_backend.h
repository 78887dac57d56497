// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "decode/codec/h264/syntax.h"
#include "decode/stateless/device_backend.h"

namespace weir
{

// What the device must be set up for. Comes before the first picture and whenever it changes.
struct H264Sequence {
    const h264::Sps &sps; // valid during the call only
    Size codedSize; // pixels, multiples of 16: what S_FMT on the bitstream queue is given
    Rect visible; // within codedSize
    unsigned dpbFrames = 0; // frames the decoder may hold besides the one being decoded, 0..16
};

// A frame that the current picture may refer to. Non-existing frames (gaps in frame_num) are not
// listed. The first field of the current frame is, when the second one is decoded.
struct H264DpbEntry {
    FrameId frame = FrameId::None;
    std::uint16_t frameNum = 0; // FrameNum, or LongTermFrameIdx when isLongTerm
    std::int32_t picNum = 0; // PicNum (may be negative), or LongTermPicNum when isLongTerm
    std::int32_t topFieldOrderCnt = 0; // 0 when that field is not (yet) decoded
    std::int32_t bottomFieldOrderCnt = 0;
    h264::FieldSet referenceFields = h264::FieldSet::None; // marked "used for reference", not None
    bool isLongTerm = false;
    bool isFieldCoded = false; // decoded as two fields
};

// One place of a reference picture list.
struct H264Reference {
    static constexpr std::uint8_t Missing = 0xff;
    std::uint8_t dpbIndex = Missing; // into H264Job::dpb; Missing: nothing can stand in for it
    h264::FieldSet fields = h264::FieldSet::None;
};
using H264RefList = std::array<H264Reference, h264::MaxRefListSize>;

// One slice NAL unit, as it came: without start code or length, with its header byte and its
// emulation prevention bytes, without trailing zero bytes.
struct H264Slice {
    h264::SliceHeader header;
    std::span<const std::byte> nal;
    H264RefList refList0; // the first numRefIdxL0ActiveMinus1 + 1 are meant in P and B slices
    H264RefList refList1; // the first numRefIdxL1ActiveMinus1 + 1 are meant in B slices
};

// All that is needed to decode one picture (a frame or one field). Valid until submit() has
// answered Submitted or an error.
struct H264Job {
    FrameId frame = FrameId::None;
    SlotRef slot; // the memory it goes to; both fields of a frame have the same
    const h264::Sps *sps = nullptr; // never null
    const h264::Pps *pps = nullptr; // never null: of the first slice
    const h264::ScalingMatrix *scaling = nullptr; // never null; flat 16 when nothing was sent
    bool scalingMatrixPresent = false; // the SPS or the PPS carries lists
    bool hasPSlices = false;
    bool hasBSlices = false;
    bool isSecondField = false; // the frame's first field has been submitted with the same id
    bool isFirstField = false; // of a frame coded as fields; its second field usually follows, but
                               // may be missing in a damaged stream
    h264::FieldSet fields = h264::FieldSet::Frame; // what is decoded now
    std::int32_t topFieldOrderCnt = 0; // 0 when that field is not decoded now or before
    std::int32_t bottomFieldOrderCnt = 0;
    std::span<const H264DpbEntry> dpb; // at most 16
    std::span<const H264Slice> slices; // never empty; slices[0].header has the picture's own fields
};

// The device's side of H.264 decoding.
class H264Backend : public DeviceBackend
{
public:
    virtual Result<void> beginSequence(const H264Sequence &sequence) = 0;
    virtual Result<Submit> submit(const H264Job &job) = 0;
};

} // namespace weir
