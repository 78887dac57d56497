// SPDX-License-Identifier: GPL-3.0-or-later
// What a driver is asked before it works: capabilities, formats, controls, buffers.
#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>

#include <sys/mman.h>
#include <unistd.h>

#include "tests/fakes/v4l2/fake_stateless_driver.h"

namespace weir::fake
{

namespace
{

std::uint32_t alignUp(std::uint32_t value, std::uint32_t step)
{
    return (value + step - 1) / step * step;
}

} // namespace

bool FakeStatelessDriver::isBitstream(std::uint32_t type)
{
    return type == V4L2_BUF_TYPE_VIDEO_OUTPUT || type == V4L2_BUF_TYPE_VIDEO_OUTPUT_MPLANE;
}

FakeStatelessDriver::Side &FakeStatelessDriver::sideOf(Handle &handle, std::uint32_t type)
{
    return handle.sides.at(isBitstream(type) ? 0 : 1);
}

std::uint32_t FakeStatelessDriver::capabilities() const
{
    std::uint32_t bits = V4L2_BUF_CAP_SUPPORTS_MMAP;
    bits |= m_traits.supportsRequests ? V4L2_BUF_CAP_SUPPORTS_REQUESTS : 0;
    bits |= m_traits.holdsPictures ? V4L2_BUF_CAP_SUPPORTS_M2M_HOLD_CAPTURE_BUF : 0;
    return bits;
}

int FakeStatelessDriver::setupIoctl(Handle &handle, unsigned long number, void *argument)
{
    switch (number) {
    case VIDIOC_QUERYCAP:
        return queryCapabilities(*static_cast<v4l2_capability *>(argument));
    case VIDIOC_ENUM_FMT:
        return enumerateFormats(*static_cast<v4l2_fmtdesc *>(argument));
    case VIDIOC_ENUM_FRAMESIZES:
        return enumerateSizes(*static_cast<v4l2_frmsizeenum *>(argument));
    case VIDIOC_G_FMT:
        return getFormat(handle, *static_cast<v4l2_format *>(argument));
    case VIDIOC_S_FMT:
        return setFormat(handle, *static_cast<v4l2_format *>(argument));
    case VIDIOC_QUERY_EXT_CTRL:
        return queryControl(*static_cast<v4l2_query_ext_ctrl *>(argument));
    case VIDIOC_QUERYMENU:
        return queryMenu(*static_cast<v4l2_querymenu *>(argument));
    case VIDIOC_REQBUFS:
        return requestBuffers(handle, *static_cast<v4l2_requestbuffers *>(argument));
    case VIDIOC_CREATE_BUFS:
        return createBuffers(handle, *static_cast<v4l2_create_buffers *>(argument));
    case VIDIOC_QUERYBUF:
        return queryBuffer(handle, *static_cast<v4l2_buffer *>(argument));
    case VIDIOC_EXPBUF:
        return exportBuffer(handle, *static_cast<v4l2_exportbuffer *>(argument));
    default:
        return ENOTTY;
    }
}

int FakeStatelessDriver::queryCapabilities(v4l2_capability &capability) const
{
    std::strncpy(reinterpret_cast<char *>(capability.driver), m_traits.driver.c_str(), 15);
    std::strncpy(reinterpret_cast<char *>(capability.card), "fake card", 31);
    capability.device_caps = V4L2_CAP_STREAMING
        | (m_traits.multiplanar ? V4L2_CAP_VIDEO_M2M_MPLANE : V4L2_CAP_VIDEO_M2M);
    capability.capabilities = capability.device_caps | V4L2_CAP_DEVICE_CAPS;
    return 0;
}

int FakeStatelessDriver::enumerateFormats(v4l2_fmtdesc &description) const
{
    const auto &formats
        = isBitstream(description.type) ? m_traits.bitstreamFormats : m_traits.pictureFormats;
    if (description.index >= formats.size())
        return EINVAL;
    description.pixelformat = formats[description.index];
    return 0;
}

int FakeStatelessDriver::enumerateSizes(v4l2_frmsizeenum &query) const
{
    if (query.index != 0 || !std::ranges::contains(m_traits.bitstreamFormats, query.pixel_format))
        return EINVAL;
    query.type = V4L2_FRMSIZE_TYPE_STEPWISE;
    query.stepwise = {.min_width = 16,
                      .max_width = m_traits.maximumWidth,
                      .step_width = 16,
                      .min_height = 16,
                      .max_height = m_traits.maximumHeight,
                      .step_height = 16};
    return 0;
}

int FakeStatelessDriver::getFormat(Handle &handle, v4l2_format &format) const
{
    const Side &side = sideOf(handle, format.type);
    const std::uint32_t pitch
        = isBitstream(format.type) ? 0 : alignUp(side.width, m_traits.pitchAlignment);
    if (m_traits.multiplanar) {
        v4l2_pix_format_mplane &pix = format.fmt.pix_mp;
        pix.width = side.width;
        pix.height = side.height;
        pix.pixelformat = side.fourcc;
        pix.num_planes = 1;
        pix.plane_fmt[0].bytesperline = pitch;
        pix.plane_fmt[0].sizeimage = side.sizeImage;
        return 0;
    }
    v4l2_pix_format &pix = format.fmt.pix;
    pix.width = side.width;
    pix.height = side.height;
    pix.pixelformat = side.fourcc;
    pix.bytesperline = pitch;
    pix.sizeimage = side.sizeImage;
    return 0;
}

int FakeStatelessDriver::setFormat(Handle &handle, v4l2_format &format) const
{
    Side &side = sideOf(handle, format.type);
    const bool bitstream = isBitstream(format.type);
    const std::uint32_t wanted
        = m_traits.multiplanar ? format.fmt.pix_mp.pixelformat : format.fmt.pix.pixelformat;
    const auto &formats = bitstream ? m_traits.bitstreamFormats : m_traits.pictureFormats;
    if (!side.buffers.empty())
        return EBUSY;
    side.fourcc = std::ranges::contains(formats, wanted) ? wanted : formats.front();
    if (!bitstream) {
        side.sizeImage = alignUp(side.width, m_traits.pitchAlignment) * side.height * 3 / 2
            + m_traits.tailBytes;
        return getFormat(handle, format);
    }
    const std::uint32_t width
        = m_traits.multiplanar ? format.fmt.pix_mp.width : format.fmt.pix.width;
    const std::uint32_t height
        = m_traits.multiplanar ? format.fmt.pix_mp.height : format.fmt.pix.height;
    side.width = std::min(alignUp(width, 16), m_traits.maximumWidth);
    side.height = std::min(alignUp(height, 16), m_traits.maximumHeight);
    side.sizeImage = m_traits.multiplanar ? format.fmt.pix_mp.plane_fmt[0].sizeimage
                                          : format.fmt.pix.sizeimage;
    handle.sides[1].width = side.width;
    handle.sides[1].height = alignUp(side.height, m_traits.heightAlignment);
    return getFormat(handle, format);
}

int FakeStatelessDriver::queryControl(v4l2_query_ext_ctrl &query) const
{
    if (const auto menu = m_traits.menus.find(query.id); menu != m_traits.menus.end()) {
        query.maximum = std::bit_width(menu->second) - 1;
        query.elem_size = sizeof(std::int32_t);
        return 0;
    }
    const auto control = m_traits.controls.find(query.id);
    if (control == m_traits.controls.end())
        return EINVAL;
    query.elem_size = control->second;
    query.elems = 1;
    query.flags = m_traits.arrays.contains(query.id) ? V4L2_CTRL_FLAG_DYNAMIC_ARRAY : 0;
    return 0;
}

int FakeStatelessDriver::queryMenu(v4l2_querymenu &menu) const
{
    const auto found = m_traits.menus.find(menu.id);
    return found != m_traits.menus.end() && (found->second >> menu.index & 1U) != 0 ? 0 : EINVAL;
}

int FakeStatelessDriver::requestBuffers(Handle &handle, v4l2_requestbuffers &request) const
{
    Side &side = sideOf(handle, request.type);
    if (side.streaming)
        return EBUSY;
    const std::uint32_t limit
        = isBitstream(request.type) ? m_traits.maximumBitstreams : m_traits.maximumPictures;
    request.count = std::min(request.count, limit);
    request.capabilities = capabilities();
    side.buffers.assign(request.count, Buffer{});
    for (Buffer &buffer : side.buffers)
        buffer.sizeBytes = side.sizeImage;
    return 0;
}

int FakeStatelessDriver::createBuffers(Handle &handle, v4l2_create_buffers &request) const
{
    Side &side = sideOf(handle, request.format.type);
    request.capabilities = capabilities();
    request.index = static_cast<std::uint32_t>(side.buffers.size());
    if (request.count == 0)
        return 0;
    Buffer buffer;
    buffer.sizeBytes = m_traits.multiplanar ? request.format.fmt.pix_mp.plane_fmt[0].sizeimage
                                            : request.format.fmt.pix.sizeimage;
    if (buffer.sizeBytes < side.sizeImage)
        return EINVAL;
    side.buffers.push_back(buffer);
    return 0;
}

int FakeStatelessDriver::queryBuffer(Handle &handle, v4l2_buffer &buffer) const
{
    const Side &side = sideOf(handle, buffer.type);
    if (buffer.index >= side.buffers.size())
        return EINVAL;
    const std::uint32_t size = side.buffers[buffer.index].sizeBytes;
    const std::uint32_t offset = buffer.index + (isBitstream(buffer.type) ? 0 : PictureOffset);
    if (!m_traits.multiplanar) {
        buffer.length = size;
        buffer.m.offset = offset;
        return 0;
    }
    buffer.length = 1;
    buffer.m.planes[0].length = size;
    buffer.m.planes[0].m.mem_offset = offset;
    return 0;
}

int FakeStatelessDriver::exportBuffer(Handle &handle, v4l2_exportbuffer &request)
{
    Side &side = sideOf(handle, request.type);
    if (request.index >= side.buffers.size() || request.plane != 0)
        return EINVAL;
    Buffer &picture = side.buffers[request.index];
    const int fd = ::memfd_create("fake-picture", MFD_CLOEXEC);
    if (fd < 0 || ::ftruncate(fd, picture.sizeBytes) != 0)
        return ENOMEM;
    if (sharesPictures)
        picture.picture = sharedMemory(fd, picture.sizeBytes);
    forgetDescriptor(fd);
    m_exported.insert_or_assign(fd, request.index);
    request.fd = fd;
    return 0;
}

} // namespace weir::fake
