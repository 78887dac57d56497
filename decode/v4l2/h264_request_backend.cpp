// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/v4l2/h264_request_backend.h"

#include <array>

#include "decode/v4l2/controls/h264.h"
#include "platform/base/text.h"

namespace weir
{

namespace
{

std::size_t bytesOf(const H264Slice &slice, DecodeMode mode)
{
    return slice.nal.size()
        + (mode.startCode == DecodeMode::StartCode::AnnexB ? AnnexBStartCode.size() : 0);
}

void append(BitstreamBuffer &buffer, const H264Slice &slice, DecodeMode mode)
{
    if (mode.startCode == DecodeMode::StartCode::AnnexB)
        buffer.append(AnnexBStartCode);
    buffer.append(slice.nal);
}

} // namespace

H264RequestBackend::H264RequestBackend(RequestSession &session)
    : m_session(session)
    , m_hasScalingControl(session.hasControl(V4L2_CID_STATELESS_H264_SCALING_MATRIX))
{
}

Result<void> H264RequestBackend::beginSequence(const H264Sequence &sequence)
{
    const h264::Sps &sps = sequence.sps;
    if (sps.chromaFormatIdc > 1 || sps.bitDepthLumaMinus8 != sps.bitDepthChromaMinus8)
        return fail(ErrorKind::Unsupported,
                    formatText("{}: only 4:2:0 pictures with one bit depth can be shown from this "
                               "device",
                               m_session.deviceName()));
    abandon();
    m_controls.sps = h264::toKernel(sps);
    m_controls.list.clear();
    m_controls.list.add(V4L2_CID_STATELESS_H264_SPS, m_controls.sps);
    const VideoFormat video = sps.vuiParametersPresent
        ? m_session.videoOf(sequence.visible, sps.vui.color, sps.vui.sampleAspectRatio)
        : m_session.videoOf(sequence.visible);
    return m_session.begin({.codedSize = sequence.codedSize,
                            .video = video,
                            .bitDepth = sps.bitDepthLumaMinus8 + 8U,
                            .heldPictures = sequence.dpbFrames,
                            .controls = m_controls.list.controls()});
}

Result<H264Backend::Submit> H264RequestBackend::submit(const H264Job &job)
{
    if (job.isSecondField && !m_session.maySendSecondField(job.frame))
        return Submit::Again;
    if (m_nextSlice == 0)
        m_jobReferences = referencesOf(job);
    auto answer
        = m_session.mode().unit == DecodeMode::Unit::Slice ? submitSlices(job) : submitFrame(job);
    if (!answer) {
        abandon();
        return answer;
    }
    if (*answer == Submit::Submitted)
        m_nextSlice = 0;
    return answer;
}

BitstreamSubmission::Picture H264RequestBackend::lastPart(const H264Job &job) const
{
    return job.isFirstField ? m_session.firstField() : BitstreamSubmission::Picture::Finish;
}

void H264RequestBackend::abandon()
{
    if (m_nextSlice != 0)
        m_session.closeNewest();
    m_nextSlice = 0;
}

Result<H264Backend::Submit> H264RequestBackend::submitFrame(const H264Job &job)
{
    std::size_t bytes = 0;
    for (const H264Slice &slice : job.slices)
        bytes += bytesOf(slice, m_session.mode());
    auto vehicle = TRY(m_session.acquireVehicle(bytes));
    if (!vehicle)
        return Submit::Again;
    for (const H264Slice &slice : job.slices)
        append(vehicle->buffer, slice, m_session.mode());
    fillPictureControls(job);
    TRY(send(*std::move(vehicle), job, lastPart(job)));
    return Submit::Submitted;
}

Result<H264Backend::Submit> H264RequestBackend::submitSlices(const H264Job &job)
{
    while (m_nextSlice < job.slices.size()) {
        const H264Slice &slice = job.slices[m_nextSlice];
        auto vehicle = TRY(m_session.acquireVehicle(bytesOf(slice, m_session.mode())));
        if (!vehicle)
            return Submit::Again;
        append(vehicle->buffer, slice, m_session.mode());
        fillPictureControls(job);
        fillSliceControls(job, slice);
        const bool isLast = m_nextSlice + 1 == job.slices.size();
        TRY(send(*std::move(vehicle), job,
                 isLast ? lastPart(job) : BitstreamSubmission::Picture::Hold));
        ++m_nextSlice;
    }
    return Submit::Submitted;
}

Result<void> H264RequestBackend::send(DecodeContext::Vehicle vehicle, const H264Job &job,
                                      BitstreamSubmission::Picture picture)
{
    return m_session.send(std::move(vehicle),
                          {.frame = job.frame,
                           .slot = &job.slot,
                           .references = m_jobReferences,
                           .controls = m_controls.list.controls(),
                           .picture = picture});
}

// All of them each time: a request's controls are gone with its REINIT, and drivers do not miss
// what was not sent but go on with old values.
void H264RequestBackend::fillPictureControls(const H264Job &job)
{
    m_controls.list.clear();
    m_controls.sps = h264::toKernel(*job.sps);
    m_controls.pps = h264::toKernel(*job.pps, job.scalingMatrixPresent);
    m_controls.decode = h264::decodeParams(job);
    m_controls.list.add(V4L2_CID_STATELESS_H264_SPS, m_controls.sps);
    m_controls.list.add(V4L2_CID_STATELESS_H264_PPS, m_controls.pps);
    m_controls.list.add(V4L2_CID_STATELESS_H264_DECODE_PARAMS, m_controls.decode);
    if (!m_hasScalingControl)
        return;
    m_controls.scaling = h264::toKernel(*job.scaling, *job.sps);
    m_controls.list.add(V4L2_CID_STATELESS_H264_SCALING_MATRIX, m_controls.scaling);
}

void H264RequestBackend::fillSliceControls(const H264Job &job, const H264Slice &slice)
{
    m_controls.slice = h264::sliceParams(slice);
    m_controls.list.add(V4L2_CID_STATELESS_H264_SLICE_PARAMS, m_controls.slice);
    if (!h264::needsWeights(*job.pps, slice.header) || !slice.header.predWeightTablePresent)
        return;
    m_controls.weights = h264::toKernel(slice.header.weights);
    m_controls.list.add(V4L2_CID_STATELESS_H264_PRED_WEIGHTS, m_controls.weights);
}

SlotSet H264RequestBackend::referencesOf(const H264Job &job) const
{
    SlotSet references = 0;
    for (const H264DpbEntry &entry : job.dpb)
        references |= m_session.slotOf(entry.frame);
    // The second field names its own frame, which is no other picture's business.
    return references & ~slotBit(job.slot.index());
}

} // namespace weir
