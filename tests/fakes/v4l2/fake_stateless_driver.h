// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <linux/media.h>
#include <linux/videodev2.h>

#include "decode/demux/track.h"
#include "decode/v4l2/codec_table.h"
#include "decode/v4l2/decode_mode.h"
#include "decode/v4l2/kernel_io.h"
#include "platform/udev/device_tree.h"

namespace weir::fake
{

// What the fake kernel's one device is like. Change before it is opened.
struct DriverTraits {
    std::string driver = "fake";
    bool multiplanar = true;
    std::vector<std::uint32_t> bitstreamFormats{V4L2_PIX_FMT_H264_SLICE};
    std::vector<std::uint32_t> pictureFormats{V4L2_PIX_FMT_NV12};
    std::uint32_t maximumWidth = 4096;
    std::uint32_t maximumHeight = 2304;
    std::uint32_t pitchAlignment = 1; // bytes
    std::uint32_t heightAlignment = 16;
    std::uint32_t tailBytes = 0; // behind the picture, as drivers keep motion vectors there
    std::uint32_t maximumPictures = 32;
    std::uint32_t maximumBitstreams = 32;
    bool supportsRequests = true;
    bool holdsPictures = true;
    std::map<std::uint32_t, std::uint64_t> menus; // control -> items as bits
    std::map<std::uint32_t, std::uint32_t> controls; // control -> element size
    std::set<std::uint32_t> arrays; // controls that take one element or more
    static DriverTraits h264();
    // All that the table lists for the codec, with the decode mode's menu item `mode` alone;
    // without it with both modes and 10 bit pictures.
    static DriverTraits of(VideoCodec codec, std::optional<DecodeMode::Unit> mode = std::nullopt);
};

// One picture or part of it that the driver has worked on.
struct Job {
    std::uint64_t timestamp = 0; // nanoseconds
    std::uint32_t pictureIndex = 0;
    bool hold = false;
    std::vector<std::byte> bitstream;
    std::map<std::uint32_t, std::vector<std::byte>> controls;
};

// A kernel with one stateless decoder, behind KernelIo: both queues, requests with their states and
// errors, timestamps, held pictures, strides. Checks what drivers do not: a reference that is not
// there or is being written over is counted. Real descriptors stand for its files, so that leaks
// show; its bitstream memory is heap memory, so that overruns show.
class FakeStatelessDriver final : public KernelIo
{
public:
    explicit FakeStatelessDriver(DriverTraits traits = DriverTraits::h264());
    ~FakeStatelessDriver() override;

    int tryIoctl(int fd, unsigned long number, void *argument) override;
    int poll(std::span<pollfd> fds, std::chrono::milliseconds timeout) override;
    Result<UniqueFd> open(const std::string &path) override;
    Result<MappedMemory> map(int fd, std::size_t lengthBytes, std::size_t offset) override;
    void unmap(std::span<std::byte> bytes) override;
    MonotonicTime now() override { return time; }

    // Immediate: a job is done as soon as it can run. Manual: when run() is called.
    enum class Pace : std::uint8_t { Immediate, Manual } pace = Pace::Immediate;
    // Works on up to `count` jobs that can run; how many it did.
    unsigned run(unsigned count = 1);

    // The next call of this ioctl fails with that errno, once.
    std::map<unsigned long, int> failNext;
    // Every call of this ioctl fails with that errno.
    std::map<unsigned long, int> failAlways;
    std::map<std::string, int> failOpen; // path -> errno
    std::optional<std::uint32_t> refusedControl; // S_EXT_CTRLS and TRY_EXT_CTRLS say EINVAL to it
    std::function<bool(const Job &)> damages; // true: V4L2_BUF_FLAG_ERROR
    std::function<bool(const Job &)> leavesEmpty; // true: no byte of its picture is used
    std::vector<std::uint32_t> readPictures; // indices whose dma-buf does not poll writable
    std::function<void(media_v2_topology &)> topologyChanges; // called at each G_TOPOLOGY
    // What it does to a picture's memory; that is there where somebody has mapped it.
    enum class Writes : std::uint8_t {
        Picture,
        Nothing,
        Zeros,
        CopyOfUnwritten, // what lay in the last buffer that was left untouched
    } writes = Writes::Picture;
    bool sharesPictures = true; // false: dma-bufs of them show other memory
    bool mapsPictures = true; // false: mmap fails
    std::vector<std::uint32_t> pendingPictures; // indices whose dma-buf has a writer's fence
    MonotonicTime time{};

    std::vector<Job> done; // all jobs, in order
    unsigned lostReferences = 0; // named by H.264 decode parameters, and not there
    unsigned maximumInFlight = 0;
    std::map<unsigned long, unsigned> calls; // ioctl -> how often
    unsigned polls = 0;
    // Pictures that are mapped now, through the device or a dma-buf.
    [[nodiscard]] std::size_t mappedPictures() const
    {
        return m_pictureMaps.size() + m_exportedMaps.size();
    }
    [[nodiscard]] unsigned callCount() const; // all of both

    static constexpr const char *MediaPath = "/dev/media0";
    static constexpr const char *VideoPath = "/dev/video0";

private:
    static constexpr std::uint32_t PictureOffset = 1U << 16U; // mmap offsets of pictures begin here

    struct Buffer {
        enum class State : std::uint8_t { Idle, InRequest, Queued, Done } state = State::Idle;
        std::uint32_t sizeBytes = 0;
        std::span<std::byte> memory; // bitstream side, once mapped
        std::shared_ptr<std::byte> picture; // picture side, once mapped or exported
        std::uint32_t usedBytes = 0;
        std::uint64_t timestamp = 0;
        bool hold = false;
        bool failed = false;
        bool empty = false; // bytesused 0
    };
    struct Side {
        std::uint32_t fourcc = 0;
        std::uint32_t width = 0;
        std::uint32_t height = 0;
        std::uint32_t sizeImage = 0;
        bool streaming = false;
        std::vector<Buffer> buffers;
        std::deque<std::uint32_t> queued;
        std::deque<std::uint32_t> finished;
    };
    struct Handle {
        std::array<Side, 2> sides; // bitstream, picture
        std::deque<int> requests; // queued, by fd
        std::optional<std::uint32_t> held; // a picture waiting for more requests
        std::uint64_t inode = 0; // of its descriptor, to see when that is closed
    };
    struct Request {
        enum class State : std::uint8_t { Idle, Queued, Complete } state = State::Idle;
        int handle = -1;
        std::optional<std::uint32_t> buffer;
        std::map<std::uint32_t, std::vector<std::byte>> controls;
    };

    int dispatch(int fd, unsigned long number, void *argument);
    int mediaIoctl(unsigned long number, void *argument);
    int requestIoctl(int fd, unsigned long number);
    int setupIoctl(Handle &handle, unsigned long number, void *argument);
    int streamingIoctl(int fd, unsigned long number, void *argument);
    int getTopology(media_v2_topology &topology);
    int queryCapabilities(v4l2_capability &capability) const;
    int enumerateFormats(v4l2_fmtdesc &description) const;
    int enumerateSizes(v4l2_frmsizeenum &query) const;
    int getFormat(Handle &handle, v4l2_format &format) const;
    int setFormat(Handle &handle, v4l2_format &format) const;
    int queryControl(v4l2_query_ext_ctrl &query) const;
    int queryMenu(v4l2_querymenu &menu) const;
    [[nodiscard]] bool hasRightSize(const v4l2_ext_control &control) const;
    int setControls(int fd, v4l2_ext_controls &set);
    int requestBuffers(Handle &handle, v4l2_requestbuffers &request) const;
    int createBuffers(Handle &handle, v4l2_create_buffers &request) const;
    int queryBuffer(Handle &handle, v4l2_buffer &buffer) const;
    int exportBuffer(Handle &handle, v4l2_exportbuffer &request);
    int queueBuffer(int fd, v4l2_buffer &buffer);
    int queueBitstream(int fd, Side &side, v4l2_buffer &buffer);
    int dequeueBuffer(Handle &handle, v4l2_buffer &buffer);
    int stopStreaming(Handle &handle, std::uint32_t type);
    bool runOne(Handle &handle);
    void forgetClosedHandles();
    void forgetDescriptor(int fd);
    void returnPicture(Handle &handle, std::uint32_t index);
    Result<MappedMemory> mapPicture(Buffer &picture, std::size_t lengthBytes);
    Result<MappedMemory> mapExported(int fd, std::size_t lengthBytes);
    void writePicture(const Buffer &picture);
    void checkReferences(const Handle &handle, const Job &job);
    [[nodiscard]] std::uint32_t capabilities() const;
    [[nodiscard]] static bool isBitstream(std::uint32_t type);
    static Side &sideOf(Handle &handle, std::uint32_t type);
    // Of the file, or of nobody else's (-1); unmapped with the last share.
    static std::shared_ptr<std::byte> sharedMemory(int fd, std::size_t sizeBytes);

    DriverTraits m_traits;
    std::vector<int> m_mediaFds;
    std::map<int, Handle> m_handles; // by descriptor
    std::map<int, Request> m_requests;
    std::map<int, std::uint32_t> m_exported; // descriptor -> picture index
    std::map<std::byte *, std::vector<std::byte>> m_memory; // bitstreams
    std::multiset<std::byte *> m_pictureMaps; // through the device
    std::vector<std::byte> m_unwritten;
    std::set<std::byte *> m_exportedMaps; // through a dma-buf
};

// A device tree with the fake's two nodes.
class FakeDeviceTree final : public DeviceTree
{
public:
    Result<std::vector<DeviceNode>> nodes(std::string_view subsystem) override;
    std::optional<std::string> nodeOf(DeviceNumber number) override;

    std::vector<DeviceNode> media{
        {.path = FakeStatelessDriver::MediaPath, .number = {.major = 250, .minor = 0}}};
    std::vector<DeviceNode> video{
        {.path = FakeStatelessDriver::VideoPath, .number = {.major = 81, .minor = 0}}};
};

} // namespace weir::fake
