// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "decode/frame/picture.h"
#include "platform/base/time.h"

namespace weir
{

// What the media clock said at one moment: a straight line between monotonic and media time.
// Value type.
struct ClockReading {
    Serial serial = 0; // of the sound (or picture) that drives the clock
    MonotonicTime anchorTime;
    MediaTime anchorMedia; // what is heard or seen at anchorTime
    double rate = 1.0; // media seconds a second; 0: paused, the media time stands still

    [[nodiscard]] MediaTime mediaTimeAt(MonotonicTime time) const
    {
        const std::chrono::duration<double, std::nano> elapsed = time - anchorTime;
        return anchorMedia + std::chrono::duration_cast<Nanoseconds>(elapsed * rate);
    }
    // When `media` is reached. Nothing: never, the clock is paused.
    [[nodiscard]] std::optional<MonotonicTime> timeOf(MediaTime media) const
    {
        if (rate <= 0.0)
            return std::nullopt;
        const std::chrono::duration<double, std::nano> ahead = media - anchorMedia;
        return anchorTime + std::chrono::duration_cast<Nanoseconds>(ahead / rate);
    }
};

// The reading side of the media clock, as the presenter sees it. Thread-safe, lock-free.
class ClockReader
{
public:
    virtual ~ClockReader() = default;

    // Nothing: the clock has not started yet. Then the first picture is shown at once and stays.
    [[nodiscard]] virtual std::optional<ClockReading> read() const = 0;
};

} // namespace weir
