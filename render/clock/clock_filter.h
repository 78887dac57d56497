// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "render/clock/clock_reader.h"

namespace weir
{

// Draws a smooth line through what a sound device says about its position. Small errors change
// the line's slope and never its value, so that media time does not jump; large ones (xrun, stall)
// are followed at once forwards and waited for backwards. Within a serial the value never goes
// back. Pure.
class ClockFilter
{
public:
    // `media` of `serial` is heard at `heardAt`; measured at `now`.
    struct Position {
        Serial serial = 0;
        MediaTime media;
        MonotonicTime heardAt;
        MonotonicTime now;
    };
    ClockReading update(const Position &position);
    // The sound ran dry: the clock stands still once it reached `last`, the end of what was heard.
    // Goes on with the next update().
    ClockReading stall(MonotonicTime now, MediaTime last);
    // Nothing will be heard any more, yet time goes on (the picture is longer than the sound).
    ClockReading runFree(MonotonicTime now);
    ClockReading pause(MonotonicTime now);

    [[nodiscard]] const std::optional<ClockReading> &reading() const { return m_reading; }

private:
    ClockReading set(MonotonicTime time, MediaTime media, double rate);

    std::optional<ClockReading> m_reading; // nothing before the first update()
};

} // namespace weir
