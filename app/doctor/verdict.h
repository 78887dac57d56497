// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "app/doctor/clip_run.h"
#include "decode/v4l2/device_probe.h"

namespace weir
{

// How a device did with a clip.
enum class Outcome : std::uint8_t {
    Exact, // every sample of every picture is the software decoder's
    Differs,
    Failed, // the driver says that pictures are damaged, or an ioctl failed
    TimedOut, // the device did not finish a picture
    Refused, // the driver or weir says beforehand that it cannot; software takes over
    NotClaimed, // the device does not have the codec or the profile
    NotChecked, // there is no clip or no reference
};
[[nodiscard]] std::string_view nameOf(Outcome outcome); // "exact", "timed_out": stable, for JSON

// True for what a user should report: it plays badly without having been refused.
[[nodiscard]] bool isFault(Outcome outcome);

struct Verdict {
    Outcome outcome = Outcome::NotClaimed;
    std::string reason; // one clause for people; empty where there is nothing to say
};

// What can be said without decoding; nothing: try it. Pure.
[[nodiscard]] std::optional<Verdict> claimOf(const DecoderDevice &device, const DoctorClip &clip,
                                             const Result<ClipReference> &reference);

// Pure. `expected` is the clip's number of pictures.
[[nodiscard]] Verdict judge(const ClipRun &run, std::size_t expected);

} // namespace weir
