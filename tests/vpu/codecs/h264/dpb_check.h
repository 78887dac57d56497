// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "platform/base/result.h"
#include "tests/vpu/codecs/h264/decode_params_check.h"
#include "tests/vpu/codecs/h264/marking.h"
#include "tests/vpu/codecs/job.h"

namespace weir::vpu::h264
{

// Whether the ACTIVE entries of the dpb say of their pictures what was decoded into the buffers
// that they name: hardware builds its reference lists from them. An entry whose timestamp no buffer
// has, and a reference that no entry names, show in the picture instead.
Result<void> checkDpb(const Job &job, const DecodeParams &params, const Sps &sps,
                      const MarkingProcess &marking);

} // namespace weir::vpu::h264
