// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/doctor/clips.h"
#include "app/doctor/picture_compare.h"
#include "decode/demux/track.h"

namespace weir
{

// What a clip should look like, as the software decoder sees it.
struct ClipReference {
    std::shared_ptr<const VideoTrack> track;
    std::vector<PlanarPicture> pictures; // in output order
    std::string decoder; // "libavcodec 61.19.101"
};

// Blocks until all is decoded (milliseconds). Errors: no memory file, or those of decoding.
[[nodiscard]] Result<ClipReference> decodeReference(const DoctorClip &clip);

// What happened when a device decoded a clip.
struct ClipRun {
    std::optional<Error> failure; // it could not go on
    std::string reopened; // not empty: why the device had to be opened again
    bool isOverdue = false; // stopped when its time was over
    std::size_t decoded = 0; // pictures that came
    std::size_t damaged = 0; // of these, marked as damaged by the driver
    std::optional<std::size_t> firstDamaged; // in output order, from 0
    std::optional<Mismatch> mismatch; // the first
    std::string format; // of the pictures, "nv12"; empty: none came
    std::chrono::milliseconds longestWait{0}; // for a picture, or for the failure
    std::chrono::milliseconds duration{0};
};

// Decodes the clip on one device, by the engine and the threads that playing uses, and compares
// every picture. `device` as for --device. The device is closed when this returns. Blocks for the
// time limit at most, which is longer than what drivers give a picture.
[[nodiscard]] ClipRun runClip(const DoctorClip &clip, const ClipReference &reference,
                              const std::string &device);

} // namespace weir
