// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "decode/frame/picture_pool.h"
#include "decode/stateless/frame_id.h"
#include "platform/base/result.h"

namespace weir
{

// The device's side as all codecs' decoders see it; each codec adds
//   Result<void> beginSequence(const XSequence &): what the device must be set up for, before the
//     first picture and whenever it changes. Everything submitted before has been submitted for
//     good; its pictures may still be held: the pool is replaced, not waited for. Called only when
//     isIdle() says so. Errors: Unsupported when the device cannot decode this sequence.
//   Result<Submit> submit(const XJob &): one picture. An error drops this picture (InvalidData) or
//     ends the decoder (all other kinds).
// Thread-bound (video). No function waits for the device.
class DeviceBackend
{
public:
    virtual ~DeviceBackend() = default;

    // True when all submitted pictures are finished, so that beginSequence may be called.
    [[nodiscard]] virtual bool isIdle() const = 0;

    // A free picture buffer for the next frame. `held`: buffers that the caller keeps at least
    // until it has got this one. Nothing: none is free now; not an error. Errors: Unsupported when
    // none can become free, because the device gave too few for this stream.
    virtual Result<std::optional<SlotRef>> acquireSlot(std::size_t held) = 0;

    enum class Submit : std::uint8_t {
        Submitted,
        Again, // no request or bitstream buffer is free: call again with the same job later. Part
               // of it may have been sent; the backend remembers which.
    };

    // Forget a job that was answered with Again: it will not be submitted (flush).
    virtual void abandon() = 0;
};

} // namespace weir
