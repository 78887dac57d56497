// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/presenter/present_wait.h"

namespace weir
{

namespace
{

enum Token : std::uint32_t { Mailbox, Stream, Display, DisplayWritable, Scene, Release };
static_assert(Release < PresentWait::FirstFreeToken);

} // namespace

PresentWait::PresentWait(const Sources &sources)
    : m_display(sources.display)
    , m_scene(sources.scene)
{
    m_poller.add(sources.mailboxFd, Poller::Interest::Readable, Mailbox);
    m_poller.add(sources.streamFd, Poller::Interest::Readable, Stream);
    if (m_display != nullptr)
        m_poller.add(m_display->connection().fd(), Poller::Interest::Readable, Display);
    if (m_scene != nullptr)
        m_poller.add(m_scene->eventFd(), Poller::Interest::Readable, Scene);
    if (m_display != nullptr && m_display->stage().releaseFd() >= 0)
        m_poller.add(m_display->stage().releaseFd(), Poller::Interest::Readable, Release);
}

Result<PresentWait::Woken> PresentWait::sleep(std::optional<MonotonicTime> until)
{
    return dispatch(TRY(m_display == nullptr ? wait(until) : waitAndRead(until)));
}

Result<PresentWait::Woken> PresentWait::sleepDeaf(MonotonicTime until)
{
    Connection &connection = m_display->connection();
    if (!TRY(connection.flush()))
        return sleep(until); // it has to be sent
    m_poller.remove(connection.fd());
    const auto ready = wait(until);
    m_poller.add(connection.fd(), Poller::Interest::Readable, Display);
    TRY(connection.readArrived());
    return dispatch(TRY(ready));
}

Result<PresentWait::Ready> PresentWait::waitAndRead(std::optional<MonotonicTime> until)
{
    Connection &connection = m_display->connection();
    const bool sent = TRY(connection.flush());
    if (!connection.prepareToRead())
        return Ready{};
    if (!sent)
        m_poller.add(connection.fd(), Poller::Interest::Writable, DisplayWritable);
    const auto ready = wait(until);
    // At once, since Qt's threads may be waiting for it.
    const auto read = connection.finishRead(ready && ready->display ? Connection::Readable::Yes
                                                                    : Connection::Readable::No);
    if (!sent) {
        m_poller.remove(connection.fd());
        m_poller.add(connection.fd(), Poller::Interest::Readable, Display);
    }
    TRY(read);
    return ready;
}

Result<PresentWait::Ready> PresentWait::wait(std::optional<MonotonicTime> until)
{
    std::optional<Nanoseconds> timeout;
    if (until)
        timeout = *until - MonotonicClock::now();
    Ready ready;
    for (const Poller::Ready &entry : TRY(m_poller.wait(timeout))) {
        ready.display |= entry.token == Display;
        ready.woken.byMailbox |= entry.token == Mailbox;
        ready.woken.byStream |= entry.token == Stream;
        ready.scene |= entry.token == Scene;
        ready.releases |= entry.token == Release;
    }
    return ready;
}

Result<PresentWait::Woken> PresentWait::dispatch(const Ready &ready)
{
    if (ready.scene)
        m_scene->dispatch();
    if (m_display == nullptr)
        return ready.woken;
    if (ready.releases)
        m_display->stage().freeReleased();
    (void)TRY(m_display->connection().dispatchPending());
    return ready.woken;
}

void PresentWait::displayLost()
{
    m_poller.remove(m_display->connection().fd());
    m_poller.remove(m_display->stage().releaseFd());
    m_display = nullptr;
}

} // namespace weir
