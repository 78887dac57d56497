// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/daemon/vpu_device.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "platform/base/text.h"

namespace weir::vpu
{

namespace
{

constexpr std::size_t FirstRoom = std::size_t{1} << 20; // grows with the largest job

// 0 or an errno value.
int call(int fd, unsigned long request, void *argument)
{
    while (::ioctl(fd, request, argument) < 0) {
        if (errno != EINTR)
            return errno;
    }
    return 0;
}

} // namespace

Mapping::~Mapping()
{
    ::munmap(m_address, m_size);
}

VpuDevice::VpuDevice(UniqueFd fd, std::string personality)
    : m_fd(std::move(fd))
    , m_personality(std::move(personality))
    , m_room(FirstRoom)
{
}

Result<VpuDevice> VpuDevice::open(const std::string &path)
{
    UniqueFd fd(::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NONBLOCK));
    if (!fd.isValid())
        return failErrno(errno, path);
    weir_vpu_info info{};
    if (const int code = call(fd.get(), WEIR_VPU_IOC_INFO, &info); code != 0)
        return failErrno(code, "WEIR_VPU_IOC_INFO");
    if (info.abi != WEIR_VPU_ABI)
        return fail(
            ErrorKind::Unsupported,
            formatText("{}: module speaks ABI {}, this program {}", path, info.abi, WEIR_VPU_ABI));
    const std::size_t length = ::strnlen(info.personality, sizeof(info.personality));
    return VpuDevice(std::move(fd), std::string(info.personality, length));
}

Result<std::optional<VpuDevice::TakenJob>> VpuDevice::next()
{
    while (true) {
        weir_vpu_next argument{};
        argument.blob = reinterpret_cast<std::uintptr_t>(m_room.data());
        argument.blob_size = m_room.size();
        const int code = call(m_fd.get(), WEIR_VPU_IOC_NEXT, &argument);
        if (code == EAGAIN)
            return std::nullopt;
        if (code == ENOSPC && argument.blob_size > m_room.size()) {
            m_room.resize(argument.blob_size);
            continue;
        }
        if (code == ENODEV)
            return fail(ErrorKind::Gone, "the device is gone");
        if (code != 0)
            return failErrno(code, "WEIR_VPU_IOC_NEXT");
        const std::size_t size = std::min<std::size_t>(
            m_room.size(), std::size_t{argument.job.control_size} + argument.job.bitstream_size);
        return TakenJob{.header = argument.job,
                        .blob
                        = {m_room.begin(), m_room.begin() + static_cast<std::ptrdiff_t>(size)}};
    }
}

bool VpuDevice::isAlive(std::uint64_t job) const
{
    return call(m_fd.get(), WEIR_VPU_IOC_ALIVE, &job) == 0;
}

Result<void> VpuDevice::answer(unsigned long request, std::uint64_t job, bool error) const
{
    weir_vpu_answer argument{.id = job, .error = error ? 1U : 0U, .reserved = 0};
    const int code = call(m_fd.get(), request, &argument);
    if (code != 0 && code != ESTALE && code != ENODEV)
        return failErrno(code, "answering a job");
    return {};
}

Result<void> VpuDevice::answerDone(std::uint64_t job, bool error) const
{
    return answer(WEIR_VPU_IOC_DONE, job, error);
}

Result<void> VpuDevice::answerPixels(std::uint64_t job, bool error) const
{
    return answer(WEIR_VPU_IOC_PIXELS, job, error);
}

Result<std::shared_ptr<Mapping>> VpuDevice::map(std::uint64_t memory, std::size_t size) const
{
    const auto offset = static_cast<off_t>(memory) * ::sysconf(_SC_PAGESIZE);
    void *address = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, m_fd.get(), offset);
    if (address == MAP_FAILED)
        return failErrno(errno, "mapping a CAPTURE buffer");
    return std::make_shared<Mapping>(address, size);
}

} // namespace weir::vpu
