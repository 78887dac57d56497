// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/frame/picture_stream.h"

#include <utility>

namespace weir
{

namespace
{

// A producer that waits for slots is woken for so many at once,
constexpr std::size_t SlotsPerWake = 4;
// or as soon as fewer events than this are left.
constexpr std::size_t FewEvents = 2;

} // namespace

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
    bool wakes = false;
    {
        const std::scoped_lock lock(m_mutex);
        const bool isPicture = std::holds_alternative<Picture>(event);
        m_others += isPicture ? 0U : 1U;
        m_events.push_back(std::move(event));
        if (!isPicture || (m_consumerWaits && m_events.size() >= m_picturesPerWake))
            wakes = wakeConsumer();
    }
    if (wakes)
        m_eventWake.signal();
}

bool PictureStream::wakeConsumer()
{
    m_consumerWaits = false;
    return !std::exchange(m_eventWakeSet, true);
}

void PictureStream::setPicturesPerWake(std::size_t count)
{
    const std::scoped_lock lock(m_mutex);
    m_picturesPerWake = count;
}

std::optional<PictureEvent> PictureStream::take()
{
    std::optional<PictureEvent> event;
    bool wakes = false;
    {
        const std::scoped_lock lock(m_mutex);
        clearWake();
        if (m_events.empty()) {
            m_consumerWaits = true;
        } else {
            event = std::move(m_events.front());
            m_events.pop_front();
            m_others -= std::holds_alternative<Picture>(*event) ? 0U : 1U;
        }
        wakes = wakeProducer();
    }
    if (wakes)
        m_releaseWake.signal();
    return event;
}

// Not read under the lock, or the producer would sleep for it. What it puts between the two needs
// no signal: the consumer looks at the stream now.
bool PictureStream::acknowledge()
{
    const bool cleared = m_eventWake.clear();
    const std::scoped_lock lock(m_mutex);
    if (cleared)
        m_eventWakeSet = false;
    return m_others > 0;
}

// What was decided and not signalled yet is read the next time.
void PictureStream::clearWake()
{
    if (m_eventWakeSet && m_eventWake.clear())
        m_eventWakeSet = false;
}

void PictureStream::release(SlotName slot)
{
    bool wakes = false;
    {
        const std::scoped_lock lock(m_mutex);
        m_released.push_back(slot);
        wakes = wakeProducer();
    }
    if (wakes)
        m_releaseWake.signal();
}

// For several slots at once, unless the consumer is about to run dry.
bool PictureStream::wakeProducer()
{
    if (!m_producerWaits || m_released.empty())
        return false;
    const bool isRunningDry = m_consumerWaits || m_events.size() < FewEvents;
    if (m_released.size() < SlotsPerWake && !isRunningDry)
        return false;
    m_producerWaits = false;
    return !std::exchange(m_releaseWakeSet, true);
}

void PictureStream::takeReleased(std::vector<SlotName> &slots)
{
    const std::scoped_lock lock(m_mutex);
    slots.insert(slots.end(), m_released.begin(), m_released.end());
    m_released.clear();
}

bool PictureStream::isReleaseWakeSet()
{
    const std::scoped_lock lock(m_mutex);
    return m_releaseWakeSet;
}

bool PictureStream::prepareToWait()
{
    const bool cleared = isReleaseWakeSet() && m_releaseWake.clear(); // likewise
    bool waits = false;
    bool wakes = false;
    {
        const std::scoped_lock lock(m_mutex);
        if (cleared)
            m_releaseWakeSet = false;
        m_producerWaits = m_released.empty();
        waits = m_producerWaits;
        if (waits && m_consumerWaits && !m_events.empty())
            wakes = wakeConsumer();
    }
    if (wakes)
        m_eventWake.signal();
    return waits;
}

} // namespace weir
