// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/presenter/commit_ledger.h"

#include <algorithm>
#include <vector>

namespace weir
{

namespace
{

// Of a display that does not say: 60 Hz.
constexpr Nanoseconds UsualRefresh = Nanoseconds(16'666'667);
// Without a grid a commit is made at most this early: more would be a guess against the sound.
constexpr Nanoseconds LongestDelay = std::chrono::milliseconds(50);

} // namespace

void CommitLedger::add(std::uint64_t commitId, const Entry &entry)
{
    const bool inTurn = entry.terms.order == CommitTerms::Order::InTurn;
    m_entries[commitId] = {.entry = entry, .waitsItsTurn = inTurn && !m_entries.empty()};
    m_newest = commitId;
}

void CommitLedger::answer(std::uint64_t commitId, std::optional<Presented> result)
{
    const auto found = m_entries.find(commitId);
    if (found == m_entries.end())
        return;
    const auto [entry, waitsItsTurn] = found->second;
    m_entries.erase(found);
    noteTaken(commitId);
    if (!result) {
        m_mailbox.update([](PresenterReport &report) { ++report.discarded; });
        return;
    }
    const bool teachesDelay = entry.terms.notBefore || !waitsItsTurn;
    m_model.add(teachesDelay ? std::optional(entry.committed) : std::nullopt, *result,
                entry.terms.notBefore);
    m_shown = result->time;
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

// Of commits that keep their turn: the others have nothing to do with one another.
void CommitLedger::addQueue(DisplayTiming &timing, MonotonicTime now) const
{
    std::vector<MonotonicTime> targets;
    for (const auto &[id, unanswered] : m_entries) {
        const Entry &entry = unanswered.entry;
        if (entry.target && entry.terms.order == CommitTerms::Order::InTurn)
            targets.push_back(*entry.target);
    }
    const auto future = std::ranges::upper_bound(targets, now);
    timing.ahead = static_cast<std::size_t>(targets.end() - future);
    if (future != targets.end())
        timing.nextTarget = *future;
    if (timing.grid && m_shown && !targets.empty())
        timing.lastExpected = lastOfQueue(*m_shown, timing.grid->period, targets);
}

DisplayTiming CommitLedger::timing(MonotonicTime now) const
{
    DisplayTiming timing{.grid = m_model.grid(),
                         .delay = std::min(m_model.usualDelay(), LongestDelay),
                         .refreshesBehind = m_model.refreshesBehind(),
                         .untakenSince = {},
                         .ahead = 0,
                         .nextTarget = {},
                         .lastExpected = {},
                         .refreshesLate = m_model.refreshesLate()};
    addQueue(timing, now);
    if (const auto newest = m_entries.find(m_newest);
        newest != m_entries.end() && m_taken < m_newest)
        timing.untakenSince = newest->second.entry.committed;
    return timing;
}

} // namespace weir
