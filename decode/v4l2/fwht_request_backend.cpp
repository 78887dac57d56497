// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/v4l2/fwht_request_backend.h"

#include "decode/v4l2/controls/fwht.h"
#include "platform/base/text.h"

namespace weir
{

FwhtRequestBackend::FwhtRequestBackend(RequestSession &session)
    : m_session(session)
{
    m_controls.add(V4L2_CID_STATELESS_FWHT_PARAMS, m_params);
}

// Other drivers make the format larger where a picture is too small for them; vicodec refuses the
// control.
Result<void> FwhtRequestBackend::checkSize(Size size) const
{
    const auto &sizes = m_session.sizes();
    if (!sizes || (size.width >= sizes->minimum.width && size.height >= sizes->minimum.height))
        return {};
    return fail(ErrorKind::Unsupported,
                formatText("{}x{} is smaller than the least size of {}, {}x{}", size.width,
                           size.height, m_session.deviceName(), sizes->minimum.width,
                           sizes->minimum.height));
}

// No control is set in advance: the driver compares its values with the picture format, which is
// yet to be set.
Result<void> FwhtRequestBackend::beginSequence(const FwhtSequence &sequence)
{
    const fwht::FrameHeader &header = *sequence.header;
    if (!header.is420())
        return fail(ErrorKind::Unsupported,
                    formatText("{}: only 4:2:0 pictures can be shown from this device, and the "
                               "FWHT stream has others",
                               m_session.deviceName()));
    if ((header.flags & (fwht::IsInterlaced | fwht::IsAlternate)) != 0)
        return fail(ErrorKind::Unsupported,
                    formatText("{}: interlaced FWHT is not supported", m_session.deviceName()));
    TRY(checkSize(header.visible().size()));
    return m_session.begin({.codedSize = header.codedSize(),
                            .video = m_session.videoOf(header.visible(), fwht::colorOf(header)),
                            .bitDepth = 8,
                            .heldPictures = sequence.heldFrames,
                            .controls = {}});
}

Result<FwhtBackend::Submit> FwhtRequestBackend::submit(const FwhtJob &job)
{
    auto vehicle = TRY(m_session.acquireVehicle(job.data.size()));
    if (!vehicle)
        return Submit::Again;
    vehicle->buffer.append(job.data);
    m_params = fwht::toKernel(job);
    TRY(m_session.send(*std::move(vehicle),
                       {.frame = job.frame,
                        .slot = &job.slot,
                        .references = m_session.slotOf(job.reference),
                        .controls = m_controls.controls(),
                        .picture = BitstreamSubmission::Picture::Finish}));
    return Submit::Submitted;
}

} // namespace weir
