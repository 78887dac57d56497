// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>
#include <vector>

#include <gtest/gtest.h>

#include "render/schedule/pacing.h"

namespace weir
{
namespace
{

using std::chrono::milliseconds;

const MonotonicTime Zero(std::chrono::seconds(7));
constexpr Nanoseconds Tick = milliseconds(16);

TEST(Pacing, isTheBestThatTheDisplayAndTheMomentAllow)
{
    struct Row {
        PacingInput input;
        Pacing pacing{};
    };
    const std::array rows{
        Row{{false, false, true, true}, Pacing::Timer},
        Row{{false, true, true, true}, Pacing::Timer},
        Row{{true, false, true, true}, Pacing::Fifo},
        Row{{true, false, false, true}, Pacing::Fifo},
        Row{{true, true, false, true}, Pacing::Fifo},
        Row{{true, true, true, true}, Pacing::FifoTiming},
        Row{{true, true, true, false}, Pacing::Timer},
        Row{{true, false, true, false}, Pacing::Timer},
    };
    for (std::size_t i = 0; i < rows.size(); ++i)
        EXPECT_EQ(choosePacing(rows[i].input), rows[i].pacing) << "row " << i;
}

TEST(Pacing, holdsOnePictureMoreForEachInAdvance)
{
    EXPECT_EQ(mostUnanswered(Pacing::Timer), 2U);
    EXPECT_EQ(mostUnanswered(bestPacing({.keepsTurns = true})), 3U);
    EXPECT_EQ(mostUnanswered(bestPacing({.keepsTurns = true, .keepsTimes = true})), 4U);
}

TEST(Pacing, givesCommitsTheTermsOfItsKind)
{
    const VsyncGrid grid{.phase = Zero, .period = Tick};
    const auto target = std::optional(Zero + 4 * Tick);
    using Order = CommitTerms::Order;
    struct Row {
        Pacing pacing{};
        std::optional<MonotonicTime> target;
        const VsyncGrid *grid = nullptr;
        int late = 0;
        CommitTerms terms;
    };
    const std::array rows{
        Row{Pacing::Timer, target, &grid, 0, {}},
        Row{Pacing::Fifo, target, &grid, 0, {Order::InTurn, {}}},
        Row{Pacing::FifoTiming, target, &grid, 0, {Order::InTurn, *target - Tick / 4}},
        Row{Pacing::FifoTiming, target, &grid, 1, {Order::InTurn, *target - Tick / 4 - Tick}},
        Row{Pacing::FifoTiming, target, nullptr, 0, {Order::InTurn, {}}},
        Row{Pacing::FifoTiming, std::nullopt, &grid, 0, {}},
    };
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const Row &row = rows[i];
        EXPECT_EQ(termsFor(row.pacing, row.target, row.grid, row.late), row.terms) << "row " << i;
    }
}

TEST(Pacing, knowsWhenAQueueIsThrough)
{
    struct Row {
        std::vector<int> targets; // in refreshes after the last one shown
        int last;
    };
    const std::array rows{Row{{}, 0},     Row{{1, 2}, 2},  Row{{2, 4}, 4},
                          Row{{0, 1}, 2}, Row{{-1, 1}, 2}, Row{{0, 0, 5}, 5}};
    for (std::size_t i = 0; i < rows.size(); ++i) {
        std::vector<MonotonicTime> targets;
        for (const int target : rows[i].targets)
            targets.push_back(Zero + Tick * target);
        EXPECT_EQ(lastOfQueue(Zero, Tick, targets), Zero + Tick * rows[i].last) << "row " << i;
    }
}

} // namespace
} // namespace weir
