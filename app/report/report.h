// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "decode/medium/medium.h"
#include "render/color/color_report.h"

namespace weir
{

// Median, 95th percentile and maximum of a set of times, in milliseconds.
struct Spread {
    double median = 0;
    double p95 = 0;
    double maximum = 0;
    std::uint64_t samples = 0;
};

// What a run did: the content of `--bench`'s text and of `--json`. The JSON keys are documented in
// app/README.md and stay as they are.
struct Report {
    std::string file;
    std::string codec; // "h264 High 1920x1080"
    DecoderDescription decoder;
    std::string decoderReason;
    std::string presenterKind; // "subsurface", "shm", "null"
    std::string presenterReason;
    struct Imports {
        std::string verdict; // "right, says …", what is wrong, or why nobody knows; empty: not read
        std::uint64_t pictures = 0; // that a GPU read for this
    } imports;
    std::string pacing = "timer"; // or "fifo", "fifo+timing"
    std::string audio; // "pipewire", "silent", "off"

    struct Frames {
        std::uint64_t decoded = 0;
        std::uint64_t corrupt = 0;
        std::uint64_t unwritten = 0; // the device said "done", but there was no picture: left out
        std::uint64_t submitted = 0; // committed to the compositor (or taken by the null presenter)
        std::uint64_t presented = 0; // the compositor says that they were shown
        std::uint64_t discarded = 0; // the compositor says that they were not
        std::uint64_t skipped = 0; // the scheduler passed them over: decoded too late
        std::uint64_t late = 0; // presented more than half a refresh after they were due
        std::uint64_t zeroCopy = 0; // presented straight from our buffer (presentation-time flag)
    } frames;

    ColorReport color; // of the picture shown last

    double seconds = 0; // first to last picture
    Spread latenessMs; // shown - due
    Spread avOffsetMs; // video shown - sound heard, of the same media time
    double cpuSeconds = 0; // this process, user and system
    std::uint64_t rssPeakKib = 0;

    struct Fences {
        std::string regime = "none"; // or "implicit", "explicit"
        std::uint64_t waited = 0; // a producer's fence was pending and was waited for
        std::uint64_t passedOn = 0; // one was pending, and the compositor waits for it
        std::uint64_t none = 0; // signalled already: the kernel publishes none
        std::uint64_t failed = 0; // the export failed
        std::string producer; // who published the first that was waited for; empty: nobody
    } fences;
    std::vector<FellBack> fallbacks;

    [[nodiscard]] double decodedPerSecond() const;
    [[nodiscard]] double presentedPerSecond() const;
    [[nodiscard]] double cpuMsPerFrame() const; // 0 when nothing was decoded
};

[[nodiscard]] std::string reportAsJson(const Report &report);
[[nodiscard]] std::string reportAsText(const Report &report);

// CPU time and peak resident set of this process so far (getrusage).
void addProcessUsage(Report &report);

} // namespace weir
