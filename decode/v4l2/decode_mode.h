// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

#include "decode/v4l2/device_probe.h"

namespace weir
{

// How a driver takes a picture's slices. Values are those of the H.264 and HEVC menus.
struct DecodeMode {
    enum class Unit : std::uint8_t { Slice = 0, Frame = 1 } unit = Unit::Frame;
    enum class StartCode : std::uint8_t { None = 0, AnnexB = 1 } startCode = StartCode::AnnexB;
    friend constexpr bool operator==(const DecodeMode &, const DecodeMode &) = default;
};

// Frame based before slice based; start codes with frames, none with slices, where the menus leave
// a choice. `forced` (tests) wins where the device has it. Nothing: the device has no mode that
// weir knows, or not the forced one. Pure.
[[nodiscard]] std::optional<DecodeMode> chooseDecodeMode(const CodecAbility &ability,
                                                         std::optional<DecodeMode::Unit> forced);

// WEIR_V4L2_MODE, "slice" or "frame": for comparing the two on drivers that have both.
[[nodiscard]] std::optional<DecodeMode::Unit> decodeModeFromEnvironment();

} // namespace weir
