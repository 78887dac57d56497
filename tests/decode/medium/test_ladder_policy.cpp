// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "decode/medium/ladder_policy.h"

namespace weir
{
namespace
{

using namespace std::chrono_literals;

struct Row {
    const char *name;
    LadderTrouble trouble;
    LadderStep step;
};

const Row Rows[] = {
    {"firstFailure", {}, LadderStep::Reopen},
    {"hangingDevice", {.kind = ErrorKind::TimedOut}, LadderStep::Reopen},
    {"unpluggedDevice", {.kind = ErrorKind::Gone}, LadderStep::Reopen},
    {"refusedStream", {.kind = ErrorKind::Unsupported}, LadderStep::StepDown},
    {"failureSoonAfterReopening", {.sinceReopening = 29s}, LadderStep::StepDown},
    {"failureLongAfterReopening", {.sinceReopening = 30s}, LadderStep::Reopen},
    {"software", {.isSoftware = true}, LadderStep::GiveUp},
    {"refusedStream_deviceForced",
     {.kind = ErrorKind::Unsupported, .preference = DecoderPreference::V4l2},
     LadderStep::GiveUp},
    {"failureAfterReopening_deviceForced",
     {.preference = DecoderPreference::V4l2, .sinceReopening = 1s},
     LadderStep::GiveUp},
    {"firstFailure_deviceForced", {.preference = DecoderPreference::V4l2}, LadderStep::Reopen},
};

class LadderPolicy : public testing::TestWithParam<Row>
{
};

TEST_P(LadderPolicy, saysWhatFollowsAFailure)
{
    EXPECT_EQ(nextStep(GetParam().trouble), GetParam().step);
}

INSTANTIATE_TEST_SUITE_P(All, LadderPolicy, testing::ValuesIn(Rows),
                         [](const auto &row) { return row.param.name; });

} // namespace
} // namespace weir
