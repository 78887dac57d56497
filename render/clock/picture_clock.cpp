// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/clock/picture_clock.h"

#include <utility>

namespace weir
{

PictureClock::PictureClock(std::shared_ptr<MediaClock> clock)
    : m_clock(std::move(clock))
{
}

void PictureClock::start(Serial serial, MediaTime media, MonotonicTime time)
{
    const std::scoped_lock lock(m_mutex);
    const auto reading = m_clock->read();
    if (reading && reading->serial == serial)
        return;
    m_clock->publish({.serial = serial, .anchorTime = time, .anchorMedia = media, .rate = m_rate});
}

void PictureClock::pause()
{
    const std::scoped_lock lock(m_mutex);
    m_rate = 0.0;
    if (const auto reading = m_clock->read()) {
        const MonotonicTime now = MonotonicClock::now();
        m_clock->publish({.serial = reading->serial,
                          .anchorTime = now,
                          .anchorMedia = reading->mediaTimeAt(now),
                          .rate = m_rate});
    }
}

void PictureClock::resume()
{
    const std::scoped_lock lock(m_mutex);
    m_rate = 1.0;
    if (const auto reading = m_clock->read(); reading && reading->rate == 0.0) {
        m_clock->publish({.serial = reading->serial,
                          .anchorTime = MonotonicClock::now(),
                          .anchorMedia = reading->anchorMedia,
                          .rate = m_rate});
    }
}

} // namespace weir
