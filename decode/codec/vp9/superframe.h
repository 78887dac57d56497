// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "platform/base/result.h"

namespace weir::vp9
{

// The frames of one packet, in decoding order. Borrows the bytes.
class Superframe
{
public:
    static constexpr std::size_t MaxFrames = 8; // frames_in_superframe_minus_1 has three bits

    Superframe() = default; // none
    // Annex B: a packet with an index at its end, or one frame alone. Frames without bytes are left
    // out. Error: InvalidData when the index names more bytes than there are.
    static Result<Superframe> split(std::span<const std::byte> packet);

    [[nodiscard]] std::span<const std::span<const std::byte>> frames() const
    {
        return std::span(m_frames).first(m_count);
    }

private:
    std::array<std::span<const std::byte>, MaxFrames> m_frames;
    std::size_t m_count = 0;
};

} // namespace weir::vp9
