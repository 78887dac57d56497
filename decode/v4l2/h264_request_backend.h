// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <string>

#include <linux/videodev2.h>

#include "decode/stateless/h264_backend.h"
#include "decode/v4l2/decode_context.h"
#include "decode/v4l2/decode_mode.h"
#include "decode/v4l2/device_probe.h"

namespace weir
{

// H.264 pictures as requests to one device. Frame mode: one request per picture, all slices with
// start codes in one buffer. Slice mode: one request per slice, the picture held until the last.
// Thread-bound (video).
class H264RequestBackend final : public H264Backend
{
public:
    struct Setup {
        DecoderDevice device;
        DecodeMode mode; // chosen from what the device has
        VideoFormat video; // what the container says; the stream's headers win
        std::function<void()> slotFreed; // see PicturePool::create
    };
    // Opens the media node for the requests.
    static Result<std::unique_ptr<H264RequestBackend>> create(KernelIo &io, Setup setup);

    Result<void> beginSequence(const H264Sequence &sequence) override;
    [[nodiscard]] bool isIdle() const override { return !m_context || m_context->isIdle(); }
    std::optional<SlotRef> acquireSlot() override;
    Result<Submit> submit(const H264Job &job) override;
    void abandon() override;

    // Null before the first sequence.
    [[nodiscard]] DecodeContext *context() const { return m_context.get(); }

private:
    // The kernel's structures, filled anew for each request; members so that nothing is allocated.
    struct Controls {
        v4l2_ctrl_h264_sps sps;
        v4l2_ctrl_h264_pps pps;
        v4l2_ctrl_h264_scaling_matrix scaling;
        v4l2_ctrl_h264_decode_params decode;
        v4l2_ctrl_h264_slice_params slice;
        v4l2_ctrl_h264_pred_weights weights;
        std::array<v4l2_ext_control, 6> list;
        std::size_t count = 0;
    };

    H264RequestBackend(KernelIo &io, Setup setup, UniqueFd mediaFd);
    Result<Submit> submitFrame(const H264Job &job);
    Result<Submit> submitSlices(const H264Job &job);
    Result<void> send(DecodeContext::Vehicle vehicle, const H264Job &job,
                      BitstreamSubmission::Picture picture);
    void fillPictureControls(const H264Job &job);
    void fillSliceControls(const H264Job &job, const H264Slice &slice);
    template <typename T>
    void addControl(std::uint32_t id, T &value);
    [[nodiscard]] SlotSet referencesOf(const H264Job &job) const;
    [[nodiscard]] VideoFormat videoFormatOf(const H264Sequence &sequence) const;

    KernelIo &m_io;
    Setup m_setup;
    UniqueFd m_mediaFd;
    std::unique_ptr<DecodeContext> m_context;
    std::uint32_t m_generation = 0;
    bool m_hasScalingControl = false;
    Controls m_controls{};
    std::size_t m_nextSlice = 0; // of a job that was answered with Again
    SlotSet m_jobReferences = 0; // of the job in hand
};

} // namespace weir
