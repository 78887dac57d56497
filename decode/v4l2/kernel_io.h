// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstddef>
#include <span>
#include <string>

#include <poll.h>

#include "platform/base/result.h"
#include "platform/base/time.h"
#include "platform/base/unique_fd.h"

namespace weir
{

// An ioctl and the name it has in messages.
struct IoctlCode {
    unsigned long number = 0;
    const char *name = "";
};

class KernelIo;

// Memory of a device mapped into this process; unmapped on destruction. Move only.
class MappedMemory
{
public:
    MappedMemory() = default;
    MappedMemory(KernelIo &io, std::span<std::byte> bytes)
        : m_io(&io)
        , m_bytes(bytes)
    {
    }
    ~MappedMemory();
    MappedMemory(const MappedMemory &) = delete;
    MappedMemory &operator=(const MappedMemory &) = delete;
    MappedMemory(MappedMemory &&other) noexcept;
    MappedMemory &operator=(MappedMemory &&other) noexcept;

    [[nodiscard]] std::span<std::byte> bytes() const { return m_bytes; }

private:
    KernelIo *m_io = nullptr;
    std::span<std::byte> m_bytes;
};

// The seam between the engine and the kernel: the only place that makes system calls on device
// nodes, so that tests can be the kernel. Thread-bound like the engine above it.
class KernelIo
{
public:
    virtual ~KernelIo() = default;

    // ioctl(2), repeated on EINTR. 0, or the errno: for answers that are no failure (EAGAIN).
    virtual int tryIoctl(int fd, unsigned long number, void *argument) = 0;
    // poll(2). The number of ready entries; 0 on a timeout or a signal.
    virtual int poll(std::span<pollfd> fds, std::chrono::milliseconds timeout) = 0;
    // open(2) with O_RDWR, O_CLOEXEC, O_NONBLOCK. The error names the path.
    virtual Result<UniqueFd> open(const std::string &path) = 0;
    // mmap(2), shared, read and write.
    virtual Result<MappedMemory> map(int fd, std::size_t lengthBytes, std::size_t offset) = 0;
    virtual void unmap(std::span<std::byte> bytes) = 0;
    virtual MonotonicTime now() = 0;

    // As tryIoctl; a failure names the ioctl.
    Result<void> ioctl(int fd, const IoctlCode &code, void *argument);

    // The real one.
    static KernelIo &system();
};

} // namespace weir
