// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "decode/v4l2/codec_table.h"
#include "decode/v4l2/control_query.h"
#include "decode/v4l2/video_device.h"

namespace weir
{

// What a device says of one codec. Absent menus and sizes mean unknown, never refused.
struct CodecAbility {
    VideoCodec codec = VideoCodec::Other;
    std::optional<SizeRange> sizes;
    std::optional<MenuItems> decodeModes;
    std::optional<MenuItems> startCodes;
    std::optional<MenuItems> profiles;
    std::optional<MenuItems> levels;
    std::vector<std::uint32_t> controls; // of the codec's, those the driver has in our size
    std::string uapiProblem; // not empty: a control is missing or of another size than ours
    bool holdsPictures = false; // V4L2_BUF_CAP_SUPPORTS_M2M_HOLD_CAPTURE_BUF, by codec
};

// One stateless decoder: a media node for the requests and a video node for the rest.
struct DecoderDevice {
    std::string mediaPath;
    std::string videoPath;
    std::string driver;
    std::string card;
    bool isMultiplanar = false;
    std::vector<CodecAbility> codecs; // never empty
    std::vector<std::uint32_t> pictureFormats; // V4L2_PIX_FMT_*, before any header is known
};

// Asks an open video node everything. Nothing in `codecs`: it is no stateless decoder (a stateful
// one, an encoder). Changes the handle's formats, so the handle should be closed afterwards.
[[nodiscard]] Result<DecoderDevice> probeDevice(const VideoDevice &device,
                                                const std::string &mediaPath);

// What a stream asks of a device, as far as it is known before its headers are parsed.
struct StreamNeeds {
    VideoCodec codec = VideoCodec::Other;
    Size size{}; // empty: unknown
    std::string profile{}; // as ffmpeg spells it; empty: unknown
};

// Why `device` cannot decode the stream, in one clause; nothing: it may try. Pure.
[[nodiscard]] std::optional<std::string> refusal(const DecoderDevice &device,
                                                 const StreamNeeds &needs);

constexpr std::int32_t UnknownWidth = 1;

// What makes one device better than another among those that do not refuse, the first member first.
struct DeviceRank {
    bool isFrameBased = false; // decodes whole frames, not slices
    bool isShowable = false; // has a picture format that can be shown
    std::int32_t width = 0; // of the largest pictures, or UnknownWidth
    friend constexpr auto operator<=>(const DeviceRank &, const DeviceRank &) = default;
};
// Pure.
[[nodiscard]] DeviceRank rank(const DecoderDevice &device, VideoCodec codec);

[[nodiscard]] const CodecAbility *abilityFor(const DecoderDevice &device, VideoCodec codec);

} // namespace weir
