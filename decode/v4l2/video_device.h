// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <linux/videodev2.h>

#include "decode/v4l2/kernel_io.h"
#include "platform/base/geometry.h"

namespace weir
{

// The two ends of a decoder, named for what lies in them: the kernel's OUTPUT queue takes the
// bitstream, its CAPTURE queue gives pictures.
enum class Queue : std::uint8_t { Bitstream, Picture };

// One side's format as VIDIOC_G_FMT or S_FMT answered it.
struct QueueFormat {
    struct Plane {
        std::uint32_t bytesPerLine = 0;
        std::uint32_t sizeBytes = 0;
    };
    std::uint32_t fourcc = 0; // V4L2_PIX_FMT_*
    Size size; // what the driver made of the size asked for
    std::array<Plane, VIDEO_MAX_PLANES> planes{}; // memory planes, not colour planes
    std::uint32_t planeCount = 0;
};

struct SizeRange {
    Size minimum;
    Size maximum;
};

// What VIDIOC_REQBUFS granted: the count may differ from the one asked for, both ways.
struct BufferGrant {
    std::uint32_t count = 0;
    std::uint32_t capabilities = 0; // V4L2_BUF_CAP_*
};

struct BufferPlane {
    std::size_t lengthBytes = 0;
    std::size_t mapOffset = 0;
};

// One open file handle of a memory-to-memory video node: a decoding context of its own. Each
// function wraps one ioctl, for both plane APIs. Thread-bound.
class VideoDevice
{
public:
    // Errors: those of open(2) and VIDIOC_QUERYCAP; Unsupported when it is no such node.
    static Result<VideoDevice> open(KernelIo &io, const std::string &path);

    [[nodiscard]] KernelIo &io() const { return *m_io; }
    [[nodiscard]] int fd() const { return m_fd.get(); }
    [[nodiscard]] const std::string &path() const { return m_path; }
    [[nodiscard]] const std::string &driver() const { return m_driver; }
    [[nodiscard]] const std::string &card() const { return m_card; }
    [[nodiscard]] bool isMultiplanar() const { return m_isMultiplanar; }
    [[nodiscard]] std::uint32_t bufferType(Queue queue) const; // V4L2_BUF_TYPE_*

    [[nodiscard]] std::vector<std::uint32_t> formats(Queue queue) const; // VIDIOC_ENUM_FMT
    // VIDIOC_ENUM_FRAMESIZES. Nothing: the driver does not say (ENOTTY), so it must be tried.
    [[nodiscard]] std::optional<SizeRange> sizes(std::uint32_t fourcc) const;
    [[nodiscard]] Result<QueueFormat> format(Queue queue) const; // VIDIOC_G_FMT
    // VIDIOC_S_FMT; plane 0's size in bytes is asked for too when it is not 0.
    [[nodiscard]] Result<QueueFormat> setFormat(Queue queue, const QueueFormat &wanted) const;
    // What setFormat would answer (VIDIOC_TRY_FMT).
    [[nodiscard]] Result<QueueFormat> tryFormat(Queue queue, const QueueFormat &wanted) const;

    // V4L2_BUF_CAP_* of a queue with the format now set; allocates nothing.
    [[nodiscard]] Result<std::uint32_t> bufferCapabilities(Queue queue) const;
    [[nodiscard]] Result<BufferGrant> requestBuffers(Queue queue, std::uint32_t count) const;
    // One more buffer, large enough for `format`; its index (VIDIOC_CREATE_BUFS).
    [[nodiscard]] Result<std::uint32_t> createBuffer(Queue queue, const QueueFormat &format) const;
    // Gives one buffer's memory back; dma-bufs of it keep theirs (VIDIOC_REMOVE_BUFS).
    [[nodiscard]] Result<void> removeBuffer(Queue queue, std::uint32_t index) const;
    // All memory planes of one buffer (VIDIOC_QUERYBUF).
    [[nodiscard]] Result<std::vector<BufferPlane>> queryBuffer(Queue queue,
                                                               std::uint32_t index) const;
    // A dma-buf of one plane, readable and writable (VIDIOC_EXPBUF).
    [[nodiscard]] Result<UniqueFd> exportPicture(std::uint32_t index, std::uint32_t plane) const;
    [[nodiscard]] Result<void> startStreaming(Queue queue) const;
    // Cancels requests and gives all buffers back, undone.
    [[nodiscard]] Result<void> stopStreaming(Queue queue) const;

private:
    VideoDevice(KernelIo &io, UniqueFd fd, std::string path)
        : m_io(&io)
        , m_fd(std::move(fd))
        , m_path(std::move(path))
    {
    }
    [[nodiscard]] Result<void> readCapabilities();

    KernelIo *m_io; // outlives every device
    UniqueFd m_fd;
    std::string m_path;
    std::string m_driver;
    std::string m_card;
    bool m_isMultiplanar = false;
};

} // namespace weir
