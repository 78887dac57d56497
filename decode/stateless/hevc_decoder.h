// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "decode/codec/hevc/dpb.h"
#include "decode/codec/hevc/parameter_sets.h"
#include "decode/codec/nal_cursor.h"
#include "decode/stateless/hevc_backend.h"
#include "decode/stateless/hevc_job.h"
#include "decode/stateless/picture_store.h"
#include "decode/stateless/stateless_decoder.h"

namespace weir
{

// ITU-T H.265 for devices (8.1, 8.3, C.5.2). Starts at an IRAP picture or a recovery point.
class HevcDecoder final : public StatelessDecoder
{
public:
    // `backend` must outlive the decoder.
    explicit HevcDecoder(HevcBackend &backend);

    // hvcC, Annex B, or empty.
    Result<void> configure(std::span<const std::byte> extradata) override;
    Result<Status> decode(const BitstreamPacket &packet) override;
    void drain() override;
    void flush() override;
    std::optional<OutputPicture> takePicture() override { return m_pictures.take(); }
    void noteDamaged(FrameId frame) override { m_pictures.noteDamaged(frame); }

private:
    using Sets = hevc::ParameterSets::Active;

    Result<Status> goOn();
    void abandonPicture();
    Result<Status> handleNal(std::span<const std::byte> nal);
    Result<Status> handleOther(hevc::NalUnitType type, std::span<const std::byte> nal);
    void keepParameterSet(hevc::NalUnitType type, std::span<const std::byte> nal);
    Result<Status> endSequence();
    Result<Status> handleSlice(std::span<const std::byte> nal);
    Result<Status> handleFirstSegment(std::span<const std::byte> nal, unsigned ppsId);
    Result<Status> handleNextSegment(std::span<const std::byte> nal);
    Result<void> parseHeader(std::span<const std::byte> nal, const Sets &sets);
    Result<Sets> findSets(unsigned ppsId) const;
    Result<Status> noteSliceError(Error error);
    void appendSlice(std::span<const std::byte> nal);

    // hevc_decoder_pictures.cpp
    // What 8.1.3 and 8.3.1 say of the picture that begins with m_header.
    struct Identity {
        bool restarts = false; // an IRAP picture with NoRaslOutputFlag
        bool isSkipped = false; // RASL, and what it refers to was not decoded
        std::int32_t picOrderCnt = 0;
    };
    [[nodiscard]] Identity identify(const Sets &sets) const;
    Result<Status> beginPicture(const Sets &sets);
    [[nodiscard]] bool isInForce(const hevc::Sps &sps) const;
    [[nodiscard]] Result<void> checkStart(const Sets &sets) const;
    Result<Status> prepareSequence(const Sets &sets, const Identity &identity);
    void judgePicture(const Identity &identity);
    void fillJob(const Sets &sets, const Identity &identity);
    void noteReferences(const hevc::RefPicList &list);
    Result<Status> submitPicture();
    void concludePicture();

    HevcBackend &m_backend;

    // The stream so far
    NalFraming m_framing;
    hevc::ParameterSets m_sets;
    std::optional<Error> m_unsupportedSet; // why a parameter set could not be kept
    std::shared_ptr<const hevc::Sps> m_sps; // of the sequence; null before the first
    hevc::Dpb m_dpb;
    PictureStore m_pictures;
    std::uint64_t m_frameCount = 0;
    std::int32_t m_prevTid0PicOrderCnt = 0;

    // Where decoding began and whether what is decoded can be right
    bool m_isStarted = false;
    bool m_isAfterEndOfSequence = false; // FirstPicInSequence follows
    bool m_skipsRasl = false; // the last IRAP picture's NoRaslOutputFlag
    std::optional<std::int32_t> m_recoverySei; // recovery_poc_cnt, for the next picture
    std::optional<std::int32_t> m_recoveryPoc; // exact from this order count on
    bool m_isCorruptUntilRecovery = false; // decoding began at a recovery point

    // The packet in hand
    NalCursor m_cursor;
    bool m_isInPacket = false;
    bool m_packetHasPicture = false; // one was begun or skipped as it should be in it
    bool m_packetPtsTaken = false;
    std::optional<Error> m_packetError;
    BitstreamPacket m_packet;

    // The picture in hand
    hevc::SliceHeader m_header; // of the slice segment just parsed
    bool m_isHeaderWhole = false; // a dependent slice segment may follow
    bool m_isSkipping = false; // the slice segments of a picture that is not decoded
    Sets m_pictureSets;
    hevc::ReferencePictureSet m_referenceSet;
    HevcReferences m_references;
    HevcJob m_job;
    bool m_hasPicture = false;
    std::vector<HevcSlice> m_slices; // the first m_sliceCount are of this picture
    std::size_t m_sliceCount = 0;
};

} // namespace weir
