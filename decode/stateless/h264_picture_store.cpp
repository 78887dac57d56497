// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/stateless/h264_picture_store.h"

#include <algorithm>
#include <utility>

namespace weir
{

void H264PictureStore::put(Place place, OutputPicture picture)
{
    m_taints[place] = picture.corrupt;
    m_pictures[place] = std::move(picture);
}

void H264PictureStore::setCorrupt(Place place)
{
    m_pictures[place].corrupt = true;
    m_taints[place] = true;
}

bool H264PictureStore::anyTaints() const
{
    return std::ranges::contains(m_taints, true);
}

void H264PictureStore::collect(const h264::Dpb &dpb)
{
    for (const Place place : dpb.outputs()) {
        if (m_pictures[place].frame != FrameId::None)
            m_outputs.push_back(m_pictures[place]);
    }
    for (Place place = 0; place < h264::Dpb::PlaceCount; ++place) {
        const bool isEmpty
            = m_pictures[place].frame == FrameId::None && !m_pictures[place].slot.isValid();
        if (isEmpty || dpb.isInUse(place))
            continue;
        m_pictures[place] = {};
        m_taints[place] = false;
    }
}

void H264PictureStore::noteDamaged(FrameId frame)
{
    for (Place place = 0; place < h264::Dpb::PlaceCount; ++place) {
        if (m_pictures[place].frame == frame)
            setCorrupt(place);
    }
    for (OutputPicture &picture : m_outputs)
        picture.corrupt |= picture.frame == frame;
}

std::optional<OutputPicture> H264PictureStore::take()
{
    if (m_outputs.empty())
        return std::nullopt;
    OutputPicture picture = std::move(m_outputs.front());
    m_outputs.pop_front();
    return picture;
}

void H264PictureStore::clear()
{
    m_pictures = {};
    m_taints.fill(false);
    m_outputs.clear();
}

} // namespace weir
