// SPDX-License-Identifier: GPL-3.0-or-later
#include <future>

#include <gtest/gtest.h>

#include "tests/vpu/daemon/late_writer.h"

namespace weir::vpu
{

namespace
{

TEST(LateWriter, doesWhatIsDueFirst_alsoBehindWorkOfALaterTime)
{
    LateWriter writer;
    std::promise<void> done;
    const auto now = LateWriter::Clock::now();
    writer.add(now + std::chrono::hours(1), [] { });
    writer.add(now + std::chrono::milliseconds(1), [&done] { done.set_value(); });
    EXPECT_EQ(done.get_future().wait_for(std::chrono::seconds(20)), std::future_status::ready);
}

} // namespace

} // namespace weir::vpu
