// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/presenter/commit_ledger.h"

#include <algorithm>

namespace weir
{

namespace
{

// Of a display that does not say: 60 Hz.
constexpr Nanoseconds UsualRefresh = Nanoseconds(16'666'667);
// Without a grid a commit is made at most this early: more would be a guess against the sound.
constexpr Nanoseconds LongestDelay = std::chrono::milliseconds(50);

} // namespace

void CommitLedger::answer(std::uint64_t commitId, std::optional<Presented> result)
{
    const auto found = m_entries.find(commitId);
    if (found == m_entries.end())
        return;
    const Entry entry = found->second;
    m_entries.erase(found);
    noteTaken(commitId);
    if (!result) {
        m_mailbox.update([](PresenterReport &report) { ++report.discarded; });
        return;
    }
    m_model.add(entry.committed, *result);
    count(entry, *result);
}

void CommitLedger::count(const Entry &entry, const Presented &shown)
{
    const Nanoseconds refresh = shown.refresh > Nanoseconds::zero() ? shown.refresh : UsualRefresh;
    m_mailbox.update([&](PresenterReport &report) {
        ++report.presented;
        report.zeroCopy += shown.zeroCopy ? 1U : 0U;
        report.commitDelay.add(shown.time - entry.committed);
        if (entry.target)
            report.lateness.add(shown.time - *entry.target);
        if (!entry.due)
            return;
        const Nanoseconds behind = shown.time - *entry.due;
        report.avOffset.add(behind);
        report.late += behind > refresh ? 1U : 0U;
    });
}

DisplayTiming CommitLedger::timing() const
{
    DisplayTiming timing{.grid = m_model.grid(),
                         .delay = std::min(m_model.usualDelay(), LongestDelay),
                         .refreshesBehind = m_model.refreshesBehind(),
                         .untakenSince = {}};
    if (const auto newest = m_entries.find(m_newest);
        newest != m_entries.end() && m_taken < m_newest)
        timing.untakenSince = newest->second.committed;
    return timing;
}

} // namespace weir
