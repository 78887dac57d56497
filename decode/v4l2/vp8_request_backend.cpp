// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/v4l2/vp8_request_backend.h"

#include "decode/v4l2/controls/vp8.h"

namespace weir
{

Vp8RequestBackend::Vp8RequestBackend(RequestSession &session)
    : m_session(session)
{
    m_controls.add(V4L2_CID_STATELESS_VP8_FRAME, m_frame);
}

Result<void> Vp8RequestBackend::beginSequence(const Vp8Sequence &sequence)
{
    return m_session.begin({.codedSize = sequence.codedSize,
                            .video = m_session.videoOf(sequence.visible),
                            .bitDepth = 8,
                            .heldPictures = sequence.heldFrames,
                            .controls = {}});
}

Result<Vp8Backend::Submit> Vp8RequestBackend::submit(const Vp8Job &job)
{
    auto vehicle = TRY(m_session.acquireVehicle(job.data.size()));
    if (!vehicle)
        return Submit::Again;
    vehicle->buffer.append(job.data);
    vp8::toKernel(job, m_frame);
    TRY(m_session.send(*std::move(vehicle),
                       {.frame = job.frame,
                        .slot = &job.slot,
                        .references = m_session.slotOf(job.last) | m_session.slotOf(job.golden)
                            | m_session.slotOf(job.alternate),
                        .controls = m_controls.controls(),
                        .picture = BitstreamSubmission::Picture::Finish}));
    return Submit::Submitted;
}

} // namespace weir
