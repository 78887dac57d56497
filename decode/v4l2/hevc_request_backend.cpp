// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/v4l2/hevc_request_backend.h"

#include <algorithm>
#include <array>

#include "platform/base/text.h"

namespace weir
{

namespace
{

// More than any level has (7.4.7.1), and what drivers register for the dynamic array.
constexpr std::size_t MaxEntryPoints = 256;

} // namespace

HevcRequestBackend::HevcRequestBackend(RequestSession &session)
    : m_session(session)
    , m_hasScalingControl(session.hasControl(V4L2_CID_STATELESS_HEVC_SCALING_MATRIX))
    , m_hasEntryPoints(session.hasControl(V4L2_CID_STATELESS_HEVC_ENTRY_POINT_OFFSETS))
    , m_hasShortTermSets(session.hasControl(V4L2_CID_STATELESS_HEVC_EXT_SPS_ST_RPS))
    , m_hasLongTermPics(session.hasControl(V4L2_CID_STATELESS_HEVC_EXT_SPS_LT_RPS))
{
}

Result<void> HevcRequestBackend::beginSequence(const HevcSequence &sequence)
{
    const hevc::Sps &sps = sequence.sps;
    if (sps.chromaFormatIdc != 1)
        return fail(ErrorKind::Unsupported,
                    formatText("{}: HEVC with chroma_format_idc {} is not supported, only 4:2:0",
                               m_session.deviceName(), sps.chromaFormatIdc));
    if (sps.bitDepthLumaMinus8 != sps.bitDepthChromaMinus8)
        return fail(ErrorKind::Unsupported,
                    formatText("{}: HEVC with bit_depth_luma_minus8 {} and bit_depth_chroma_minus8 "
                               "{} is not supported: they must be equal",
                               m_session.deviceName(), sps.bitDepthLumaMinus8,
                               sps.bitDepthChromaMinus8));
    abandon();
    m_controls.list.clear();
    m_controls.sps = hevc::toKernel(sps);
    m_controls.list.add(V4L2_CID_STATELESS_HEVC_SPS, m_controls.sps);
    const VideoFormat video = sps.vuiParametersPresent
        ? m_session.videoOf(sequence.visible, sps.vui.color, sps.vui.sampleAspectRatio)
        : m_session.videoOf(sequence.visible);
    return m_session.begin({.codedSize = sequence.codedSize,
                            .video = video,
                            .bitDepth = sps.bitDepthLumaMinus8 + 8U,
                            .heldPictures = sequence.dpbPictures,
                            .controls = m_controls.list.controls()});
}

Result<HevcBackend::Submit> HevcRequestBackend::submit(const HevcJob &job)
{
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

void HevcRequestBackend::abandon()
{
    if (m_nextSlice != 0)
        m_session.closeNewest();
    m_nextSlice = 0;
}

std::size_t HevcRequestBackend::startCodeBytes() const
{
    return m_session.mode().startCode == DecodeMode::StartCode::AnnexB ? AnnexBStartCode.size() : 0;
}

void HevcRequestBackend::append(BitstreamBuffer &buffer, const HevcSlice &slice) const
{
    buffer.append(std::span(AnnexBStartCode).first(startCodeBytes()));
    buffer.append(slice.nal);
}

Result<HevcBackend::Submit> HevcRequestBackend::submitFrame(const HevcJob &job)
{
    std::size_t bytes = 0;
    for (const HevcSlice &slice : job.slices)
        bytes += startCodeBytes() + slice.nal.size();
    auto vehicle = TRY(m_session.acquireVehicle(bytes));
    if (!vehicle)
        return Submit::Again;
    for (const HevcSlice &slice : job.slices)
        append(vehicle->buffer, slice);
    fillPictureControls(job);
    TRY(send(*std::move(vehicle), job, BitstreamSubmission::Picture::Finish));
    return Submit::Submitted;
}

Result<HevcBackend::Submit> HevcRequestBackend::submitSlices(const HevcJob &job)
{
    while (m_nextSlice < job.slices.size()) {
        const HevcSlice &slice = job.slices[m_nextSlice];
        auto vehicle = TRY(m_session.acquireVehicle(startCodeBytes() + slice.nal.size()));
        if (!vehicle)
            return Submit::Again;
        append(vehicle->buffer, slice);
        fillPictureControls(job);
        TRY(fillSliceControls(job, slice));
        const bool isLast = m_nextSlice + 1 == job.slices.size();
        TRY(send(*std::move(vehicle), job,
                 isLast ? BitstreamSubmission::Picture::Finish
                        : BitstreamSubmission::Picture::Hold));
        ++m_nextSlice;
    }
    return Submit::Submitted;
}

Result<void> HevcRequestBackend::send(DecodeContext::Vehicle vehicle, const HevcJob &job,
                                      BitstreamSubmission::Picture picture)
{
    return m_session.send(std::move(vehicle),
                          {.frame = job.frame,
                           .slot = &job.slot,
                           .references = m_jobReferences,
                           .controls = m_controls.list.controls(),
                           .picture = picture});
}

// What drivers parse slice headers by. Always the whole arrays: rkvdec reads as many elements as
// the SPS counts, whatever was sent.
void HevcRequestBackend::fillSequenceControls(const hevc::Sps &sps)
{
    m_controls.sps = hevc::toKernel(sps);
    m_controls.list.add(V4L2_CID_STATELESS_HEVC_SPS, m_controls.sps);
    if (m_hasShortTermSets)
        m_controls.list.addArray(V4L2_CID_STATELESS_HEVC_EXT_SPS_ST_RPS,
                                 hevc::fillShortTermSets(sps, m_controls.shortTermSets));
    if (m_hasLongTermPics)
        m_controls.list.addArray(V4L2_CID_STATELESS_HEVC_EXT_SPS_LT_RPS,
                                 hevc::fillLongTermPics(sps, m_controls.longTermPics));
}

// All of them each time: a request's controls are gone with its REINIT, and drivers do not miss
// what was not sent but go on with old values.
void HevcRequestBackend::fillPictureControls(const HevcJob &job)
{
    m_controls.list.clear();
    fillSequenceControls(*job.sps);
    m_controls.pps = hevc::toKernel(*job.pps, *job.sps);
    m_controls.decode = hevc::decodeParams(job);
    m_controls.list.add(V4L2_CID_STATELESS_HEVC_PPS, m_controls.pps);
    m_controls.list.add(V4L2_CID_STATELESS_HEVC_DECODE_PARAMS, m_controls.decode);
    if (!m_hasScalingControl)
        return;
    m_controls.scaling = hevc::toKernel(*job.scaling);
    m_controls.list.add(V4L2_CID_STATELESS_HEVC_SCALING_MATRIX, m_controls.scaling);
}

Result<void> HevcRequestBackend::fillSliceControls(const HevcJob &job, const HevcSlice &slice)
{
    m_controls.slice = hevc::sliceParams(job, slice, startCodeBytes());
    m_controls.list.add(V4L2_CID_STATELESS_HEVC_SLICE_PARAMS, m_controls.slice);
    const auto &offsetsMinus1 = slice.header.entryPointOffsetMinus1;
    if (!m_hasEntryPoints)
        return {};
    if (offsetsMinus1.size() > MaxEntryPoints)
        return fail(ErrorKind::Unsupported,
                    formatText("{}: HEVC with num_entry_point_offsets {} is not supported",
                               m_session.deviceName(), offsetsMinus1.size()));
    m_controls.entryPoints.assign(std::max<std::size_t>(offsetsMinus1.size(), 1), 0);
    for (std::size_t i = 0; i < offsetsMinus1.size(); ++i)
        m_controls.entryPoints[i] = offsetsMinus1[i] + 1;
    m_controls.list.addArray(V4L2_CID_STATELESS_HEVC_ENTRY_POINT_OFFSETS,
                             std::span(m_controls.entryPoints));
    return {};
}

SlotSet HevcRequestBackend::referencesOf(const HevcJob &job) const
{
    SlotSet references = 0;
    for (const HevcDpbEntry &entry : job.dpb)
        references |= m_session.slotOf(entry.frame);
    return references;
}

} // namespace weir
