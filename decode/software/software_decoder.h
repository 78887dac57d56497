// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>

#include "decode/decoder_factory.h"
#include "decode/software/frame_buffers.h"
#include "decode/software/libav_types.h"
#include "decode/video_decoder.h"

namespace weir
{

// A VideoDecoder on libavcodec. Pictures are decoded straight into dma-bufs where codec and format
// allow it; others (libdav1d's own memory, formats that are converted) are copied once. Works
// within feed() and take(): there is no device to wait for. Thread-bound (video).
class SoftwareDecoder final : public VideoDecoder
{
public:
    // Errors: Unsupported when libavcodec has no decoder for the track or refuses its headers.
    static Result<std::unique_ptr<VideoDecoder>> create(const VideoTrack &track,
                                                        const DecoderOptions &options);
    ~SoftwareDecoder() override;

    Result<Feed> feed(const Packet &packet) override;
    Result<void> drain() override;
    void flush() override;
    Result<void> progress() override;
    std::optional<DecodedPicture> take() override;
    [[nodiscard]] bool isDrained() const override { return m_drained && m_waiting == nullptr; }
    [[nodiscard]] std::optional<WaitTarget> waitTarget() const override { return std::nullopt; }
    [[nodiscard]] DecoderDescription description() const override;

private:
    SoftwareDecoder(const VideoTrack &track, const DecoderOptions &options,
                    std::shared_ptr<const PictureMemory> memory);
    Result<void> openCodec();
    [[nodiscard]] bool mustWaitForSlots() const;
    Result<std::optional<DecodedPicture>> toPicture(const AVFrame &frame);
    Result<std::optional<DecodedPicture>> copyToPicture(const AVFrame &frame);

    const std::shared_ptr<const VideoTrack> m_track;
    const DecoderOptions m_options;
    const std::shared_ptr<const PictureMemory> m_memory;
    const std::shared_ptr<SlotSource> m_directSlots; // written by libavcodec
    const std::shared_ptr<SlotSource> m_copySlots; // written by us
    std::unique_ptr<FrameBuffers> m_buffers; // outlives m_codec
    LibavCodecPtr m_codec;
    LibavFramePtr m_frame;
    LibavFramePtr m_waiting; // decoded, waits for a slot to be copied to
    std::optional<Error> m_error; // met in take(), told by the next progress()
    bool m_drained = false;
};

} // namespace weir
