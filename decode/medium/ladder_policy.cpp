// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/medium/ladder_policy.h"

namespace weir
{

LadderStep nextStep(const LadderTrouble &trouble)
{
    if (trouble.isSoftware)
        return LadderStep::GiveUp;
    const bool isRefusal = trouble.kind == ErrorKind::Unsupported; // it would say the same again
    const bool mayReopen = !trouble.sinceReopening || *trouble.sinceReopening >= ReopenRest;
    if (!isRefusal && mayReopen)
        return LadderStep::Reopen;
    return trouble.preference == DecoderPreference::Auto ? LadderStep::StepDown
                                                         : LadderStep::GiveUp;
}

} // namespace weir
