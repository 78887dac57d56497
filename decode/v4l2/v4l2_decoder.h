// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>

#include "decode/decoder_factory.h"
#include "decode/v4l2/codec_engine.h"
#include "decode/video_decoder.h"

namespace weir
{

// One stream on one stateless device. Pictures are handed out when the kernel has said DONE.
// Thread-bound (video). Wait for waitTarget(), then call progress().
class V4l2Decoder final : public VideoDecoder
{
public:
    // Looks at the machine's devices and takes the best that does not refuse `track`. Errors: the
    // reasons of all that were asked, for the user.
    static Result<std::unique_ptr<VideoDecoder>> create(const VideoTrack &track,
                                                        const DecoderOptions &options);
    // The same on a device already chosen; `io` outlives the decoder (tests).
    static Result<std::unique_ptr<V4l2Decoder>> createOn(KernelIo &io, const DecoderDevice &device,
                                                         const VideoTrack &track,
                                                         const DecoderOptions &options);

    Result<Feed> feed(const Packet &packet) override;
    Result<void> drain() override;
    void flush() override;
    Result<void> progress() override;
    std::optional<DecodedPicture> take() override;
    [[nodiscard]] bool isDrained() const override;
    [[nodiscard]] std::optional<WaitTarget> waitTarget() const override;
    [[nodiscard]] DecoderDescription description() const override;

private:
    V4l2Decoder(DecoderDevice device, CodecEngine engine);
    void fetchNext();
    // Whether the device is still to be trusted.
    [[nodiscard]] Result<void> judge(const DecodeContext &context) const;

    DecoderDevice m_device;
    CodecEngine m_engine;
    std::optional<OutputPicture> m_next; // in output order; perhaps still being decoded
    bool m_isDraining = false;
    std::optional<Error> m_error; // met where no error can be told; told by the next progress()
};

} // namespace weir
