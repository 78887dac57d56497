// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/medium/picture_times.h"

namespace weir
{

PictureTimes::PictureTimes(Rational frameRate)
    : m_frameRate(frameRate)
{
    if (m_frameRate.numerator <= 0 || m_frameRate.denominator <= 0)
        m_frameRate = {.numerator = 25, .denominator = 1};
}

void PictureTimes::restart()
{
    m_anchor.reset();
    m_last.reset();
}

MediaTime PictureTimes::next(std::optional<MediaTime> pts)
{
    if (!m_last || (pts && *pts > *m_last)) {
        m_anchor = pts.value_or(MediaTime{});
        m_picturesSinceAnchor = 0;
        m_last = m_anchor;
    } else {
        ++m_picturesSinceAnchor;
        m_last = counted();
    }
    return *m_last;
}

MediaTime PictureTimes::counted() const
{
    constexpr std::int64_t NanosecondsPerSecond = 1'000'000'000;
    const std::int64_t scaled
        = NanosecondsPerSecond / m_frameRate.numerator * m_frameRate.denominator;
    const std::int64_t rest = NanosecondsPerSecond % m_frameRate.numerator * m_frameRate.denominator
        * m_picturesSinceAnchor / m_frameRate.numerator;
    return *m_anchor + Nanoseconds(scaled * m_picturesSinceAnchor + rest);
}

} // namespace weir
