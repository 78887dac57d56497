// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "render/schedule/vsync_model.h"

namespace weir
{
namespace
{

using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr Nanoseconds ModelPeriod(16'666'667);
const MonotonicTime ModelStart(std::chrono::seconds(50));

Presented onVsync(int number, Nanoseconds noise = {})
{
    return {.time = ModelStart + ModelPeriod * number + noise,
            .refresh = ModelPeriod,
            .sequence = static_cast<std::uint64_t>(number),
            .vsync = true};
}

TEST(VsyncGrid, findsTheNextOne)
{
    const VsyncGrid grid{.phase = ModelStart, .period = ModelPeriod};
    EXPECT_EQ(grid.atOrAfter(ModelStart), ModelStart);
    EXPECT_EQ(grid.atOrAfter(ModelStart + microseconds(1)), ModelStart + ModelPeriod);
    EXPECT_EQ(grid.atOrAfter(ModelStart - microseconds(1)), ModelStart);
    EXPECT_EQ(grid.atOrAfter(ModelStart - ModelPeriod - microseconds(1)), ModelStart - ModelPeriod);
}

TEST(VsyncModel, findsPhaseAndPeriod_despiteNoise)
{
    VsyncModel model;
    for (int i = 0; i < 16; ++i)
        model.add(ModelStart + ModelPeriod * (i - 1), onVsync(i, microseconds(i % 3 * 100 - 100)));
    ASSERT_TRUE(model.grid().has_value());
    EXPECT_EQ(model.grid()->period, ModelPeriod);
    const Nanoseconds off
        = model.grid()->atOrAfter(ModelStart + milliseconds(8)) - (ModelStart + ModelPeriod);
    EXPECT_LE(std::chrono::abs(off), microseconds(150));
}

TEST(VsyncModel, hasNoGrid_whenStampsCarryNoVsync)
{
    VsyncModel model;
    for (int i = 0; i < 16; ++i) {
        Presented presented = onVsync(i);
        presented.vsync = false;
        model.add(presented.time - milliseconds(20), presented);
    }
    EXPECT_FALSE(model.grid().has_value());
    EXPECT_EQ(model.usualDelay(), milliseconds(20));
}

TEST(VsyncModel, hasNoGrid_whenTheRefreshIsUnknown)
{
    VsyncModel model;
    for (int i = 0; i < 16; ++i) {
        Presented presented = onVsync(i);
        presented.refresh = Nanoseconds::zero();
        model.add(presented.time - milliseconds(20), presented);
    }
    EXPECT_FALSE(model.grid().has_value());
}

TEST(VsyncModel, hasNoGrid_whenStampsLieOnNone)
{
    VsyncModel model;
    for (int i = 0; i < 16; ++i)
        model.add(ModelStart, onVsync(i, milliseconds(i * 7 % 16)));
    EXPECT_FALSE(model.grid().has_value());
}

TEST(VsyncModel, startsAnew_whenTheRateChanges)
{
    VsyncModel model;
    for (int i = 0; i < 16; ++i)
        model.add(ModelStart, onVsync(i));
    Presented faster = onVsync(17);
    faster.refresh = ModelPeriod / 2;
    model.add(ModelStart, faster);
    EXPECT_FALSE(model.grid().has_value());
}

TEST(VsyncModel, noticesAServerThatIsARefreshBehind)
{
    VsyncModel model;
    for (int i = 2; i < 18; ++i) // commits just after a vsync, shown two later
        model.add(ModelStart + ModelPeriod * (i - 2) + milliseconds(1), onVsync(i));
    EXPECT_EQ(model.refreshesBehind(), 1);
}

TEST(VsyncModel, isNotBehind_whenCommitsReachTheNextRefresh)
{
    VsyncModel model;
    for (int i = 1; i < 17; ++i)
        model.add(ModelStart + ModelPeriod * (i - 1) + milliseconds(1), onVsync(i));
    EXPECT_EQ(model.refreshesBehind(), 0);
}

} // namespace
} // namespace weir
