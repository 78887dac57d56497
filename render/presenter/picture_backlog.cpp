// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/presenter/picture_backlog.h"

#include <algorithm>

namespace weir
{

std::vector<Picture> PictureBacklog::push(Picture picture)
{
    if (picture.serial < m_oldest)
        return {picture};
    m_times.push_back(picture.pts);
    m_pictures.push_back(picture);
    return {};
}

std::vector<Picture> PictureBacklog::flush(Serial serial)
{
    m_oldest = std::max(m_oldest, serial);
    // Serials only grow along the queue.
    const auto firstKept = std::ranges::find_if(
        m_pictures, [this](const Picture &picture) { return picture.serial >= m_oldest; });
    return takeFront(static_cast<std::size_t>(firstKept - m_pictures.begin()));
}

std::vector<Picture> PictureBacklog::takeFront(std::size_t count)
{
    const auto end = static_cast<std::ptrdiff_t>(std::min(count, m_pictures.size()));
    std::vector<Picture> taken(m_pictures.begin(), m_pictures.begin() + end);
    m_pictures.erase(m_pictures.begin(), m_pictures.begin() + end);
    m_times.erase(m_times.begin(), m_times.begin() + end);
    return taken;
}

std::span<const MediaTime> PictureBacklog::times() const
{
    if (m_pictures.empty())
        return {};
    const Serial serial = m_pictures.front().serial;
    const auto end = std::ranges::find_if(
        m_pictures, [serial](const Picture &picture) { return picture.serial != serial; });
    return std::span(m_times).first(static_cast<std::size_t>(end - m_pictures.begin()));
}

bool PictureBacklog::containsGeneration(std::uint32_t generation) const
{
    return std::ranges::any_of(m_pictures, [generation](const Picture &picture) {
        return picture.slot.generation == generation;
    });
}

} // namespace weir
