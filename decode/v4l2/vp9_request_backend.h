// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <linux/videodev2.h>

#include "decode/stateless/vp9_backend.h"
#include "decode/v4l2/control_list.h"
#include "decode/v4l2/request_session.h"

namespace weir
{

// VP9 pictures as requests to one device: one request per frame, the whole frame in its buffer.
// Thread-bound (video).
class Vp9RequestBackend final : public Vp9Backend
{
public:
    // `session` outlives it.
    explicit Vp9RequestBackend(RequestSession &session);

    Result<void> beginSequence(const Vp9Sequence &sequence) override;
    Result<void> resize(const vp9::FrameHeader &header) override;
    [[nodiscard]] bool isIdle() const override { return m_session.isIdle(); }
    Result<std::optional<SlotRef>> acquireSlot(std::size_t held) override
    {
        return m_session.acquireSlot(held);
    }
    Result<Submit> submit(const Vp9Job &job) override;
    void abandon() override { } // a frame is one request: sent or not

private:
    [[nodiscard]] RequestSession::Sequence sequenceOf(const vp9::FrameHeader &header);
    void fillControls(const Vp9Job &job);
    [[nodiscard]] VideoFormat videoOf(const vp9::FrameHeader &header) const;

    RequestSession &m_session;
    bool m_hasCompressedControl;
    unsigned m_heldPictures = 0;
    // Filled anew for each request; members so that nothing is allocated.
    v4l2_ctrl_vp9_frame m_frame{};
    v4l2_ctrl_vp9_compressed_hdr m_compressed{};
    ControlList m_list;
};

} // namespace weir
