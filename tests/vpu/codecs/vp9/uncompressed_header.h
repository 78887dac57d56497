// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include <linux/v4l2-controls.h>

#include "platform/base/result.h"
#include "tests/vpu/codecs/bits/bit_reader.h"

namespace weir::vpu::vp9
{

inline constexpr std::size_t SlotCount = 8; // NUM_REF_FRAMES

struct Size {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
};

// The sizes of the pictures in the eight slots; frames may inherit theirs from there.
using SlotSizes = std::array<Size, SlotCount>;

// A frame's uncompressed header as the control would say it, its timestamps and the reference mode
// aside.
struct UncompressedHeader {
    v4l2_ctrl_vp9_frame expected{};
    std::uint8_t refreshFrameFlags = 0;
    std::uint8_t resetFrameContext = 0; // as coded, 7.2
    std::array<std::uint8_t, 3> refFrameIdx{}; // last, golden, alternate
    bool isLossless = false;

    [[nodiscard]] bool has(std::uint32_t flag) const { return (expected.flags & flag) != 0; }
    [[nodiscard]] bool isKeyFrame() const { return has(V4L2_VP9_FRAME_FLAG_KEY_FRAME); }
    [[nodiscard]] bool isIntra() const
    {
        return isKeyFrame() || has(V4L2_VP9_FRAME_FLAG_INTRA_ONLY);
    }
    [[nodiscard]] bool isErrorResilient() const { return has(V4L2_VP9_FRAME_FLAG_ERROR_RESILIENT); }
    [[nodiscard]] Size size() const
    {
        return {expected.frame_width_minus_1 + 1U, expected.frame_height_minus_1 + 1U};
    }
};

// Parses uncompressed headers (VP9 6.2) and keeps what lasts from frame to frame: the loop filter's
// deltas, the features of the segments, the format of the colours. One per context; thread-bound.
class UncompressedHeaderParser
{
public:
    // A header that cannot be parsed leaves the lasting state as it was.
    [[nodiscard]] Result<UncompressedHeader> parse(std::span<const std::uint8_t> frame,
                                                   const SlotSizes &slots);

private:
    struct Lasting {
        v4l2_vp9_loop_filter loopFilter{};
        v4l2_vp9_segmentation segmentation{};
        std::uint8_t bitDepth = 8;
        std::uint32_t colorFlags = 0; // subsampling and range
    };

    Lasting m_lasting;
};

} // namespace weir::vpu::vp9
