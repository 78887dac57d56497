// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "decode/v4l2/device_probe.h"
#include "platform/udev/device_tree.h"

namespace weir
{

// A node that could not be asked, and what to do about it: one sentence.
struct DeviceProblem {
    std::string path;
    std::string sentence;
};

// All that a look at the machine gives.
struct DeviceSurvey {
    std::vector<DecoderDevice> devices;
    std::vector<DeviceProblem> problems;
    unsigned mediaNodes = 0;
    unsigned videoNodes = 0;
};

[[nodiscard]] DeviceSurvey surveyDevices(KernelIo &io, DeviceTree &tree);

// The chosen device, or why there is none: one clause for each candidate.
struct DeviceChoice {
    std::optional<DecoderDevice> device;
    std::string reason;
};

// A path ("/dev/video0", "/dev/media0") or a driver's name ("visl") means this device; empty: any.
[[nodiscard]] bool isWanted(const DecoderDevice &device, const std::string &wanted);

// `wanted` as for isWanted(). Pure.
[[nodiscard]] DeviceChoice chooseDevice(const DeviceSurvey &survey, const StreamNeeds &needs,
                                        const std::string &wanted);

// What chooseDevice() makes of this device for streams of a codec that it has, beside the others:
// "first choice", what is before it and why, or why it is not used. Pure.
[[nodiscard]] std::string standingOf(const DecoderDevice &device, const DeviceSurvey &survey,
                                     VideoCodec codec);

} // namespace weir
