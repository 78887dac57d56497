// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/v4l2/picture_watch.h"

#include <algorithm>
#include <utility>

#include <linux/dma-buf.h>

#include "platform/base/log.h"

namespace weir
{

namespace
{

using namespace std::chrono_literals;

SpotContent readSpot(std::span<const std::byte> memory, const PictureSpot &spot)
{
    SpotContent content{};
    std::ranges::copy(memory.subspan(spot.offsetBytes, content.size()), content.begin());
    return content;
}

Size visibleSize(const VideoFormat &format)
{
    const Size visible = format.visible.size();
    return visible.isEmpty() ? format.codedSize : visible;
}

} // namespace

void PictureWatch::begin(const VideoDevice &device, const PictureQueue &queue)
{
    end();
    const PicturePool &pool = queue.pool();
    const auto spots = spotsOf(pool.image(0), visibleSize(pool.format()));
    if (m_check == PictureCheck::Off || !spots)
        return;
    m_device = &device;
    m_spots = *spots;
    for (std::uint16_t slot = 0; slot < pool.size(); ++slot) {
        if (const auto mapped = map(queue.bufferAt(slot), pool.image(slot)); !mapped) {
            log::warning("decode.v4l2", "{}: its pictures cannot be checked: {}", device.path(),
                         mapped.error().message());
            m_watched.clear();
            return;
        }
    }
    for (auto &[buffer, watched] : m_watched)
        mark(buffer);
}

void PictureWatch::end()
{
    m_watched.clear();
    m_device = nullptr;
    m_isShared = false;
}

Result<void> PictureWatch::map(std::uint16_t buffer, const BufferImage &image)
{
    const auto planes = TRY(m_device->queryBuffer(Queue::Picture, buffer));
    Watched watched{.image = &image, .memory = {}, .mark = 0, .isMarked = false};
    for (std::size_t i = 0; i < planes.size(); ++i) {
        if (i >= image.fdSizesBytes.size() || planes[i].lengthBytes < image.fdSizesBytes[i])
            return fail(ErrorKind::InvalidData, "the driver contradicts itself about their size");
        watched.memory.push_back(
            TRY(m_device->io().map(m_device->fd(), planes[i].lengthBytes, planes[i].mapOffset)));
    }
    if (watched.memory.size() < image.fdSizesBytes.size())
        return fail(ErrorKind::InvalidData, "the driver contradicts itself about their planes");
    m_watched.insert_or_assign(buffer, std::move(watched));
    return {};
}

void PictureWatch::mark(std::uint16_t buffer)
{
    const auto found = m_watched.find(buffer);
    if (found == m_watched.end())
        return;
    Watched &watched = found->second;
    watched.mark = ++m_marks;
    const SpotContent sentinel = sentinelOf(watched.mark);
    for (const PictureSpot &spot : m_spots) {
        const std::span<std::byte> memory = watched.memory.at(spot.fdIndex).bytes();
        std::ranges::copy(sentinel, memory.subspan(spot.offsetBytes).begin());
    }
    watched.isMarked = true;
}

PictureWatch::Finding PictureWatch::look(std::uint16_t buffer)
{
    const auto found = m_watched.find(buffer);
    if (found == m_watched.end() || !std::exchange(found->second.isMarked, false))
        return Finding::NotLooked;
    const Finding finding = judge(found->second);
    m_isShared = m_isShared || finding == Finding::Good;
    if (m_check == PictureCheck::First)
        m_watched.erase(found);
    return finding;
}

PictureWatch::Finding PictureWatch::judge(const Watched &watched) const
{
    if (isBeingWritten(*watched.image))
        return Finding::NotLooked; // whoever shows it waits for that fence
    SpotContents contents;
    std::ranges::transform(m_spots, contents.begin(), [&](const PictureSpot &spot) {
        return readSpot(watched.memory.at(spot.fdIndex).bytes(), spot);
    });
    switch (contentOf(contents, watched.mark)) {
    case MemoryContent::Untouched:
        return Finding::Untouched;
    case MemoryContent::Repeated:
        return Finding::Repeated;
    case MemoryContent::Zeros:
        return Finding::Zeros;
    case MemoryContent::Picture:
        break;
    }
    const bool looksAgain = m_check == PictureCheck::Every || !m_isShared;
    return looksAgain && !isShared(*watched.image, contents) ? Finding::NotShared : Finding::Good;
}

bool PictureWatch::isBeingWritten(const BufferImage &image) const
{
    for (const UniqueFd &fd : image.fds) {
        pollfd entry{.fd = fd.get(), .events = POLLIN, .revents = 0};
        m_device->io().poll({&entry, 1}, 0ms);
        if ((entry.revents & POLLIN) == 0)
            return true;
    }
    return false;
}

bool PictureWatch::isShared(const BufferImage &image, const SpotContents &written) const
{
    KernelIo &io = m_device->io();
    for (std::size_t i = 0; i < image.fds.size(); ++i) {
        const int fd = image.fds[i].get();
        const auto view = io.map(fd, image.fdSizesBytes.at(i), 0);
        if (!view)
            return true; // nobody can say; an importer will
        dma_buf_sync sync{.flags = DMA_BUF_SYNC_START | DMA_BUF_SYNC_READ};
        std::ignore = io.tryIoctl(fd, DMA_BUF_IOCTL_SYNC, &sync);
        bool isEqual = true;
        for (std::size_t spot = 0; spot < m_spots.size(); ++spot)
            isEqual = isEqual
                && (m_spots.at(spot).fdIndex != i
                    || readSpot(view->bytes(), m_spots.at(spot)) == written.at(spot));
        sync.flags = DMA_BUF_SYNC_END | DMA_BUF_SYNC_READ;
        std::ignore = io.tryIoctl(fd, DMA_BUF_IOCTL_SYNC, &sync);
        if (!isEqual)
            return false;
    }
    return true;
}

bool PictureWatch::isUnwritten(Finding finding)
{
    return finding != Finding::NotLooked && finding != Finding::Good;
}

bool PictureWatch::isFault(Finding finding)
{
    return isUnwritten(finding) && finding != Finding::Repeated;
}

std::string PictureWatch::describe(Finding finding)
{
    switch (finding) {
    case Finding::NotLooked:
    case Finding::Good:
    case Finding::Repeated:
        return {};
    case Finding::Untouched:
        return "was not written";
    case Finding::Zeros:
        return "is zeros, which is green";
    case Finding::NotShared:
        return "looks different through its dma-buf, which a compositor would show";
    }
    return {};
}

} // namespace weir
