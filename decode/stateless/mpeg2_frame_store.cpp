// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/stateless/mpeg2_frame_store.h"

#include <utility>

namespace weir
{

void Mpeg2FrameStore::show(Frame &frame)
{
    if (frame.picture.frame != FrameId::None && !std::exchange(frame.isShown, true))
        m_outputs.push_back(frame.picture);
}

void Mpeg2FrameStore::open(Frame frame)
{
    m_current = std::move(frame);
    m_isOpen = true;
}

void Mpeg2FrameStore::close(bool showAtOnce)
{
    if (!std::exchange(m_isOpen, false))
        return;
    if (m_current.isB) {
        show(m_current);
    } else {
        show(m_newer);
        if (showAtOnce)
            show(m_current);
        m_older = std::exchange(m_newer, std::move(m_current));
    }
    m_current = {};
}

void Mpeg2FrameStore::drop()
{
    m_current = {};
    m_isOpen = false;
}

void Mpeg2FrameStore::drain()
{
    close(false);
    show(m_newer);
    m_older = {};
    m_newer = {};
}

void Mpeg2FrameStore::clear()
{
    drop();
    m_older = {};
    m_newer = {};
    m_outputs.clear();
}

void Mpeg2FrameStore::noteDamaged(FrameId frame)
{
    for (Frame *const each : {&m_older, &m_newer, &m_current}) {
        if (frame != FrameId::None && each->picture.frame == frame) {
            each->picture.corrupt = true;
            each->taints = true;
        }
    }
    for (OutputPicture &picture : m_outputs)
        picture.corrupt |= picture.frame == frame;
}

std::optional<OutputPicture> Mpeg2FrameStore::take()
{
    if (m_outputs.empty())
        return std::nullopt;
    OutputPicture picture = std::move(m_outputs.front());
    m_outputs.pop_front();
    return picture;
}

} // namespace weir
