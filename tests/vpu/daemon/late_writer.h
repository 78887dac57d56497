// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>

#include "platform/base/named_thread.h"

namespace weir::vpu
{

// Does work at a given time on a thread of its own, what is due at one time in the order it was
// given. What is left when it is destroyed is dropped. Thread-safe.
class LateWriter
{
public:
    using Clock = std::chrono::steady_clock;

    LateWriter();
    ~LateWriter();
    LateWriter(const LateWriter &) = delete;
    LateWriter &operator=(const LateWriter &) = delete;

    void add(Clock::time_point due, std::function<void()> work);

private:
    void run();
    // The next work when it is due; empty: the end.
    std::function<void()> waitForWork();

    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::multimap<Clock::time_point, std::function<void()>> m_entries;
    bool m_isEnding = false;
    NamedThread m_thread;
};

} // namespace weir::vpu
