// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>
#include <optional>
#include <span>

#include "decode/stateless/fwht_backend.h"
#include "decode/stateless/stateless_decoder.h"

namespace weir
{

// FWHT for devices. A packet is one frame with its header. Starts at an intra frame; each other
// frame refers to the one before it. Pictures come out in decoding order.
class FwhtDecoder final : public StatelessDecoder
{
public:
    // `backend` must outlive the decoder.
    explicit FwhtDecoder(FwhtBackend &backend);

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
    void conclude(const BitstreamPacket &packet);

    FwhtBackend &m_backend;
    std::optional<fwht::FrameHeader> m_sequence; // the intra frame that it began with
    std::uint64_t m_frameCount = 0;
    Reference m_last; // empty: decoding can start at an intra frame only
    bool m_isDamaged = false; // until the next intra frame
    std::deque<OutputPicture> m_outputs;

    // The packet in hand
    std::optional<fwht::Frame> m_frame;
    FwhtJob m_job; // begun when it has a slot
};

} // namespace weir
