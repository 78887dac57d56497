// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <utility>

#include "decode/codec/hevc/scaling_lists.h"
#include "decode/stateless/hevc_decoder.h"

// HevcDecoder, second part: the life of one picture.
namespace weir
{

namespace
{

// What the device's buffers are made for. Cropping is not: each picture says its own.
bool needsNewBuffers(const hevc::Sps &a, const hevc::Sps &b)
{
    return a.codedSize() != b.codedSize() || a.chromaFormatIdc != b.chromaFormatIdc
        || a.bitDepthLumaMinus8 != b.bitDepthLumaMinus8
        || a.bitDepthChromaMinus8 != b.bitDepthChromaMinus8 || a.dpbPictures() != b.dpbPictures();
}

// 8.3.1: what may be prevTid0Pic.
bool isTid0Picture(const hevc::SliceHeader &header)
{
    return header.nuhTemporalIdPlus1 == 1 && !hevc::isRasl(header.nalUnitType)
        && !hevc::isRadl(header.nalUnitType) && !hevc::isSubLayerNonReference(header.nalUnitType);
}

} // namespace

// A CRA picture with a new sequence parameter set can only be a splice without its end of sequence:
// it is taken for a BLA picture (HandleCraAsBlaFlag).
HevcDecoder::Identity HevcDecoder::identify(const Sets &sets) const
{
    Identity identity;
    const hevc::NalUnitType type = m_header.nalUnitType;
    identity.restarts = hevc::isIrap(type)
        && (type != hevc::NalUnitType::CraNut || !m_isStarted || m_isAfterEndOfSequence
            || !isInForce(*sets.sps));
    identity.isSkipped = hevc::isRasl(type) && m_isStarted && m_skipsRasl;
    // At a recovery point there is no order count before to begin with, either.
    identity.picOrderCnt = hevc::picOrderCntOf(m_header, *sets.sps, m_prevTid0PicOrderCnt,
                                               identity.restarts || !m_isStarted);
    return identity;
}

// It may have been sent again, and another one in between that no picture took.
bool HevcDecoder::isInForce(const hevc::Sps &sps) const
{
    return m_sps && (m_sps.get() == &sps || *m_sps == sps);
}

Result<void> HevcDecoder::checkStart(const Sets &sets) const
{
    if (hevc::isIrap(m_header.nalUnitType))
        return {};
    if (!m_isStarted && !m_recoverySei)
        return fail(ErrorKind::InvalidData, "HEVC: skipped, decoding cannot start at this picture");
    // 7.4.2.4.2: a sequence parameter set is in force from an IRAP picture on.
    if (m_isStarted && !isInForce(*sets.sps))
        return fail(ErrorKind::InvalidData,
                    "HEVC: sps_seq_parameter_set_id changes at a picture "
                    "where no sequence begins");
    return {};
}

// All that can be refused or blocked comes before anything is changed, so that the same slice can
// be tried again. Done without m_hasPicture: the picture is skipped as it should be.
Result<HevcDecoder::Status> HevcDecoder::beginPicture(const Sets &sets)
{
    m_sliceCount = 0;
    TRY(checkStart(sets));
    const Identity identity = identify(sets);
    if (identity.isSkipped) {
        m_packetHasPicture = true;
        return Status::Done;
    }
    if (TRY(prepareSequence(sets, identity)) == Status::Blocked)
        return Status::Blocked;
    m_referenceSet = m_dpb.setFor(m_header, identity.picOrderCnt);
    if (m_isStarted && !identity.restarts && m_header.sliceType != hevc::SliceType::I
        && !m_referenceSet.hasCurrent())
        return fail(ErrorKind::InvalidData, "HEVC: a picture refers to others, but none is there");
    auto slot = TRY(m_backend.acquireSlot(m_pictures.heldBuffers()));
    if (!slot)
        return Status::Blocked;
    m_job.slot = *std::move(slot);
    fillJob(sets, identity);
    judgePicture(identity);
    m_hasPicture = true;
    m_isSkipping = false;
    m_packetHasPicture = true;
    m_recoverySei.reset();
    return Status::Done;
}

Result<HevcDecoder::Status> HevcDecoder::prepareSequence(const Sets &sets, const Identity &identity)
{
    if (m_isStarted && !identity.restarts)
        return Status::Done;
    // C.5.2.2; what is left after it is nothing, so that a second try does no harm. A CRA picture
    // inside a stream discards, whatever its flag says.
    const bool discards = m_header.noOutputOfPriorPics
        || (m_header.nalUnitType == hevc::NalUnitType::CraNut && m_isAfterEndOfSequence);
    m_dpb.restart(discards);
    m_pictures.collect(m_dpb);
    if (isInForce(*sets.sps))
        return Status::Done;
    if (!m_sps || needsNewBuffers(*m_sps, *sets.sps)) {
        if (!m_backend.isIdle())
            return Status::Blocked;
        m_sps.reset();
        TRY(m_backend.beginSequence({.sps = *sets.sps,
                                     .codedSize = sets.sps->codedSize(),
                                     .visible = sets.sps->visible(),
                                     .dpbPictures = sets.sps->dpbPictures()}));
    }
    m_sps = sets.sps;
    m_dpb.begin(*m_sps);
    return Status::Done;
}

// Takes the picture's place in the DPB and says everything of it but its slices.
void HevcDecoder::fillJob(const Sets &sets, const Identity &identity)
{
    m_pictureSets = sets;
    m_dpb.apply(m_referenceSet, identity.picOrderCnt);
    const bool isShown = m_header.picOutput && !(hevc::isRasl(m_header.nalUnitType) && m_skipsRasl);
    const auto place = m_dpb.beginPicture(identity.picOrderCnt, isShown);
    m_pictures.collect(m_dpb);
    OutputPicture picture;
    picture.frame = FrameId{++m_frameCount};
    picture.slot = m_job.slot;
    picture.visible = m_sps->visible();
    if (isShown && !std::exchange(m_packetPtsTaken, true)) {
        picture.pts = m_packet.pts;
        picture.duration = m_packet.duration;
    }
    m_job.frame = picture.frame;
    m_pictures.put(place, std::move(picture));
    m_references.assign(m_referenceSet, m_dpb, m_pictures);
    m_job.sps = sets.sps.get();
    m_job.pps = sets.pps.get();
    m_job.scaling = &hevc::scalingMatrixOf(*sets.sps, *sets.pps);
    m_job.picOrderCnt = identity.picOrderCnt;
    m_job.dpb = m_references.entries();
    m_job.stCurrBefore = m_references.translate(m_referenceSet.stCurrBefore);
    m_job.stCurrAfter = m_references.translate(m_referenceSet.stCurrAfter);
    m_job.ltCurr = m_references.translate(m_referenceSet.ltCurr);
}

// Whether the picture just begun can be right, seen from where decoding started (D.3.8).
void HevcDecoder::judgePicture(const Identity &identity)
{
    if (hevc::isIrap(m_header.nalUnitType)) {
        m_skipsRasl = identity.restarts;
        m_recoveryPoc.reset();
        m_isCorruptUntilRecovery = false;
    } else if (!m_isStarted) {
        m_skipsRasl = true;
        m_isCorruptUntilRecovery = true;
    }
    if (m_recoverySei && !hevc::isIrap(m_header.nalUnitType))
        m_recoveryPoc = identity.picOrderCnt + *m_recoverySei;
    m_isStarted = true;
    m_isAfterEndOfSequence = false;
    if (isTid0Picture(m_header))
        m_prevTid0PicOrderCnt = identity.picOrderCnt;
    if (m_recoveryPoc && identity.picOrderCnt >= *m_recoveryPoc) {
        m_pictures.forgive();
        m_recoveryPoc.reset();
        m_isCorruptUntilRecovery = false;
    }
    if (m_isCorruptUntilRecovery)
        m_pictures.setCorrupt(m_dpb.current());
}

// A picture that refers to a damaged one, or to one that is not there, is damaged.
void HevcDecoder::noteReferences(const hevc::RefPicList &list)
{
    const auto isBad = [this](std::uint8_t place) {
        return place == hevc::Dpb::None || m_pictures.taints(place);
    };
    if (std::ranges::any_of(list.entries(), isBad))
        m_pictures.setCorrupt(m_dpb.current());
}

Result<HevcDecoder::Status> HevcDecoder::submitPicture()
{
    if (!m_hasPicture)
        return Status::Done;
    m_job.slices = std::span<const HevcSlice>(m_slices).first(m_sliceCount);
    const auto answer = m_backend.submit(m_job);
    if (answer && *answer == HevcBackend::Submit::Again)
        return Status::Blocked;
    if (!answer) {
        if (auto noted = noteSliceError(answer.error()); !noted)
            return noted;
        m_pictures.drop(m_dpb.current());
        m_dpb.dropPicture();
        m_packetHasPicture = false;
    }
    concludePicture();
    return Status::Done;
}

// The picture is with the device: what C.5.2.3 does after decoding is done now.
void HevcDecoder::concludePicture()
{
    m_hasPicture = false;
    m_isHeaderWhole = false;
    m_job.slot = {};
    m_dpb.finishPicture();
    m_pictures.collect(m_dpb);
}

} // namespace weir
