// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fakes/v4l2/fake_stateless_driver.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <numeric>

#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "decode/v4l2/codec_table.h"
#include "decode/v4l2/controls/hevc_sps_sets.h"

namespace weir::fake
{

namespace
{

// 0: not open.
std::uint64_t inodeOf(int fd)
{
    struct stat status{};
    return ::fstat(fd, &status) == 0 ? status.st_ino : 0;
}

} // namespace

DriverTraits DriverTraits::h264()
{
    DriverTraits traits;
    traits.menus = {{V4L2_CID_STATELESS_H264_DECODE_MODE, 0b11},
                    {V4L2_CID_STATELESS_H264_START_CODE, 0b11},
                    {V4L2_CID_MPEG_VIDEO_H264_PROFILE, 0b10111}};
    traits.controls
        = {{V4L2_CID_STATELESS_H264_SPS, sizeof(v4l2_ctrl_h264_sps)},
           {V4L2_CID_STATELESS_H264_PPS, sizeof(v4l2_ctrl_h264_pps)},
           {V4L2_CID_STATELESS_H264_SCALING_MATRIX, sizeof(v4l2_ctrl_h264_scaling_matrix)},
           {V4L2_CID_STATELESS_H264_DECODE_PARAMS, sizeof(v4l2_ctrl_h264_decode_params)},
           {V4L2_CID_STATELESS_H264_SLICE_PARAMS, sizeof(v4l2_ctrl_h264_slice_params)},
           {V4L2_CID_STATELESS_H264_PRED_WEIGHTS, sizeof(v4l2_ctrl_h264_pred_weights)}};
    return traits;
}

DriverTraits DriverTraits::of(VideoCodec codec, std::optional<DecodeMode::Unit> mode)
{
    const CodecRow &row = *codecRow(codec);
    DriverTraits traits;
    traits.bitstreamFormats = {row.fourcc};
    if (!mode)
        traits.pictureFormats = {V4L2_PIX_FMT_NV12, V4L2_PIX_FMT_P010};
    for (const CodecControl &control : row.controls)
        traits.controls[control.id] = static_cast<std::uint32_t>(control.sizeBytes);
    std::uint64_t items = 0b11;
    if (mode)
        items = *mode == DecodeMode::Unit::Slice ? 0b01 : 0b10;
    for (const std::uint32_t menu : {row.decodeModeControl, row.startCodeControl}) {
        if (menu != 0)
            traits.menus[menu] = items;
    }
    traits.arrays
        = {V4L2_CID_STATELESS_HEVC_SLICE_PARAMS, V4L2_CID_STATELESS_HEVC_ENTRY_POINT_OFFSETS,
           V4L2_CID_STATELESS_HEVC_EXT_SPS_ST_RPS, V4L2_CID_STATELESS_HEVC_EXT_SPS_LT_RPS,
           V4L2_CID_STATELESS_AV1_TILE_GROUP_ENTRY};
    return traits;
}

FakeStatelessDriver::FakeStatelessDriver(DriverTraits traits)
    : m_traits(std::move(traits))
{
}

FakeStatelessDriver::~FakeStatelessDriver() = default;

unsigned FakeStatelessDriver::callCount() const
{
    return std::accumulate(calls.begin(), calls.end(), polls,
                           [](unsigned sum, const auto &entry) { return sum + entry.second; });
}

Result<UniqueFd> FakeStatelessDriver::open(const std::string &path)
{
    if (const auto failure = failOpen.find(path); failure != failOpen.end())
        return failErrno(failure->second, "open " + path);
    const bool isMedia = path == MediaPath;
    if (!isMedia && path != VideoPath)
        return failErrno(ENOENT, "open " + path);
    UniqueFd fd(::memfd_create("fake-node", MFD_CLOEXEC)); // has an inode of its own
    forgetDescriptor(fd.get());
    if (isMedia) {
        m_mediaFds.push_back(fd.get());
        return fd;
    }
    Handle &handle = m_handles.insert_or_assign(fd.get(), Handle{}).first->second;
    for (Side &side : handle.sides) {
        side.width = 64;
        side.height = 64;
    }
    handle.inode = inodeOf(fd.get());
    handle.sides[0].fourcc = m_traits.bitstreamFormats.front();
    handle.sides[1].fourcc = m_traits.pictureFormats.front();
    return fd;
}

// The number stood for something else that has been closed since.
void FakeStatelessDriver::forgetDescriptor(int fd)
{
    std::erase(m_mediaFds, fd);
    m_handles.erase(fd);
    m_requests.erase(fd);
    m_exported.erase(fd);
}

// What a kernel does at close(2), which does not come by here.
void FakeStatelessDriver::forgetClosedHandles()
{
    std::erase_if(m_handles,
                  [](const auto &entry) { return inodeOf(entry.first) != entry.second.inode; });
}

Result<MappedMemory> FakeStatelessDriver::map(int fd, std::size_t lengthBytes, std::size_t offset)
{
    if (m_exported.contains(fd))
        return mapExported(fd, lengthBytes);
    if (offset >= PictureOffset)
        return mapPicture(m_handles.at(fd).sides[1].buffers.at(offset - PictureOffset),
                          lengthBytes);
    Buffer &buffer = m_handles.at(fd).sides[0].buffers.at(offset);
    std::vector<std::byte> memory(lengthBytes);
    buffer.memory = memory;
    const std::span<std::byte> bytes = memory;
    m_memory.emplace(memory.data(), std::move(memory));
    return MappedMemory(*this, bytes);
}

std::shared_ptr<std::byte> FakeStatelessDriver::sharedMemory(int fd, std::size_t sizeBytes)
{
    const int flags = fd < 0 ? MAP_SHARED | MAP_ANONYMOUS : MAP_SHARED;
    void *address = ::mmap(nullptr, sizeBytes, PROT_READ | PROT_WRITE, flags, fd, 0);
    if (address == MAP_FAILED)
        return nullptr;
    return {static_cast<std::byte *>(address),
            [sizeBytes](std::byte *memory) { ::munmap(memory, sizeBytes); }};
}

Result<MappedMemory> FakeStatelessDriver::mapPicture(Buffer &picture, std::size_t lengthBytes)
{
    if (!mapsPictures)
        return failErrno(ENODEV, "mmap");
    if (!picture.picture)
        picture.picture = sharedMemory(-1, picture.sizeBytes);
    if (!picture.picture)
        return failErrno(ENOMEM, "mmap");
    m_pictureMaps.insert(picture.picture.get());
    return MappedMemory(*this, {picture.picture.get(), lengthBytes});
}

Result<MappedMemory> FakeStatelessDriver::mapExported(int fd, std::size_t lengthBytes)
{
    void *address = ::mmap(nullptr, lengthBytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (address == MAP_FAILED)
        return failErrno(errno, "mmap");
    const std::span bytes(static_cast<std::byte *>(address), lengthBytes);
    m_exportedMaps.insert(bytes.data());
    return MappedMemory(*this, bytes);
}

void FakeStatelessDriver::unmap(std::span<std::byte> bytes)
{
    if (m_exportedMaps.erase(bytes.data()) > 0)
        ::munmap(bytes.data(), bytes.size());
    else if (const auto found = m_pictureMaps.find(bytes.data()); found != m_pictureMaps.end())
        m_pictureMaps.erase(found);
    else
        m_memory.erase(bytes.data());
}

int FakeStatelessDriver::tryIoctl(int fd, unsigned long number, void *argument)
{
    ++calls[number];
    if (const auto failure = failAlways.find(number); failure != failAlways.end())
        return failure->second;
    if (const auto failure = failNext.find(number); failure != failNext.end()) {
        const int error = failure->second;
        failNext.erase(failure);
        return error;
    }
    return dispatch(fd, number, argument);
}

int FakeStatelessDriver::dispatch(int fd, unsigned long number, void *argument)
{
    if (number == MEDIA_REQUEST_IOC_QUEUE || number == MEDIA_REQUEST_IOC_REINIT)
        return m_requests.contains(fd) ? requestIoctl(fd, number) : ENOTTY;
    if (std::ranges::contains(m_mediaFds, fd))
        return mediaIoctl(number, argument);
    const auto handle = m_handles.find(fd);
    if (handle == m_handles.end())
        return EBADF;
    const int answer = streamingIoctl(fd, number, argument);
    return answer == ENOTTY ? setupIoctl(handle->second, number, argument) : answer;
}

int FakeStatelessDriver::poll(std::span<pollfd> fds, std::chrono::milliseconds /*timeout*/)
{
    ++polls;
    int ready = 0;
    for (pollfd &entry : fds) {
        entry.revents = 0;
        if (const auto request = m_requests.find(entry.fd);
            request != m_requests.end() && request->second.state == Request::State::Complete)
            entry.revents = POLLPRI;
        if (const auto picture = m_exported.find(entry.fd); picture != m_exported.end()) {
            const bool isRead = std::ranges::contains(readPictures, picture->second);
            const bool isWritten = std::ranges::contains(pendingPictures, picture->second);
            const int free = isRead ? POLLIN : POLLIN | POLLOUT;
            entry.revents = static_cast<short>(isWritten ? 0 : entry.events & free);
        }
        ready += entry.revents != 0 ? 1 : 0;
    }
    return ready;
}

int FakeStatelessDriver::mediaIoctl(unsigned long number, void *argument)
{
    if (number == MEDIA_IOC_G_TOPOLOGY)
        return getTopology(*static_cast<media_v2_topology *>(argument));
    if (number != MEDIA_IOC_REQUEST_ALLOC)
        return ENOTTY;
    const int fd = ::eventfd(0, EFD_CLOEXEC);
    forgetDescriptor(fd);
    m_requests.insert_or_assign(fd, Request{});
    *static_cast<int *>(argument) = fd;
    return 0;
}

// NOLINTNEXTLINE(readability-make-member-function-const): the hook may change the machine
int FakeStatelessDriver::getTopology(media_v2_topology &topology)
{
    if (topologyChanges)
        topologyChanges(topology);
    topology.num_entities = 3;
    topology.num_interfaces = 1;
    topology.num_pads = 4;
    topology.num_links = 4;
    if (topology.ptr_entities == 0)
        return 0;
    auto *entities = reinterpret_cast<media_v2_entity *>(topology.ptr_entities);
    auto *interfaces = reinterpret_cast<media_v2_interface *>(topology.ptr_interfaces);
    auto *pads = reinterpret_cast<media_v2_pad *>(topology.ptr_pads);
    auto *links = reinterpret_cast<media_v2_link *>(topology.ptr_links);
    const std::array<std::uint32_t, 3> functions{MEDIA_ENT_F_IO_V4L, MEDIA_ENT_F_PROC_VIDEO_DECODER,
                                                 MEDIA_ENT_F_IO_V4L};
    for (std::uint32_t i = 0; i < 3; ++i) {
        entities[i].id = i + 1;
        entities[i].function = functions.at(i);
        std::strncpy(entities[i].name, i == 1 ? "fake-proc" : "fake-io", 63);
    }
    interfaces[0].id = 4;
    interfaces[0].intf_type = MEDIA_INTF_T_V4L_VIDEO;
    interfaces[0].devnode.major = 81;
    // in -> decoder -> out
    const std::array<std::array<std::uint32_t, 2>, 4> ends{{{1, MEDIA_PAD_FL_SOURCE},
                                                            {2, MEDIA_PAD_FL_SINK},
                                                            {2, MEDIA_PAD_FL_SOURCE},
                                                            {3, MEDIA_PAD_FL_SINK}}};
    for (std::uint32_t i = 0; i < 4; ++i) {
        pads[i].id = 5 + i;
        pads[i].entity_id = ends.at(i)[0];
        pads[i].flags = ends.at(i)[1];
    }
    const std::array<std::array<std::uint32_t, 2>, 4> wires{{{5, 6}, {7, 8}, {4, 1}, {4, 3}}};
    for (std::uint32_t i = 0; i < 4; ++i) {
        links[i].id = 9 + i;
        links[i].source_id = wires.at(i)[0];
        links[i].sink_id = wires.at(i)[1];
        links[i].flags = MEDIA_LNK_FL_ENABLED | MEDIA_LNK_FL_IMMUTABLE
            | (i < 2 ? MEDIA_LNK_FL_DATA_LINK : MEDIA_LNK_FL_INTERFACE_LINK);
    }
    return 0;
}

Result<std::vector<DeviceNode>> FakeDeviceTree::nodes(std::string_view subsystem)
{
    return subsystem == "media" ? media : video;
}

std::optional<std::string> FakeDeviceTree::nodeOf(DeviceNumber number)
{
    for (const DeviceNode &node : video) {
        if (node.number == number)
            return node.path;
    }
    return std::nullopt;
}

} // namespace weir::fake
