// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/stateless/hevc_decoder.h"

#include <utility>

#include "decode/codec/hevc/hevc_configuration.h"
#include "decode/codec/hevc/sei_parser.h"
#include "decode/codec/hevc/slice_header_parser.h"
#include "platform/base/text.h"

namespace weir
{

using hevc::NalUnitType;

namespace
{

constexpr std::size_t NalHeaderSize = 2;

// Table 7-1: reserved types are ignored.
bool isSlice(NalUnitType type)
{
    return type <= NalUnitType::RaslR
        || (type >= NalUnitType::BlaWLp && type <= NalUnitType::CraNut);
}

} // namespace

HevcDecoder::HevcDecoder(HevcBackend &backend)
    : m_backend(backend)
{
}

Result<void> HevcDecoder::configure(std::span<const std::byte> extradata)
{
    const auto configuration = TRY(hevc::parseHevcConfiguration(extradata));
    m_framing = configuration.framing;
    for (const auto nal : configuration.nalUnits) {
        if (nal.size() <= NalHeaderSize)
            continue;
        const hevc::NalHeader header = hevc::parseNalHeader(nal);
        if (header.nuhLayerId == 0)
            keepParameterSet(header.type, nal);
    }
    return {};
}

Result<HevcDecoder::Status> HevcDecoder::decode(const BitstreamPacket &packet)
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
Result<HevcDecoder::Status> HevcDecoder::goOn()
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
void HevcDecoder::abandonPicture()
{
    m_isHeaderWhole = false;
    if (!m_hasPicture)
        return;
    m_backend.abandon();
    m_pictures.drop(m_dpb.current());
    m_dpb.dropPicture();
    m_hasPicture = false;
    m_sliceCount = 0;
    m_job.slot = {};
}

void HevcDecoder::drain()
{
    abandonPicture();
    m_isInPacket = false;
    m_isSkipping = false;
    m_dpb.flush();
    m_pictures.collect(m_dpb);
    m_isStarted = false;
}

void HevcDecoder::flush()
{
    abandonPicture();
    m_isInPacket = false;
    m_isStarted = false;
    m_isSkipping = false;
    m_recoverySei.reset();
    m_dpb.clear();
    m_pictures.clear();
}

Result<HevcDecoder::Status> HevcDecoder::handleNal(std::span<const std::byte> nal)
{
    if (nal.size() < NalHeaderSize)
        return Status::Done;
    const hevc::NalHeader header = hevc::parseNalHeader(nal);
    if (header.nuhLayerId > 0) // other layers and views (annexes F to I)
        return Status::Done;
    if (!isSlice(header.type))
        return handleOther(header.type, nal);
    auto status = handleSlice(nal);
    return status ? status : noteSliceError(std::move(status).error());
}

// 7.4.2.4.4: what comes here between slices begins a new access unit, or does no harm.
Result<HevcDecoder::Status> HevcDecoder::handleOther(NalUnitType type,
                                                     std::span<const std::byte> nal)
{
    if (type == NalUnitType::EndOfSequence || type == NalUnitType::EndOfBitstream)
        return endSequence();
    if (type == NalUnitType::Sps || type == NalUnitType::Pps)
        keepParameterSet(type, nal);
    if (const auto count
        = type == NalUnitType::PrefixSei ? hevc::findRecoveryPoint(nal) : std::nullopt)
        m_recoverySei = count;
    return Status::Done; // all others say nothing that decoding needs
}

// A parameter set that cannot be kept matters only when a slice needs it.
void HevcDecoder::keepParameterSet(NalUnitType type, std::span<const std::byte> nal)
{
    Result<void> result;
    if (type == NalUnitType::Sps)
        result = m_sets.addSps(nal);
    else if (type == NalUnitType::Pps)
        result = m_sets.addPps(nal);
    if (!result && result.error().kind() == ErrorKind::Unsupported)
        m_unsupportedSet = std::move(result).error();
    else if (!result)
        m_packetError = std::move(result).error();
}

Result<HevcDecoder::Status> HevcDecoder::endSequence()
{
    if (TRY(submitPicture()) == Status::Blocked)
        return Status::Blocked;
    m_isAfterEndOfSequence = true;
    return Status::Done;
}

// Damage costs this slice only; everything else ends the decoder.
Result<HevcDecoder::Status> HevcDecoder::noteSliceError(Error error)
{
    if (error.kind() != ErrorKind::InvalidData)
        return std::unexpected(std::move(error));
    if (m_hasPicture)
        m_pictures.setCorrupt(m_dpb.current());
    m_packetError = std::move(error);
    return Status::Done;
}

Result<HevcDecoder::Sets> HevcDecoder::findSets(unsigned ppsId) const
{
    auto sets = m_sets.find(ppsId);
    if (!sets && m_unsupportedSet)
        return std::unexpected(*m_unsupportedSet);
    return sets;
}

Result<void> HevcDecoder::parseHeader(std::span<const std::byte> nal, const Sets &sets)
{
    const bool mayBeDependent = std::exchange(m_isHeaderWhole, false);
    TRY(hevc::parseSliceHeader(nal, *sets.sps, *sets.pps, m_header));
    if (m_header.dependentSliceSegment && !mayBeDependent)
        return fail(ErrorKind::InvalidData, "HEVC: a slice segment lacks the one it depends on");
    m_isHeaderWhole = true;
    return {};
}

Result<HevcDecoder::Status> HevcDecoder::handleSlice(std::span<const std::byte> nal)
{
    const hevc::SliceStart start = TRY(hevc::peekSliceStart(nal));
    return start.firstSliceSegmentInPic ? handleFirstSegment(nal, start.picParameterSetId)
                                        : handleNextSegment(nal);
}

Result<HevcDecoder::Status> HevcDecoder::handleFirstSegment(std::span<const std::byte> nal,
                                                            unsigned ppsId)
{
    // The one before it first: its slices may not be blamed for what is wrong with this one.
    if (TRY(submitPicture()) == Status::Blocked)
        return Status::Blocked;
    m_isSkipping = true; // until it is known to be decoded
    const Sets sets = TRY(findSets(ppsId));
    TRY(parseHeader(nal, sets));
    if (TRY(beginPicture(sets)) == Status::Blocked)
        return Status::Blocked;
    if (m_hasPicture)
        appendSlice(nal);
    return Status::Done;
}

Result<HevcDecoder::Status> HevcDecoder::handleNextSegment(std::span<const std::byte> nal)
{
    if (!m_hasPicture && m_isSkipping)
        return Status::Done;
    if (!m_hasPicture)
        return fail(ErrorKind::InvalidData, "HEVC: a picture lacks its first slice segment");
    // 7.4.7.1: all slices of a picture have the same PPS, as it was when the picture began.
    TRY(parseHeader(nal, m_pictureSets));
    const hevc::SliceHeader &first = m_slices[0].header;
    if (m_header.picParameterSetId != first.picParameterSetId
        || m_header.nalUnitType != first.nalUnitType
        || m_header.picOrderCntLsb != first.picOrderCntLsb) {
        m_isHeaderWhole = false;
        return fail(ErrorKind::InvalidData, "HEVC: a slice belongs to a picture that is not there");
    }
    const auto last = m_slices[m_sliceCount - 1].header.sliceSegmentAddress;
    if (m_header.sliceSegmentAddress <= last)
        return fail(ErrorKind::InvalidData,
                    formatText("HEVC: slice_segment_address {} after {}",
                               m_header.sliceSegmentAddress, last));
    appendSlice(nal);
    return Status::Done;
}

void HevcDecoder::appendSlice(std::span<const std::byte> nal)
{
    if (m_sliceCount == m_slices.size())
        m_slices.emplace_back();
    HevcSlice &slice = m_slices[m_sliceCount++];
    slice.header = m_header;
    slice.nal = nal;
    for (unsigned list = 0; list < slice.refLists.size(); ++list) {
        const hevc::RefPicList places = hevc::buildRefPicList(m_referenceSet, m_header, list);
        slice.refLists[list] = m_references.translate(places);
        noteReferences(places);
    }
}

} // namespace weir
