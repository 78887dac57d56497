// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/v4l2/av1_request_backend.h"

#include <algorithm>

#include "decode/v4l2/controls/av1.h"
#include "platform/base/text.h"

namespace weir
{

Av1RequestBackend::Av1RequestBackend(RequestSession &session)
    : m_session(session)
    , m_hasGrainControl(session.hasControl(V4L2_CID_STATELESS_AV1_FILM_GRAIN))
{
}

Result<void> Av1RequestBackend::checkSequence(const av1::SequenceHeader &header) const
{
    const av1::ColorConfig &color = header.colorConfig;
    // What drivers leave in the chroma planes of a monochrome picture is said nowhere.
    if (color.monoChrome || !color.subsamplingX || !color.subsamplingY)
        return fail(ErrorKind::Unsupported,
                    formatText("{}: only 4:2:0 pictures can be shown from this device "
                               "(mono_chrome {:d}, subsampling_x {:d}, subsampling_y {:d})",
                               m_session.deviceName(), color.monoChrome, color.subsamplingX,
                               color.subsamplingY));
    if (color.bitDepth > 10)
        return fail(
            ErrorKind::Unsupported,
            formatText("{}: BitDepth {} is not supported", m_session.deviceName(), color.bitDepth));
    if (header.filmGrainParamsPresent && !m_hasGrainControl)
        return fail(ErrorKind::Unsupported,
                    formatText("{} does not apply film grain (film_grain_params_present)",
                               m_session.deviceName()));
    return {};
}

Result<void> Av1RequestBackend::beginSequence(const Av1Sequence &sequence)
{
    TRY(checkSequence(sequence.header));
    const av1::ColorConfig &color = sequence.header.colorConfig;
    m_controls.sequence = av1::toKernel(sequence.header);
    m_controls.list.clear();
    m_controls.list.add(V4L2_CID_STATELESS_AV1_SEQUENCE, m_controls.sequence);
    return m_session.begin(
        {.codedSize = sequence.codedSize,
         .video = m_session.videoOf(sequence.visible, color.color, sequence.sampleAspectRatio),
         .bitDepth = color.bitDepth,
         .heldPictures = sequence.heldPictures,
         .controls = m_controls.list.controls()});
}

Result<Av1Backend::Submit> Av1RequestBackend::submit(const Av1Job &job)
{
    if (job.tiles.size() > m_controls.tiles.size())
        return fail(ErrorKind::Unsupported,
                    formatText("AV1: {} tiles in a frame, drivers take {}", job.tiles.size(),
                               m_controls.tiles.size()));
    std::size_t bytes = 0;
    for (const auto group : job.tileGroups)
        bytes += group.size();
    auto vehicle = TRY(m_session.acquireVehicle(bytes));
    if (!vehicle)
        return Submit::Again;
    for (const auto group : job.tileGroups)
        vehicle->buffer.append(group);
    fillControls(job);
    TRY(m_session.send(*std::move(vehicle),
                       {.frame = job.frame,
                        .slot = &job.slot,
                        .references = referencesOf(job),
                        .controls = m_controls.list.controls()}));
    return Submit::Submitted;
}

// All of them each time: a request's controls are gone with its REINIT, and drivers do not miss
// what was not sent but go on with old values.
void Av1RequestBackend::fillControls(const Av1Job &job)
{
    m_controls.list.clear();
    m_controls.sequence = av1::toKernel(*job.sequence);
    m_controls.frame = av1::frameControl(job);
    std::ranges::transform(job.tiles, m_controls.tiles.begin(),
                           [](const av1::Tile &tile) { return av1::toKernel(tile); });
    m_controls.list.add(V4L2_CID_STATELESS_AV1_SEQUENCE, m_controls.sequence);
    m_controls.list.add(V4L2_CID_STATELESS_AV1_FRAME, m_controls.frame);
    m_controls.list.addArray(V4L2_CID_STATELESS_AV1_TILE_GROUP_ENTRY,
                             std::span(m_controls.tiles).first(job.tiles.size()));
    if (!m_hasGrainControl)
        return;
    m_controls.grain = av1::toKernel(job.header->filmGrain);
    m_controls.list.add(V4L2_CID_STATELESS_AV1_FILM_GRAIN, m_controls.grain);
}

// What the frame is decoded from. The other slots are named to the device as well, but nothing of
// them is read.
SlotSet Av1RequestBackend::referencesOf(const Av1Job &job) const
{
    SlotSet references = 0;
    if (job.header->isIntra())
        return references;
    for (const std::uint8_t slot : job.header->refFrameIdx)
        references |= m_session.slotOf(job.references.at(slot));
    return references;
}

} // namespace weir
