// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include <linux/videodev2.h>

namespace weir
{

// The controls of one request: pointers to kernel structures that somebody else keeps until the
// request has been queued. Allocates nothing.
class ControlList
{
public:
    static constexpr std::size_t Capacity = 8; // more than any codec has

    void clear() { m_count = 0; }

    template <typename T>
    void add(std::uint32_t id, T &value)
    {
        append(id, &value, sizeof value);
    }
    // A dynamic array (V4L2_CTRL_FLAG_DYNAMIC_ARRAY): all of `values`, at least one.
    template <typename T>
    void addArray(std::uint32_t id, std::span<T> values)
    {
        append(id, values.data(), values.size_bytes());
    }
    // A menu or an integer.
    void addValue(std::uint32_t id, std::int32_t value)
    {
        append(id, nullptr, 0);
        m_controls.at(m_count - 1).value = value;
    }

    [[nodiscard]] std::span<v4l2_ext_control> controls()
    {
        return std::span(m_controls).first(m_count);
    }

private:
    void append(std::uint32_t id, void *data, std::size_t bytes)
    {
        v4l2_ext_control &control = m_controls.at(m_count++);
        control = {};
        control.id = id;
        control.size = static_cast<std::uint32_t>(bytes);
        control.ptr = data;
    }

    std::array<v4l2_ext_control, Capacity> m_controls{};
    std::size_t m_count = 0;
};

} // namespace weir
