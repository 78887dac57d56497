// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/schedule/clock_start.h"

#include <algorithm>

#include "render/schedule/vsync_model.h"

namespace weir
{

MonotonicTime clockStart(const ClockStartInput &input)
{
    if (input.refresh <= Nanoseconds::zero() || !input.interval)
        return input.visible;
    const VsyncGrid grid{.phase = input.visible, .period = input.refresh};
    // A refresh of time for the clock to start and for the commit to be made.
    const MonotonicTime reached = grid.atOrAfter(input.now + input.refresh);
    // Half a refresh early is what rounding to refreshes gives.
    const Nanoseconds late = reached - (input.visible + *input.interval) - input.refresh / 2;
    const auto refreshes
        = std::max<Nanoseconds::rep>(0, (late + input.refresh - Nanoseconds(1)) / input.refresh);
    return input.visible + input.refresh * refreshes;
}

} // namespace weir
