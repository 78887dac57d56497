// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "platform/base/geometry.h"
#include "platform/base/time.h"

namespace weir
{

// Gives each picture, in output order, a time: its own where the container has one, else by
// counting. Times always grow. Pure.
class PictureTimes
{
public:
    // `frameRate` 0/1 (unknown) counts as 25 pictures a second.
    explicit PictureTimes(Rational frameRate);

    // The next picture is the first of a stretch (start, seek, loop).
    void restart();
    MediaTime next(std::optional<MediaTime> pts);

private:
    [[nodiscard]] MediaTime counted() const;

    Rational m_frameRate;
    // Counting goes from an anchor so that the rounding of the interval never adds up.
    std::optional<MediaTime> m_anchor;
    std::int64_t m_picturesSinceAnchor = 0;
    std::optional<MediaTime> m_last;
};

} // namespace weir
