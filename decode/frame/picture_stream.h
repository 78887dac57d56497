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
// queue empty before, so that a busy pipe costs no system calls, and without the lock, which who is
// woken wants next.
class PictureStream
{
public:
    static Result<std::shared_ptr<PictureStream>> create();

    // Producer
    void put(PictureEvent event);
    // Appends the slots released since the last call to `slots`.
    void takeReleased(std::vector<SlotName> &slots);
    // To be called before waiting for releaseFd(), and a consumer that was waiting for more
    // pictures gets those that are there. False: a slot was released meanwhile, so do not wait.
    // It becomes readable with some releases at once, or with fewer when hardly a picture is left
    // in here. A producer that does not wait costs the consumer no system call.
    [[nodiscard]] bool prepareToWait();
    [[nodiscard]] int releaseFd() const { return m_releaseWake.fd(); }

    // Consumer. Nothing: empty now; the next put makes eventFd() readable. It is readable no more
    // after that, though more events wait: who leaves some comes back without being woken. Only an
    // event that is no picture wakes in any case.
    std::optional<PictureEvent> take();
    // Consumer: it was woken and need not take anything now. True: there is something that is no
    // picture.
    bool acknowledge();
    // Consumer: one that is in no hurry is woken for so many pictures at once (default 1), or for
    // fewer when the producer cannot go on.
    void setPicturesPerWake(std::size_t count);
    void release(SlotName slot);
    [[nodiscard]] int eventFd() const { return m_eventWake.fd(); }

private:
    PictureStream(EventFd eventWake, EventFd releaseWake);
    // All under m_mutex. True: to be signalled when it is unlocked.
    [[nodiscard]] bool wakeConsumer();
    [[nodiscard]] bool wakeProducer();
    void clearWake();
    bool isReleaseWakeSet(); // takes the lock itself

    std::mutex m_mutex; // guards everything below but the descriptors
    std::deque<PictureEvent> m_events;
    std::vector<SlotName> m_released;
    std::size_t m_others = 0; // of m_events, that are no pictures
    std::size_t m_picturesPerWake = 1;
    bool m_consumerWaits = true;
    bool m_producerWaits = false;
    // From the decision to signal until that was read.
    bool m_eventWakeSet = false;
    bool m_releaseWakeSet = false;
    EventFd m_eventWake;
    EventFd m_releaseWake;
};

} // namespace weir
