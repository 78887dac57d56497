// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "render/schedule/clock_start.h"

namespace weir
{
namespace
{

using namespace std::chrono_literals;

constexpr Nanoseconds Sixty(16'666'667);
const MonotonicTime Visible(100s);

struct StartCase {
    const char *name;
    Nanoseconds answered; // after the picture was visible
    Nanoseconds refresh;
    std::optional<Nanoseconds> interval;
    int refreshes; // that the clock starts later
};

class ClockStart : public testing::TestWithParam<StartCase>
{
};

TEST_P(ClockStart, leavesTimeForThePictureBehind)
{
    const StartCase &with = GetParam();
    EXPECT_EQ(clockStart({.visible = Visible,
                          .now = Visible + with.answered,
                          .refresh = with.refresh,
                          .interval = with.interval}),
              Visible + with.refresh * with.refreshes);
}

INSTANTIATE_TEST_SUITE_P(Table, ClockStart,
                         testing::Values(StartCase{"thirtyOnSixty", 2ms, Sixty, 33ms, 0},
                                         StartCase{"twentyFourOnSixty", 2ms, Sixty, 42ms, 0},
                                         StartCase{"sixtyOnSixty", 2ms, Sixty, 17ms, 1},
                                         StartCase{"sixtyOnSixtyRoundedDown", 2ms, Sixty, 16ms, 1},
                                         StartCase{"fiftyOnSixty", 2ms, Sixty, 20ms, 1},
                                         StartCase{"twentyFourOnSeventyFive", 2ms, 13'333'333ns,
                                                   41ms, 0},
                                         StartCase{"lateAnswerAtThirty", 20ms, Sixty, 33ms, 1},
                                         StartCase{"veryLateAnswerAtThirty", 90ms, Sixty, 33ms, 5},
                                         StartCase{"nothingBehind", 2ms, Sixty, std::nullopt, 0},
                                         StartCase{"refreshUnknown", 2ms, 0ns, 17ms, 0}),
                         [](const auto &row) { return std::string(row.param.name); });

} // namespace
} // namespace weir
