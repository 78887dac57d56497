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
        m_entries.emplace(due, std::move(work));
    }
    m_changed.notify_all();
}

std::function<void()> LateWriter::waitForWork()
{
    std::unique_lock lock(m_mutex);
    while (!m_isEnding) {
        if (m_entries.empty()) {
            m_changed.wait(lock);
            continue;
        }
        const auto first = m_entries.begin();
        if (first->first > Clock::now()) {
            m_changed.wait_until(lock, Clock::time_point(first->first)); // or until one is sooner
            continue;
        }
        auto work = std::move(first->second);
        m_entries.erase(first);
        return work;
    }
    return {};
}

void LateWriter::run()
{
    while (const auto work = waitForWork())
        work();
}

} // namespace weir::vpu
