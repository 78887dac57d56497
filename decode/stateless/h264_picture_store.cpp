// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/stateless/h264_picture_store.h"

#include <utility>

namespace weir
{

void H264PictureStore::put(Place place, H264Picture picture)
{
    m_pictures[place] = std::move(picture);
}

void H264PictureStore::collect(const h264::Dpb &dpb)
{
    for (const Place place : dpb.outputs()) {
        if (m_pictures[place].frame != FrameId::None)
            m_outputs.push_back(m_pictures[place]);
    }
    for (Place place = 0; place < h264::Dpb::PlaceCount; ++place) {
        const bool isEmpty = m_pictures[place].frame == FrameId::None
            && !m_pictures[place].slot.isValid();
        if (!isEmpty && !dpb.isInUse(place))
            m_pictures[place] = {};
    }
}

void H264PictureStore::noteDamaged(FrameId frame)
{
    for (H264Picture &picture : m_pictures)
        picture.corrupt |= picture.frame == frame;
    for (H264Picture &picture : m_outputs)
        picture.corrupt |= picture.frame == frame;
}

std::optional<H264Picture> H264PictureStore::take()
{
    if (m_outputs.empty())
        return std::nullopt;
    H264Picture picture = std::move(m_outputs.front());
    m_outputs.pop_front();
    return picture;
}

void H264PictureStore::clear()
{
    m_pictures = {};
    m_outputs.clear();
}

} // namespace weir
