// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "platform/base/time.h"
#include "platform/wayland/presentation_feedback.h"

namespace weir
{

// The moments at which the display shows something new.
struct VsyncGrid {
    MonotonicTime phase; // one of them
    Nanoseconds period{0}; // > 0

    // The first one not before `time`.
    [[nodiscard]] MonotonicTime atOrAfter(MonotonicTime time) const;
};

// What presentation feedback teaches about the display: its grid, if it has one, and how long a
// commit takes. Servers that draw off-screen report no vsync, some no refresh: then there is no
// grid and only the delay is known. Value type.
class VsyncModel
{
public:
    // `committed`: nothing when it was made earlier than it could have an effect: that teaches no
    // delay. `notBefore`: the time that the commit asked for, if any.
    void add(std::optional<MonotonicTime> committed, const Presented &presented,
             std::optional<MonotonicTime> notBefore = std::nullopt);

    // Nothing: no fixed rate known, or the stamps lie on no grid.
    [[nodiscard]] std::optional<VsyncGrid> grid() const;
    // From commit to light, the usual (median) case; 0 until known. Of commits without a time.
    [[nodiscard]] Nanoseconds usualDelay() const;
    // Whole refreshes that commits without a time arrive after the one they could have made (a
    // server that is a frame behind); mostly 0.
    [[nodiscard]] int refreshesBehind() const { return m_behind; }
    // The same of commits with a time, after the first refresh that is not before it (a server that
    // takes it for the time to draw); mostly 0.
    [[nodiscard]] int refreshesLate() const { return m_late; }

private:
    struct Sample {
        std::optional<MonotonicTime> committed;
        MonotonicTime presented;
        std::optional<MonotonicTime> notBefore;
    };
    void addDelay(Nanoseconds delay);
    [[nodiscard]] std::optional<VsyncGrid> computeGrid() const;
    enum class Kind : std::uint8_t { AtOnce, NotBefore };
    // Nothing: there are too few such samples.
    [[nodiscard]] std::optional<int> computeBehind(Kind kind) const;

    std::deque<Sample> m_onVsync; // newest last
    int m_behind = 0;
    int m_late = 0;
    std::deque<Nanoseconds> m_delays;
    Nanoseconds m_period{0};
    std::optional<VsyncGrid> m_grid;
};

// A commit made this long before a vsync is taken to reach it: compositors start to draw up to
// half a refresh ahead.
[[nodiscard]] Nanoseconds commitLead(Nanoseconds period);

} // namespace weir
