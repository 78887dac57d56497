// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "decode/frame/picture.h"
#include "platform/base/event_fd.h"

namespace weir
{

// The pipe between the decoding side and the presenting side: events down, released slots up.
// Bounded by the pools behind it (a picture needs a slot). Thread-safe; made for one producer
// thread and one consumer thread. A wake-up is written only when the other side found its
// queue empty before, so that a busy pipe costs no system calls.
class PictureStream
{
public:
    static Result<std::shared_ptr<PictureStream>> create();

    // Producer
    void put(PictureEvent event);
    // Appends the slots released since the last call to `slots`.
    void takeReleased(std::vector<SlotName> &slots);
    // To be called before waiting for releaseFd(): the next release makes it readable, and a
    // consumer that was waiting for more pictures gets those that are there. False: a slot was
    // released meanwhile, so do not wait. A producer that does not wait costs the consumer no
    // system call.
    [[nodiscard]] bool prepareToWait();
    [[nodiscard]] int releaseFd() const { return m_releaseWake.fd(); }

    // Consumer. Nothing: empty now; the next put makes eventFd() readable. It is readable no more
    // after that, though more events wait: who leaves some comes back without being woken.
    std::optional<PictureEvent> take();
    // Consumer: it was woken and takes nothing now.
    void acknowledge();
    // Consumer: one that is in no hurry is woken for so many pictures at once (default 1), or for
    // fewer when the producer cannot go on; for all other events at once.
    void setPicturesPerWake(std::size_t count);
    void release(SlotName slot);
    [[nodiscard]] int eventFd() const { return m_eventWake.fd(); }

private:
    PictureStream(EventFd eventWake, EventFd releaseWake);
    void wakeConsumer(); // under m_mutex
    void clearWake(); // likewise

    std::mutex m_mutex;
    std::deque<PictureEvent> m_events;
    std::vector<SlotName> m_released;
    std::size_t m_picturesPerWake = 1;
    bool m_consumerWaits = true;
    bool m_producerWaits = false;
    bool m_eventWakeSet = false;
    bool m_releaseWakeSet = false;
    EventFd m_eventWake;
    EventFd m_releaseWake;
};

} // namespace weir
