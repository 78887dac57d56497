// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <linux/videodev2.h>

#include "decode/stateless/h264_backend.h"
#include "decode/v4l2/control_list.h"
#include "decode/v4l2/request_session.h"

namespace weir
{

// H.264 pictures as requests to one device. Frame mode: one request per picture, all slices with
// start codes in one buffer. Slice mode: one request per slice, the picture held until the last.
// Thread-bound (video).
class H264RequestBackend final : public H264Backend
{
public:
    // `session` outlives it.
    explicit H264RequestBackend(RequestSession &session);

    Result<void> beginSequence(const H264Sequence &sequence) override;
    [[nodiscard]] bool isIdle() const override { return m_session.isIdle(); }
    Result<std::optional<SlotRef>> acquireSlot(std::size_t held) override
    {
        return m_session.acquireSlot(held);
    }
    Result<Submit> submit(const H264Job &job) override;
    void abandon() override;

private:
    // The kernel's structures, filled anew for each request; members so that nothing is allocated.
    struct Controls {
        v4l2_ctrl_h264_sps sps;
        v4l2_ctrl_h264_pps pps;
        v4l2_ctrl_h264_scaling_matrix scaling;
        v4l2_ctrl_h264_decode_params decode;
        v4l2_ctrl_h264_slice_params slice;
        v4l2_ctrl_h264_pred_weights weights;
        ControlList list;
    };

    Result<Submit> submitFrame(const H264Job &job);
    Result<Submit> submitSlices(const H264Job &job);
    Result<void> send(DecodeContext::Vehicle vehicle, const H264Job &job,
                      BitstreamSubmission::Picture picture);
    // How the request that ends the job ends its picture.
    [[nodiscard]] BitstreamSubmission::Picture lastPart(const H264Job &job) const;
    void fillPictureControls(const H264Job &job);
    void fillSliceControls(const H264Job &job, const H264Slice &slice);
    [[nodiscard]] SlotSet referencesOf(const H264Job &job) const;

    RequestSession &m_session;
    bool m_hasScalingControl = false;
    Controls m_controls{};
    std::size_t m_nextSlice = 0; // of a job that was answered with Again
    SlotSet m_jobReferences = 0; // of the job in hand
};

} // namespace weir
