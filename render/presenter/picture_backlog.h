// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include "decode/frame/picture.h"

namespace weir
{

// Pictures received and not yet shown, in order, with their times side by side as the scheduler
// reads them. Value type; what leaves it is returned, so that nobody forgets to release a slot.
class PictureBacklog
{
public:
    // A picture older than the newest flush comes straight back.
    [[nodiscard]] std::vector<Picture> push(Picture picture);
    // Everything older than `serial` comes back, now and from later pushes.
    [[nodiscard]] std::vector<Picture> flush(Serial serial);
    // The first `count`, out of the way.
    [[nodiscard]] std::vector<Picture> takeFront(std::size_t count);

    [[nodiscard]] bool isEmpty() const { return m_pictures.empty(); }
    [[nodiscard]] std::size_t size() const { return m_pictures.size(); }
    [[nodiscard]] const Picture &front() const { return m_pictures.front(); }
    // At most so many.
    [[nodiscard]] std::span<const Picture> first(std::size_t count) const
    {
        return std::span(m_pictures).first(std::min(count, m_pictures.size()));
    }
    // Times of the leading pictures that share the first one's serial.
    [[nodiscard]] std::span<const MediaTime> times() const;
    [[nodiscard]] bool containsGeneration(std::uint32_t generation) const;

private:
    std::vector<Picture> m_pictures;
    std::vector<MediaTime> m_times; // parallel
    Serial m_oldest = 0;
};

} // namespace weir
