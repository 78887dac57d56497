// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/stateless/av1_picture_store.h"

#include <algorithm>
#include <utility>

namespace weir
{

void Av1PictureStore::refresh(unsigned slots, const OutputPicture &picture)
{
    for (unsigned i = 0; i < m_slots.size(); ++i) {
        if (((slots >> i) & 1U) != 0)
            m_slots.at(i) = picture;
    }
}

void Av1PictureStore::taintAll()
{
    for (OutputPicture &picture : m_slots)
        picture.corrupt = true;
}

void Av1PictureStore::show(OutputPicture picture, Layer layer)
{
    if (m_lowerLayer && !picture.pts) {
        picture.pts = m_lowerLayer->pts;
        picture.duration = m_lowerLayer->duration;
    }
    m_lowerLayer.reset();
    if (layer == Layer::Lower)
        m_lowerLayer = std::move(picture);
    else
        m_outputs.push_back(std::move(picture));
}

void Av1PictureStore::endTemporalUnit()
{
    if (m_lowerLayer)
        m_outputs.push_back(*std::exchange(m_lowerLayer, std::nullopt));
}

void Av1PictureStore::noteDamaged(FrameId frame)
{
    for (OutputPicture &picture : m_slots)
        picture.corrupt |= picture.frame == frame;
    for (OutputPicture &picture : m_outputs)
        picture.corrupt |= picture.frame == frame;
    if (m_lowerLayer)
        m_lowerLayer->corrupt |= m_lowerLayer->frame == frame;
}

std::size_t Av1PictureStore::heldBuffers() const
{
    const auto isOfLowerLayer = [this](const OutputPicture &picture) {
        return picture.slot.isValid() && picture.slot.index() == m_lowerLayer->slot.index();
    };
    const bool waitsAlone = m_lowerLayer && std::ranges::none_of(m_slots, isOfLowerLayer);
    return buffersOf(m_slots) + (waitsAlone ? 1 : 0);
}

std::optional<OutputPicture> Av1PictureStore::take()
{
    if (m_outputs.empty())
        return std::nullopt;
    OutputPicture picture = std::move(m_outputs.front());
    m_outputs.pop_front();
    return picture;
}

void Av1PictureStore::clear()
{
    m_slots = {};
    m_lowerLayer.reset();
    m_outputs.clear();
}

} // namespace weir
