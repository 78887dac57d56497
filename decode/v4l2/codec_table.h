// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "decode/demux/track.h"
#include "decode/v4l2/control_query.h"

namespace weir
{

// One control that a codec is fed with.
struct CodecControl {
    std::uint32_t id = 0; // V4L2_CID_STATELESS_*
    std::string_view name;
    std::uint32_t sizeBytes = 0; // of our struct; the driver's elem_size must be the same
    enum class Need : std::uint8_t { Always, SliceMode, IfPresent } need = Need::Always;
};

// One row per codec that stateless drivers know.
struct CodecRow {
    VideoCodec codec = VideoCodec::Other;
    std::string_view name; // for people
    std::uint32_t fourcc = 0; // V4L2_PIX_FMT_*: the parsed-bitstream format
    std::span<const CodecControl> controls;
    // Menus, 0 when the codec has none.
    std::uint32_t decodeModeControl = 0;
    std::uint32_t startCodeControl = 0;
    std::uint32_t profileControl = 0;
    std::uint32_t levelControl = 0;
    // Its drivers do not take the size of pictures from the bitstream format: it is set as well.
    bool setsPictureSize = false;
};

[[nodiscard]] std::span<const CodecRow> codecTable();
// Null: no stateless driver can have it.
[[nodiscard]] const CodecRow *codecRow(VideoCodec codec);

// "V4L2_CID_STATELESS_H264_SPS", or the number in hexadecimal.
[[nodiscard]] std::string controlName(std::uint32_t id);

// The item of the profile menu for ffmpeg's profile name ("High", "Constrained Baseline").
// Nothing: unknown, so nothing can be refused by it.
[[nodiscard]] std::optional<std::uint32_t> profileItem(VideoCodec codec, std::string_view profile);

// The profiles that a driver's menu has, as ffmpeg spells them.
struct ProfileList {
    std::vector<std::string_view> names;
    bool hasTenBit = false; // one of them has pictures of 10 bits
};
[[nodiscard]] ProfileList profilesIn(VideoCodec codec, const MenuItems &menu);

} // namespace weir
