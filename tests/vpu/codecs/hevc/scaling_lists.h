// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "platform/base/result.h"
#include "tests/vpu/codecs/bits/bit_writer.h"
#include "tests/vpu/codecs/hevc/controls.h"

namespace weir::vpu::hevc
{

// scaling_list_data() (7.3.4) with every list coded by itself.
[[nodiscard]] Result<void> writeScalingLists(BitWriter &writer,
                                             const v4l2_ctrl_hevc_scaling_matrix &matrix);

} // namespace weir::vpu::hevc
