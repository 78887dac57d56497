// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "platform/base/result.h"
#include "tests/vpu/kernel/weir_vpu.h"

namespace weir::vpu
{

struct FileCloser {
    void operator()(std::FILE *file) const { std::fclose(file); }
};
using FilePtr = std::unique_ptr<std::FILE, FileCloser>;

// Writes what the daemon is asked to do to a file, so that it can be done again without a kernel:
// a mark, then for each job its device's number, its header and its blob. Thread-safe.
class RecordingWriter
{
public:
    static Result<std::unique_ptr<RecordingWriter>> create(const std::string &path);
    // A job that cannot be written ends the recording; said once in the log.
    void write(std::uint32_t device, const weir_vpu_job &header, std::span<const std::byte> blob);

private:
    explicit RecordingWriter(FilePtr file);

    std::mutex m_mutex;
    FilePtr m_file; // null after a failure
};

struct RecordedJob {
    std::uint32_t device = 0;
    weir_vpu_job header{};
    std::vector<std::byte> blob;
};

// Reads a recording, which may end within a job: that one is left out.
class RecordingReader
{
public:
    static Result<RecordingReader> open(const std::string &path);
    std::optional<RecordedJob> next();

private:
    explicit RecordingReader(FilePtr file);

    FilePtr m_file;
};

} // namespace weir::vpu
