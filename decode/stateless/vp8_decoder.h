// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>
#include <optional>
#include <span>

#include "decode/stateless/stateless_decoder.h"
#include "decode/stateless/vp8_backend.h"

namespace weir
{

// RFC 6386 for devices. Starts at a key frame. Pictures come out in decoding order.
class Vp8Decoder final : public StatelessDecoder
{
public:
    // `backend` must outlive the decoder.
    explicit Vp8Decoder(Vp8Backend &backend);

    Result<void> configure(std::span<const std::byte> extradata) override; // has none
    Result<Status> decode(const BitstreamPacket &packet) override;
    void drain() override;
    void flush() override;
    std::optional<OutputPicture> takePicture() override;
    void noteDamaged(FrameId frame) override;

private:
    struct Reference {
        FrameId frame = FrameId::None;
        SlotRef slot;
    };

    Result<Status> decodeFrame(const BitstreamPacket &packet);
    Result<void> parse(const BitstreamPacket &packet);
    Result<Status> prepareSequence();
    void fillJob(const BitstreamPacket &packet, SlotRef slot);
    void conclude(const BitstreamPacket &packet);
    void updateReferences();
    Result<Status> repeatLast(const BitstreamPacket &packet);
    void forgetReferences();

    Vp8Backend &m_backend;
    Size m_codedSize; // of the sequence; empty before the first
    std::uint64_t m_frameCount = 0;

    // What the frames so far left behind; nothing before a key frame.
    vp8::State m_state;
    Reference m_last; // empty: decoding can start at a key frame only
    Reference m_golden;
    Reference m_alternate;
    bool m_isDamaged = false; // until the next key frame
    std::deque<OutputPicture> m_outputs;

    // The packet in hand
    vp8::FrameHeader m_header;
    bool m_isParsed = false;
    Vp8Job m_job; // begun when it has a slot
};

} // namespace weir
