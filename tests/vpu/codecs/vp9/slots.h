// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "platform/base/result.h"
#include "tests/vpu/codecs/vp9/uncompressed_header.h"

namespace weir::vpu::vp9
{

// The eight slots of references: timestamp and size of the picture in each, as refresh_frame_flags
// says, which the control lacks (VP9 8.20). Value type.
class Slots
{
public:
    [[nodiscard]] const SlotSizes &sizes() const { return m_sizes; }
    // Whether the control names the pictures that the frame's slots hold.
    [[nodiscard]] Result<void> compare(const v4l2_ctrl_vp9_frame &control,
                                       const UncompressedHeader &header) const;
    // The frame of this header was decoded.
    void update(const UncompressedHeader &header, std::uint64_t timestamp);

private:
    std::array<std::optional<std::uint64_t>, SlotCount> m_timestamps;
    SlotSizes m_sizes{};
};

} // namespace weir::vpu::vp9
