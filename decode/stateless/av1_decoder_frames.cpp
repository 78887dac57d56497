// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <bit>
#include <limits>
#include <numeric>
#include <utility>

#include "decode/codec/av1/frame_header_parser.h"
#include "decode/stateless/av1_decoder.h"

// Av1Decoder, second part: the life of one frame.
namespace weir
{

using av1::FrameType;
using av1::SequenceHeader;
using Layer = Av1PictureStore::Layer;

namespace
{

// What the device's buffers are made for. Film grain is: some devices need a post-processor for it.
bool needsNewBuffers(const SequenceHeader &a, const SequenceHeader &b)
{
    return a.maxFrameSize() != b.maxFrameSize() || a.colorConfig != b.colorConfig
        || a.filmGrainParamsPresent != b.filmGrainParamsPresent;
}

// 7.18.1: which spatial layer is the operating point's highest.
Layer layerOf(unsigned spatialId, const SequenceHeader &sequence)
{
    const unsigned layers = unsigned{sequence.operatingPointIdc[0]} >> 8U;
    const unsigned top = layers == 0 ? 0 : static_cast<unsigned>(std::bit_width(layers)) - 1;
    if (top == 0)
        return Layer::Only;
    return spatialId >= top ? Layer::Top : Layer::Lower;
}

Rect visibleOf(const av1::FrameSize &size)
{
    return {.x = 0,
            .y = 0,
            .width = static_cast<std::int32_t>(size.upscaledWidth),
            .height = static_cast<std::int32_t>(size.frameHeight)};
}

// What render_size() makes of the pixels; 0/1 when it says nothing.
Rational sampleAspectRatioOf(const av1::FrameSize &size)
{
    const std::uint64_t wide = std::uint64_t{size.renderWidth} * size.frameHeight;
    const std::uint64_t high = std::uint64_t{size.renderHeight} * size.upscaledWidth;
    const std::uint64_t common = std::gcd(wide, high);
    constexpr std::uint64_t Max = std::numeric_limits<std::int32_t>::max();
    if (wide == high || wide / common > Max || high / common > Max)
        return {.numerator = 0, .denominator = 1};
    return {.numerator = static_cast<std::int32_t>(wide / common),
            .denominator = static_cast<std::int32_t>(high / common)};
}

} // namespace

void Av1Decoder::forgetReferences()
{
    m_states = {};
    m_pictures.drop(av1::AllFrames);
}

Result<Av1Decoder::Status> Av1Decoder::handleFrame(const av1::Obu &obu)
{
    auto status = beginFrame(obu);
    if (!status)
        return noteError(std::move(status).error());
    const bool hasTiles = *status == Status::Done && obu.header.type == av1::ObuType::Frame;
    if (!hasTiles || !m_hasFrame)
        return status;
    const std::size_t headerSize = (m_header.headerBitSize + 7U) / 8;
    return handleTileGroup(obu.payload.subspan(std::min(headerSize, obu.payload.size())));
}

// All that can be refused or blocked comes before anything is changed, so that the same OBU can be
// tried again.
Result<Av1Decoder::Status> Av1Decoder::beginFrame(const av1::Obu &obu)
{
    if (!m_sequence)
        return std::unexpected(m_sequenceError.value_or(
            Error(ErrorKind::InvalidData, "AV1: a frame came before its sequence header")));
    auto parsed = av1::parseFrameHeader(obu.payload, obu.header, *m_sequence, m_states, m_header);
    if (!parsed) {
        if (!m_header.showExistingFrame)
            m_pictures.taintAll(); // some slot holds another frame than the stream means
        return std::unexpected(std::move(parsed).error());
    }
    if (m_header.showExistingFrame) {
        if (obu.header.type == av1::ObuType::Frame) // 6.10.1
            return fail(ErrorKind::InvalidData, "AV1: show_existing_frame in a frame with tiles");
        showExisting(obu);
        return Status::Done;
    }
    TRY(checkStart());
    if (TRY(prepareSequence()) == Status::Blocked)
        return Status::Blocked;
    auto slot = TRY(m_backend.acquireSlot(m_pictures.heldBuffers()));
    if (!slot)
        return Status::Blocked;
    openFrame(obu, *std::move(slot));
    return Status::Done;
}

Result<void> Av1Decoder::checkStart() const
{
    if (m_header.frameType == FrameType::Key)
        return {};
    if (!m_isStarted)
        return fail(ErrorKind::InvalidData, "AV1: skipped, decoding cannot start at this frame");
    if (m_active != m_sequence)
        return fail(ErrorKind::InvalidData, "AV1: a new sequence begins without a key frame");
    return {};
}

Result<Av1Decoder::Status> Av1Decoder::prepareSequence()
{
    if (m_active == m_sequence)
        return Status::Done;
    m_pictures.endTemporalUnit(); // the old sequence's pictures; nothing is left for a second try
    forgetReferences();
    if (!m_active || needsNewBuffers(*m_active, *m_sequence)) {
        if (!m_backend.isIdle())
            return Status::Blocked;
        m_active.reset();
        const bool hasLayers = layerOf(0, *m_sequence) != Layer::Only;
        TRY(m_backend.beginSequence({.header = *m_sequence,
                                     .codedSize = m_sequence->maxFrameSize(),
                                     .visible = visibleOf(m_header.size),
                                     .sampleAspectRatio = sampleAspectRatioOf(m_header.size),
                                     .heldPictures = av1::NumRefFrames + (hasLayers ? 1U : 0U)}));
    }
    m_active = m_sequence;
    return Status::Done;
}

void Av1Decoder::openFrame(const av1::Obu &obu, SlotRef slot)
{
    for (unsigned i = 0; i < av1::NumRefFrames; ++i)
        m_states.at(i).valid &= ((unsigned{m_header.lostSlots} >> i) & 1U) == 0;
    m_pictures.drop(m_header.lostSlots);
    m_frame = {};
    m_frame.frame = FrameId{++m_frameCount};
    m_frame.slot = std::move(slot);
    m_frame.visible = visibleOf(m_header.size);
    m_spatialId = obu.header.spatialId;
    m_job.frame = m_frame.frame;
    m_job.slot = m_frame.slot;
    m_job.sequence = &*m_active;
    m_job.header = &m_header;
    for (unsigned i = 0; i < av1::NumRefFrames; ++i)
        m_job.references.at(i) = m_pictures.at(i).frame;
    m_tileGroups.clear();
    m_tileBytes = 0;
    m_tiles.clear();
    m_hasFrame = true;
    m_isStarted = true;
}

// 7.21: a key frame that is shown late restarts the sequence as if it came now.
void Av1Decoder::showExisting(const av1::Obu &obu)
{
    const unsigned slot = m_header.frameToShowMapIdx;
    const OutputPicture picture = m_pictures.at(slot);
    m_packetHasPicture = true;
    show(picture, obu.header.spatialId);
    if (m_header.frameType != FrameType::Key)
        return;
    const av1::ReferenceState state = m_states.at(slot);
    m_states.fill(state);
    m_pictures.refresh(av1::AllFrames, picture);
}

void Av1Decoder::show(OutputPicture picture, unsigned spatialId)
{
    if (!std::exchange(m_packetPtsTaken, true)) {
        picture.pts = m_packet.pts;
        picture.duration = m_packet.duration;
    }
    m_pictures.show(std::move(picture), layerOf(spatialId, *m_active));
}

Result<Av1Decoder::Status> Av1Decoder::handleTileGroup(std::span<const std::byte> group)
{
    if (auto parsed = av1::parseTileGroup(group, m_tileBytes, m_header.tileInfo, m_tiles);
        !parsed) {
        loseFrame();
        return noteError(std::move(parsed).error());
    }
    m_tileGroups.push_back(group);
    m_tileBytes += static_cast<std::uint32_t>(group.size());
    if (m_tiles.size() < m_header.tileInfo.tileCount())
        return Status::Done;
    m_isComplete = true;
    return submitFrame();
}

Result<Av1Decoder::Status> Av1Decoder::submitFrame()
{
    m_job.tileGroups = m_tileGroups;
    m_job.tiles = m_tiles;
    auto answer = m_backend.submit(m_job);
    if (answer && *answer == Av1Backend::Submit::Again)
        return Status::Blocked;
    if (!answer) {
        loseFrame();
        return noteError(std::move(answer).error());
    }
    concludeFrame();
    return Status::Done;
}

// The frame is with the device: the reference frame update process (7.20), and output (7.18).
void Av1Decoder::concludeFrame()
{
    m_hasFrame = false;
    m_isComplete = false;
    m_packetHasPicture = true;
    m_job.slot = {};
    OutputPicture picture = std::exchange(m_frame, {});
    picture.corrupt = !m_header.isIntra()
        && std::ranges::any_of(m_header.refFrameIdx,
                               [this](unsigned slot) { return m_pictures.at(slot).corrupt; });
    for (unsigned i = 0; i < av1::NumRefFrames; ++i) {
        if (((unsigned{m_header.refreshFrameFlags} >> i) & 1U) != 0)
            m_states.at(i) = av1::stateOf(m_header, *m_active);
    }
    m_pictures.refresh(m_header.refreshFrameFlags, picture);
    if (m_header.showFrame)
        show(std::move(picture), m_spatialId);
}

// Nothing comes of the frame in hand, if there is one; what would refer to it is skipped.
void Av1Decoder::loseFrame()
{
    if (!m_hasFrame)
        return;
    m_backend.abandon();
    m_hasFrame = false;
    m_isComplete = false;
    m_job.slot = {};
    m_frame = {};
    for (unsigned i = 0; i < av1::NumRefFrames; ++i)
        m_states.at(i).valid &= ((unsigned{m_header.refreshFrameFlags} >> i) & 1U) == 0;
    m_pictures.drop(m_header.refreshFrameFlags);
}

} // namespace weir
