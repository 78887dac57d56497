// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/stateless/vp9_picture_store.h"

#include <algorithm>
#include <utility>

namespace weir
{

void Vp9PictureStore::add(const vp9::FrameHeader &header, const OutputPicture &picture)
{
    if (header.resetsAllContexts()) {
        m_areContextsDamaged = false;
        m_lastReset = picture.frame;
    }
    for (std::size_t i = 0; i < m_slots.size(); ++i) {
        if ((header.refreshFrameFlags >> i & 1U) == 0)
            continue;
        m_slots.at(i) = picture;
        m_formats.at(i) = {.size = header.size, .color = header.color};
    }
    if (header.showFrame)
        m_outputs.push_back(picture);
}

bool Vp9PictureStore::showAgain(std::size_t index, std::optional<MediaTime> pts,
                                Nanoseconds duration)
{
    OutputPicture picture = m_slots.at(index);
    if (picture.frame == FrameId::None)
        return false;
    picture.pts = pts;
    picture.duration = duration;
    m_outputs.push_back(std::move(picture));
    return true;
}

bool Vp9PictureStore::isDamagedBy(const vp9::FrameHeader &header) const
{
    if (m_areContextsDamaged && !header.resetsAllContexts())
        return true;
    return !header.isIntra() && std::ranges::any_of(header.refFrameIdx, [this](std::size_t index) {
        return m_slots.at(index).corrupt;
    });
}

void Vp9PictureStore::noteLost()
{
    m_areContextsDamaged = true;
    for (OutputPicture &picture : m_slots)
        picture.corrupt = true;
}

// What came after it has learnt from its statistics, unless they have been forgotten since.
void Vp9PictureStore::noteDamaged(FrameId frame)
{
    const bool hasSpread = frame >= m_lastReset;
    m_areContextsDamaged |= hasSpread;
    const auto judge = [&](OutputPicture &picture) {
        picture.corrupt |= picture.frame == frame || (hasSpread && picture.frame > frame);
    };
    std::ranges::for_each(m_slots, judge);
    std::ranges::for_each(m_outputs, judge);
}

std::optional<OutputPicture> Vp9PictureStore::take()
{
    if (m_outputs.empty())
        return std::nullopt;
    OutputPicture picture = std::move(m_outputs.front());
    m_outputs.pop_front();
    return picture;
}

void Vp9PictureStore::clearSlots()
{
    m_slots = {};
    m_formats = {};
}

void Vp9PictureStore::clear()
{
    clearSlots();
    m_outputs.clear();
}

} // namespace weir
