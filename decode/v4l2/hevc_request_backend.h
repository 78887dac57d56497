// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <linux/videodev2.h>

#include "decode/stateless/hevc_backend.h"
#include "decode/v4l2/control_list.h"
#include "decode/v4l2/controls/hevc.h"
#include "decode/v4l2/request_session.h"

namespace weir
{

// HEVC pictures as requests to one device. Frame mode: one request per picture, all slice segments
// with start codes in one buffer. Slice mode: one request per slice segment, the picture held until
// the last. Thread-bound (video).
class HevcRequestBackend final : public HevcBackend
{
public:
    // `session` outlives it.
    explicit HevcRequestBackend(RequestSession &session);

    Result<void> beginSequence(const HevcSequence &sequence) override;
    [[nodiscard]] bool isIdle() const override { return m_session.isIdle(); }
    Result<std::optional<SlotRef>> acquireSlot(std::size_t held) override
    {
        return m_session.acquireSlot(held);
    }
    Result<Submit> submit(const HevcJob &job) override;
    void abandon() override;

private:
    // The kernel's structures, filled anew for each request; members so that nothing is allocated.
    struct Controls {
        v4l2_ctrl_hevc_sps sps;
        v4l2_ctrl_hevc_pps pps;
        v4l2_ctrl_hevc_scaling_matrix scaling;
        v4l2_ctrl_hevc_decode_params decode;
        v4l2_ctrl_hevc_slice_params slice;
        std::vector<std::uint32_t> entryPoints; // keeps its memory
        hevc::ShortTermSets shortTermSets;
        hevc::LongTermPics longTermPics;
        ControlList list;
    };

    [[nodiscard]] std::size_t startCodeBytes() const;
    void append(BitstreamBuffer &buffer, const HevcSlice &slice) const;
    Result<Submit> submitFrame(const HevcJob &job);
    Result<Submit> submitSlices(const HevcJob &job);
    Result<void> send(DecodeContext::Vehicle vehicle, const HevcJob &job,
                      BitstreamSubmission::Picture picture);
    void fillSequenceControls(const hevc::Sps &sps);
    void fillPictureControls(const HevcJob &job);
    Result<void> fillSliceControls(const HevcJob &job, const HevcSlice &slice);
    [[nodiscard]] SlotSet referencesOf(const HevcJob &job) const;

    RequestSession &m_session;
    bool m_hasScalingControl = false;
    bool m_hasEntryPoints = false;
    bool m_hasShortTermSets = false;
    bool m_hasLongTermPics = false;
    Controls m_controls{};
    std::size_t m_nextSlice = 0; // of a job that was answered with Again
    SlotSet m_jobReferences = 0; // of the job in hand
};

} // namespace weir
