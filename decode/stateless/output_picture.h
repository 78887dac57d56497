// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <span>

#include "decode/frame/picture_pool.h"
#include "decode/stateless/frame_id.h"
#include "platform/base/geometry.h"
#include "platform/base/time.h"

namespace weir
{

// A picture in output order. It has been submitted, but the device may not have finished it.
struct OutputPicture {
    FrameId frame = FrameId::None;
    SlotRef slot;
    std::optional<MediaTime> pts;
    Nanoseconds duration{0}; // 0: unknown
    Rect visible;
    bool corrupt = false; // data was lost, or it refers to a damaged picture
};

// How many buffers these keep; several may name one, or none.
[[nodiscard]] std::size_t buffersOf(std::span<const OutputPicture> pictures);
[[nodiscard]] std::size_t buffersOf(std::initializer_list<const SlotRef *> slots);

} // namespace weir
