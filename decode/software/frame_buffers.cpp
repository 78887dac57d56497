// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/software/frame_buffers.h"

#include <array>
#include <atomic>
#include <map>

#include "platform/base/log.h"
#include "platform/dmabuf/cpu_access.h"

namespace weir
{

// Tells frames in our memory from others: libavcodec may hand out buffers of its own at any time.
struct FrameBuffers::Ledger {
    std::mutex mutex; // guards holds
    std::map<const std::uint8_t *, Hold *> holds; // by the memory's address
};

// Made for each frame that libavcodec asks for; dies with libavcodec's last reference.
struct FrameBuffers::Hold {
    MappedSlot target;
    std::shared_ptr<Ledger> ledger;
    std::atomic<bool> isOpen{true}; // CPU access; exchanged by whoever ends it

    [[nodiscard]] std::uint8_t *plane(unsigned index) const
    {
        return reinterpret_cast<std::uint8_t *>(target.mapping().plane(index).data());
    }
};

FrameBuffers::FrameBuffers(std::shared_ptr<SlotSource> slots, Options options)
    : m_slots(std::move(slots))
    , m_options(std::move(options))
    , m_ledger(std::make_shared<Ledger>())
{
}

void FrameBuffers::attachTo(AVCodecContext &codec)
{
    codec.opaque = this;
    codec.get_buffer2 = &FrameBuffers::getBuffer;
}

int FrameBuffers::getBuffer(AVCodecContext *codec, AVFrame *frame, int flags)
{
    auto *self = static_cast<FrameBuffers *>(codec->opaque);
    const bool direct = (codec->codec->capabilities & AV_CODEC_CAP_DR1) != 0;
    if (direct && self->fill(*codec, *frame))
        return 0;
    return avcodec_default_get_buffer2(codec, frame, flags);
}

bool FrameBuffers::fill(AVCodecContext &codec, AVFrame &frame)
{
    const auto format = pixelFormatOf(static_cast<AVPixelFormat>(frame.format));
    if (!format || outputFormat(*format, m_options.output) != *format)
        return false; // has to be converted afterwards in any case
    int width = frame.width;
    int height = frame.height;
    std::array<int, AV_NUM_DATA_POINTERS> alignments{}; // ours are 64 or more
    avcodec_align_dimensions2(&codec, &width, &height, alignments.data());
    const Size memorySize{.width = width, .height = (height + 1) / 2 * 2};
    auto slot = m_slots->acquire(videoFormatOf(frame, *format, memorySize, *m_options.track),
                                 m_options.firstPoolSize);
    if (!slot) {
        log::warning("decode.software", "picture decoded into ordinary memory: {}",
                     slot.error().message());
        return false;
    }
    if (const auto begun = beginCpuAccess(slot->slot.image(), CpuUse::ReadWrite); !begun)
        return false;
    auto hold = std::make_unique<Hold>(std::move(*slot), m_ledger);
    const MappedImage &mapping = hold->target.mapping();
    frame.buf[0]
        = av_buffer_create(hold->plane(0), mapping.plane(0).size(), &freeBuffer, hold.get(), 0);
    if (frame.buf[0] == nullptr) {
        static_cast<void>(endCpuAccess(hold->target.slot.image(), CpuUse::ReadWrite));
        return false;
    }
    for (unsigned i = 0; i < mapping.planeCount(); ++i) {
        frame.data[i] = hold->plane(i);
        frame.linesize[i] = static_cast<int>(mapping.strideBytes(i));
    }
    frame.extended_data = frame.data;
    const std::scoped_lock lock(m_ledger->mutex);
    m_ledger->holds[hold->plane(0)] = hold.get();
    static_cast<void>(hold.release()); // freeBuffer's now
    return true;
}

void FrameBuffers::freeBuffer(void *opaque, std::uint8_t * /*data*/)
{
    const std::unique_ptr<Hold> hold(static_cast<Hold *>(opaque));
    if (hold->isOpen.exchange(false))
        static_cast<void>(endCpuAccess(hold->target.slot.image(), CpuUse::ReadWrite));
    const std::scoped_lock lock(hold->ledger->mutex);
    hold->ledger->holds.erase(hold->plane(0));
}

Result<std::optional<SlotRef>> FrameBuffers::slotOf(const AVFrame &frame)
{
    if (frame.buf[0] == nullptr)
        return std::nullopt;
    Hold *hold = nullptr;
    {
        const std::scoped_lock lock(m_ledger->mutex);
        const auto found = m_ledger->holds.find(frame.buf[0]->data);
        if (found == m_ledger->holds.end())
            return std::nullopt;
        hold = found->second; // lives at least as long as the frame
    }
    const MappedImage &mapping = hold->target.mapping();
    for (unsigned i = 0; i < mapping.planeCount(); ++i) {
        // Some decoders turn the picture upside down by a negative stride.
        if (frame.data[i] != hold->plane(i)
            || frame.linesize[i] != static_cast<int>(mapping.strideBytes(i)))
            return std::nullopt;
    }
    if (hold->isOpen.exchange(false))
        TRY(endCpuAccess(hold->target.slot.image(), CpuUse::ReadWrite));
    return hold->target.slot;
}

std::size_t FrameBuffers::heldByCodec() const
{
    const std::scoped_lock lock(m_ledger->mutex);
    return m_ledger->holds.size();
}

} // namespace weir
