// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>

#include "platform/base/result.h"

namespace weir::av1
{

// The OBUs in a container's extradata: the configOBUs of AV1CodecConfigurationRecord ("av1C", AV1
// Codec ISO Media File Format Binding 2.3), or OBUs without it, as libavformat has for IVF. Empty
// when there are none.
[[nodiscard]] Result<std::span<const std::byte>> configObus(std::span<const std::byte> extradata);

} // namespace weir::av1
