// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/v4l2/vp9_request_backend.h"

#include <array>

#include "decode/v4l2/controls/vp9.h"
#include "platform/base/text.h"

namespace weir
{

namespace
{

// 7.2.2 as code points of H.273; 2: the stream does not say.
std::uint8_t matrixOf(const vp9::ColorConfig &color)
{
    constexpr std::array<std::uint8_t, 8> Matrices{2, 5, 1, 6, 7, 9, 2, 0};
    return Matrices.at(color.colorSpace);
}

} // namespace

Vp9RequestBackend::Vp9RequestBackend(RequestSession &session)
    : m_session(session)
    , m_hasCompressedControl(session.hasControl(V4L2_CID_STATELESS_VP9_COMPRESSED_HDR))
{
}

// The stream knows the matrix and the range; primaries and transfer are the container's.
VideoFormat Vp9RequestBackend::videoOf(const vp9::FrameHeader &header) const
{
    constexpr std::uint8_t Unspecified = 2;
    VideoFormat video
        = m_session.videoOf({.width = header.size.width, .height = header.size.height});
    const std::uint8_t matrix = matrixOf(header.color);
    if (matrix == Unspecified)
        return video;
    video.color.matrix = matrix;
    video.color.fullRange = header.color.fullRange;
    return video;
}

Result<void> Vp9RequestBackend::beginSequence(const Vp9Sequence &sequence)
{
    const vp9::FrameHeader &header = sequence.header;
    if (!header.color.subsamplingX || !header.color.subsamplingY)
        return fail(ErrorKind::Unsupported,
                    formatText("{}: only 4:2:0 pictures can be shown from this device, and the "
                               "stream is VP9 profile {}",
                               m_session.deviceName(), header.profile));
    m_heldPictures = sequence.heldPictures;
    return m_session.begin(sequenceOf(header));
}

Result<void> Vp9RequestBackend::resize(const vp9::FrameHeader &header)
{
    return m_session.resize(sequenceOf(header));
}

// The header decides the picture format; it has no references yet.
RequestSession::Sequence Vp9RequestBackend::sequenceOf(const vp9::FrameHeader &header)
{
    m_frame = vp9::toKernel(header, vp9::ReferenceMode::Single,
                            std::array<FrameId, vp9::RefsPerFrame>{});
    m_list.clear();
    m_list.add(V4L2_CID_STATELESS_VP9_FRAME, m_frame);
    return {.codedSize = header.size,
            .video = videoOf(header),
            .bitDepth = header.color.bitDepth,
            .heldPictures = m_heldPictures,
            .controls = m_list.controls()};
}

Result<Vp9Backend::Submit> Vp9RequestBackend::submit(const Vp9Job &job)
{
    auto vehicle = TRY(m_session.acquireVehicle(job.data.size()));
    if (!vehicle)
        return Submit::Again;
    vehicle->buffer.append(job.data);
    fillControls(job);
    SlotSet references = 0;
    for (const FrameId frame : job.references)
        references |= m_session.slotOf(frame);
    TRY(m_session.send(*std::move(vehicle),
                       {.frame = job.frame,
                        .slot = &job.slot,
                        .references = references,
                        .controls = m_list.controls(),
                        .picture = BitstreamSubmission::Picture::Finish}));
    return Submit::Submitted;
}

// Both of them each time: a request's controls are gone with its REINIT.
void Vp9RequestBackend::fillControls(const Vp9Job &job)
{
    m_list.clear();
    m_frame = vp9::toKernel(*job.header, job.compressed->referenceMode, job.references);
    m_list.add(V4L2_CID_STATELESS_VP9_FRAME, m_frame);
    if (!m_hasCompressedControl)
        return;
    m_compressed = vp9::toKernel(*job.compressed);
    m_list.add(V4L2_CID_STATELESS_VP9_COMPRESSED_HDR, m_compressed);
}

} // namespace weir
