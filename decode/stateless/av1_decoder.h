// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "decode/codec/av1/obu_cursor.h"
#include "decode/stateless/av1_backend.h"
#include "decode/stateless/av1_picture_store.h"
#include "decode/stateless/stateless_decoder.h"

namespace weir
{

// AV1 for devices: operating point 0, the highest spatial layer of each temporal unit. Starts at a
// key frame, shown or hidden. A frame that refers to a lost one is skipped.
class Av1Decoder final : public StatelessDecoder
{
public:
    // `backend` must outlive the decoder.
    explicit Av1Decoder(Av1Backend &backend);

    // av1C, OBUs, or empty.
    Result<void> configure(std::span<const std::byte> extradata) override;
    Result<Status> decode(const BitstreamPacket &packet) override;
    void drain() override;
    void flush() override;
    std::optional<OutputPicture> takePicture() override { return m_pictures.take(); }
    void noteDamaged(FrameId frame) override { m_pictures.noteDamaged(frame); }

private:
    Result<Status> goOn();
    Result<Status> handleObu(const av1::Obu &obu);
    void keepSequenceHeader(std::span<const std::byte> payload);
    Result<Status> noteError(Error error);

    // av1_decoder_frames.cpp
    Result<Status> handleFrame(const av1::Obu &obu);
    Result<Status> beginFrame(const av1::Obu &obu);
    [[nodiscard]] Result<void> checkStart() const;
    Result<Status> prepareSequence();
    void openFrame(const av1::Obu &obu, SlotRef slot);
    void showExisting(const av1::Obu &obu);
    void show(OutputPicture picture, unsigned spatialId);
    Result<Status> handleTileGroup(std::span<const std::byte> group);
    Result<Status> submitFrame();
    void concludeFrame();
    void loseFrame();
    void forgetReferences();

    Av1Backend &m_backend;

    // The stream so far
    std::optional<av1::SequenceHeader> m_sequence; // the last received
    std::optional<av1::SequenceHeader> m_active; // that of the frames; none before the first
    std::optional<Error> m_sequenceError; // why one could not be kept
    av1::ReferenceStates m_states;
    Av1PictureStore m_pictures; // slot by slot those of m_states
    std::uint64_t m_frameCount = 0;
    bool m_isStarted = false;

    // The packet in hand
    av1::ObuCursor m_cursor;
    bool m_isInPacket = false;
    bool m_packetHasPicture = false;
    bool m_packetPtsTaken = false;
    std::optional<Error> m_packetError;
    BitstreamPacket m_packet;

    // The frame in hand
    av1::FrameHeader m_header;
    OutputPicture m_frame;
    unsigned m_spatialId = 0;
    Av1Job m_job;
    bool m_hasFrame = false;
    bool m_isComplete = false; // all its tiles are there, but the device had no room yet
    std::vector<std::span<const std::byte>> m_tileGroups;
    std::uint32_t m_tileBytes = 0;
    std::vector<av1::Tile> m_tiles;
};

} // namespace weir
