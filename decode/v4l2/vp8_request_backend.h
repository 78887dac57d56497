// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <linux/videodev2.h>

#include "decode/stateless/vp8_backend.h"
#include "decode/v4l2/control_list.h"
#include "decode/v4l2/request_session.h"

namespace weir
{

// VP8 frames as requests to one device: one request for each. Thread-bound (video).
class Vp8RequestBackend final : public Vp8Backend
{
public:
    // `session` outlives it.
    explicit Vp8RequestBackend(RequestSession &session);

    Result<void> beginSequence(const Vp8Sequence &sequence) override;
    [[nodiscard]] bool isIdle() const override { return m_session.isIdle(); }
    Result<std::optional<SlotRef>> acquireSlot(std::size_t held) override
    {
        return m_session.acquireSlot(held);
    }
    Result<Submit> submit(const Vp8Job &job) override;
    void abandon() override { } // nothing of a frame is sent before all of it

private:
    RequestSession &m_session;
    v4l2_ctrl_vp8_frame m_frame{};
    ControlList m_controls;
};

} // namespace weir
