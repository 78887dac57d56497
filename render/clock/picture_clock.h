// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <mutex>

#include "render/clock/media_clock.h"

namespace weir
{

// Drives the clock of a medium without sound: it starts with the first picture that is shown and
// runs at the machine's own pace. The one writer then. Thread-safe.
class PictureClock
{
public:
    explicit PictureClock(std::shared_ptr<MediaClock> clock);

    // `media` of `serial` was shown at `time`. Only the first of each serial counts.
    void start(Serial serial, MediaTime media, MonotonicTime time);
    void pause();
    void resume();

private:
    std::shared_ptr<MediaClock> m_clock;
    std::mutex m_mutex; // for writing m_clock and for the member below
    double m_rate = 0.0; // paused when made
};

} // namespace weir
