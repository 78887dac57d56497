// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "decode/codec/mpeg2/header_parsers.h"
#include "decode/stateless/mpeg2_backend.h"
#include "decode/stateless/mpeg2_frame_store.h"
#include "decode/stateless/stateless_decoder.h"

namespace weir
{

// ITU-T H.262 for devices. Starts at an I picture. B pictures that lack a reference at an open
// start are skipped, as libavcodec does.
class Mpeg2Decoder final : public StatelessDecoder
{
public:
    // `backend` must outlive the decoder.
    explicit Mpeg2Decoder(Mpeg2Backend &backend);

    // Headers with start codes, or empty.
    Result<void> configure(std::span<const std::byte> extradata) override;
    Result<Status> decode(const BitstreamPacket &packet) override;
    void drain() override;
    void flush() override;
    std::optional<OutputPicture> takePicture() override { return m_frames.take(); }
    void noteDamaged(FrameId frame) override { m_frames.noteDamaged(frame); }

private:
    Result<Status> goOn();
    void findUnit(std::size_t from);
    Result<Status> handleUnit();
    Result<void> handleHeader(mpeg2::Unit unit);
    Result<void> handleExtension(mpeg2::Unit unit);
    Result<void> noteError(Result<void> result);
    Result<Status> handleSlice();
    [[nodiscard]] bool isSliceInside(unsigned row) const;
    void skipPicture();
    void abandonPicture();

    // mpeg2_decoder_pictures.cpp
    Result<Status> beginPicture();
    [[nodiscard]] Result<void> checkPicture() const;
    [[nodiscard]] bool isSecondField() const;
    Result<Status> prepareSequence();
    void beginFrame(SlotRef slot);
    void fillJob();
    Result<Status> submitPicture();
    void concludePicture();
    void closeFrame();

    Mpeg2Backend &m_backend;

    // The stream so far
    std::optional<mpeg2::Sequence> m_sequence; // as last received
    bool m_isMpeg1 = true; // no sequence_extension has come yet
    mpeg2::SequenceDisplayExtension m_display;
    mpeg2::QuantMatrices m_matrices;
    mpeg2::GroupOfPicturesHeader m_group;
    std::optional<mpeg2::Sequence> m_deviceSequence; // what the device is set up for
    Mpeg2FrameStore m_frames;
    std::uint64_t m_frameCount = 0;
    bool m_isBrokenLink = false; // until the group's second reference

    // The packet in hand
    BitstreamPacket m_packet;
    std::size_t m_unitStart = 0; // of the start code
    std::size_t m_unitEnd = 0;
    bool m_isInPacket = false;
    bool m_packetHasPicture = false; // one was begun in it
    bool m_packetPtsTaken = false;
    std::optional<Error> m_packetError;

    // The picture in hand
    std::optional<mpeg2::PictureHeader> m_header;
    std::optional<mpeg2::PictureCodingExtension> m_coding;
    bool m_isSkipped = false; // its further slices are not looked at
    bool m_hasPicture = false; // begun, not yet submitted
    std::vector<std::span<const std::byte>> m_slices;
    Mpeg2Job m_job;
};

} // namespace weir
