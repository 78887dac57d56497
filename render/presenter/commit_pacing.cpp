// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/presenter/commit_pacing.h"

namespace weir
{

CommitPacing::CommitPacing(const VideoDisplay *display, PresenterMailbox &mailbox)
    : m_stage(display != nullptr ? &display->stage() : nullptr)
    , m_mailbox(mailbox)
    , m_offer(display != nullptr ? display->pacingOffer() : PacingInput())
    , m_mostUnanswered(weir::mostUnanswered(bestPacing(m_offer)))
{
}

Pacing CommitPacing::update(MonotonicTime now, Playing playing, bool gridKnown)
{
    if (m_stage == nullptr || !m_offer.keepsTurns)
        return Pacing::Timer;
    PacingInput input = m_offer;
    input.gridKnown = gridKnown;
    input.steady = playing == Playing::Steadily && m_stage->isSettled(now);
    const Pacing pacing = choosePacing(input);
    if (input.steady && pacing != m_reported) {
        m_reported = pacing;
        m_mailbox.update([pacing](PresenterReport &report) { report.pacing = pacing; });
    }
    return pacing;
}

} // namespace weir
