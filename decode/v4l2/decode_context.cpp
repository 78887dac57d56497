// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/v4l2/decode_context.h"

#include <algorithm>
#include <utility>

#include "decode/v4l2/context_formats.h"
#include "decode/v4l2/ioctls.h"
#include "platform/base/text.h"

namespace weir
{

namespace
{

using namespace std::chrono_literals;

// Drivers give up on a picture after two seconds by themselves and flag it; longer than that, and
// the device hangs.
constexpr auto StallLimit = 3s;
// How often a waiting caller should look.
constexpr auto LookInterval = 1s;
constexpr std::size_t MaximumParts = 64; // more than any driver has bitstream buffers

Error wrongBuffer(const ReturnedBuffer &returned, FrameId expected)
{
    return {ErrorKind::System,
            formatText("the driver returned a buffer of picture {} for picture {}",
                       valueOf(returned.frame), valueOf(expected))};
}

} // namespace

Result<std::unique_ptr<DecodeContext>> DecodeContext::create(KernelIo &io, ContextSetup setup)
{
    VideoDevice device = TRY(VideoDevice::open(io, setup.videoPath));
    const PictureSide side = TRY(setUpFormats(device,
                                              {.fourcc = setup.fourcc,
                                               .codedSize = setup.codedSize,
                                               .bitDepth = setup.bitDepth,
                                               .modeControls = setup.modeControls,
                                               .sequenceControls = setup.sequenceControls,
                                               .setsPictureSize = setup.setsPictureSize}));
    BitstreamQueue bitstreams = TRY(BitstreamQueue::create(device, setup.requestCount));
    PictureQueue pictures = TRY(PictureQueue::create(device,
                                                     {.format = side.format,
                                                      .memory = side.memory,
                                                      .video = setup.video,
                                                      .count = setup.pictureCount,
                                                      .generation = setup.generation,
                                                      .slotFreed = std::move(setup.slotFreed)}));
    RequestPool requests = TRY(RequestPool::create(io, setup.mediaFd, bitstreams.count()));
    TRY(device.startStreaming(Queue::Bitstream));
    TRY(device.startStreaming(Queue::Picture));
    return std::unique_ptr<DecodeContext>(
        new DecodeContext(std::move(device), side.format, std::move(bitstreams),
                          std::move(pictures), std::move(requests), setup.check));
}

DecodeContext::DecodeContext(VideoDevice device, const PictureFormat &format,
                             BitstreamQueue bitstreams, PictureQueue pictures, RequestPool requests,
                             PictureCheck check)
    : m_device(std::move(device))
    , m_pictureFormat(format)
    , m_requestPool(std::move(requests))
    , m_bitstreamQueue(std::move(bitstreams))
    , m_pictureQueue(std::move(pictures))
    , m_parts(MaximumParts)
    , m_pictures(std::size_t{PictureQueue::MaximumCount} * 2)
    , m_watch(check)
    , m_damaged(std::size_t{PictureQueue::MaximumCount} * 2)
{
    m_watch.begin(m_device, m_pictureQueue);
}

DecodeContext::~DecodeContext() = default;

Result<void> DecodeContext::resize(ContextSetup setup)
{
    const auto memory = TRY(resizeFormats(m_device,
                                          {.fourcc = setup.fourcc,
                                           .codedSize = setup.codedSize,
                                           .bitDepth = setup.bitDepth,
                                           .modeControls = {},
                                           .sequenceControls = setup.sequenceControls},
                                          m_pictureFormat));
    if (!memory)
        return {};
    if (!m_pictureQueue.canReplace())
        return fail(ErrorKind::Unsupported,
                    formatText("{} ({}) has no VIDIOC_REMOVE_BUFS, without which the size of "
                               "pictures cannot change between key frames",
                               m_device.path(), m_device.driver()));
    m_watch.end();
    m_readerless = 0;
    TRY(m_pictureQueue.replace(m_device,
                               {.format = m_pictureFormat,
                                .memory = *memory,
                                .video = setup.video,
                                .count = setup.pictureCount,
                                .generation = setup.generation,
                                .slotFreed = std::move(setup.slotFreed)}));
    m_watch.begin(m_device, m_pictureQueue);
    return {};
}

bool DecodeContext::holdsPictures() const
{
    return (m_bitstreamQueue.capabilities() & V4L2_BUF_CAP_SUPPORTS_M2M_HOLD_CAPTURE_BUF) != 0;
}

SlotSet DecodeContext::slotOf(FrameId frame) const
{
    if (frame == FrameId::None)
        return 0;
    const auto *const found = std::ranges::find(m_frameInBuffer, frame);
    if (found == m_frameInBuffer.end())
        return 0;
    return slotBit(static_cast<std::uint16_t>(found - m_frameInBuffer.begin()));
}

// Of free slots that other processes have had, all in one call. A slot that nobody holds gets no
// new readers. True: there is one more that nobody reads.
bool DecodeContext::askForReaders()
{
    struct Asked {
        SlotSet bit;
        std::size_t first; // of its entries
    };
    constexpr std::size_t MostEntries = 64;
    std::array<pollfd, MostEntries> entries{};
    std::array<Asked, MostEntries> asked{};
    std::size_t entryCount = 0;
    std::size_t askedCount = 0;
    const PicturePool &pool = m_pictureQueue.pool();
    for (std::uint16_t index = 0; index < pool.size(); ++index) {
        const BufferImage &image = pool.image(index);
        const SlotSet bit = slotBit(m_pictureQueue.bufferAt(index));
        if (((m_readerless | m_referencesUnderWay) & bit) != 0 || !image.mayBeInUse()
            || image.fds.size() > MostEntries - entryCount || !pool.isFree(index))
            continue;
        asked.at(askedCount++) = {.bit = bit, .first = entryCount};
        for (const UniqueFd &fd : image.fds)
            entries.at(entryCount++) = {.fd = fd.get(), .events = POLLOUT, .revents = 0};
    }
    if (askedCount == 0)
        return false;
    m_device.io().poll(std::span(entries).first(entryCount), 0ms);
    const SlotSet before = m_readerless;
    for (std::size_t i = 0; i < askedCount; ++i) {
        const std::size_t end = i + 1 < askedCount ? asked.at(i + 1).first : entryCount;
        const auto own = std::span(entries).subspan(asked.at(i).first, end - asked.at(i).first);
        const auto busy = std::ranges::find_if(
            own, [](const pollfd &entry) { return (entry.revents & POLLOUT) == 0; });
        if (busy == own.end())
            m_readerless |= asked.at(i).bit;
        else
            m_busyFd = busy->fd;
    }
    return m_readerless != before;
}

std::optional<SlotRef> DecodeContext::takeReaderless()
{
    PicturePool &pool = m_pictureQueue.pool();
    return pool.acquire([&](const BufferImage &image) {
        const auto index = static_cast<std::uint16_t>(&image - &pool.image(0));
        const SlotSet bit = slotBit(m_pictureQueue.bufferAt(index));
        return (m_referencesUnderWay & bit) == 0
            && ((m_readerless & bit) != 0 || !image.mayBeInUse());
    });
}

std::optional<SlotRef> DecodeContext::acquireSlot()
{
    m_referencesUnderWay = 0;
    for (std::size_t i = 0; i < m_pictures.size(); ++i)
        m_referencesUnderWay |= m_pictures[i].references();
    m_busyFd = -1;
    auto slot = takeReaderless();
    if (!slot && askForReaders())
        slot = takeReaderless();
    if (slot) {
        const std::uint16_t buffer = m_pictureQueue.bufferOf(*slot);
        m_readerless &= ~slotBit(buffer);
        m_frameInBuffer.at(buffer) = FrameId::None;
        m_corruptSlots &= ~slotBit(buffer);
        m_unwrittenSlots &= ~slotBit(buffer);
        m_watch.mark(buffer);
    }
    return slot;
}

Result<std::optional<DecodeContext::Vehicle>> DecodeContext::acquireVehicle(std::size_t bytes)
{
    if (!m_bitstreamQueue.canHold(bytes))
        TRY(m_bitstreamQueue.grow(m_device, bytes));
    if (m_parts.isFull() || m_requestPool.freeCount() == 0)
        return std::nullopt;
    auto buffer = m_bitstreamQueue.acquire(bytes);
    if (!buffer)
        return std::nullopt;
    auto request = m_requestPool.acquire();
    if (!request)
        return std::nullopt;
    return Vehicle{.request = *std::move(request), .buffer = *std::move(buffer)};
}

// The picture buffer follows the request: were the request refused, a buffer queued before it
// would take the next picture.
Result<void> DecodeContext::beginPicture(const Step &step)
{
    const std::uint16_t buffer = m_pictureQueue.bufferOf(*step.slot);
    TRY(queuePicture(m_device, buffer, m_pictureQueue.memoryPlanes()));
    m_frameInBuffer.at(buffer) = step.frame;
    m_pictures.push(PendingPicture(step.frame, *step.slot));
    return {};
}

Result<void> DecodeContext::submit(Vehicle vehicle, const Step &step)
{
    const bool isNew = m_pictures.isEmpty() || !m_pictures.newest().isOpen()
        || m_pictures.newest().frame() != step.frame;
    if (isNew)
        closeNewest();
    const std::uint32_t index = vehicle.buffer.index();
    TRY(vehicle.request.setControls(m_device, step.controls));
    auto sent = std::move(vehicle.request)
                    .submit(m_device, std::move(vehicle.buffer),
                            {.frame = step.frame, .picture = step.picture});
    if (!sent) {
        closeNewest();
        return std::unexpected(std::move(sent).error());
    }
    m_parts.push({.request = *std::move(sent), .bufferIndex = index});
    if (isNew)
        TRY(beginPicture(step));
    PendingPicture &picture = m_pictures.newest();
    picture.addRequest(step.references);
    if (step.picture == BitstreamSubmission::Picture::Finish)
        picture.close();
    return {};
}

void DecodeContext::closeNewest()
{
    if (m_pictures.isEmpty() || !m_pictures.newest().isOpen())
        return;
    m_pictures.newest().close();
    // Lets a held picture go. A driver without the command releases it with the next timestamp.
    v4l2_decoder_cmd command{};
    command.cmd = V4L2_DEC_CMD_FLUSH;
    std::ignore = m_device.io().tryIoctl(m_device.fd(), ioctls::DecoderCommand.number, &command);
}

// One bitstream buffer back. False: none is done.
Result<bool> DecodeContext::takeBitstream()
{
    const auto returned = TRY(dequeue(m_device, Queue::Bitstream));
    if (!returned)
        return false;
    if (m_parts.isEmpty() || m_parts.oldest().bufferIndex != returned->index)
        return std::unexpected(wrongBuffer(*returned, FrameId::None));
    m_bitstreamQueue.giveBack(returned->index);
    m_parts.take();
    for (std::size_t i = 0; i < m_pictures.size(); ++i) {
        if (m_pictures[i].frame() != returned->frame)
            continue;
        m_pictures[i].requestReturned(returned->failed);
        return true;
    }
    return std::unexpected(wrongBuffer(*returned, FrameId::None));
}

// The driver says that it is written; whether that is true.
void DecodeContext::look(const SlotRef &slot)
{
    m_lastFinding = m_watch.look(m_pictureQueue.bufferOf(slot));
    if (PictureWatch::isUnwritten(m_lastFinding))
        m_unwrittenSlots |= bitOf(slot);
}

// The oldest picture back. False: it is not done.
Result<bool> DecodeContext::takePicture()
{
    const auto returned = TRY(dequeue(m_device, Queue::Picture));
    if (!returned)
        return false;
    const PendingPicture picture = m_pictures.take();
    if (returned->index != m_pictureQueue.bufferOf(picture.slot())
        || returned->frame != picture.frame())
        return std::unexpected(wrongBuffer(*returned, picture.frame()));
    m_lastFinished = picture.frame();
    m_lastFinding = PictureWatch::Finding::NotLooked;
    if (!returned->failed && !picture.hasFailed())
        look(picture.slot());
    const bool failed
        = returned->failed || picture.hasFailed() || PictureWatch::isFault(m_lastFinding);
    m_failuresInARow = failed ? m_failuresInARow + 1 : 0;
    if (failed || isUnwritten(picture.slot()) || (picture.references() & m_corruptSlots) != 0) {
        m_corruptSlots |= bitOf(picture.slot());
        if (!m_damaged.isFull())
            m_damaged.push(picture.frame());
    }
    return true;
}

std::optional<FrameId> DecodeContext::takeDamaged()
{
    return m_damaged.isEmpty() ? std::nullopt : std::optional(m_damaged.take());
}

Result<void> DecodeContext::checkForStall(bool hasMoved)
{
    if (hasMoved || m_pictures.isEmpty()) {
        m_waitingSince.reset();
        return {};
    }
    const MonotonicTime now = m_device.io().now();
    if (!m_waitingSince)
        m_waitingSince = now;
    if (now - *m_waitingSince < StallLimit)
        return {};
    return fail(ErrorKind::TimedOut,
                formatText("{} ({}) has not finished a picture for {} seconds", m_device.path(),
                           m_device.driver(), StallLimit.count()));
}

Result<unsigned> DecodeContext::progress()
{
    unsigned finished = 0;
    bool hasMoved = false;
    while (true) {
        // The bitstream comes back first: where it is still out, the picture is as well.
        if (!m_pictures.isEmpty() && m_pictures.oldest().isReturning()) {
            if (!TRY(takePicture()))
                break;
            ++finished;
        } else if (m_parts.isEmpty() || !TRY(takeBitstream())) {
            break;
        }
        hasMoved = true;
    }
    TRY(checkForStall(hasMoved));
    return finished;
}

Result<void> DecodeContext::reset()
{
    TRY(m_device.stopStreaming(Queue::Bitstream));
    TRY(m_device.stopStreaming(Queue::Picture));
    m_parts.clear();
    m_pictures.clear();
    m_bitstreamQueue.giveBackAll();
    m_frameInBuffer.fill(FrameId::None);
    m_corruptSlots = 0;
    m_waitingSince.reset();
    TRY(m_device.startStreaming(Queue::Bitstream));
    return m_device.startStreaming(Queue::Picture);
}

std::optional<VideoDecoder::WaitTarget> DecodeContext::waitTarget() const
{
    if (!m_parts.isEmpty()) {
        // Once pictures flow, one wake-up for several of them; the first is waited for by itself.
        const std::size_t position = m_lastFinished == FrameId::None ? 0 : m_parts.size() / 2;
        return VideoDecoder::WaitTarget{.fd = m_parts[position].request.fd(),
                                        .interest = Poller::Interest::Priority,
                                        .patience = LookInterval};
    }
    if (!m_pictures.isEmpty())
        return VideoDecoder::WaitTarget{
            .fd = m_device.fd(), .interest = Poller::Interest::Readable, .patience = LookInterval};
    if (m_busyFd >= 0)
        return VideoDecoder::WaitTarget{
            .fd = m_busyFd, .interest = Poller::Interest::Writable, .patience = {}};
    return std::nullopt;
}

} // namespace weir
