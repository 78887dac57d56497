// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <utility>

#include "decode/codec/h264/scaling_lists.h"
#include "decode/stateless/h264_decoder.h"

// H264Decoder, second part: the life of one picture.
namespace weir
{

using h264::FieldSet;
using h264::SliceType;

namespace
{

// What the device's buffers are made for. Cropping is not: each picture says its own.
bool needsNewBuffers(const h264::Sps &a, const h264::Sps &b)
{
    return a.codedSize() != b.codedSize() || a.chromaFormatIdc != b.chromaFormatIdc
        || a.bitDepthLumaMinus8 != b.bitDepthLumaMinus8
        || a.bitDepthChromaMinus8 != b.bitDepthChromaMinus8 || a.dpbFrames() != b.dpbFrames();
}

} // namespace

// All that can be refused or blocked comes before anything is changed, so that the same slice can
// be tried again.
Result<H264Decoder::Status> H264Decoder::beginPicture(const Sets &sets)
{
    m_sliceCount = 0;
    if (isSecondField()) {
        m_dpb.beginSecondField(m_header, m_orderCounter.next(*m_sps, m_header));
        m_job.isSecondField = true;
        m_job.isFirstField = false;
    } else if (TRY(prepareFrame(sets)) == Status::Blocked) {
        return Status::Blocked;
    }
    m_hasPicture = true;
    m_packetHasPicture = true;
    m_recoverySei.reset();
    fillJob(sets);
    return Status::Done;
}

Result<H264Decoder::Status> H264Decoder::prepareFrame(const Sets &sets)
{
    TRY(checkStart(sets));
    if (TRY(prepareSequence(sets)) == Status::Blocked)
        return Status::Blocked;
    if (m_header.sliceType != SliceType::I && !m_dpb.hasReferences())
        return fail(ErrorKind::InvalidData, "H.264: a picture refers to others, but none is there");
    auto slot = TRY(m_backend.acquireSlot(m_pictures.heldBuffers()));
    if (!slot)
        return Status::Blocked;
    beginFrame(*std::move(slot));
    return Status::Done;
}

// It may have been sent again, and another one in between that no picture took.
bool H264Decoder::isInForce(const h264::Sps &sps) const
{
    return m_sps && (m_sps.get() == &sps || *m_sps == sps);
}

Result<void> H264Decoder::checkStart(const Sets &sets) const
{
    if (m_header.idr || m_recoverySei || m_header.sliceType == SliceType::I)
        return {};
    if (!m_isStarted)
        return fail(ErrorKind::InvalidData,
                    "H.264: skipped, decoding cannot start at this picture");
    // 7.4.1.2.1: a sequence parameter set is in force from an IDR picture on.
    if (!isInForce(*sets.sps))
        return fail(ErrorKind::InvalidData,
                    "H.264: seq_parameter_set_id changes at a picture where no sequence begins");
    return {};
}

Result<H264Decoder::Status> H264Decoder::prepareSequence(const Sets &sets)
{
    if (isInForce(*sets.sps))
        return Status::Done;
    putOutAll(); // the old sequence's pictures; nothing is left for a second try
    if (!m_sps || needsNewBuffers(*m_sps, *sets.sps)) {
        if (!m_backend.isIdle())
            return Status::Blocked;
        m_sps.reset();
        TRY(m_backend.beginSequence({.sps = *sets.sps,
                                     .codedSize = sets.sps->codedSize(),
                                     .visible = sets.sps->visible(),
                                     .dpbFrames = sets.sps->dpbFrames()}));
    }
    m_sps = sets.sps;
    m_dpb.begin(*m_sps);
    return Status::Done;
}

void H264Decoder::beginFrame(SlotRef slot)
{
    m_dpb.finishFrame(); // a first field that stays alone
    m_pictures.collect(m_dpb);
    if (m_header.idr || !m_isStarted) {
        m_dpb.flush();
        m_pictures.collect(m_dpb);
        m_orderCounter = {};
        m_prevRefFrameNum = m_header.frameNum;
    }
    const auto expected
        = static_cast<std::uint16_t>((m_prevRefFrameNum + 1U) % m_sps->maxFrameNum());
    const bool hasGap = m_header.frameNum != m_prevRefFrameNum && m_header.frameNum != expected;
    if (hasGap && m_sps->gapsInFrameNumValueAllowed)
        fillGap(expected);
    const auto place = m_dpb.beginFrame(m_header, m_orderCounter.next(*m_sps, m_header));
    OutputPicture picture;
    picture.frame = FrameId{++m_frameCount};
    picture.slot = std::move(slot);
    picture.visible = m_sps->visible();
    picture.corrupt = hasGap && !m_sps->gapsInFrameNumValueAllowed;
    if (!std::exchange(m_packetPtsTaken, true)) {
        picture.pts = m_packet.pts;
        picture.duration = m_packet.duration;
    }
    m_job.frame = picture.frame;
    m_job.slot = picture.slot;
    m_job.isSecondField = false;
    m_job.isFirstField = m_header.fieldPic;
    m_pictures.put(place, std::move(picture));
    judgeFrame();
}

// 8.2.5.2. Only the last max_num_ref_frames can stay, so that is how many are made.
void H264Decoder::fillGap(std::uint16_t firstMissing)
{
    const unsigned maxFrameNum = m_sps->maxFrameNum();
    const unsigned missing = (m_header.frameNum - firstMissing + maxFrameNum) % maxFrameNum;
    const unsigned count
        = std::min<unsigned>(missing, std::max<unsigned>(m_sps->maxNumRefFrames, 1));
    for (unsigned i = count; i > 0; --i) {
        const auto frameNum
            = static_cast<std::uint16_t>((m_header.frameNum - i + maxFrameNum) % maxFrameNum);
        m_dpb.insertNonExisting(frameNum, m_orderCounter.nextInferred(*m_sps, frameNum));
        m_pictures.collect(m_dpb);
    }
}

// Whether the frame just begun can be right, seen from where decoding started (D.2.8).
void H264Decoder::judgeFrame()
{
    const auto place = m_dpb.current();
    const std::int32_t orderCount = m_dpb.frame(place).picOrderCnt();
    if (m_header.idr) {
        m_recoveryFrameNum.reset();
        m_startOrderCount.reset();
    } else if (!m_isStarted) {
        m_recoveryFrameNum.reset();
        m_startOrderCount = orderCount;
    }
    if (m_recoverySei && !m_recoveryFrameNum)
        m_recoveryFrameNum = static_cast<std::uint16_t>((m_header.frameNum + *m_recoverySei)
                                                        % m_sps->maxFrameNum());
    if (m_header.idr || !m_isStarted)
        m_isCorruptUntilRecovery = !m_header.idr && m_recoverySei.value_or(0) > 0;
    m_isStarted = true;
    if (m_recoveryFrameNum == m_header.frameNum) {
        if (m_isCorruptUntilRecovery || m_pictures.anyTaints())
            m_startOrderCount = orderCount;
        m_pictures.forgive();
        m_recoveryFrameNum.reset();
        m_isCorruptUntilRecovery = false;
    }
    const bool isLeading = m_startOrderCount && orderCount < *m_startOrderCount;
    if (m_isCorruptUntilRecovery || isLeading || m_header.firstMbInSlice != 0)
        m_pictures.setCorrupt(place);
}

// A picture that refers to a damaged one is damaged.
void H264Decoder::noteReferences(const h264::RefLists &lists)
{
    const auto isCorrupt = [this](const h264::RefPicture &picture) {
        return picture.place != h264::Dpb::None && picture.place != m_dpb.current()
            && m_pictures.taints(picture.place);
    };
    const auto anyCorrupt = [&](const h264::RefList &list) {
        return std::ranges::any_of(std::span(list.entries).first(list.size), isCorrupt);
    };
    if (lists.isLossy || anyCorrupt(lists.list0) || anyCorrupt(lists.list1))
        m_pictures.setCorrupt(m_dpb.current());
}

bool H264Decoder::isSecondField() const
{
    if (!m_header.fieldPic || m_header.idr || m_dpb.current() == h264::Dpb::None)
        return false;
    const h264::DpbFrame &first = m_dpb.frame(m_dpb.current());
    return first.isFieldCoded && (first.decoded & m_header.fields()) == FieldSet::None
        && first.frameNum == m_header.frameNum
        && (m_isFirstFieldReference || m_header.nalRefIdc == 0);
}

void H264Decoder::fillJob(const Sets &sets)
{
    m_pictureSets = sets;
    if (m_scalingSets.sps != sets.sps || m_scalingSets.pps != sets.pps) {
        m_scalingSets = sets;
        m_scaling = h264::resolveScalingMatrix(*sets.sps, *sets.pps);
    }
    m_dpb.updateFrameNumWrap(m_header.frameNum);
    m_references.assign(m_dpb, m_pictures, m_header);
    const h264::DpbFrame &current = m_dpb.frame(m_dpb.current());
    m_job.sps = sets.sps.get();
    m_job.pps = sets.pps.get();
    m_job.scaling = &m_scaling;
    m_job.scalingMatrixPresent
        = sets.sps->seqScalingMatrixPresent || sets.pps->picScalingMatrixPresent;
    m_job.hasPSlices = false;
    m_job.hasBSlices = false;
    m_job.fields = m_header.fields();
    m_job.topFieldOrderCnt = current.orderCounts.top;
    m_job.bottomFieldOrderCnt = current.orderCounts.bottom;
    m_job.dpb = m_references.entries();
}

Result<H264Decoder::Status> H264Decoder::submitPicture()
{
    if (!m_hasPicture)
        return Status::Done;
    m_job.slices = std::span<const H264Slice>(m_slices).first(m_sliceCount);
    const auto answer = m_backend.submit(m_job);
    if (answer && *answer == H264Backend::Submit::Again)
        return Status::Blocked;
    if (!answer) {
        if (auto noted = noteSliceError(answer.error()); !noted)
            return noted;
        if (!m_job.isSecondField) // the first field is with the device
            dropFrame();
    }
    concludePicture();
    return Status::Done;
}

// The device refused the frame: it keeps its place among the references, but cannot be one.
void H264Decoder::dropFrame()
{
    m_pictures.drop(m_dpb.current());
    m_dpb.dropFrame();
    m_packetHasPicture = false;
    if (m_slices[0].header.nalRefIdc != 0)
        m_isCorruptUntilRecovery = true;
}

// The picture is with the device: what 8.2.5 and C.4.5 do after decoding is done now.
void H264Decoder::concludePicture()
{
    m_hasPicture = false;
    const h264::SliceHeader &header = m_slices[0].header;
    m_dpb.mark(header);
    m_pictures.collect(m_dpb);
    const bool restarts = header.marking.has(5);
    if (restarts) {
        m_orderCounter.restart(header, m_dpb.frame(m_dpb.current()).orderCounts);
        m_startOrderCount.reset();
    }
    if (header.nalRefIdc != 0)
        m_prevRefFrameNum = restarts ? std::uint16_t{0} : header.frameNum;
    if (!m_job.isSecondField)
        m_isFirstFieldReference = header.nalRefIdc != 0;
    if (m_job.isFirstField)
        return; // the frame stays open for its second field
    m_job.slot = {};
    m_dpb.finishFrame();
    m_pictures.collect(m_dpb);
}

} // namespace weir
