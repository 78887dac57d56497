// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

namespace weir
{

// A queue between two threads, bounded by a weight (items, bytes, whatever the producer counts).
// Thread-safe. One lock protects one queue; a waiter is woken only when it waits.
template <typename T>
class BoundedQueue
{
public:
    explicit BoundedQueue(std::size_t maximumWeight)
        : m_maximumWeight(maximumWeight)
    {
    }

    // Blocks while the queue is full. An item heavier than the limit passes when the queue is
    // empty. False: the queue was closed and the item dropped.
    bool push(T item, std::size_t weight = 1)
    {
        std::unique_lock lock(m_mutex);
        m_space.wait(lock, [&] { return m_closed || m_items.empty() || fits(weight); });
        if (m_closed)
            return false;
        m_items.emplace_back(std::move(item), weight);
        m_weight += weight;
        lock.unlock();
        m_data.notify_one();
        return true;
    }

    // Blocks while the queue is empty. Nothing: closed and drained.
    std::optional<T> pop()
    {
        std::unique_lock lock(m_mutex);
        m_data.wait(lock, [&] { return m_closed || !m_items.empty(); });
        return takeFront(std::move(lock));
    }

    // Nothing: empty now.
    std::optional<T> tryPop() { return takeFront(std::unique_lock(m_mutex)); }

    void clear()
    {
        {
            const std::scoped_lock lock(m_mutex);
            m_items.clear();
            m_weight = 0;
        }
        m_space.notify_all();
    }

    // Wakes everybody; later pushes are refused, what is queued can still be popped.
    void close()
    {
        {
            const std::scoped_lock lock(m_mutex);
            m_closed = true;
        }
        m_space.notify_all();
        m_data.notify_all();
    }

    [[nodiscard]] std::size_t size() const
    {
        const std::scoped_lock lock(m_mutex);
        return m_items.size();
    }

private:
    [[nodiscard]] bool fits(std::size_t weight) const
    {
        return weight <= m_maximumWeight && m_weight <= m_maximumWeight - weight;
    }

    std::optional<T> takeFront(std::unique_lock<std::mutex> lock)
    {
        if (m_items.empty())
            return std::nullopt;
        auto [item, weight] = std::move(m_items.front());
        m_items.pop_front();
        m_weight -= weight;
        lock.unlock();
        m_space.notify_one();
        return std::move(item);
    }

    mutable std::mutex m_mutex;
    std::condition_variable m_space;
    std::condition_variable m_data;
    std::deque<std::pair<T, std::size_t>> m_items;
    std::size_t m_weight = 0;
    std::size_t m_maximumWeight;
    bool m_closed = false;
};

} // namespace weir
