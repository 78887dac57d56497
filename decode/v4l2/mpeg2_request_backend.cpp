// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/v4l2/mpeg2_request_backend.h"

#include "decode/v4l2/controls/mpeg2.h"

namespace weir
{

Mpeg2RequestBackend::Mpeg2RequestBackend(RequestSession &session)
    : m_session(session)
{
    m_controls.add(V4L2_CID_STATELESS_MPEG2_SEQUENCE, m_sequence);
    m_controls.add(V4L2_CID_STATELESS_MPEG2_PICTURE, m_picture);
    m_controls.add(V4L2_CID_STATELESS_MPEG2_QUANTISATION, m_quantisation);
}

Result<void> Mpeg2RequestBackend::beginSequence(const Mpeg2Sequence &sequence)
{
    m_sequence = mpeg2::toKernel(sequence.sequence);
    constexpr std::uint8_t BesideLeftLuma = 1; // H.262 6.1.1.8: Chroma420SampleLocType 0
    const ColorInfo color{.primaries = sequence.display.colourPrimaries,
                          .transfer = sequence.display.transferCharacteristics,
                          .matrix = sequence.display.matrixCoefficients,
                          .fullRange = false,
                          .chromaLocation = BesideLeftLuma};
    return m_session.begin({.codedSize = sequence.codedSize,
                            .video = m_session.videoOf(sequence.visible, color),
                            .bitDepth = 8,
                            .heldPictures = sequence.heldFrames,
                            .controls = m_controls.controls().first(1)});
}

Result<Mpeg2Backend::Submit> Mpeg2RequestBackend::submit(const Mpeg2Job &job)
{
    if (job.isSecondField && !m_session.maySendSecondField(job.frame))
        return Submit::Again;
    std::size_t bytes = 0;
    for (const auto slice : job.slices)
        bytes += slice.size();
    auto vehicle = TRY(m_session.acquireVehicle(bytes));
    if (!vehicle)
        return Submit::Again;
    for (const auto slice : job.slices)
        vehicle->buffer.append(slice);
    m_sequence = mpeg2::toKernel(*job.sequence);
    m_picture = mpeg2::pictureControl(job);
    m_quantisation = mpeg2::toKernel(*job.matrices);
    TRY(m_session.send(
        *std::move(vehicle),
        {.frame = job.frame,
         .slot = &job.slot,
         .references = m_session.slotOf(job.forward) | m_session.slotOf(job.backward),
         .controls = m_controls.controls(),
         .picture
         = job.isFirstField ? m_session.firstField() : BitstreamSubmission::Picture::Finish}));
    return Submit::Submitted;
}

} // namespace weir
