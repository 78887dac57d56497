// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/stateless/vp9_decoder.h"

#include <utility>

#include "decode/codec/vp9/header_parser.h"
#include "platform/base/text.h"

namespace weir
{

Vp9Decoder::Vp9Decoder(Vp9Backend &backend)
    : m_backend(backend)
{
}

Result<void> Vp9Decoder::configure(std::span<const std::byte> /*extradata*/)
{
    return {};
}

Result<Vp9Decoder::Status> Vp9Decoder::decode(const BitstreamPacket &packet)
{
    if (!m_isInPacket)
        TRY(beginPacket(packet));
    for (; m_nextFrame < m_superframe.frames().size(); ++m_nextFrame) {
        auto status = handleFrame(m_superframe.frames()[m_nextFrame]);
        if (status && *status == Status::Blocked)
            return status;
        endFrame();
        if (status)
            continue;
        if (status.error().kind() != ErrorKind::InvalidData) {
            m_isInPacket = false;
            return status;
        }
        m_pictures.noteLost();
        m_packetError = std::move(status).error();
    }
    m_isInPacket = false;
    if (m_packetError && !m_packetHasPicture)
        return std::unexpected(*std::exchange(m_packetError, std::nullopt));
    return Status::Done;
}

Result<void> Vp9Decoder::beginPacket(const BitstreamPacket &packet)
{
    auto superframe = vp9::Superframe::split(packet.data);
    if (!superframe) {
        m_pictures.noteLost();
        return std::unexpected(std::move(superframe).error());
    }
    m_superframe = *superframe;
    m_nextFrame = 0;
    m_isInPacket = true;
    m_packetHasPicture = false;
    m_packetPts = packet.pts;
    m_packetDuration = packet.duration;
    m_packetError.reset();
    return {};
}

void Vp9Decoder::endFrame()
{
    m_isParsed = false;
    if (std::exchange(m_hasPicture, false)) // it was refused
        m_backend.abandon();
    m_job.slot = {};
}

// Pictures leave in decoding order, so that none is kept back.
void Vp9Decoder::drain()
{
    m_pictures.clearSlots();
    m_isStarted = false;
}

void Vp9Decoder::flush()
{
    endFrame();
    m_isInPacket = false;
    m_isStarted = false;
    m_pictures.clear();
}

// All that can be refused or blocked comes before anything is changed, so that the same frame can
// be tried again.
Result<Vp9Decoder::Status> Vp9Decoder::handleFrame(std::span<const std::byte> frame)
{
    if (!m_isParsed)
        TRY(parse(frame));
    if (m_header.showExistingFrame)
        return showExisting();
    if (!m_hasPicture && TRY(beginPicture(frame)) == Status::Blocked)
        return Status::Blocked;
    return submitPicture();
}

Result<void> Vp9Decoder::parse(std::span<const std::byte> frame)
{
    m_header = TRY(vp9::parseUncompressedHeader(frame, m_lasting, m_pictures.formats()));
    if (!m_header.showExistingFrame) {
        TRY(checkStart());
        TRY(vp9::parseCompressedHeader(frame, m_header, m_compressed));
    }
    m_isParsed = true;
    return {};
}

// The device's probabilities are what they must be only from a key frame on.
Result<void> Vp9Decoder::checkStart() const
{
    if (m_header.isKeyFrame)
        return {};
    if (!m_isStarted)
        return fail(ErrorKind::InvalidData, "VP9: skipped, decoding starts at a key frame");
    if (m_header.profile != m_profile || !m_header.color.hasLayoutOf(m_color))
        return fail(ErrorKind::InvalidData,
                    formatText("VP9: profile {}, {} bit is not what the key frame had",
                               m_header.profile, m_header.color.bitDepth));
    return {};
}

Result<Vp9Decoder::Status> Vp9Decoder::showExisting()
{
    const unsigned index = m_header.frameToShowMapIdx;
    if (!m_pictures.showAgain(index, m_packetPts, m_packetDuration))
        return fail(ErrorKind::InvalidData,
                    formatText("VP9: frame_to_show_map_idx names slot {}, which is empty", index));
    m_packetPts.reset();
    m_packetDuration = {};
    m_packetHasPicture = true;
    return Status::Done;
}

Result<Vp9Decoder::Status> Vp9Decoder::beginPicture(std::span<const std::byte> frame)
{
    if (TRY(prepareBuffers()) == Status::Blocked)
        return Status::Blocked;
    auto slot = TRY(m_backend.acquireSlot(m_pictures.heldBuffers()));
    if (!slot)
        return Status::Blocked;
    fillJob(frame, *std::move(slot));
    m_hasPicture = true;
    return Status::Done;
}

bool Vp9Decoder::needsNewSequence() const
{
    return !m_hasSequence || m_profile != m_header.profile || m_color != m_header.color
        || m_size != m_header.size;
}

Result<Vp9Decoder::Status> Vp9Decoder::prepareBuffers()
{
    const bool isNew = m_header.isKeyFrame && needsNewSequence();
    if (!isNew && m_header.size == m_size)
        return Status::Done;
    if (!m_backend.isIdle())
        return Status::Blocked;
    if (isNew) {
        m_pictures.clearSlots(); // the key frame would take their places
        m_hasSequence = false;
        TRY(m_backend.beginSequence({.header = m_header, .heldPictures = vp9::NumRefFrames}));
        m_hasSequence = true;
        m_profile = m_header.profile;
        m_color = m_header.color;
    } else {
        TRY(m_backend.resize(m_header));
    }
    m_size = m_header.size;
    return Status::Done;
}

void Vp9Decoder::fillJob(std::span<const std::byte> frame, SlotRef slot)
{
    m_job.frame = FrameId{++m_frameCount};
    m_job.slot = std::move(slot);
    m_job.header = &m_header;
    m_job.compressed = &m_compressed;
    m_job.data = frame;
    m_job.references.fill(FrameId::None);
    for (std::size_t i = 0; i < vp9::RefsPerFrame && !m_header.isIntra(); ++i)
        m_job.references.at(i) = m_pictures.frameIn(m_header.refFrameIdx.at(i));
}

Result<Vp9Decoder::Status> Vp9Decoder::submitPicture()
{
    if (TRY(m_backend.submit(m_job)) == Vp9Backend::Submit::Again)
        return Status::Blocked;
    OutputPicture picture;
    picture.frame = m_job.frame;
    picture.slot = std::move(m_job.slot);
    picture.visible = {.width = m_size.width, .height = m_size.height};
    picture.corrupt = m_pictures.isDamagedBy(m_header);
    if (m_header.showFrame) {
        picture.pts = std::exchange(m_packetPts, std::nullopt);
        picture.duration = std::exchange(m_packetDuration, Nanoseconds{0});
    }
    m_pictures.add(m_header, picture);
    m_lasting = m_header.lasting();
    m_isStarted = true;
    m_packetHasPicture = true;
    m_hasPicture = false;
    return Status::Done;
}

} // namespace weir
