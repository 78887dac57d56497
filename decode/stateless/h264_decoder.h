// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "decode/codec/h264/dpb.h"
#include "decode/codec/h264/parameter_sets.h"
#include "decode/codec/h264/picture_order_count.h"
#include "decode/codec/nal_cursor.h"
#include "decode/stateless/h264_backend.h"
#include "decode/stateless/h264_job.h"
#include "decode/stateless/picture_store.h"
#include "decode/stateless/stateless_decoder.h"

namespace weir
{

// ITU-T H.264 for devices (7.4.1.2, 8.2, C.4). Starts at an IDR picture, a recovery point or an
// intra picture.
class H264Decoder final : public StatelessDecoder
{
public:
    // `backend` must outlive the decoder.
    explicit H264Decoder(H264Backend &backend);

    // avcC, Annex B, or empty.
    Result<void> configure(std::span<const std::byte> extradata) override;
    Result<Status> decode(const BitstreamPacket &packet) override;
    void drain() override;
    void flush() override;
    std::optional<OutputPicture> takePicture() override { return m_pictures.take(); }
    void noteDamaged(FrameId frame) override { m_pictures.noteDamaged(frame); }

private:
    using Sets = h264::ParameterSets::Active;

    Result<Status> goOn();
    void putOutAll();
    void abandonPicture();
    Result<Status> handleNal(std::span<const std::byte> nal);
    void keepParameterSetError(Result<void> result);
    Result<Status> handleSlice(std::span<const std::byte> nal);
    Result<Sets> findSets(std::span<const std::byte> nal) const;
    Result<Status> noteSliceError(Error error);
    Result<Status> appendSlice(std::span<const std::byte> nal);
    [[nodiscard]] Result<void> checkSliceOrder() const;

    // h264_decoder_pictures.cpp
    Result<Status> beginPicture(const Sets &sets);
    Result<Status> prepareFrame(const Sets &sets);
    Result<Status> prepareSequence(const Sets &sets);
    [[nodiscard]] bool isInForce(const h264::Sps &sps) const;
    [[nodiscard]] Result<void> checkStart(const Sets &sets) const;
    void beginFrame(SlotRef slot);
    void fillGap(std::uint16_t firstMissing);
    void judgeFrame();
    void noteReferences(const h264::RefLists &lists);
    void fillJob(const Sets &sets);
    [[nodiscard]] bool isSecondField() const;
    Result<Status> submitPicture();
    void dropFrame();
    void concludePicture();

    H264Backend &m_backend;

    // The stream so far
    NalFraming m_framing;
    h264::ParameterSets m_sets;
    std::optional<Error> m_unsupportedSet; // why a parameter set could not be kept
    std::shared_ptr<const h264::Sps> m_sps; // of the sequence; null before the first
    h264::PicOrderCounter m_orderCounter;
    h264::Dpb m_dpb;
    PictureStore m_pictures;
    std::uint64_t m_frameCount = 0;
    std::uint16_t m_prevRefFrameNum = 0;

    // Where decoding began and whether what is decoded can be right
    bool m_isStarted = false;
    std::optional<std::uint16_t> m_recoverySei; // recovery_frame_cnt, for the next picture
    std::optional<std::uint16_t> m_recoveryFrameNum; // exact from this frame_num on
    bool m_isCorruptUntilRecovery = false; // begun at a recovery point, or a frame dropped
    std::optional<std::int32_t> m_startOrderCount; // pictures before it lack references

    // The packet in hand
    NalCursor m_cursor;
    bool m_isInPacket = false;
    bool m_packetHasPicture = false; // one was begun in it
    bool m_packetPtsTaken = false;
    std::optional<Error> m_packetError;
    BitstreamPacket m_packet;

    // The picture in hand
    h264::SliceHeader m_header; // of the slice just parsed
    Sets m_pictureSets;
    Sets m_scalingSets; // m_scaling was made for these
    h264::ScalingMatrix m_scaling;
    H264References m_references;
    H264Job m_job;
    bool m_hasPicture = false;
    bool m_isFirstFieldReference = false;
    std::vector<H264Slice> m_slices; // the first m_sliceCount are of this picture
    std::size_t m_sliceCount = 0;
};

} // namespace weir
