// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/v4l2/kernel_io.h"

#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#include "platform/base/text.h"

namespace weir
{

namespace
{

class SystemKernelIo final : public KernelIo
{
public:
    int tryIoctl(int fd, unsigned long number, void *argument) override
    {
        while (::ioctl(fd, number, argument) != 0) {
            if (errno != EINTR)
                return errno;
        }
        return 0;
    }

    int poll(std::span<pollfd> fds, std::chrono::milliseconds timeout) override
    {
        const int count = ::poll(fds.data(), fds.size(), static_cast<int>(timeout.count()));
        return count < 0 ? 0 : count;
    }

    Result<UniqueFd> open(const std::string &path) override
    {
        UniqueFd fd(::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NONBLOCK));
        if (!fd.isValid())
            return failErrno(errno, formatText("open {}", path));
        return fd;
    }

    Result<MappedMemory> map(int fd, std::size_t lengthBytes, std::size_t offset) override
    {
        void *const address = ::mmap(nullptr, lengthBytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
                                     static_cast<off_t>(offset));
        if (address == MAP_FAILED)
            return failErrno(errno, formatText("mmap of {} bytes", lengthBytes));
        return MappedMemory(*this, {static_cast<std::byte *>(address), lengthBytes});
    }

    void unmap(std::span<std::byte> bytes) override { ::munmap(bytes.data(), bytes.size()); }

    MonotonicTime now() override { return MonotonicClock::now(); }
};

} // namespace

MappedMemory::~MappedMemory()
{
    if (m_io != nullptr)
        m_io->unmap(m_bytes);
}

MappedMemory::MappedMemory(MappedMemory &&other) noexcept
    : m_io(std::exchange(other.m_io, nullptr))
    , m_bytes(std::exchange(other.m_bytes, {}))
{
}

MappedMemory &MappedMemory::operator=(MappedMemory &&other) noexcept
{
    std::swap(m_io, other.m_io);
    std::swap(m_bytes, other.m_bytes);
    return *this;
}

Result<void> KernelIo::ioctl(int fd, const IoctlCode &code, void *argument)
{
    const int error = tryIoctl(fd, code.number, argument);
    if (error != 0)
        return failErrno(error, code.name);
    return {};
}

KernelIo &KernelIo::system()
{
    static SystemKernelIo instance;
    return instance;
}

} // namespace weir
