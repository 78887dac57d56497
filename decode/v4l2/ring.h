// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cassert>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace weir
{

// First in, first out, in room made once: no allocation while running. Thread-bound.
template <typename T>
class Ring
{
public:
    explicit Ring(std::size_t capacity)
        : m_items(capacity)
    {
    }

    [[nodiscard]] bool isEmpty() const { return m_count == 0; }
    [[nodiscard]] bool isFull() const { return m_count == m_items.size(); }
    [[nodiscard]] std::size_t size() const { return m_count; }

    // The ring must not be full.
    T &push(T item)
    {
        assert(!isFull());
        std::optional<T> &place = m_items[wrapped(m_count)];
        ++m_count;
        return place.emplace(std::move(item));
    }

    // 0 is the oldest; `position` must be below size().
    [[nodiscard]] T &operator[](std::size_t position) { return *m_items[wrapped(position)]; }
    [[nodiscard]] const T &operator[](std::size_t position) const
    {
        return *m_items[wrapped(position)];
    }
    [[nodiscard]] T &oldest() { return (*this)[0]; }
    [[nodiscard]] const T &oldest() const { return (*this)[0]; }
    [[nodiscard]] T &newest() { return (*this)[m_count - 1]; }

    T take()
    {
        assert(!isEmpty());
        std::optional<T> &place = m_items[m_first];
        T item = std::move(*place);
        place.reset();
        m_first = wrapped(1);
        --m_count;
        return item;
    }

    void clear()
    {
        while (!isEmpty())
            take();
    }

private:
    [[nodiscard]] std::size_t wrapped(std::size_t position) const
    {
        const std::size_t sum = m_first + position;
        return sum < m_items.size() ? sum : sum - m_items.size();
    }

    std::vector<std::optional<T>> m_items;
    std::size_t m_first = 0;
    std::size_t m_count = 0;
};

} // namespace weir
