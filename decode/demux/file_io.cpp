// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/demux/file_io.h"

#include <cerrno>
#include <cstdio>

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

extern "C" {
#include <libavformat/avio.h>
#include <libavutil/error.h>
#include <libavutil/mem.h>
}

#include "platform/base/text.h"

namespace weir
{

namespace
{

// A second of an ordinary stream: a read for every thirty frames or so.
constexpr int BufferBytes = 512 * 1024;
constexpr int PipeWaitMilliseconds = 100; // how late a stop may be noticed

Error describeOpenFailure(const std::string &path, int errnoValue)
{
    switch (errnoValue) {
    case ENOENT:
    case ENOTDIR:
        return {ErrorKind::NotFound,
                formatText("{}: there is no such file. Check its name and folder.", path)};
    case EACCES:
    case EPERM:
        return {ErrorKind::PermissionDenied,
                formatText("{}: you have no permission to read this file. Ask its owner for "
                           "it, or change its mode with chmod.",
                           path)};
    default:
        return Error::fromErrno(errnoValue, "open").withContext(path);
    }
}

} // namespace

void AvioDeleter::operator()(AVIOContext *context) const
{
    av_freep(static_cast<void *>(&context->buffer)); // libavformat may have replaced ours
    avio_context_free(&context);
}

Result<std::unique_ptr<FileIo>> FileIo::open(const std::string &path, const std::atomic<bool> &stop)
{
    // O_NONBLOCK: opening a FIFO must not wait for its writer. Regular files ignore it.
    UniqueFd fd(path == "-" ? ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
                            : ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!fd.isValid())
        return std::unexpected(describeOpenFailure(path, errno));
    std::unique_ptr<FileIo> io(new FileIo(std::move(fd), stop));
    TRY(io->inspect(path));
    TRY(io->createContext());
    return io;
}

Result<void> FileIo::inspect(const std::string &path)
{
    struct stat status{};
    if (::fstat(m_fd.get(), &status) != 0)
        return std::unexpected(Error::fromErrno(errno, "fstat").withContext(path));
    if (S_ISDIR(status.st_mode))
        return fail(ErrorKind::InvalidData,
                    formatText("{}: this is a folder, not a file. Give a file in it.", path));
    m_seekable = S_ISREG(status.st_mode) || S_ISBLK(status.st_mode);
    if (S_ISREG(status.st_mode) && status.st_size == 0)
        return fail(ErrorKind::InvalidData,
                    formatText("{}: the file is empty. Get a complete copy of it.", path));
    return {};
}

Result<void> FileIo::createContext()
{
    auto *buffer = static_cast<unsigned char *>(av_malloc(BufferBytes));
    if (buffer == nullptr)
        return fail(ErrorKind::NoMemory, "no memory for a read buffer");
    const auto readCall = [](void *self, std::uint8_t *data, int size) {
        return static_cast<FileIo *>(self)->read(data, size);
    };
    const auto seekCall = [](void *self, std::int64_t offset, int whence) {
        return static_cast<FileIo *>(self)->seek(offset, whence);
    };
    m_context.reset(avio_alloc_context(buffer, BufferBytes, 0, this, readCall, nullptr,
                                       m_seekable ? +seekCall : nullptr));
    if (m_context != nullptr)
        return {};
    av_free(buffer);
    return fail(ErrorKind::NoMemory, "no memory for a read context");
}

int FileIo::read(std::uint8_t *buffer, int size)
{
    if (m_stop.load(std::memory_order_relaxed))
        return AVERROR_EXIT;
    if (!m_seekable)
        return readPipe(buffer, size);
    ssize_t count = 0;
    do {
        count = ::pread(m_fd.get(), buffer, static_cast<std::size_t>(size), m_position);
    } while (count < 0 && errno == EINTR);
    if (count < 0)
        return AVERROR(errno);
    m_position += count;
    return count == 0 ? AVERROR_EOF : static_cast<int>(count);
}

int FileIo::readPipe(std::uint8_t *buffer, int size) const
{
    while (!m_stop.load(std::memory_order_relaxed)) {
        pollfd entry{.fd = m_fd.get(), .events = POLLIN, .revents = 0};
        if (::poll(&entry, 1, PipeWaitMilliseconds) <= 0)
            continue;
        const ssize_t count = ::read(m_fd.get(), buffer, static_cast<std::size_t>(size));
        if (count > 0)
            return static_cast<int>(count);
        if (count == 0)
            return AVERROR_EOF;
        if (errno != EAGAIN && errno != EINTR)
            return AVERROR(errno);
    }
    return AVERROR_EXIT;
}

std::int64_t FileIo::seek(std::int64_t offset, int whence)
{
    struct stat status{};
    switch (whence & ~AVSEEK_FORCE) {
    case AVSEEK_SIZE:
        if (::fstat(m_fd.get(), &status) != 0)
            return AVERROR(errno);
        return S_ISREG(status.st_mode) ? status.st_size : AVERROR(ENOSYS);
    case SEEK_SET:
        break;
    case SEEK_CUR:
        offset += m_position;
        break;
    default:
        return AVERROR(EINVAL); // libavformat asks for the size instead of SEEK_END
    }
    if (offset < 0)
        return AVERROR(EINVAL);
    m_position = offset;
    return offset;
}

} // namespace weir
