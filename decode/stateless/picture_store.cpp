// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/stateless/picture_store.h"

#include <algorithm>
#include <utility>

namespace weir
{

void PictureStore::put(Place place, OutputPicture picture)
{
    m_taints[place] = picture.corrupt;
    m_pictures[place] = std::move(picture);
}

void PictureStore::setCorrupt(Place place)
{
    m_pictures[place].corrupt = true;
    m_taints[place] = true;
}

bool PictureStore::anyTaints() const
{
    return std::ranges::contains(m_taints, true);
}

void PictureStore::show(std::span<const Place> places)
{
    for (const Place place : places) {
        if (m_pictures[place].frame != FrameId::None)
            m_outputs.push_back(m_pictures[place]);
    }
}

void PictureStore::release(Place place)
{
    if (m_pictures[place].frame == FrameId::None && !m_pictures[place].slot.isValid())
        return;
    m_pictures[place] = {};
    m_taints[place] = false;
}

void PictureStore::noteDamaged(FrameId frame)
{
    for (Place place = 0; place < PlaceCount; ++place) {
        if (m_pictures[place].frame == frame)
            setCorrupt(place);
    }
    for (OutputPicture &picture : m_outputs)
        picture.corrupt |= picture.frame == frame;
}

std::optional<OutputPicture> PictureStore::take()
{
    if (m_outputs.empty())
        return std::nullopt;
    OutputPicture picture = std::move(m_outputs.front());
    m_outputs.pop_front();
    return picture;
}

void PictureStore::clear()
{
    m_pictures = {};
    m_taints.fill(false);
    m_outputs.clear();
}

} // namespace weir
