// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <mutex>
#include <optional>

#include "decode/software/frame_format.h"
#include "decode/software/libav_types.h"
#include "decode/software/slot_source.h"

namespace weir
{

// Lets libavcodec decode straight into picture slots: its get_buffer2. CPU access to a slot is open
// (DMA_BUF_IOCTL_SYNC) from the moment libavcodec gets it until the picture is handed on.
// Thread-safe: libavcodec asks from its worker threads. Outlives the codec context.
class FrameBuffers
{
public:
    struct Options {
        PictureForm output = PictureForm::Presentable;
        std::shared_ptr<const VideoTrack> track;
        std::size_t firstPoolSize = 8;
    };
    FrameBuffers(std::shared_ptr<SlotSource> slots, Options options);
    FrameBuffers(const FrameBuffers &) = delete;
    FrameBuffers &operator=(const FrameBuffers &) = delete;

    // Makes `codec` use this.
    void attachTo(AVCodecContext &codec);

    // The slot that the frame's pixels lie in, with CPU access ended. Nothing: they lie in
    // libavcodec's own memory and have to be copied.
    [[nodiscard]] Result<std::optional<SlotRef>> slotOf(const AVFrame &frame);

    // How many slots libavcodec holds at present.
    [[nodiscard]] std::size_t heldByCodec() const;

private:
    struct Hold; // what libavcodec has in its hands: one slot
    struct Ledger; // all Holds
    static int getBuffer(AVCodecContext *codec, AVFrame *frame, int flags);
    static void freeBuffer(void *hold, std::uint8_t *data);
    bool fill(AVCodecContext &codec, AVFrame &frame);

    const std::shared_ptr<SlotSource> m_slots;
    const Options m_options;
    const std::shared_ptr<Ledger> m_ledger; // lives as long as any Hold
};

} // namespace weir
