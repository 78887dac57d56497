// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <linux/v4l2-controls.h>

#include "platform/base/result.h"

namespace weir::vpu::mpeg2
{

// The controls of one job.
struct Controls {
    v4l2_ctrl_mpeg2_sequence sequence{};
    v4l2_ctrl_mpeg2_picture picture{};
    v4l2_ctrl_mpeg2_quantisation quantisation{};
};

// Whether headers can say what the controls say (H.262 6.2.2 to 6.2.3.2).
[[nodiscard]] Result<void> validate(const Controls &controls);

// The headers of a picture: sequence, group of pictures, picture; of a second field only what may
// stand between two fields.
[[nodiscard]] std::vector<std::uint8_t> writeHeaders(const Controls &controls, bool isSecondField);

} // namespace weir::vpu::mpeg2
