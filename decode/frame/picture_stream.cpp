// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/frame/picture_stream.h"

#include <utility>

namespace weir
{

PictureStream::PictureStream(EventFd eventWake, EventFd releaseWake)
    : m_eventWake(std::move(eventWake))
    , m_releaseWake(std::move(releaseWake))
{
}

Result<std::shared_ptr<PictureStream>> PictureStream::create()
{
    EventFd eventWake = TRY(EventFd::create());
    EventFd releaseWake = TRY(EventFd::create());
    return std::shared_ptr<PictureStream>(
        new PictureStream(std::move(eventWake), std::move(releaseWake)));
}

void PictureStream::put(PictureEvent event)
{
    const std::scoped_lock lock(m_mutex);
    const bool isPicture = std::holds_alternative<Picture>(event);
    m_events.push_back(std::move(event));
    if (m_consumerWaits && (!isPicture || m_events.size() >= m_picturesPerWake))
        wakeConsumer();
}

void PictureStream::wakeConsumer()
{
    m_consumerWaits = false;
    m_eventWakeSet = true;
    m_eventWake.signal();
}

void PictureStream::setPicturesPerWake(std::size_t count)
{
    const std::scoped_lock lock(m_mutex);
    m_picturesPerWake = count;
}

std::optional<PictureEvent> PictureStream::take()
{
    const std::scoped_lock lock(m_mutex);
    clearWake();
    if (m_events.empty()) {
        m_consumerWaits = true;
        return std::nullopt;
    }
    PictureEvent event = std::move(m_events.front());
    m_events.pop_front();
    return event;
}

void PictureStream::acknowledge()
{
    const std::scoped_lock lock(m_mutex);
    clearWake();
}

void PictureStream::clearWake()
{
    if (std::exchange(m_eventWakeSet, false))
        m_eventWake.clear();
}

void PictureStream::release(SlotName slot)
{
    const std::scoped_lock lock(m_mutex);
    m_released.push_back(slot);
    if (!m_producerWaits)
        return;
    m_producerWaits = false;
    m_releaseWakeSet = true;
    m_releaseWake.signal();
}

void PictureStream::takeReleased(std::vector<SlotName> &slots)
{
    const std::scoped_lock lock(m_mutex);
    slots.insert(slots.end(), m_released.begin(), m_released.end());
    m_released.clear();
}

bool PictureStream::prepareToWait()
{
    const std::scoped_lock lock(m_mutex);
    if (m_releaseWakeSet)
        m_releaseWake.clear();
    m_releaseWakeSet = false;
    m_producerWaits = m_released.empty();
    if (m_producerWaits && m_consumerWaits && !m_events.empty())
        wakeConsumer();
    return m_producerWaits;
}

} // namespace weir
