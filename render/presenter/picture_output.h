// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "decode/frame/picture.h"
#include "platform/wayland/commit_terms.h"
#include "platform/wayland/presentation_feedback.h"
#include "render/color/color_report.h"
#include "render/presenter/presenter_report.h"

namespace weir
{

// The end of the line: takes pictures one by one and makes them visible, or not. Thread-bound
// (present). Every picture that show() took is answered by one slotReleased.
class PictureOutput
{
public:
    // Called in the present thread, from show() or while the connection dispatches.
    class Listener
    {
    public:
        virtual ~Listener() = default;
        virtual void slotReleased(SlotName slot) = 0;
        virtual void commitAnswered(std::uint64_t commitId, std::optional<Presented> result) = 0;
        // Another commit does not replace it any more (or nobody can tell).
        virtual void commitTaken(std::uint64_t commitId) = 0;
        // Of the pictures from here on.
        virtual void colorShown(const ColorReport &color) = 0;
    };

    virtual ~PictureOutput() = default;

    virtual void addPool(std::uint32_t generation, const VideoFormat &format, PoolImages images)
        = 0;
    virtual void retirePool(std::uint32_t generation) = 0;
    // Pending: pictures of that pool have to wait. Refused: this output cannot show them.
    enum class PoolState : std::uint8_t { Pending, Ready, Refused };
    [[nodiscard]] virtual PoolState poolState(std::uint32_t generation) const = 0;

    enum class Shown : std::uint8_t {
        Committed, // an answer with the commit id follows
        Repeated, // this very slot is on screen already
        Done, // shown or swallowed, and there will be no answer
        Busy, // not taken: no buffer of ours is free before the next event
        Failed, // taken and dropped
    };
    virtual Shown show(const Picture &picture, const Commit &commit) = 0;

    // Commits without an answer so far.
    [[nodiscard]] virtual std::size_t unanswered() const = 0;
    [[nodiscard]] virtual std::uint64_t buffersMade() const = 0;
    [[nodiscard]] virtual FenceRegime fenceRegime() const = 0;
    // Releases every slot, whatever the compositor says: before the end, or when it is gone.
    virtual void releaseAll() = 0;
};

} // namespace weir
