// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>

#include "decode/v4l2/decode_context.h"
#include "decode/v4l2/decode_mode.h"
#include "decode/v4l2/device_probe.h"

namespace weir
{

// One stream on one device, whatever its codec: the media node, and the context of the sequence
// being decoded. The codecs' backends fill requests and send them through it. Thread-bound (video).
class RequestSession
{
public:
    struct Setup {
        DecoderDevice device;
        VideoCodec codec = VideoCodec::Other; // one that the device has
        DecodeMode mode; // chosen from what the device has
        VideoFormat video; // what the container says; the stream's headers win
        std::function<void()> slotFreed; // see PicturePool::create
        PictureCheck check = PictureCheck::Off;
        std::uint32_t shownAhead = 0; // see DecoderOptions
    };
    // Opens the media node for the requests.
    static Result<std::unique_ptr<RequestSession>> create(KernelIo &io, Setup setup);

    struct Sequence {
        Size codedSize; // pixels: what S_FMT on the bitstream queue is given
        VideoFormat video; // begin with videoOf() and put in what the headers say
        unsigned bitDepth = 8;
        unsigned heldPictures = 0; // that the decoder may hold besides the one being decoded
        std::span<v4l2_ext_control> controls; // the sequence header; may be empty
    };
    // Replaces the context: a new handle, new buffers. Errors: Unsupported when the device refuses.
    Result<void> begin(const Sequence &sequence);
    // Pictures of another size within the sequence, which can refer to those before; only when
    // isIdle(). Errors: as begin().
    Result<void> resize(const Sequence &sequence);
    // What the container says, with the stream's visible part; and what the stream says of its
    // colour and sample aspect ratio (unspecified, zero: nothing).
    [[nodiscard]] VideoFormat videoOf(Rect visible, const ColorInfo &color = {},
                                      Rational sampleAspectRatio
                                      = {.numerator = 0, .denominator = 0}) const;

    [[nodiscard]] bool isIdle() const { return !m_context || m_context->isIdle(); }
    Result<std::optional<SlotRef>> acquireSlot(std::size_t held); // see DeviceBackend

    // Error: InvalidData before the first sequence.
    Result<std::optional<DecodeContext::Vehicle>> acquireVehicle(std::size_t bytes);
    Result<void> send(DecodeContext::Vehicle vehicle, const DecodeContext::Step &step);
    // A frame in two fields: how the first is sent, and whether the second may be sent now. Where
    // the device cannot hold a picture, the first field ends it, and its buffer is queued again for
    // the second one when it has come back.
    [[nodiscard]] BitstreamSubmission::Picture firstField() const;
    [[nodiscard]] bool maySendSecondField(FrameId frame) const;
    // The announced rest of the newest picture does not come.
    void closeNewest();
    // Where this frame lies; empty when it is not there.
    [[nodiscard]] SlotSet slotOf(FrameId frame) const;

    [[nodiscard]] DecodeMode mode() const { return m_setup.mode; }
    [[nodiscard]] bool hasControl(std::uint32_t id) const;
    // What the driver says of its pictures' sizes; nothing: it does not.
    [[nodiscard]] const std::optional<SizeRange> &sizes() const { return m_ability->sizes; }
    // "/dev/video0 (hantro-vpu)", for messages.
    [[nodiscard]] std::string deviceName() const;
    // Null before the first sequence.
    [[nodiscard]] DecodeContext *context() const { return m_context.get(); }

private:
    RequestSession(KernelIo &io, Setup setup, UniqueFd mediaFd);
    [[nodiscard]] ContextSetup setupOf(const Sequence &sequence) const;

    KernelIo &m_io;
    Setup m_setup;
    UniqueFd m_mediaFd;
    const CodecRow *m_row; // of the codec
    const CodecAbility *m_ability; // in m_setup.device
    std::unique_ptr<DecodeContext> m_context;
};

} // namespace weir
