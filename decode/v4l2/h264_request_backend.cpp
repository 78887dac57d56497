// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/v4l2/h264_request_backend.h"

#include <algorithm>
#include <array>
#include <format>

#include "decode/v4l2/controls/h264.h"
#include "platform/base/log.h"

namespace weir
{

namespace
{

constexpr std::array<std::byte, 3> StartCode{std::byte{0}, std::byte{0}, std::byte{1}};
// Pictures under way at once: enough that the device never waits for us.
constexpr std::uint32_t FramesInFlight = 4;
constexpr std::uint32_t SlicesInFlight = 8;
// On screen, committed, waiting for its time, and one being handed over.
constexpr std::uint32_t ShownPictures = 4;

std::size_t bytesOf(const H264Slice &slice, DecodeMode mode)
{
    return slice.nal.size()
        + (mode.startCode == DecodeMode::StartCode::AnnexB ? StartCode.size() : 0);
}

void append(BitstreamBuffer &buffer, const H264Slice &slice, DecodeMode mode)
{
    if (mode.startCode == DecodeMode::StartCode::AnnexB)
        buffer.append(StartCode);
    buffer.append(slice.nal);
}

// Which of the picture's requests ends it: a first field is followed by a second one, to the same
// memory.
BitstreamSubmission::Picture lastOf(const H264Job &job)
{
    return job.isFirstField ? BitstreamSubmission::Picture::Hold
                            : BitstreamSubmission::Picture::Finish;
}

} // namespace

Result<std::unique_ptr<H264RequestBackend>> H264RequestBackend::create(KernelIo &io, Setup setup)
{
    UniqueFd mediaFd = TRY(io.open(setup.device.mediaPath));
    return std::unique_ptr<H264RequestBackend>(
        new H264RequestBackend(io, std::move(setup), std::move(mediaFd)));
}

H264RequestBackend::H264RequestBackend(KernelIo &io, Setup setup, UniqueFd mediaFd)
    : m_io(io)
    , m_setup(std::move(setup))
    , m_mediaFd(std::move(mediaFd))
{
    const CodecAbility *const ability = abilityFor(m_setup.device, VideoCodec::H264);
    m_hasScalingControl = ability != nullptr
        && std::ranges::contains(ability->controls,
                                 std::uint32_t{V4L2_CID_STATELESS_H264_SCALING_MATRIX});
}

VideoFormat H264RequestBackend::videoFormatOf(const H264Sequence &sequence) const
{
    VideoFormat video = m_setup.video;
    video.visible = sequence.visible;
    if (!sequence.sps.vuiParametersPresent)
        return video;
    const h264::Vui &vui = sequence.sps.vui;
    constexpr ColorInfo Unspecified;
    if (vui.color != Unspecified)
        video.color = vui.color;
    if (vui.sampleAspectRatio.numerator > 0 && vui.sampleAspectRatio.denominator > 0)
        video.sampleAspectRatio = vui.sampleAspectRatio;
    return video;
}

Result<void> H264RequestBackend::beginSequence(const H264Sequence &sequence)
{
    const h264::Sps &sps = sequence.sps;
    if (sps.chromaFormatIdc > 1 || sps.bitDepthLumaMinus8 != sps.bitDepthChromaMinus8)
        return fail(ErrorKind::Unsupported,
                    std::format("{} ({}): only 4:2:0 pictures with one bit depth can be shown "
                                "from this device",
                                m_setup.device.videoPath, m_setup.device.driver));
    abandon();
    m_context.reset(); // its memory first; pictures that are shown keep theirs
    const auto sliceMode = m_setup.mode.unit == DecodeMode::Unit::Slice;
    std::array<v4l2_ext_control, 2> modes{};
    modes[0].id = V4L2_CID_STATELESS_H264_DECODE_MODE;
    modes[0].value = static_cast<int>(m_setup.mode.unit);
    modes[1].id = V4L2_CID_STATELESS_H264_START_CODE;
    modes[1].value = static_cast<int>(m_setup.mode.startCode);
    const CodecAbility *const ability = abilityFor(m_setup.device, VideoCodec::H264);
    const std::size_t modeCount = ability->decodeModes && ability->startCodes ? 2
        : ability->decodeModes                                                ? 1
                                                                              : 0;
    m_controls.sps = h264::toKernel(sps);
    m_controls.count = 0;
    addControl(V4L2_CID_STATELESS_H264_SPS, m_controls.sps);
    auto context = DecodeContext::create(
        m_io,
        {.videoPath = m_setup.device.videoPath,
         .mediaFd = m_mediaFd.get(),
         .fourcc = V4L2_PIX_FMT_H264_SLICE,
         .codedSize = sequence.codedSize,
         .video = videoFormatOf(sequence),
         .bitDepth = sps.bitDepthLumaMinus8 + 8U,
         .modeControls = std::span(modes).first(modeCount),
         .sequenceControls = std::span(m_controls.list).first(1),
         .requestCount = sliceMode ? SlicesInFlight : FramesInFlight,
         .pictureCount = sequence.dpbFrames + FramesInFlight + ShownPictures,
         .generation = ++m_generation,
         .slotFreed = m_setup.slotFreed});
    if (!context)
        return std::unexpected(std::move(context).error());
    m_context = *std::move(context);
    return {};
}

std::optional<SlotRef> H264RequestBackend::acquireSlot()
{
    return m_context ? m_context->acquireSlot() : std::nullopt;
}

Result<H264Backend::Submit> H264RequestBackend::submit(const H264Job &job)
{
    if (!m_context)
        return fail(ErrorKind::InvalidData, "a picture came before its sequence header");
    if (m_nextSlice == 0)
        m_jobReferences = referencesOf(job);
    auto answer
        = m_setup.mode.unit == DecodeMode::Unit::Slice ? submitSlices(job) : submitFrame(job);
    if (!answer) {
        abandon();
        return answer;
    }
    if (*answer == Submit::Submitted)
        m_nextSlice = 0;
    return answer;
}

void H264RequestBackend::abandon()
{
    if (m_nextSlice != 0 && m_context)
        m_context->closeNewest();
    m_nextSlice = 0;
}

Result<H264Backend::Submit> H264RequestBackend::submitFrame(const H264Job &job)
{
    std::size_t bytes = 0;
    for (const H264Slice &slice : job.slices)
        bytes += bytesOf(slice, m_setup.mode);
    auto vehicle = TRY(m_context->acquireVehicle(bytes));
    if (!vehicle)
        return Submit::Again;
    for (const H264Slice &slice : job.slices)
        append(vehicle->buffer, slice, m_setup.mode);
    fillPictureControls(job);
    TRY(send(*std::move(vehicle), job, lastOf(job)));
    return Submit::Submitted;
}

Result<H264Backend::Submit> H264RequestBackend::submitSlices(const H264Job &job)
{
    while (m_nextSlice < job.slices.size()) {
        const H264Slice &slice = job.slices[m_nextSlice];
        auto vehicle = TRY(m_context->acquireVehicle(bytesOf(slice, m_setup.mode)));
        if (!vehicle)
            return Submit::Again;
        append(vehicle->buffer, slice, m_setup.mode);
        fillPictureControls(job);
        fillSliceControls(job, slice);
        const bool isLast = m_nextSlice + 1 == job.slices.size();
        TRY(send(*std::move(vehicle), job,
                 isLast ? lastOf(job) : BitstreamSubmission::Picture::Hold));
        ++m_nextSlice;
    }
    return Submit::Submitted;
}

Result<void> H264RequestBackend::send(DecodeContext::Vehicle vehicle, const H264Job &job,
                                      BitstreamSubmission::Picture picture)
{
    return m_context->submit(std::move(vehicle),
                             {.frame = job.frame,
                              .slot = &job.slot,
                              .references = m_jobReferences,
                              .controls = std::span(m_controls.list).first(m_controls.count),
                              .picture = picture});
}

template <typename T>
void H264RequestBackend::addControl(std::uint32_t id, T &value)
{
    v4l2_ext_control &control = m_controls.list.at(m_controls.count++);
    control = {};
    control.id = id;
    control.size = sizeof value;
    control.ptr = &value;
}

// All of them each time: a request's controls are gone with its REINIT, and drivers do not miss
// what was not sent but go on with old values.
void H264RequestBackend::fillPictureControls(const H264Job &job)
{
    m_controls.count = 0;
    m_controls.sps = h264::toKernel(*job.sps);
    m_controls.pps = h264::toKernel(*job.pps, job.scalingMatrixPresent);
    m_controls.decode = h264::decodeParams(job);
    addControl(V4L2_CID_STATELESS_H264_SPS, m_controls.sps);
    addControl(V4L2_CID_STATELESS_H264_PPS, m_controls.pps);
    addControl(V4L2_CID_STATELESS_H264_DECODE_PARAMS, m_controls.decode);
    if (!m_hasScalingControl)
        return;
    m_controls.scaling = h264::toKernel(*job.scaling, *job.sps);
    addControl(V4L2_CID_STATELESS_H264_SCALING_MATRIX, m_controls.scaling);
}

void H264RequestBackend::fillSliceControls(const H264Job &job, const H264Slice &slice)
{
    m_controls.slice = h264::sliceParams(slice);
    addControl(V4L2_CID_STATELESS_H264_SLICE_PARAMS, m_controls.slice);
    if (!h264::needsWeights(*job.pps, slice.header) || !slice.header.predWeightTablePresent)
        return;
    m_controls.weights = h264::toKernel(slice.header.weights);
    addControl(V4L2_CID_STATELESS_H264_PRED_WEIGHTS, m_controls.weights);
}

SlotSet H264RequestBackend::referencesOf(const H264Job &job) const
{
    SlotSet references = 0;
    for (const H264DpbEntry &entry : job.dpb)
        references |= m_context->slotOf(entry.frame);
    // The second field names its own frame, which is no other picture's business.
    return references & ~slotBit(job.slot.index());
}

} // namespace weir
