// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <linux/videodev2.h>

#include "decode/stateless/fwht_backend.h"
#include "decode/v4l2/control_list.h"
#include "decode/v4l2/request_session.h"

namespace weir
{

// FWHT frames as requests to one device: one request for each, without the frame's header, which is
// the control. Thread-bound (video).
class FwhtRequestBackend final : public FwhtBackend
{
public:
    // `session` outlives it.
    explicit FwhtRequestBackend(RequestSession &session);

    Result<void> beginSequence(const FwhtSequence &sequence) override;
    [[nodiscard]] bool isIdle() const override { return m_session.isIdle(); }
    Result<std::optional<SlotRef>> acquireSlot(std::size_t held) override
    {
        return m_session.acquireSlot(held);
    }
    Result<Submit> submit(const FwhtJob &job) override;
    void abandon() override { } // nothing of a frame is sent before all of it

private:
    [[nodiscard]] Result<void> checkSize(Size size) const;

    RequestSession &m_session;
    v4l2_ctrl_fwht_params m_params{};
    ControlList m_controls;
};

} // namespace weir
