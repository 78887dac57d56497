// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "platform/base/result.h"
#include "tests/vpu/codecs/hevc/controls.h"
#include "tests/vpu/codecs/hevc/picture_record.h"
#include "tests/vpu/codecs/hevc/slice_header.h"
#include "tests/vpu/codecs/job.h"

namespace weir::vpu::hevc
{

// Fails when DECODE_PARAMS contradict a slice header of the picture or the pictures decoded so far.

// For each slice: its flags, POC, sizes of the sets, and the sets where they are coded.
[[nodiscard]] Result<void> checkAgainstSlice(const Controls &controls, const SliceHeader &header,
                                             const PictureRecord &record);
// For the first slice of a picture, after PictureRecord::begin: the DPB entries and the lists of
// indices.
[[nodiscard]] Result<void> checkDpb(const Controls &controls, const Job &job,
                                    const PictureRecord &record);
// PicOrderCntVal as the bitstream has it.
[[nodiscard]] Result<void> checkPoc(const Controls &controls, const SliceHeader &header,
                                    const PictureRecord &record);

} // namespace weir::vpu::hevc
