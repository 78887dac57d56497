// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <thread>

namespace weir
{

// A thread with a name (at most 15 characters, the kernel's limit) that is joined on destruction.
// The body must end by itself when it is told to by its owner's means (EventFd, queue close)
// before the NamedThread is destroyed. Thread-bound to its creator.
class NamedThread
{
public:
    NamedThread() = default;
    NamedThread(std::string name, std::function<void()> body);

    // Waits for the body to return; no effect when there is none.
    void join();
    [[nodiscard]] bool isRunning() const { return m_thread.joinable(); }

private:
    std::jthread m_thread;
};

} // namespace weir
