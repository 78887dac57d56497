// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "decode/stateless/output_picture.h"
#include "platform/base/result.h"

namespace weir
{

// What the container gave at once: one or more whole access units (or a temporal unit, a
// superframe). The bytes are borrowed and must stay where they are until the packet is done: jobs
// point into them.
struct BitstreamPacket {
    std::span<const std::byte> data;
    std::span<const std::byte> newExtradata{}; // configure() with it first; usually empty
    std::optional<MediaTime> pts; // of the first picture that is shown from it
    Nanoseconds duration{0};
};

// Turns packets of one codec into jobs for a device and puts the pictures into output order.
// Thread-bound (video), never waits, allocates nothing per picture once it runs.
//
// Starts where decoding can start; what comes before is skipped. Damaged data never ends it: what
// can be decoded is, and its pictures say `corrupt`.
class StatelessDecoder
{
public:
    virtual ~StatelessDecoder() = default;

    // The container's extradata, before the first packet and whenever it changes. Errors:
    // InvalidData.
    virtual Result<void> configure(std::span<const std::byte> extradata) = 0;

    enum class Status : std::uint8_t {
        Done,
        Blocked, // the device has no free slot or request, or must finish first: call again with
                 // the same packet, at the same address, when it has made progress
    };
    // Errors: InvalidData = nothing in this packet could be decoded, go on with the next; any other
    // kind = this decoder cannot go on with this stream.
    virtual Result<Status> decode(const BitstreamPacket &packet) = 0;
    // End of stream: puts out all that waits, without what there is of a packet that was answered
    // with Blocked. After it, the next packet starts anew.
    virtual void drain() = 0;
    // Seek: drops everything inside, also a packet that was answered with Blocked.
    virtual void flush() = 0;

    // The next picture in output order. Nothing: decode more, or drain.
    virtual std::optional<OutputPicture> takePicture() = 0;
    // The device returned this frame with an error: it and what refers to it are corrupt.
    virtual void noteDamaged(FrameId frame) = 0;
};

} // namespace weir
