// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "platform/base/result.h"
#include "platform/base/unique_fd.h"

struct AVIOContext;

namespace weir
{

struct AvioDeleter {
    void operator()(AVIOContext *context) const;
};

// A file, pipe or standard input as libavformat wants it, with a buffer large enough that reading
// costs few system calls (pread only). Thread-bound (demux).
class FileIo
{
public:
    // `stop` ends a read that waits for a pipe; it outlives the object. Errors say what the person
    // gave (nothing there, a directory, an empty file, no right to read) and what to do.
    static Result<std::unique_ptr<FileIo>> open(const std::string &path,
                                                const std::atomic<bool> &stop);

    [[nodiscard]] AVIOContext *context() const { return m_context.get(); }
    [[nodiscard]] bool isSeekable() const { return m_seekable; }

private:
    FileIo(UniqueFd fd, const std::atomic<bool> &stop)
        : m_fd(std::move(fd))
        , m_stop(stop)
    {
    }
    Result<void> inspect(const std::string &path);
    Result<void> createContext();
    int read(std::uint8_t *buffer, int size);
    int readPipe(std::uint8_t *buffer, int size) const;
    std::int64_t seek(std::int64_t offset, int whence);

    UniqueFd m_fd;
    const std::atomic<bool> &m_stop;
    std::int64_t m_position = 0;
    bool m_seekable = false;
    std::unique_ptr<AVIOContext, AvioDeleter> m_context;
};

} // namespace weir
