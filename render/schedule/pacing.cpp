// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/schedule/pacing.h"

#include <algorithm>

namespace weir
{

namespace
{

// A timestamp lies this much before the refresh that it is for: in the middle between what a clock
// or a phase that is a little off could mistake for this refresh and for the one before.
Nanoseconds beforeRefresh(Nanoseconds period)
{
    return period / 4;
}

} // namespace

std::string_view pacingName(Pacing pacing)
{
    switch (pacing) {
    case Pacing::Timer:
        break;
    case Pacing::Fifo:
        return "fifo";
    case Pacing::FifoTiming:
        return "fifo+timing";
    }
    return "timer";
}

Pacing choosePacing(const PacingInput &input)
{
    if (!input.keepsTurns || !input.steady)
        return Pacing::Timer;
    return input.keepsTimes && input.gridKnown ? Pacing::FifoTiming : Pacing::Fifo;
}

Pacing bestPacing(PacingInput offer)
{
    offer.gridKnown = true;
    offer.steady = true;
    return choosePacing(offer);
}

std::uint32_t mostUnanswered(Pacing pacing)
{
    switch (pacing) {
    case Pacing::Timer:
        break;
    case Pacing::Fifo:
        return 3;
    case Pacing::FifoTiming:
        return 4;
    }
    return 2;
}

CommitTerms termsFor(Pacing pacing, std::optional<MonotonicTime> target, const VsyncGrid *grid,
                     int refreshesLate)
{
    CommitTerms terms;
    if (pacing == Pacing::Timer || !target)
        return terms;
    terms.order = CommitTerms::Order::InTurn;
    if (pacing == Pacing::FifoTiming && grid != nullptr)
        terms.notBefore = *target - beforeRefresh(grid->period) - grid->period * refreshesLate;
    return terms;
}

MonotonicTime lastOfQueue(MonotonicTime shown, Nanoseconds period,
                          std::span<const MonotonicTime> targets)
{
    for (const MonotonicTime target : targets)
        shown = std::max(target, shown + period);
    return shown;
}

} // namespace weir
