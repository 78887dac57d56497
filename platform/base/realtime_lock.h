// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <thread>

namespace weir
{

// Guards a few fields between a real-time thread, which only ever tries, and an ordinary thread,
// which waits: a try-lock that makes no system call on the real-time side. Held for microseconds.
// Not recursive.
class RealtimeLock
{
public:
    class Held
    {
    public:
        explicit Held(std::atomic<bool> *busy)
            : m_busy(busy)
        {
        }
        ~Held()
        {
            if (m_busy)
                m_busy->store(false, std::memory_order_release); // pairs with exchange in take()
        }
        Held(const Held &) = delete;
        Held &operator=(const Held &) = delete;
        Held(Held &&other) noexcept
            : m_busy(other.m_busy)
        {
            other.m_busy = nullptr;
        }
        Held &operator=(Held &&) = delete;
        explicit operator bool() const { return m_busy != nullptr; }

    private:
        std::atomic<bool> *m_busy;
    };

    // Real-time side. False in a condition: the other side holds it now; go on without.
    [[nodiscard]] Held tryHold() { return Held(take() ? &m_busy : nullptr); }

    // Ordinary side. Gives way to other threads until the real-time side has let go.
    [[nodiscard]] Held hold()
    {
        while (!take())
            std::this_thread::yield();
        return Held(&m_busy);
    }

private:
    bool take() { return !m_busy.exchange(true, std::memory_order_acquire); }

    std::atomic<bool> m_busy = false;
};

} // namespace weir
