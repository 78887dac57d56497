// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/v4l2/request_session.h"

#include <algorithm>
#include <utility>

#include "decode/v4l2/control_list.h"
#include "platform/base/text.h"

namespace weir
{

namespace
{

// Pictures under way at once: enough that the device never waits for us.
constexpr std::uint32_t FramesInFlight = 4;
constexpr std::uint32_t SlicesInFlight = 8;
// On screen, committed, waiting for its time, and one being handed over.
constexpr std::uint32_t ShownPictures = 4;

ControlList modeControls(const CodecRow &row, const CodecAbility &ability, DecodeMode mode)
{
    ControlList list;
    if (ability.decodeModes)
        list.addValue(row.decodeModeControl, static_cast<int>(mode.unit));
    if (ability.startCodes)
        list.addValue(row.startCodeControl, static_cast<int>(mode.startCode));
    return list;
}

} // namespace

Result<std::unique_ptr<RequestSession>> RequestSession::create(KernelIo &io, Setup setup)
{
    if (codecRow(setup.codec) == nullptr || abilityFor(setup.device, setup.codec) == nullptr)
        return fail(ErrorKind::Unsupported,
                    formatText("{} does not decode this codec", setup.device.videoPath));
    UniqueFd mediaFd = TRY(io.open(setup.device.mediaPath));
    return std::unique_ptr<RequestSession>(
        new RequestSession(io, std::move(setup), std::move(mediaFd)));
}

RequestSession::RequestSession(KernelIo &io, Setup setup, UniqueFd mediaFd)
    : m_io(io)
    , m_setup(std::move(setup))
    , m_mediaFd(std::move(mediaFd))
    , m_row(codecRow(m_setup.codec))
    , m_ability(abilityFor(m_setup.device, m_setup.codec))
{
}

VideoFormat RequestSession::videoOf(Rect visible, const ColorInfo &color,
                                    Rational sampleAspectRatio) const
{
    VideoFormat video = m_setup.video;
    video.visible = visible;
    video.color = mergedColor(color, m_setup.video.color);
    if (sampleAspectRatio.numerator > 0 && sampleAspectRatio.denominator > 0)
        video.sampleAspectRatio = sampleAspectRatio;
    return video;
}

ContextSetup RequestSession::setupOf(const Sequence &sequence) const
{
    const bool isSliceMode = m_setup.mode.unit == DecodeMode::Unit::Slice;
    return {.videoPath = m_setup.device.videoPath,
            .mediaFd = m_mediaFd.get(),
            .fourcc = m_row->fourcc,
            .codedSize = sequence.codedSize,
            .video = sequence.video,
            .bitDepth = sequence.bitDepth,
            .modeControls = {},
            .sequenceControls = sequence.controls,
            .setsPictureSize = m_row->setsPictureSize,
            .requestCount = isSliceMode ? SlicesInFlight : FramesInFlight,
            .pictureCount
            = sequence.heldPictures + FramesInFlight + ShownPictures + m_setup.shownAhead,
            .generation = PicturePool::nextGeneration(),
            .slotFreed = m_setup.slotFreed,
            .check = m_setup.check};
}

Result<void> RequestSession::resize(const Sequence &sequence)
{
    if (!m_context)
        return fail(ErrorKind::InvalidData, "a picture came before its sequence header");
    return m_context->resize(setupOf(sequence));
}

Result<void> RequestSession::begin(const Sequence &sequence)
{
    m_context.reset(); // its memory first; pictures that are shown keep theirs
    ControlList modes = modeControls(*m_row, *m_ability, m_setup.mode);
    ContextSetup setup = setupOf(sequence);
    setup.modeControls = modes.controls();
    auto context = DecodeContext::create(m_io, std::move(setup));
    if (!context)
        return std::unexpected(std::move(context).error());
    m_context = *std::move(context);
    return {};
}

Result<std::optional<SlotRef>> RequestSession::acquireSlot(std::size_t held)
{
    // One to write to, and one that stays on the screen until the next is shown.
    constexpr std::size_t FewestOthers = 2;
    if (!m_context)
        return std::nullopt;
    auto slot = m_context->acquireSlot();
    const std::size_t count = m_context->pool().size();
    if (slot || held + FewestOthers <= count)
        return slot;
    return fail(ErrorKind::Unsupported,
                formatText("{} gives {} picture buffers only, and the stream keeps {} pictures "
                           "until others are decoded",
                           deviceName(), count, held));
}

Result<std::optional<DecodeContext::Vehicle>> RequestSession::acquireVehicle(std::size_t bytes)
{
    if (!m_context)
        return fail(ErrorKind::InvalidData, "a picture came before its sequence header");
    return m_context->acquireVehicle(bytes);
}

Result<void> RequestSession::send(DecodeContext::Vehicle vehicle, const DecodeContext::Step &step)
{
    return m_context->submit(std::move(vehicle), step);
}

BitstreamSubmission::Picture RequestSession::firstField() const
{
    return m_context && m_context->holdsPictures() ? BitstreamSubmission::Picture::Hold
                                                   : BitstreamSubmission::Picture::Finish;
}

bool RequestSession::maySendSecondField(FrameId frame) const
{
    return m_context && (m_context->holdsPictures() || m_context->isFinished(frame));
}

void RequestSession::closeNewest()
{
    if (m_context)
        m_context->closeNewest();
}

SlotSet RequestSession::slotOf(FrameId frame) const
{
    return m_context ? m_context->slotOf(frame) : SlotSet{0};
}

bool RequestSession::hasControl(std::uint32_t id) const
{
    return std::ranges::contains(m_ability->controls, id);
}

std::string RequestSession::deviceName() const
{
    return formatText("{} ({})", m_setup.device.videoPath, m_setup.device.driver);
}

} // namespace weir
