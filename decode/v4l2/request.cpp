// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/v4l2/request.h"

#include <cassert>
#include <cerrno>
#include <utility>

#include "decode/v4l2/codec_table.h"
#include "decode/v4l2/ioctls.h"

namespace weir
{

RequestToken::RequestToken(RequestToken &&other) noexcept
    : m_pool(std::exchange(other.m_pool, nullptr))
    , m_index(other.m_index)
{
}

RequestToken &RequestToken::operator=(RequestToken &&other) noexcept
{
    if (this == &other)
        return *this;
    giveBack();
    m_pool = std::exchange(other.m_pool, nullptr);
    m_index = other.m_index;
    return *this;
}

int RequestToken::fd() const
{
    return m_pool->m_entries[m_index].fd.get();
}

void RequestToken::giveBack()
{
    if (m_pool == nullptr)
        return;
    m_pool->m_entries[m_index].needsReinit = true;
    m_pool->m_free.push_back(m_index);
    m_pool = nullptr;
}

int RequestToken::reinit()
{
    RequestPool::Entry &entry = m_pool->m_entries[m_index];
    const int error = m_pool->m_io->tryIoctl(entry.fd.get(), ioctls::ReinitRequest.number, nullptr);
    entry.needsReinit = error != 0;
    return error;
}

Result<void> Request::setControls(const VideoDevice &device, std::span<v4l2_ext_control> controls)
{
    v4l2_ext_controls set{};
    set.which = V4L2_CTRL_WHICH_REQUEST_VAL;
    set.request_fd = fd();
    set.count = static_cast<std::uint32_t>(controls.size());
    set.controls = controls.data();
    const int error = device.io().tryIoctl(device.fd(), ioctls::SetControls.number, &set);
    if (error == 0)
        return {};
    const std::string name = set.error_idx < set.count ? controlName(controls[set.error_idx].id)
                                                       : nameRefusedControl(device, controls);
    return std::unexpected(Error::fromErrno(error, ioctls::SetControls.name)
                               .withContext(name.empty() ? "controls of a picture" : name));
}

Result<PendingRequest> Request::submit(const VideoDevice &device, BitstreamBuffer buffer,
                                       Submission submission) &&
{
    Request request(std::move(*this)); // goes back to the pool on the error paths
    buffer.padEnd();
    TRY(queueBitstream(device,
                       {.index = buffer.index(),
                        .lengthBytes = buffer.lengthBytes(),
                        .usedBytes = buffer.usedBytes(),
                        .requestFd = request.fd(),
                        .frame = submission.frame,
                        .picture = submission.picture}));
    const int error = device.io().tryIoctl(request.fd(), ioctls::QueueRequest.number, nullptr);
    if (error != 0) {
        request.reinit(); // now, so that it lets go of the buffer
        return failErrno(error, ioctls::QueueRequest.name);
    }
    std::move(buffer).consume();
    return PendingRequest(std::move(request));
}

Result<RequestPool> RequestPool::create(KernelIo &io, int mediaFd, std::uint32_t count)
{
    RequestPool pool(io);
    for (std::uint32_t index = 0; index < count; ++index) {
        int fd = -1;
        TRY(io.ioctl(mediaFd, ioctls::AllocateRequest, &fd));
        pool.m_entries.push_back({.fd = UniqueFd(fd), .needsReinit = false});
        pool.m_free.push_back(index);
    }
    return pool;
}

std::optional<Request> RequestPool::acquire()
{
    if (m_free.empty())
        return std::nullopt;
    const std::uint32_t index = m_free.front();
    Entry &entry = m_entries[index];
    if (entry.needsReinit) {
        // EBUSY: a driver of several stages gives the bitstream back before it is done with the
        // request. Any other error would show again when the request is queued.
        if (m_io->tryIoctl(entry.fd.get(), ioctls::ReinitRequest.number, nullptr) == EBUSY)
            return std::nullopt;
        entry.needsReinit = false;
    }
    m_free.erase(m_free.begin());
    return Request(*this, index);
}

std::string nameRefusedControl(const VideoDevice &device, std::span<v4l2_ext_control> controls)
{
    for (v4l2_ext_control &control : controls) {
        v4l2_ext_controls set{};
        set.which = V4L2_CTRL_WHICH_CUR_VAL;
        set.count = 1;
        set.controls = &control;
        if (device.io().tryIoctl(device.fd(), ioctls::TryControls.number, &set) != 0)
            return controlName(control.id);
    }
    return {};
}

} // namespace weir
