// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>

#include <linux/videodev2.h>

#include "decode/stateless/av1_backend.h"
#include "decode/v4l2/control_list.h"
#include "decode/v4l2/request_session.h"

namespace weir
{

// AV1 frames as requests to one device: one request per frame, the payload of its tile groups in
// one buffer. Frames of all sizes of a sequence share its buffers. Thread-bound (video).
class Av1RequestBackend final : public Av1Backend
{
public:
    // `session` outlives it.
    explicit Av1RequestBackend(RequestSession &session);

    Result<void> beginSequence(const Av1Sequence &sequence) override;
    [[nodiscard]] bool isIdle() const override { return m_session.isIdle(); }
    Result<std::optional<SlotRef>> acquireSlot(std::size_t held) override
    {
        return m_session.acquireSlot(held);
    }
    Result<Submit> submit(const Av1Job &job) override;
    void abandon() override { } // nothing of a job is sent before all of it

private:
    // The kernel's structures, filled anew for each request; members so that nothing is allocated.
    struct Controls {
        v4l2_ctrl_av1_sequence sequence;
        v4l2_ctrl_av1_frame frame;
        v4l2_ctrl_av1_film_grain grain;
        std::array<v4l2_ctrl_av1_tile_group_entry, V4L2_AV1_MAX_TILE_COUNT> tiles;
        ControlList list;
    };

    [[nodiscard]] Result<void> checkSequence(const av1::SequenceHeader &header) const;
    void fillControls(const Av1Job &job);
    [[nodiscard]] SlotSet referencesOf(const Av1Job &job) const;

    RequestSession &m_session;
    bool m_hasGrainControl = false;
    Controls m_controls{};
};

} // namespace weir
