// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "decode/codec/hevc/syntax.h"
#include "decode/stateless/device_backend.h"

namespace weir
{

// What the device must be set up for. Comes before the first picture and whenever it changes.
struct HevcSequence {
    const hevc::Sps &sps; // valid during the call only
    Size codedSize; // pixels: what S_FMT on the bitstream queue is given
    Rect visible; // within codedSize
    unsigned dpbPictures = 0; // that the decoder may hold besides the one being decoded, 0..16
};

// A picture of the reference picture set that is there, for the current picture or a later one.
struct HevcDpbEntry {
    FrameId frame = FrameId::None;
    std::int32_t picOrderCnt = 0;
    bool isLongTerm = false;
};

// Indices into HevcJob::dpb.
struct HevcIndexList {
    static constexpr std::uint8_t Missing = 0xff; // the picture is not there
    std::array<std::uint8_t, hevc::MaxDpbPictures> indices{};
    std::uint8_t count = 0;

    [[nodiscard]] std::span<const std::uint8_t> entries() const
    {
        return std::span(indices).first(count);
    }
};

// One slice segment NAL unit, as it came: without start code or length, with its header bytes and
// its emulation prevention bytes, without trailing zero bytes.
struct HevcSlice {
    hevc::SliceHeader header; // of a dependent segment: completed from its slice
    std::span<const std::byte> nal;
    std::array<HevcIndexList, 2> refLists; // RefPicList0, RefPicList1; empty where there is none
};

// All that is needed to decode one picture. Valid until submit() has answered Submitted or an
// error.
struct HevcJob {
    FrameId frame = FrameId::None;
    SlotRef slot; // the memory it goes to
    const hevc::Sps *sps = nullptr; // never null
    const hevc::Pps *pps = nullptr; // never null
    const hevc::ScalingMatrix *scaling = nullptr; // never null; flat 16 when nothing is enabled
    std::int32_t picOrderCnt = 0;
    std::span<const HevcDpbEntry> dpb; // at most 16
    HevcIndexList stCurrBefore; // the sets that the picture itself refers to (8.3.2)
    HevcIndexList stCurrAfter;
    HevcIndexList ltCurr;
    std::span<const HevcSlice> slices; // never empty; slices[0] is the first of the picture
};

// The device's side of HEVC decoding.
class HevcBackend : public DeviceBackend
{
public:
    virtual Result<void> beginSequence(const HevcSequence &sequence) = 0;
    virtual Result<Submit> submit(const HevcJob &job) = 0;
};

} // namespace weir
