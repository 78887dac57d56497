// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>

#include "platform/base/time.h"
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
    };
    void add(std::uint64_t commitId, const Entry &entry) { m_entries[commitId] = entry; }
    void answer(std::uint64_t commitId, std::optional<Presented> result);

    [[nodiscard]] DisplayTiming timing() const;

private:
    void count(const Entry &entry, const Presented &shown);

    PresenterMailbox &m_mailbox;
    std::unordered_map<std::uint64_t, Entry> m_entries;
    VsyncModel m_model;
};

} // namespace weir
