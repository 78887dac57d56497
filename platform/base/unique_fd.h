// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <utility>

namespace weir
{

// Sole owner of one file descriptor; closes it on destruction. An `int` parameter elsewhere is a
// borrow that ends with the call. Not thread-safe.
class UniqueFd
{
public:
    UniqueFd() = default;
    explicit UniqueFd(int fd)
        : m_fd(fd)
    {
    }
    ~UniqueFd() { reset(); }
    UniqueFd(const UniqueFd &) = delete;
    UniqueFd &operator=(const UniqueFd &) = delete;
    UniqueFd(UniqueFd &&other) noexcept
        : m_fd(other.release())
    {
    }
    UniqueFd &operator=(UniqueFd &&other) noexcept
    {
        reset(other.release());
        return *this;
    }

    [[nodiscard]] int get() const { return m_fd; }
    [[nodiscard]] bool isValid() const { return m_fd >= 0; }
    [[nodiscard]] int release() { return std::exchange(m_fd, -1); }
    void reset(int fd = -1);
    // A second descriptor of the same file (F_DUPFD_CLOEXEC); invalid when the process is out of
    // fds.
    [[nodiscard]] UniqueFd duplicate() const;

private:
    int m_fd = -1;
};

} // namespace weir
