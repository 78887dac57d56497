// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/replay/recording.h"

#include <array>
#include <cerrno>
#include <utility>

#include "platform/base/log.h"

namespace weir::vpu
{

namespace
{

constexpr std::array<char, 8> Mark{'W', 'E', 'I', 'R', 'V', 'P', 'U', '0' + WEIR_VPU_ABI};

// Guards against a file that is no recording; no job is that large.
constexpr std::size_t MaxBlob = std::size_t{1} << 30;

bool writeBytes(std::FILE *file, const void *data, std::size_t size)
{
    return size == 0 || std::fwrite(data, size, 1, file) == 1;
}

bool readBytes(std::FILE *file, void *data, std::size_t size)
{
    return size == 0 || std::fread(data, size, 1, file) == 1;
}

} // namespace

RecordingWriter::RecordingWriter(FilePtr file)
    : m_file(std::move(file))
{
}

Result<std::unique_ptr<RecordingWriter>> RecordingWriter::create(const std::string &path)
{
    FilePtr file(std::fopen(path.c_str(), "wbe"));
    if (!file || !writeBytes(file.get(), Mark.data(), Mark.size()))
        return failErrno(errno, path);
    return std::unique_ptr<RecordingWriter>(new RecordingWriter(std::move(file)));
}

void RecordingWriter::write(std::uint32_t device, const weir_vpu_job &header,
                            std::span<const std::byte> blob)
{
    const std::scoped_lock lock(m_mutex);
    if (!m_file)
        return;
    const bool isWritten = writeBytes(m_file.get(), &device, sizeof(device))
        && writeBytes(m_file.get(), &header, sizeof(header))
        && writeBytes(m_file.get(), blob.data(), blob.size()) && std::fflush(m_file.get()) == 0;
    if (isWritten)
        return;
    log::error("vpu.record", "the recording ends: {}", failErrno(errno, "write").error().message());
    m_file.reset();
}

RecordingReader::RecordingReader(FilePtr file)
    : m_file(std::move(file))
{
}

Result<RecordingReader> RecordingReader::open(const std::string &path)
{
    FilePtr file(std::fopen(path.c_str(), "rbe"));
    if (!file)
        return failErrno(errno, path);
    std::array<char, 8> mark{};
    if (!readBytes(file.get(), mark.data(), mark.size()) || mark != Mark)
        return fail(ErrorKind::InvalidData, path + ": no recording of this version");
    return RecordingReader(std::move(file));
}

std::optional<RecordedJob> RecordingReader::next()
{
    RecordedJob job;
    if (!readBytes(m_file.get(), &job.device, sizeof(job.device))
        || !readBytes(m_file.get(), &job.header, sizeof(job.header)))
        return std::nullopt;
    const bool hasBlob = job.header.type == WEIR_VPU_JOB_RUN;
    const std::size_t size
        = hasBlob ? std::size_t{job.header.control_size} + job.header.bitstream_size : 0;
    if (size > MaxBlob)
        return std::nullopt;
    job.blob.resize(size);
    if (!readBytes(m_file.get(), job.blob.data(), size))
        return std::nullopt;
    return job;
}

} // namespace weir::vpu
