// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/audio/silent_sink.h"

#include "platform/base/poller.h"

namespace weir
{

namespace
{

using namespace std::chrono_literals;

constexpr auto BlockDuration = 40ms;
// What a lost daemon did not play, or a busy machine was late for, is skipped up to this; beyond it
// the line starts anew.
constexpr Nanoseconds LongestDelay = 2s;

} // namespace

Result<std::unique_ptr<SilentSink>> SilentSink::create(AudioPump &pump)
{
    EventFd wake = TRY(EventFd::create());
    return std::unique_ptr<SilentSink>(new SilentSink(pump, std::move(wake)));
}

SilentSink::SilentSink(AudioPump &pump, EventFd wake)
    : m_pump(pump)
    , m_wake(std::move(wake))
    , m_block(pump.format().channels
              * (pump.format().sampleRate * static_cast<std::size_t>(BlockDuration.count()) / 1000))
    , m_thread("silent-sink", [this] { run(); })
{
}

SilentSink::~SilentSink()
{
    order(Order::Quit);
    m_thread.join();
}

void SilentSink::order(Order order)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_order = order;
    }
    m_wake.signal();
}

SilentSink::Order SilentSink::takeOrder()
{
    m_wake.clear();
    const std::scoped_lock lock(m_mutex);
    return m_order;
}

void SilentSink::run()
{
    Poller poller;
    poller.add(m_wake.fd(), Poller::Interest::Readable, 0);
    Order current = Order::Pause;
    while (current != Order::Quit) {
        std::optional<std::chrono::milliseconds> timeout;
        if (current == Order::Play) {
            step();
            const auto ahead = *m_next - MonotonicClock::now();
            timeout = std::max(std::chrono::ceil<std::chrono::milliseconds>(ahead), 0ms);
        } else {
            m_next.reset();
        }
        const auto ready = poller.wait(timeout);
        if (!ready || !ready->empty())
            current = takeOrder();
    }
}

void SilentSink::step()
{
    const MonotonicTime now = MonotonicClock::now();
    if (!m_next)
        m_next = m_pump.nextDueAt(now);
    if (now - *m_next > LongestDelay)
        m_next = now;
    while (*m_next <= now) {
        m_pump.fill(m_block, {.now = now, .heardAt = *m_next});
        *m_next += BlockDuration;
    }
}

} // namespace weir
