// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "platform/base/result.h"
#include "tests/vpu/codecs/lavc/av_types.h"
#include "tests/vpu/codecs/picture_decoder.h"

namespace weir::vpu
{

// The frame's planes, borrowed: no owner. An error for a layout that no decoder here gives.
Result<DecodedPicture> pictureOf(const AVFrame &frame);

// Overwrites the frame with mid grey.
void fillGrey(AVFrame &frame);
// Overwrites the frame with zeros, as fresh memory is.
void fillZeros(AVFrame &frame);
// Overwrites the frame with the part of the picture that it has room for.
void overwrite(AVFrame &frame, const DecodedPicture &picture);

} // namespace weir::vpu
