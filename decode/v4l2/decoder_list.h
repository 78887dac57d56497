// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "decode/v4l2/device_survey.h"

namespace weir
{

// What `weir --list-decoders` prints. All of it is text for people.
struct DecoderList {
    // One codec of a device.
    struct Codec {
        std::string name; // "H.264"
        std::string maximumSize; // "4096x2304", or "unknown"
        std::string bits; // "8, 10": by its profiles, or else its picture formats; "-": none
        std::string modes; // "frame, slice", or "-"
        std::string profiles; // "Main, High", or "unknown" where the driver has no menu
        std::string standing; // "first choice", what is before it, or why weir does not use it
    };
    struct Device {
        std::string video; // "/dev/video0"
        std::string media; // "/dev/media0"
        std::string driver; // "hantro-vpu"
        std::string card; // "rockchip,rk3568-vpu-dec"
        std::string formats; // "NV12, P010": those that can be shown; drivers may tell more later
        std::vector<Codec> codecs;
    };
    std::vector<Device> devices;
    std::vector<std::string> remarks; // nodes that could not be asked, or why there is no device
};

// Pure.
[[nodiscard]] DecoderList describeDecoders(const DeviceSurvey &survey);

// Asks every stateless decoder of this machine. Takes some milliseconds; any thread.
[[nodiscard]] DecoderList listDecoders();

} // namespace weir
