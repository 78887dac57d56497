// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <linux/videodev2.h>

#include "decode/stateless/mpeg2_backend.h"
#include "decode/v4l2/control_list.h"
#include "decode/v4l2/request_session.h"

namespace weir
{

// MPEG-2 pictures as requests to one device: one request for each frame or field, with all slices
// in one buffer. Thread-bound (video).
class Mpeg2RequestBackend final : public Mpeg2Backend
{
public:
    // `session` outlives it.
    explicit Mpeg2RequestBackend(RequestSession &session);

    Result<void> beginSequence(const Mpeg2Sequence &sequence) override;
    [[nodiscard]] bool isIdle() const override { return m_session.isIdle(); }
    Result<std::optional<SlotRef>> acquireSlot(std::size_t held) override
    {
        return m_session.acquireSlot(held);
    }
    Result<Submit> submit(const Mpeg2Job &job) override;
    void abandon() override { } // nothing of a picture is sent before all of it

private:
    // The kernel's structures, filled anew for each request; members so that nothing is allocated.
    v4l2_ctrl_mpeg2_sequence m_sequence{};
    v4l2_ctrl_mpeg2_picture m_picture{};
    v4l2_ctrl_mpeg2_quantisation m_quantisation{};
    ControlList m_controls;
    RequestSession &m_session;
};

} // namespace weir
