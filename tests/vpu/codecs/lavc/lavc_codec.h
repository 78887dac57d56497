// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "platform/base/result.h"
#include "tests/vpu/codecs/lavc/av_types.h"
#include "tests/vpu/codecs/lavc/frame_allocator.h"

namespace weir::vpu
{

// libavcodec's software decoder of one codec, in one thread, asked for pictures in decode order:
// a packet is decoded to its end, and the frames that it made are taken as libavcodec allocates
// them, long before it would output them. Thread-bound.
class LavcCodec
{
public:
    static Result<LavcCodec> create(AVCodecID id);

    struct Outcome {
        // What libavcodec allocated for the packet, in that order. References to the same memory.
        std::vector<AvFramePtr> frames;
        std::optional<Error> error;
    };
    // What damage in the packet means: of a lone field libavcodec misses the other field's lines.
    enum class Damage { IsError, IsIgnored };
    Outcome decode(std::span<const std::uint8_t> packet, Damage damage = Damage::IsError);

private:
    LavcCodec(AvCodecPtr context, AvPacketPtr packet, AvFramePtr output);
    [[nodiscard]] int sendAndDrain();

    // At a fixed address, as libavcodec's callback is given it.
    std::unique_ptr<FrameAllocator> m_allocator;
    AvCodecPtr m_context;
    AvPacketPtr m_packet;
    AvFramePtr m_output;
    std::vector<std::uint8_t> m_padded; // the packet with libavcodec's padding
};

} // namespace weir::vpu
