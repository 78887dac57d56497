// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <span>

#include "decode/v4l2/bitstream_queue.h"
#include "decode/v4l2/pending_picture.h"
#include "decode/v4l2/picture_queue.h"
#include "decode/v4l2/picture_watch.h"
#include "decode/v4l2/request.h"
#include "decode/v4l2/ring.h"
#include "decode/video_decoder.h"

namespace weir
{

// What a context is made for: one sequence of one codec.
struct ContextSetup {
    std::string videoPath;
    int mediaFd = -1; // borrowed for the life of the context
    std::uint32_t fourcc = 0; // V4L2_PIX_FMT_*, bitstream side
    Size codedSize;
    VideoFormat video; // visible part, colour, aspect, rotation
    unsigned bitDepth = 8;
    std::span<v4l2_ext_control> modeControls; // decode mode and start code
    std::span<v4l2_ext_control> sequenceControls; // the sequence header: decides the picture format
    bool setsPictureSize = false; // see CodecRow
    std::uint32_t requestCount = 0;
    std::uint32_t pictureCount = 0;
    std::uint32_t generation = 0;
    std::function<void()> slotFreed; // see PicturePool::create
    PictureCheck check = PictureCheck::Off;
};

// One decoding context: an open file handle with both queues, its requests, and what is under
// way. Knows no codec. A new sequence gets a new context, whose pictures outlive it where they are
// shown. Never waits for the device. Thread-bound (video); does not move once made.
class DecodeContext
{
public:
    static Result<std::unique_ptr<DecodeContext>> create(KernelIo &io, ContextSetup setup);
    ~DecodeContext();
    // Pictures of another size from now on; those before can still be referred to. Only when
    // isIdle(). Of `setup` the size, the sequence controls and what concerns pictures. Errors:
    // Unsupported when the driver cannot.
    Result<void> resize(ContextSetup setup);
    DecodeContext(const DecodeContext &) = delete;
    DecodeContext &operator=(const DecodeContext &) = delete;
    DecodeContext(DecodeContext &&) = delete;
    DecodeContext &operator=(DecodeContext &&) = delete;

    // A picture buffer that nobody holds, no pending picture is decoded from, and no reader's
    // fence is left on (its dma-buf polls writable). Nothing: none now.
    std::optional<SlotRef> acquireSlot();

    // A bitstream buffer with room for `bytes` and a request to go with it. Nothing: none is free
    // now. Makes a larger buffer when none is large enough.
    struct Vehicle {
        Request request;
        BitstreamBuffer buffer;
    };
    Result<std::optional<Vehicle>> acquireVehicle(std::size_t bytes);

    struct Step {
        FrameId frame = FrameId::None; // the same as in the step before: one more part of it
        const SlotRef *slot = nullptr; // never null
        SlotSet references = 0;
        std::span<v4l2_ext_control> controls; // all of the codec's
        BitstreamSubmission::Picture picture = BitstreamSubmission::Picture::Finish;
    };
    // Sends one request. After an error the picture is given up as far as it was sent.
    Result<void> submit(Vehicle vehicle, const Step &step);
    // No further part of the newest picture follows, though one was announced by Hold.
    void closeNewest();

    // Takes over what the kernel has finished; does not block. TimedOut when it has finished
    // nothing for too long. The number of pictures finished.
    Result<unsigned> progress();
    // Cancels what is under way (VIDIOC_STREAMOFF) and starts again; held slots stay valid.
    Result<void> reset();

    [[nodiscard]] bool isIdle() const { return m_pictures.isEmpty(); }
    // True once the picture's memory is complete. Frames finish in the order of their numbers; one
    // in two fields may finish once for each.
    [[nodiscard]] bool isFinished(FrameId frame) const
    {
        return m_pictures.isEmpty() || frame < m_lastFinished
            || (frame == m_lastFinished && m_pictures.oldest().frame() != frame);
    }
    // A frame that came back damaged, told once. Nothing: no further one.
    std::optional<FrameId> takeDamaged();
    // The driver said so of it, or of a picture it was decoded from. Until the slot is used again.
    [[nodiscard]] bool isCorrupt(const SlotRef &slot) const
    {
        return (m_corruptSlots & bitOf(slot)) != 0;
    }
    // The driver said that it is done, but the memory shows no picture, or a copy of one that
    // was never written: it must not be seen.
    [[nodiscard]] bool isUnwritten(const SlotRef &slot) const
    {
        return (m_unwrittenSlots & bitOf(slot)) != 0;
    }
    // Pictures that the driver itself gave back with an error or unwritten, one after the other
    // until now.
    [[nodiscard]] unsigned failuresInARow() const { return m_failuresInARow; }
    // Of the last picture that came back.
    [[nodiscard]] PictureWatch::Finding lastFinding() const { return m_lastFinding; }
    [[nodiscard]] std::optional<VideoDecoder::WaitTarget> waitTarget() const;
    // The slot that holds this frame; empty when none of this context's does.
    [[nodiscard]] SlotSet slotOf(FrameId frame) const;
    [[nodiscard]] bool holdsPictures() const;
    [[nodiscard]] const VideoDevice &device() const { return m_device; }
    [[nodiscard]] PicturePool &pool() const { return m_pictureQueue.pool(); }

private:
    struct PendingPart {
        PendingRequest request;
        std::uint32_t bufferIndex;
    };
    DecodeContext(VideoDevice device, const PictureFormat &format, BitstreamQueue bitstreams,
                  PictureQueue pictures, RequestPool requests, PictureCheck check);
    [[nodiscard]] bool askForReaders();
    [[nodiscard]] std::optional<SlotRef> takeReaderless();
    [[nodiscard]] SlotSet bitOf(const SlotRef &slot) const
    {
        return slotBit(m_pictureQueue.bufferOf(slot));
    }
    Result<bool> takeBitstream();
    Result<bool> takePicture();
    void look(const SlotRef &slot);
    Result<void> checkForStall(bool hasMoved);
    Result<void> beginPicture(const Step &step);

    VideoDevice m_device;
    PictureFormat m_pictureFormat;
    RequestPool m_requestPool;
    BitstreamQueue m_bitstreamQueue;
    PictureQueue m_pictureQueue;
    Ring<PendingPart> m_parts;
    Ring<PendingPicture> m_pictures;
    std::array<FrameId, 64> m_frameInBuffer{};
    SlotSet m_corruptSlots = 0;
    SlotSet m_unwrittenSlots = 0;
    PictureWatch m_watch;
    PictureWatch::Finding m_lastFinding = PictureWatch::Finding::NotLooked;
    unsigned m_failuresInARow = 0;
    Ring<FrameId> m_damaged;
    SlotSet m_referencesUnderWay = 0; // of m_pictures, brought up to date by acquireSlot
    SlotSet m_readerless = 0; // free slots whose memory nobody read when it was asked for
    FrameId m_lastFinished = FrameId::None;
    int m_busyFd = -1; // a free slot's dma-buf that somebody still reads; -1: none was met
    std::optional<MonotonicTime> m_waitingSince; // nothing came back since
};

} // namespace weir
