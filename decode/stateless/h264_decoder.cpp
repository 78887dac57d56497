// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/stateless/h264_decoder.h"

#include <utility>

#include "decode/codec/h264/avc_configuration.h"
#include "decode/codec/h264/sei_parser.h"
#include "decode/codec/h264/slice_header_parser.h"
#include "decode/stateless/h264_picture_boundary.h"
#include "platform/base/text.h"

namespace weir
{

using h264::NalUnitType;

H264Decoder::H264Decoder(H264Backend &backend)
    : m_backend(backend)
{
}

Result<void> H264Decoder::configure(std::span<const std::byte> extradata)
{
    const auto configuration = TRY(h264::parseAvcConfiguration(extradata));
    m_framing = configuration.framing;
    for (const auto nal : configuration.parameterSets) {
        const auto type = h264::nalUnitType(nal);
        if (type == NalUnitType::Sps)
            keepParameterSetError(m_sets.addSps(nal));
        else if (type == NalUnitType::Pps)
            keepParameterSetError(m_sets.addPps(nal));
    }
    return {};
}

Result<H264Decoder::Status> H264Decoder::decode(const BitstreamPacket &packet)
{
    if (!m_isInPacket) {
        if (!packet.newExtradata.empty())
            TRY(configure(packet.newExtradata));
        m_cursor = NalCursor(packet.data, m_framing);
        m_packet = packet;
        m_isInPacket = true;
        m_packetHasPicture = false;
        m_packetPtsTaken = false;
        m_packetError.reset();
    }
    auto status = goOn();
    if (status && *status == Status::Blocked)
        return status;
    m_isInPacket = false;
    if (!status)
        abandonPicture();
    else if (m_packetError && !m_packetHasPicture)
        return std::unexpected(*std::exchange(m_packetError, std::nullopt));
    return status;
}

// With the packet in hand, to its end.
Result<H264Decoder::Status> H264Decoder::goOn()
{
    for (; const auto nal = m_cursor.current(); m_cursor.advance()) {
        if (TRY(handleNal(*nal)) == Status::Blocked)
            return Status::Blocked;
    }
    if (m_hasPicture && m_cursor.isTruncated())
        m_pictures.setCorrupt(m_dpb.current());
    // A packet has whole access units, and its bytes go away now.
    return submitPicture();
}

// Its bytes go away before it could be submitted.
void H264Decoder::abandonPicture()
{
    if (!m_hasPicture)
        return;
    m_backend.abandon();
    m_pictures.drop(m_dpb.current());
    m_hasPicture = false;
    m_sliceCount = 0;
    m_job.slot = {};
}

void H264Decoder::drain()
{
    abandonPicture();
    m_isInPacket = false;
    putOutAll();
}

void H264Decoder::putOutAll()
{
    m_dpb.finishFrame();
    m_pictures.collect(m_dpb);
    m_dpb.flush();
    m_pictures.collect(m_dpb);
    m_job.slot = {};
    m_isStarted = false;
}

void H264Decoder::flush()
{
    abandonPicture();
    m_job.slot = {}; // of a first field
    m_isInPacket = false;
    m_isStarted = false;
    m_recoverySei.reset();
    m_dpb.clear();
    m_pictures.clear();
    m_orderCounter = {};
}

Result<H264Decoder::Status> H264Decoder::handleNal(std::span<const std::byte> nal)
{
    switch (h264::nalUnitType(nal)) {
    case NalUnitType::SliceNonIdr:
    case NalUnitType::SliceIdr: {
        auto status = handleSlice(nal);
        return status ? status : noteSliceError(std::move(status).error());
    }
    case NalUnitType::SlicePartitionA:
        return fail(ErrorKind::Unsupported,
                    "H.264: nal_unit_type 2 (data partitioning) is not supported");
    case NalUnitType::Sps:
        keepParameterSetError(m_sets.addSps(nal));
        return Status::Done;
    case NalUnitType::Pps:
        keepParameterSetError(m_sets.addPps(nal));
        return Status::Done;
    case NalUnitType::Sei:
        if (const auto count = h264::findRecoveryPoint(nal))
            m_recoverySei = count;
        return Status::Done;
    case NalUnitType::SlicePartitionB:
    case NalUnitType::SlicePartitionC:
    case NalUnitType::AccessUnitDelimiter:
    case NalUnitType::EndOfSequence:
    case NalUnitType::EndOfStream:
    case NalUnitType::SpsExtension:
        break;
    }
    return Status::Done; // also what later profiles add: other views and layers
}

// A parameter set that cannot be kept matters only when a slice needs it.
void H264Decoder::keepParameterSetError(Result<void> result)
{
    if (!result && result.error().kind() == ErrorKind::Unsupported)
        m_unsupportedSet = std::move(result).error();
    else if (!result)
        m_packetError = std::move(result).error();
}

// Damage costs this slice only; everything else ends the decoder.
Result<H264Decoder::Status> H264Decoder::noteSliceError(Error error)
{
    if (error.kind() != ErrorKind::InvalidData)
        return std::unexpected(std::move(error));
    if (m_hasPicture)
        m_pictures.setCorrupt(m_dpb.current());
    m_packetError = std::move(error);
    return Status::Done;
}

Result<H264Decoder::Sets> H264Decoder::findSets(std::span<const std::byte> nal) const
{
    auto sets = m_sets.find(TRY(h264::peekPpsId(nal)));
    if (!sets && m_unsupportedSet)
        return std::unexpected(*m_unsupportedSet);
    return sets;
}

Result<H264Decoder::Status> H264Decoder::handleSlice(std::span<const std::byte> nal)
{
    const Sets sets = TRY(findSets(nal));
    TRY(h264::parseSliceHeader(nal, *sets.sps, *sets.pps, m_header));
    if (m_header.redundantPicCnt > 0) // 7.4.3: says again what a primary slice has said
        return Status::Done;
    if (m_hasPicture && h264::startsNewPicture(m_slices[0].header, m_header, *m_pictureSets.sps)) {
        if (TRY(submitPicture()) == Status::Blocked)
            return Status::Blocked;
    }
    if (!m_hasPicture && TRY(beginPicture(sets)) == Status::Blocked)
        return Status::Blocked;
    return appendSlice(nal);
}

// 7.4.3: addresses increase unless arbitrary slice order is in use (Baseline and Extended only).
Result<void> H264Decoder::checkSliceOrder() const
{
    const auto last = m_slices[m_sliceCount - 1].header.firstMbInSlice;
    if (m_header.firstMbInSlice > last)
        return {};
    const h264::Sps &sps = *m_pictureSets.sps;
    const bool mayBeUnordered = (sps.profileIdc == 66 || sps.profileIdc == 88)
        && (sps.constraintSetFlags & 2U) == 0; // constraint_set1: Main
    if (mayBeUnordered && m_header.firstMbInSlice < last)
        return fail(ErrorKind::Unsupported,
                    "H.264: first_mb_in_slice decreases (arbitrary slice order), which is not "
                    "supported");
    return fail(
        ErrorKind::InvalidData,
        formatText("H.264: first_mb_in_slice {} comes after {}", m_header.firstMbInSlice, last));
}

Result<H264Decoder::Status> H264Decoder::appendSlice(std::span<const std::byte> nal)
{
    if (m_sliceCount > 0)
        TRY(checkSliceOrder());
    if (m_sliceCount == m_slices.size())
        m_slices.emplace_back();
    H264Slice &slice = m_slices[m_sliceCount++];
    const h264::RefLists lists = h264::buildRefLists(m_dpb, *m_pictureSets.sps, m_header);
    slice.header = m_header;
    slice.nal = nal;
    slice.refList0 = m_references.translate(lists.list0);
    slice.refList1 = m_references.translate(lists.list1);
    m_job.hasPSlices |= m_header.sliceType == h264::SliceType::P;
    m_job.hasBSlices |= m_header.sliceType == h264::SliceType::B;
    noteReferences(lists);
    return Status::Done;
}

} // namespace weir
