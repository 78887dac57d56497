// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/daemon/late_writer.h"

#include <utility>

namespace weir::vpu
{

LateWriter::LateWriter()
    : m_thread("vpu-late", [this] { run(); })
{
}

LateWriter::~LateWriter()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_isEnding = true;
    }
    m_changed.notify_all();
    m_thread.join();
}

void LateWriter::add(Clock::time_point due, std::function<void()> work)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_entries.push_back({.due = due, .work = std::move(work)});
    }
    m_changed.notify_all();
}

std::function<void()> LateWriter::waitForWork()
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return m_isEnding || !m_entries.empty(); });
    if (!m_isEnding)
        m_changed.wait_until(lock, m_entries.front().due, [this] { return m_isEnding; });
    if (m_isEnding)
        return {};
    auto work = std::move(m_entries.front().work);
    m_entries.pop_front();
    return work;
}

void LateWriter::run()
{
    while (const auto work = waitForWork())
        work();
}

} // namespace weir::vpu
