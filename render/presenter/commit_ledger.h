// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>

#include "platform/base/time.h"
#include "platform/wayland/commit_terms.h"
#include "platform/wayland/presentation_feedback.h"
#include "render/presenter/presenter_mailbox.h"
#include "render/schedule/frame_scheduler.h"
#include "render/schedule/vsync_model.h"

namespace weir
{

// Remembers what each commit was meant to do until the compositor says what it did, and learns
// the display from it. Thread-bound (present).
class CommitLedger
{
public:
    explicit CommitLedger(PresenterMailbox &mailbox)
        : m_mailbox(mailbox)
    {
    }

    struct Entry {
        MonotonicTime committed;
        std::optional<MonotonicTime> target; // when it was planned to be visible
        std::optional<MonotonicTime> due; // when the media clock reaches its time
        CommitTerms terms;
    };
    // Ids grow.
    void add(std::uint64_t commitId, const Entry &entry);
    // The compositor has taken it for a refresh; may come before add().
    void noteTaken(std::uint64_t commitId) { m_taken = std::max(m_taken, commitId); }
    void answer(std::uint64_t commitId, std::optional<Presented> result);

    [[nodiscard]] DisplayTiming timing(MonotonicTime now) const;

private:
    void count(const Entry &entry, const Presented &shown);
    void addQueue(DisplayTiming &timing, MonotonicTime now) const;

    PresenterMailbox &m_mailbox;
    struct Unanswered {
        Entry entry;
        bool waitsItsTurn = false; // behind another: how long it takes is not the display's doing
    };
    std::map<std::uint64_t, Unanswered> m_entries;
    std::optional<MonotonicTime> m_shown; // the last answer's time
    std::uint64_t m_newest = 0;
    std::uint64_t m_taken = 0; // and all before
    VsyncModel m_model;
};

} // namespace weir
