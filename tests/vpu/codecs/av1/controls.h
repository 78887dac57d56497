// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include <linux/videodev2.h>

#include "platform/base/result.h"
#include "tests/vpu/codecs/job.h"

namespace weir::vpu::av1
{

inline constexpr unsigned ReferencesPerFrame = 7; // REFS_PER_FRAME
inline constexpr unsigned SlotCount = 8; // NUM_REF_FRAMES
inline constexpr std::uint8_t NoPrimaryReference = 7; // PRIMARY_REF_NONE
inline constexpr std::uint8_t AllSlots = 0xff;

// What one AV1 request says. Value type.
struct Controls {
    v4l2_ctrl_av1_sequence sequence{};
    v4l2_ctrl_av1_frame frame{};
    v4l2_ctrl_av1_film_grain grain{}; // all zero when the sequence has none
    std::vector<v4l2_ctrl_av1_tile_group_entry> tiles;

    [[nodiscard]] bool sequenceHas(std::uint32_t flag) const
    {
        return (sequence.flags & flag) != 0;
    }
    [[nodiscard]] bool frameHas(std::uint32_t flag) const { return (frame.flags & flag) != 0; }
    [[nodiscard]] bool isKey() const { return frame.frame_type == V4L2_AV1_KEY_FRAME; }
    [[nodiscard]] bool isShownKey() const
    {
        return isKey() && frameHas(V4L2_AV1_FRAME_FLAG_SHOW_FRAME);
    }
    [[nodiscard]] bool isIntra() const
    {
        return isKey() || frame.frame_type == V4L2_AV1_INTRA_ONLY_FRAME;
    }
    [[nodiscard]] bool isSwitch() const { return frame.frame_type == V4L2_AV1_SWITCH_FRAME; }
    [[nodiscard]] bool isErrorResilient() const
    {
        return frameHas(V4L2_AV1_FRAME_FLAG_ERROR_RESILIENT_MODE);
    }
    [[nodiscard]] bool hasOrderHints() const
    {
        return sequenceHas(V4L2_AV1_SEQUENCE_FLAG_ENABLE_ORDER_HINT);
    }
    [[nodiscard]] bool isMonochrome() const
    {
        return sequenceHas(V4L2_AV1_SEQUENCE_FLAG_MONO_CHROME);
    }
    [[nodiscard]] unsigned planes() const { return isMonochrome() ? 1 : 3; }
    [[nodiscard]] bool isSubsampledBothWays() const
    {
        return sequenceHas(V4L2_AV1_SEQUENCE_FLAG_SUBSAMPLING_X)
            && sequenceHas(V4L2_AV1_SEQUENCE_FLAG_SUBSAMPLING_Y);
    }
    [[nodiscard]] bool allowsIntraBlockCopy() const
    {
        return frameHas(V4L2_AV1_FRAME_FLAG_ALLOW_INTRABC);
    }
};

// The controls of a job; an error names the one that is missing.
Result<Controls> readControls(const Job &job);

} // namespace weir::vpu::av1
