// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>

#include "decode/codec/h264/syntax.h"

namespace weir::h264
{

// `nal` is not empty.
[[nodiscard]] constexpr NalUnitType nalUnitType(std::span<const std::byte> nal)
{
    return static_cast<NalUnitType>(std::to_integer<unsigned>(nal[0]) & 31U);
}

// 7.4.1.2.4: `next` is the first slice of another primary coded picture than `first`.
[[nodiscard]] bool startsNewPicture(const SliceHeader &first, const SliceHeader &next,
                                    const Sps &sps);

} // namespace weir::h264
