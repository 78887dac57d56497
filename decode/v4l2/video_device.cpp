// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/v4l2/video_device.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fcntl.h>

#include "decode/v4l2/ioctls.h"

namespace weir
{

namespace
{

// No driver has this many formats; a broken one must not keep us here.
constexpr std::uint32_t MaximumFormats = 256;

template <std::size_t N>
std::string textOf(const __u8 (&field)[N])
{
    const char *text = reinterpret_cast<const char *>(field);
    return {text, ::strnlen(text, N)};
}

std::int32_t pixels(std::uint32_t value)
{
    return static_cast<std::int32_t>(std::min<std::uint32_t>(value, 1U << 20U));
}

Size sizeOf(std::uint32_t width, std::uint32_t height)
{
    return {.width = pixels(width), .height = pixels(height)};
}

v4l2_format toKernel(std::uint32_t type, bool multiplanar, const QueueFormat &wanted)
{
    v4l2_format format{};
    format.type = type;
    if (multiplanar) {
        v4l2_pix_format_mplane &pix = format.fmt.pix_mp;
        pix.width = static_cast<std::uint32_t>(wanted.size.width);
        pix.height = static_cast<std::uint32_t>(wanted.size.height);
        pix.pixelformat = wanted.fourcc;
        pix.field = V4L2_FIELD_NONE;
        pix.num_planes = static_cast<std::uint8_t>(std::max(wanted.planeCount, 1U));
        pix.plane_fmt[0].sizeimage = wanted.planes[0].sizeBytes;
        return format;
    }
    v4l2_pix_format &pix = format.fmt.pix;
    pix.width = static_cast<std::uint32_t>(wanted.size.width);
    pix.height = static_cast<std::uint32_t>(wanted.size.height);
    pix.pixelformat = wanted.fourcc;
    pix.field = V4L2_FIELD_NONE;
    pix.sizeimage = wanted.planes[0].sizeBytes;
    return format;
}

QueueFormat fromKernel(const v4l2_format &format, bool multiplanar)
{
    QueueFormat result;
    if (!multiplanar) {
        const v4l2_pix_format &pix = format.fmt.pix;
        result.fourcc = pix.pixelformat;
        result.size = sizeOf(pix.width, pix.height);
        result.planes[0] = {.bytesPerLine = pix.bytesperline, .sizeBytes = pix.sizeimage};
        result.planeCount = 1;
        return result;
    }
    const v4l2_pix_format_mplane &pix = format.fmt.pix_mp;
    result.fourcc = pix.pixelformat;
    result.size = sizeOf(pix.width, pix.height);
    result.planeCount = std::min<std::uint32_t>(pix.num_planes, VIDEO_MAX_PLANES);
    for (std::uint32_t i = 0; i < result.planeCount; ++i)
        result.planes.at(i) = {.bytesPerLine = pix.plane_fmt[i].bytesperline,
                               .sizeBytes = pix.plane_fmt[i].sizeimage};
    return result;
}

} // namespace

Result<VideoDevice> VideoDevice::open(KernelIo &io, const std::string &path)
{
    VideoDevice device(io, TRY(io.open(path)), path);
    if (auto done = device.readCapabilities(); !done)
        return std::unexpected(std::move(done).error().withContext(path));
    return device;
}

Result<void> VideoDevice::readCapabilities()
{
    v4l2_capability capability{};
    TRY(m_io->ioctl(fd(), ioctls::QueryCapabilities, &capability));
    const std::uint32_t bits = (capability.capabilities & V4L2_CAP_DEVICE_CAPS) != 0
        ? capability.device_caps
        : capability.capabilities;
    m_driver = textOf(capability.driver);
    m_card = textOf(capability.card);
    m_isMultiplanar = (bits & V4L2_CAP_VIDEO_M2M_MPLANE) != 0;
    const bool isMemoryToMemory = m_isMultiplanar || (bits & V4L2_CAP_VIDEO_M2M) != 0;
    if (!isMemoryToMemory || (bits & V4L2_CAP_STREAMING) == 0)
        return fail(ErrorKind::Unsupported, "no memory-to-memory device with streaming I/O");
    return {};
}

std::uint32_t VideoDevice::bufferType(Queue queue) const
{
    if (queue == Queue::Bitstream)
        return m_isMultiplanar ? V4L2_BUF_TYPE_VIDEO_OUTPUT_MPLANE : V4L2_BUF_TYPE_VIDEO_OUTPUT;
    return m_isMultiplanar ? V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE : V4L2_BUF_TYPE_VIDEO_CAPTURE;
}

std::vector<std::uint32_t> VideoDevice::formats(Queue queue) const
{
    std::vector<std::uint32_t> found;
    for (std::uint32_t index = 0; index < MaximumFormats; ++index) {
        v4l2_fmtdesc description{};
        description.index = index;
        description.type = bufferType(queue);
        if (m_io->tryIoctl(fd(), ioctls::EnumerateFormats.number, &description) != 0)
            break;
        found.push_back(description.pixelformat);
    }
    return found;
}

std::optional<SizeRange> VideoDevice::sizes(std::uint32_t fourcc) const
{
    v4l2_frmsizeenum query{};
    query.pixel_format = fourcc;
    if (m_io->tryIoctl(fd(), ioctls::EnumerateSizes.number, &query) != 0)
        return std::nullopt;
    if (query.type != V4L2_FRMSIZE_TYPE_DISCRETE) {
        return SizeRange{.minimum = sizeOf(query.stepwise.min_width, query.stepwise.min_height),
                         .maximum = sizeOf(query.stepwise.max_width, query.stepwise.max_height)};
    }
    SizeRange range{.minimum = sizeOf(query.discrete.width, query.discrete.height), .maximum = {}};
    range.maximum = range.minimum;
    for (query.index = 1; query.index < MaximumFormats; ++query.index) {
        if (m_io->tryIoctl(fd(), ioctls::EnumerateSizes.number, &query) != 0)
            break;
        const Size size = sizeOf(query.discrete.width, query.discrete.height);
        range.minimum = {.width = std::min(range.minimum.width, size.width),
                         .height = std::min(range.minimum.height, size.height)};
        range.maximum = {.width = std::max(range.maximum.width, size.width),
                         .height = std::max(range.maximum.height, size.height)};
    }
    return range;
}

Result<QueueFormat> VideoDevice::format(Queue queue) const
{
    v4l2_format format{};
    format.type = bufferType(queue);
    TRY(m_io->ioctl(fd(), ioctls::GetFormat, &format));
    return fromKernel(format, m_isMultiplanar);
}

Result<QueueFormat> VideoDevice::setFormat(Queue queue, const QueueFormat &wanted) const
{
    v4l2_format format = toKernel(bufferType(queue), m_isMultiplanar, wanted);
    TRY(m_io->ioctl(fd(), ioctls::SetFormat, &format));
    return fromKernel(format, m_isMultiplanar);
}

Result<QueueFormat> VideoDevice::tryFormat(Queue queue, const QueueFormat &wanted) const
{
    v4l2_format format = toKernel(bufferType(queue), m_isMultiplanar, wanted);
    TRY(m_io->ioctl(fd(), ioctls::TryFormat, &format));
    return fromKernel(format, m_isMultiplanar);
}

Result<std::uint32_t> VideoDevice::bufferCapabilities(Queue queue) const
{
    v4l2_create_buffers request{};
    request.memory = V4L2_MEMORY_MMAP;
    request.format.type = bufferType(queue);
    TRY(m_io->ioctl(fd(), ioctls::GetFormat, &request.format));
    TRY(m_io->ioctl(fd(), ioctls::CreateBuffers, &request));
    return request.capabilities;
}

Result<BufferGrant> VideoDevice::requestBuffers(Queue queue, std::uint32_t count) const
{
    v4l2_requestbuffers request{};
    request.count = count;
    request.type = bufferType(queue);
    request.memory = V4L2_MEMORY_MMAP;
    TRY(m_io->ioctl(fd(), ioctls::RequestBuffers, &request));
    return BufferGrant{.count = request.count, .capabilities = request.capabilities};
}

Result<std::uint32_t> VideoDevice::createBuffer(Queue queue, const QueueFormat &format) const
{
    v4l2_create_buffers request{};
    request.count = 1;
    request.memory = V4L2_MEMORY_MMAP;
    request.format = toKernel(bufferType(queue), m_isMultiplanar, format);
    TRY(m_io->ioctl(fd(), ioctls::CreateBuffers, &request));
    if (request.count != 1)
        return fail(ErrorKind::NoMemory, "VIDIOC_CREATE_BUFS: no further buffer");
    return request.index;
}

Result<void> VideoDevice::removeBuffer(Queue queue, std::uint32_t index) const
{
    v4l2_remove_buffers request{};
    request.index = index;
    request.count = 1;
    request.type = bufferType(queue);
    return m_io->ioctl(fd(), ioctls::RemoveBuffers, &request);
}

Result<std::vector<BufferPlane>> VideoDevice::queryBuffer(Queue queue, std::uint32_t index) const
{
    std::array<v4l2_plane, VIDEO_MAX_PLANES> planes{};
    v4l2_buffer buffer{};
    buffer.index = index;
    buffer.type = bufferType(queue);
    buffer.memory = V4L2_MEMORY_MMAP;
    if (m_isMultiplanar) {
        buffer.m.planes = planes.data();
        buffer.length = VIDEO_MAX_PLANES;
    }
    TRY(m_io->ioctl(fd(), ioctls::QueryBuffer, &buffer));
    std::vector<BufferPlane> result;
    if (!m_isMultiplanar) {
        result.push_back({.lengthBytes = buffer.length, .mapOffset = buffer.m.offset});
        return result;
    }
    for (std::uint32_t i = 0; i < std::min<std::uint32_t>(buffer.length, VIDEO_MAX_PLANES); ++i)
        result.push_back(
            {.lengthBytes = planes.at(i).length, .mapOffset = planes.at(i).m.mem_offset});
    return result;
}

Result<UniqueFd> VideoDevice::exportPicture(std::uint32_t index, std::uint32_t plane) const
{
    v4l2_exportbuffer request{};
    request.type = bufferType(Queue::Picture);
    request.index = index;
    request.plane = plane;
    request.flags = O_RDWR | O_CLOEXEC;
    TRY(m_io->ioctl(fd(), ioctls::ExportBuffer, &request));
    return UniqueFd(request.fd);
}

Result<void> VideoDevice::startStreaming(Queue queue) const
{
    auto type = static_cast<int>(bufferType(queue));
    return m_io->ioctl(fd(), ioctls::StreamOn, &type);
}

Result<void> VideoDevice::stopStreaming(Queue queue) const
{
    auto type = static_cast<int>(bufferType(queue));
    return m_io->ioctl(fd(), ioctls::StreamOff, &type);
}

} // namespace weir
