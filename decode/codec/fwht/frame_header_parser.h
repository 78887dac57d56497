// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>

#include "decode/codec/fwht/syntax.h"
#include "platform/base/result.h"

namespace weir::fwht
{

// What each header begins with. The encoder keeps these bytes out of all data, so that the next
// frame can be found after damage.
inline constexpr std::array<std::byte, 8> Magic{std::byte{0x4f}, std::byte{0x4f}, std::byte{0x4f},
                                                std::byte{0x4f}, std::byte{0xff}, std::byte{0xff},
                                                std::byte{0xff}, std::byte{0xff}};

[[nodiscard]] bool beginsWithMagic(std::span<const std::byte> bytes);

// The header that `bytes` begin with. Errors: InvalidData, also when it promises more data than any
// frame of its size can have; Unsupported for versions before 3.
[[nodiscard]] Result<FrameHeader> parseFrameHeader(std::span<const std::byte> bytes);

// The frame that `packet` begins with. Errors: as above, and InvalidData when its data is cut
// short.
[[nodiscard]] Result<Frame> parseFrame(std::span<const std::byte> packet);

} // namespace weir::fwht
