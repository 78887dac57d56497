// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>

#include <linux/v4l2-controls.h>

#include "platform/base/result.h"
#include "tests/vpu/codecs/bits/bool_decoder.h"

namespace weir::vpu::vp8
{

// What copy_buffer_to_golden and copy_buffer_to_arf say (RFC 6386 9.7).
enum class BufferCopy { None = 0, FromLast = 1, FromOther = 2 };

// How a frame changes the references (RFC 6386 9.7, 9.11).
struct ReferenceUpdate {
    bool refreshLast = true;
    bool refreshGolden = true;
    bool refreshAlternate = true;
    BufferCopy copyToGolden = BufferCopy::None;
    BufferCopy copyToAlternate = BufferCopy::None;
};

// A frame's header as the control would say it, its three timestamps aside.
struct FrameHeader {
    v4l2_ctrl_vp8_frame expected{};
    ReferenceUpdate references;
    [[nodiscard]] bool isKeyFrame() const { return V4L2_VP8_FRAME_IS_KEY_FRAME(&expected); }
};

// Parses frame headers (RFC 6386 9, 19.2) and keeps what lasts from frame to frame. One per
// context; thread-bound.
class FrameHeaderParser
{
public:
    // A header that cannot be parsed leaves the lasting state as it was.
    [[nodiscard]] Result<FrameHeader> parse(std::span<const std::uint8_t> frame);

private:
    // What a frame inherits.
    struct Lasting {
        v4l2_vp8_segment segment{};
        v4l2_vp8_loop_filter loopFilter{};
        v4l2_vp8_entropy entropy{};
        std::uint16_t width = 0;
        std::uint16_t height = 0;
        std::uint8_t horizontalScale = 0;
        std::uint8_t verticalScale = 0;
        bool hasKeyFrame = false;
    };

    static Result<std::span<const std::uint8_t>> parseTag(std::span<const std::uint8_t> frame,
                                                          Lasting &lasting, FrameHeader &header);
    static void resetForKeyFrame(Lasting &lasting);
    static void parseReferences(BoolDecoder &decoder, FrameHeader &header);

    Lasting m_lasting;
};

} // namespace weir::vpu::vp8
