// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "platform/base/time.h"

namespace weir
{

// Makes one unbroken line of sound from frames whose timestamps are rounded, missing, overlap or
// leave gaps. Time is counted in frames from an anchor, so that rounding never adds up. Pure.
class AudioTimeline
{
public:
    explicit AudioTimeline(std::uint32_t sampleRate);

    // What comes next is a new line. With `start` it begins exactly there: earlier sound is cut
    // and a late beginning is filled with silence. Without, it begins with the first frames.
    void restart(std::optional<MediaTime> start);

    struct Placement {
        MediaTime pts; // of the first frame of silence, or of sound when there is no silence
        std::uint64_t silenceFrames = 0; // to be put before the sound
        std::size_t skipFrames = 0; // of the sound to be dropped, at most all of it
    };
    // Where `frames` frames that say they begin at `pts` go. Nothing: right after the last ones.
    Placement place(std::optional<MediaTime> pts, std::size_t frames);

private:
    [[nodiscard]] MediaTime expected() const;
    [[nodiscard]] std::uint64_t framesIn(Nanoseconds duration) const;
    Placement advance(std::uint64_t silenceFrames, std::size_t skipFrames, std::size_t frames);
    Placement anchorAt(MediaTime pts, std::size_t frames);

    std::uint32_t m_sampleRate;
    std::optional<MediaTime> m_anchor;
    std::uint64_t m_framesSinceAnchor = 0;
    bool m_isLeading = false; // nothing came since a restart with a start
};

} // namespace weir
