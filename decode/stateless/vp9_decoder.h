// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>

#include "decode/codec/vp9/superframe.h"
#include "decode/stateless/stateless_decoder.h"
#include "decode/stateless/vp9_backend.h"
#include "decode/stateless/vp9_picture_store.h"

namespace weir
{

// VP9 for devices. Decoding order is output order; frames that are not shown at once may be shown
// later, and again. Starts at a key frame.
class Vp9Decoder final : public StatelessDecoder
{
public:
    // `backend` must outlive the decoder.
    explicit Vp9Decoder(Vp9Backend &backend);

    // vpcC or empty: the frames say all that it does.
    Result<void> configure(std::span<const std::byte> extradata) override;
    Result<Status> decode(const BitstreamPacket &packet) override;
    void drain() override;
    void flush() override;
    std::optional<OutputPicture> takePicture() override { return m_pictures.take(); }
    void noteDamaged(FrameId frame) override { m_pictures.noteDamaged(frame); }

private:
    Result<void> beginPacket(const BitstreamPacket &packet);
    Result<Status> handleFrame(std::span<const std::byte> frame);
    Result<void> parse(std::span<const std::byte> frame);
    [[nodiscard]] Result<void> checkStart() const;
    Result<Status> showExisting();
    Result<Status> beginPicture(std::span<const std::byte> frame);
    Result<Status> prepareBuffers();
    [[nodiscard]] bool needsNewSequence() const;
    void fillJob(std::span<const std::byte> frame, SlotRef slot);
    Result<Status> submitPicture();
    void endFrame();

    Vp9Backend &m_backend;

    // The stream so far
    vp9::LastingState m_lasting;
    Vp9PictureStore m_pictures;
    std::uint64_t m_frameCount = 0;
    bool m_isStarted = false;

    // What the device is set up for
    bool m_hasSequence = false;
    std::uint8_t m_profile = 0;
    vp9::ColorConfig m_color;
    Size m_size;

    // The packet in hand
    vp9::Superframe m_superframe;
    std::size_t m_nextFrame = 0; // in m_superframe
    bool m_isInPacket = false;
    bool m_packetHasPicture = false; // one was decoded or shown from it
    std::optional<MediaTime> m_packetPts; // until a picture has taken it
    Nanoseconds m_packetDuration{0};
    std::optional<Error> m_packetError;

    // The frame in hand
    bool m_isParsed = false; // the two headers are its own
    bool m_hasPicture = false; // so is the job
    vp9::FrameHeader m_header;
    vp9::CompressedHeader m_compressed;
    Vp9Job m_job;
};

} // namespace weir
