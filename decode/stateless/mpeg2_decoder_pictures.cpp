// SPDX-License-Identifier: GPL-3.0-or-later
#include <utility>

#include "decode/stateless/mpeg2_decoder.h"

// Mpeg2Decoder, second part: the life of one picture.
namespace weir
{

using mpeg2::PictureStructure;
using mpeg2::PictureType;

namespace
{

constexpr unsigned Mpeg2HeldFrames = 2; // the references

// What the device's buffers are made for.
bool needsNewBuffers(const mpeg2::Sequence &a, const mpeg2::Sequence &b)
{
    return a.codedSize() != b.codedSize()
        || a.extension.progressiveSequence != b.extension.progressiveSequence;
}

} // namespace

// All that can be refused or blocked comes before anything is changed, so that the same slice can
// be tried again.
Result<Mpeg2Decoder::Status> Mpeg2Decoder::beginPicture()
{
    TRY(checkPicture());
    m_job.isSecondField = isSecondField();
    if (!m_job.isSecondField) {
        closeFrame(); // a first field that stays alone
        if (TRY(prepareSequence()) == Status::Blocked)
            return Status::Blocked;
        auto slot = TRY(m_backend.acquireSlot(m_frames.heldBuffers()));
        if (!slot)
            return Status::Blocked;
        beginFrame(*std::move(slot));
    }
    fillJob();
    m_hasPicture = true;
    m_packetHasPicture = true;
    return Status::Done;
}

Result<void> Mpeg2Decoder::checkPicture() const
{
    if (!m_header || !m_sequence)
        return fail(ErrorKind::InvalidData, "MPEG-2: a slice comes before its headers");
    if (m_isMpeg1)
        return fail(ErrorKind::Unsupported,
                    "MPEG-1: a sequence without sequence_extension is not supported");
    if (!m_coding)
        return fail(ErrorKind::InvalidData, "MPEG-2: a picture has no picture_coding_extension");
    const mpeg2::SequenceExtension &extension = m_sequence->extension;
    if (extension.chromaFormat != mpeg2::ChromaFormat::Yuv420)
        return fail(ErrorKind::Unsupported,
                    "MPEG-2: chroma_format other than 4:2:0 is not supported");
    if (extension.progressiveSequence && m_coding->pictureStructure != PictureStructure::Frame)
        return fail(ErrorKind::InvalidData,
                    "MPEG-2: picture_structure is a field in a progressive sequence");
    if (isSecondField())
        return {};
    const PictureType type = m_header->pictureCodingType;
    const bool hasNewer = m_frames.newer().picture.frame != FrameId::None
        || (m_frames.isOpen() && !m_frames.current().isB); // about to be closed
    const bool hasOlder = m_frames.older().picture.frame != FrameId::None
        || (m_frames.isOpen() && !m_frames.current().isB
            && m_frames.newer().picture.frame != FrameId::None);
    if (type == PictureType::P && !hasNewer)
        return fail(ErrorKind::InvalidData,
                    "MPEG-2: skipped, decoding cannot start at a P picture");
    if (type == PictureType::B && (!hasNewer || (!hasOlder && !m_group.closedGop)))
        return fail(ErrorKind::InvalidData, "MPEG-2: skipped, a B picture lacks its references");
    return {};
}

bool Mpeg2Decoder::isSecondField() const
{
    if (!m_frames.isOpen() || !m_frames.current().isFieldCoded || !m_coding
        || m_coding->pictureStructure == PictureStructure::Frame)
        return false;
    if (!m_deviceSequence || needsNewBuffers(*m_deviceSequence, *m_sequence))
        return false; // of another sequence
    const bool isTop = m_coding->pictureStructure == PictureStructure::TopField;
    const bool isB = m_header->pictureCodingType == PictureType::B;
    return isTop != m_frames.current().isTopFieldFirst && isB == m_frames.current().isB;
}

Result<Mpeg2Decoder::Status> Mpeg2Decoder::prepareSequence()
{
    if (m_deviceSequence && !needsNewBuffers(*m_deviceSequence, *m_sequence)) {
        m_deviceSequence = m_sequence;
        return Status::Done;
    }
    m_frames.drain(); // the old sequence's pictures; nothing is left for a second try
    if (m_header->pictureCodingType != PictureType::I)
        return fail(ErrorKind::InvalidData, "MPEG-2: skipped, a sequence begins with an I picture");
    if (!m_backend.isIdle())
        return Status::Blocked;
    m_deviceSequence.reset();
    TRY(m_backend.beginSequence({.sequence = *m_sequence,
                                 .display = m_display,
                                 .codedSize = m_sequence->codedSize(),
                                 .visible = m_sequence->visible(),
                                 .heldFrames = Mpeg2HeldFrames}));
    m_deviceSequence = m_sequence;
    return Status::Done;
}

void Mpeg2Decoder::beginFrame(SlotRef slot)
{
    const PictureType type = m_header->pictureCodingType;
    const auto &older = m_frames.older();
    const auto &newer = m_frames.newer();
    Mpeg2FrameStore::Frame frame;
    frame.isB = type == PictureType::B;
    frame.isFieldCoded = m_coding->pictureStructure != PictureStructure::Frame;
    frame.isTopFieldFirst = frame.isFieldCoded
        ? m_coding->pictureStructure == PictureStructure::TopField
        : m_coding->topFieldFirst;
    frame.taints = (type != PictureType::I && newer.taints)
        || (frame.isB && (older.taints || m_isBrokenLink));
    frame.picture.frame = FrameId{++m_frameCount};
    frame.picture.slot = std::move(slot);
    frame.picture.visible = m_sequence->visible();
    frame.picture.corrupt = frame.taints;
    if (!std::exchange(m_packetPtsTaken, true)) {
        frame.picture.pts = m_packet.pts;
        frame.picture.duration = m_packet.duration;
    }
    if (type == PictureType::P)
        m_isBrokenLink = false; // what comes before it in output order has come
    m_job.frame = frame.picture.frame;
    m_job.slot = frame.picture.slot;
    m_frames.open(std::move(frame));
}

void Mpeg2Decoder::fillJob()
{
    const PictureType type = m_header->pictureCodingType;
    const bool isB = type == PictureType::B;
    const FrameId newer = m_frames.newer().picture.frame;
    m_job.sequence = &*m_sequence;
    m_job.picture = &*m_header;
    m_job.coding = &*m_coding;
    m_job.matrices = &m_matrices;
    m_job.isFirstField
        = m_coding->pictureStructure != PictureStructure::Frame && !m_job.isSecondField;
    m_job.isTopFieldFirst = m_frames.current().isTopFieldFirst;
    m_job.forward = FrameId::None;
    if (type != PictureType::I)
        m_job.forward = isB ? m_frames.older().picture.frame : newer;
    m_job.backward = isB ? newer : FrameId::None;
    m_slices.clear();
}

Result<Mpeg2Decoder::Status> Mpeg2Decoder::submitPicture()
{
    if (!m_hasPicture)
        return Status::Done;
    m_job.slices = m_slices;
    if (!m_slices.empty()) {
        const auto answer = m_backend.submit(m_job);
        if (answer && *answer == Mpeg2Backend::Submit::Again)
            return Status::Blocked;
        if (answer) {
            concludePicture();
            return Status::Done;
        }
        TRY(noteError(std::unexpected(answer.error())));
    }
    // Nothing of it came to the device.
    m_hasPicture = false;
    if (m_job.isSecondField) {
        m_frames.noteDamaged(m_job.frame);
        closeFrame();
    } else {
        m_frames.drop();
        m_packetHasPicture = false;
        m_job.slot = {};
        skipPicture();
    }
    return Status::Done;
}

// The picture is with the device.
void Mpeg2Decoder::concludePicture()
{
    m_hasPicture = false;
    m_isSkipped = true; // further slices come too late
    if (!m_job.isFirstField)
        closeFrame(); // else the frame stays open for its second field
}

void Mpeg2Decoder::closeFrame()
{
    m_job.slot = {};
    m_frames.close(m_sequence && m_sequence->extension.lowDelay);
}

} // namespace weir
