// SPDX-License-Identifier: GPL-3.0-or-later
// Requests, queues and the work itself.
#include <algorithm>
#include <cerrno>
#include <cstring>

#include "tests/fakes/v4l2/fake_stateless_driver.h"

namespace weir::fake
{

namespace
{

constexpr std::uint64_t Nanoseconds = 1'000'000'000;

std::uint64_t nanosecondsOf(const timeval &time)
{
    return static_cast<std::uint64_t>(time.tv_sec) * Nanoseconds
        + static_cast<std::uint64_t>(time.tv_usec) * 1000;
}

timeval timevalOf(std::uint64_t nanoseconds)
{
    return {.tv_sec = static_cast<time_t>(nanoseconds / Nanoseconds),
            .tv_usec = static_cast<suseconds_t>(nanoseconds % Nanoseconds / 1000)};
}

} // namespace

int FakeStatelessDriver::streamingIoctl(int fd, unsigned long number, void *argument)
{
    Handle &handle = m_handles.at(fd);
    switch (number) {
    case VIDIOC_S_EXT_CTRLS:
    case VIDIOC_TRY_EXT_CTRLS:
        return setControls(fd, *static_cast<v4l2_ext_controls *>(argument));
    case VIDIOC_QBUF:
        return queueBuffer(fd, *static_cast<v4l2_buffer *>(argument));
    case VIDIOC_DQBUF:
        return dequeueBuffer(handle, *static_cast<v4l2_buffer *>(argument));
    case VIDIOC_STREAMON:
        sideOf(handle, static_cast<std::uint32_t>(*static_cast<int *>(argument))).streaming = true;
        return 0;
    case VIDIOC_STREAMOFF:
        return stopStreaming(handle, static_cast<std::uint32_t>(*static_cast<int *>(argument)));
    case VIDIOC_DECODER_CMD:
        if (handle.held)
            returnPicture(handle, *std::exchange(handle.held, std::nullopt));
        return 0;
    default:
        return ENOTTY;
    }
}

bool FakeStatelessDriver::hasRightSize(const v4l2_ext_control &control) const
{
    const auto known = m_traits.controls.find(control.id);
    if (known == m_traits.controls.end())
        return false;
    if (m_traits.arrays.contains(control.id))
        return control.size > 0 && control.size % known->second == 0;
    return control.size == known->second;
}

int FakeStatelessDriver::setControls(int fd, v4l2_ext_controls &set)
{
    const bool inRequest = set.which == V4L2_CTRL_WHICH_REQUEST_VAL;
    Request *request = nullptr;
    if (inRequest) {
        const auto found = m_requests.find(set.request_fd);
        if (found == m_requests.end())
            return EINVAL;
        request = &found->second;
        if (request->state != Request::State::Idle)
            return EBUSY;
        request->handle = fd;
    }
    for (std::uint32_t i = 0; i < set.count; ++i) {
        const v4l2_ext_control &control = set.controls[i];
        const bool isMenu = m_traits.menus.contains(control.id);
        if (control.id == refusedControl || (!isMenu && !hasRightSize(control))) {
            set.error_idx = set.count; // "not even validated", as the kernel says for S_EXT_CTRLS
            return EINVAL;
        }
        if (request != nullptr && !isMenu) {
            const auto *bytes = static_cast<const std::byte *>(control.ptr);
            request->controls[control.id].assign(bytes, bytes + control.size);
        }
    }
    return 0;
}

int FakeStatelessDriver::requestIoctl(int fd, unsigned long number)
{
    Request &request = m_requests.at(fd);
    if (request.state == Request::State::Queued)
        return EBUSY;
    if (number == MEDIA_REQUEST_IOC_REINIT) {
        if (request.buffer && request.state == Request::State::Idle)
            m_handles.at(request.handle).sides[0].buffers[*request.buffer].state
                = Buffer::State::Idle;
        request = {};
        return 0;
    }
    if (request.state != Request::State::Idle)
        return EBUSY;
    if (!request.buffer)
        return ENOENT;
    Handle &handle = m_handles.at(request.handle);
    request.state = Request::State::Queued;
    handle.sides[0].buffers[*request.buffer].state = Buffer::State::Queued;
    handle.requests.push_back(fd);
    maximumInFlight = std::max(maximumInFlight, static_cast<unsigned>(handle.requests.size()));
    if (pace == Pace::Immediate)
        run(1000);
    return 0;
}

int FakeStatelessDriver::queueBuffer(int fd, v4l2_buffer &buffer)
{
    Handle &handle = m_handles.at(fd);
    Side &side = sideOf(handle, buffer.type);
    if (buffer.index >= side.buffers.size()
        || side.buffers[buffer.index].state != Buffer::State::Idle)
        return EINVAL;
    const bool withRequest = (buffer.flags & V4L2_BUF_FLAG_REQUEST_FD) != 0;
    if (isBitstream(buffer.type))
        return withRequest ? queueBitstream(fd, side, buffer) : EBADR;
    if (withRequest)
        return EBADR;
    side.buffers[buffer.index].state = Buffer::State::Queued;
    side.queued.push_back(buffer.index);
    if (pace == Pace::Immediate)
        run(1000);
    return 0;
}

int FakeStatelessDriver::queueBitstream(int fd, Side &side, v4l2_buffer &buffer)
{
    const auto found = m_requests.find(buffer.request_fd);
    if (found == m_requests.end())
        return EINVAL;
    Request &request = found->second;
    if (request.state != Request::State::Idle || request.buffer)
        return EBUSY;
    Buffer &target = side.buffers[buffer.index];
    target.usedBytes = m_traits.multiplanar ? buffer.m.planes[0].bytesused : buffer.bytesused;
    if (target.usedBytes > target.sizeBytes)
        return EINVAL;
    target.timestamp = nanosecondsOf(buffer.timestamp);
    target.hold = (buffer.flags & V4L2_BUF_FLAG_M2M_HOLD_CAPTURE_BUF) != 0;
    if (target.hold && !m_traits.holdsPictures)
        return EINVAL;
    target.state = Buffer::State::InRequest;
    request.buffer = buffer.index;
    request.handle = fd;
    return 0;
}

// NOLINTNEXTLINE(readability-make-member-function-const): it changes the machine's state
int FakeStatelessDriver::dequeueBuffer(Handle &handle, v4l2_buffer &buffer)
{
    Side &side = sideOf(handle, buffer.type);
    if (!side.streaming)
        return EINVAL;
    if (side.finished.empty())
        return EAGAIN;
    buffer.index = side.finished.front();
    side.finished.pop_front();
    Buffer &returned = side.buffers[buffer.index];
    returned.state = Buffer::State::Idle;
    buffer.timestamp = timevalOf(returned.timestamp);
    buffer.flags = returned.failed ? V4L2_BUF_FLAG_ERROR : 0;
    const std::uint32_t used = returned.empty ? 0 : returned.sizeBytes;
    if (m_traits.multiplanar)
        buffer.m.planes[0].bytesused = used;
    else
        buffer.bytesused = used;
    return 0;
}

int FakeStatelessDriver::stopStreaming(Handle &handle, std::uint32_t type)
{
    Side &side = sideOf(handle, type);
    side.streaming = false;
    side.queued.clear();
    side.finished.clear();
    for (Buffer &buffer : side.buffers) {
        buffer.state = Buffer::State::Idle;
        buffer.timestamp = 0;
    }
    if (!isBitstream(type)) {
        handle.held.reset();
        return 0;
    }
    for (const int request : handle.requests)
        m_requests.at(request).state = Request::State::Complete;
    handle.requests.clear();
    return 0;
}

unsigned FakeStatelessDriver::run(unsigned count)
{
    unsigned ran = 0;
    forgetClosedHandles();
    for (auto &[fd, handle] : m_handles) {
        while (ran < count && runOne(handle))
            ++ran;
    }
    return ran;
}

bool FakeStatelessDriver::runOne(Handle &handle)
{
    Side &bitstreams = handle.sides[0];
    Side &pictures = handle.sides[1];
    if (handle.requests.empty() || !bitstreams.streaming || !pictures.streaming)
        return false;
    Request &request = m_requests.at(handle.requests.front());
    Buffer &input = bitstreams.buffers[*request.buffer];
    if (handle.held && pictures.buffers[*handle.held].timestamp != input.timestamp)
        returnPicture(handle, *std::exchange(handle.held, std::nullopt));
    if (!handle.held && pictures.queued.empty())
        return false;
    const std::uint32_t index = handle.held ? *handle.held : pictures.queued.front();
    if (!handle.held)
        pictures.queued.pop_front();
    const auto used = input.memory.first(input.usedBytes);
    done.push_back({.timestamp = input.timestamp,
                    .pictureIndex = index,
                    .hold = input.hold,
                    .bitstream = {used.begin(), used.end()},
                    .controls = request.controls});
    checkReferences(handle, done.back());
    Buffer &output = pictures.buffers[index];
    output.timestamp = input.timestamp;
    writePicture(output);
    // As v4l2_m2m_buf_done_and_job_finish(): a picture gets the state of its last job.
    input.failed = output.failed = damages && damages(done.back());
    output.empty = leavesEmpty && leavesEmpty(done.back());
    handle.held = input.hold ? std::optional(index) : std::nullopt;
    if (!input.hold)
        returnPicture(handle, index);
    input.state = Buffer::State::Done;
    bitstreams.finished.push_back(*request.buffer);
    request.state = Request::State::Complete;
    handle.requests.pop_front();
    return true;
}

void FakeStatelessDriver::writePicture(const Buffer &picture)
{
    if (!m_pictureMaps.contains(picture.picture.get()))
        return;
    const std::span memory(picture.picture.get(), picture.sizeBytes);
    switch (writes) {
    case Writes::Nothing:
        m_unwritten.assign(memory.begin(), memory.end());
        return;
    case Writes::CopyOfUnwritten:
        std::ranges::copy(m_unwritten, memory.begin());
        return;
    case Writes::Zeros:
        std::ranges::fill(memory, std::byte{0});
        return;
    case Writes::Picture:
        std::ranges::fill(memory, std::byte{0x80});
        return;
    }
}

void FakeStatelessDriver::returnPicture(Handle &handle, std::uint32_t index)
{
    handle.sides[1].buffers[index].state = Buffer::State::Done;
    handle.sides[1].finished.push_back(index);
}

// A reference must name the timestamp of a picture that is decoded and not about to be written,
// but by the second field of its own frame.
void FakeStatelessDriver::checkReferences(const Handle &handle, const Job &job)
{
    const auto found = job.controls.find(V4L2_CID_STATELESS_H264_DECODE_PARAMS);
    if (found == job.controls.end())
        return;
    v4l2_ctrl_h264_decode_params params{};
    std::memcpy(&params, found->second.data(), sizeof params);
    for (const v4l2_h264_dpb_entry &entry : params.dpb) {
        if ((entry.flags & V4L2_H264_DPB_ENTRY_FLAG_VALID) == 0)
            continue;
        const auto &pictures = handle.sides[1].buffers;
        const Buffer &own = pictures[job.pictureIndex];
        const bool exists = std::ranges::any_of(pictures, [&](const Buffer &picture) {
            const bool isOwnFrame = &picture == &own && job.timestamp == entry.reference_ts;
            return picture.timestamp == entry.reference_ts
                && (isOwnFrame || picture.state != Buffer::State::Queued);
        });
        lostReferences += exists ? 0 : 1;
    }
}

} // namespace weir::fake
