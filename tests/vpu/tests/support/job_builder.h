// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include "tests/vpu/codecs/job.h"

namespace weir::vpu
{

// Makes a job as the kernel would give it. The memory of a buffer is its timestamp plus 1000.
class JobBuilder
{
public:
    explicit JobBuilder(std::uint64_t timestamp)
    {
        m_header.timestamp = timestamp;
        m_header.memory = memoryOf(timestamp);
        m_header.type = WEIR_VPU_JOB_RUN;
        m_header.flags = WEIR_VPU_JOB_NEW_PICTURE;
    }
    static std::uint64_t memoryOf(std::uint64_t timestamp) { return timestamp + 1000; }

    template <typename T>
    JobBuilder &control(std::uint32_t id, const T &value)
    {
        weir_vpu_control record{};
        record.id = id;
        record.flags = WEIR_VPU_CONTROL_IN_REQUEST;
        record.elements = 1;
        record.size = sizeof(T);
        append(std::as_bytes(std::span(&record, 1)));
        append(std::as_bytes(std::span(&value, 1)));
        m_blob.resize((m_blob.size() + 7) / 8 * 8);
        return *this;
    }
    JobBuilder &reference(std::uint64_t timestamp)
    {
        return reference(timestamp, memoryOf(timestamp));
    }
    JobBuilder &reference(std::uint64_t timestamp, std::uint64_t memory)
    {
        m_header.references[m_header.reference_count++]
            = {.timestamp = timestamp, .memory = memory};
        return *this;
    }
    JobBuilder &inMemory(std::uint64_t memory)
    {
        m_header.memory = memory;
        return *this;
    }
    JobBuilder &continuing()
    {
        m_header.flags = 0;
        return *this;
    }
    // The last step.
    [[nodiscard]] Job bitstream(std::span<const std::uint8_t> bytes)
    {
        m_header.control_size = static_cast<std::uint32_t>(m_blob.size());
        m_header.bitstream_size = static_cast<std::uint32_t>(bytes.size());
        append(std::as_bytes(bytes));
        return *Job::parse(m_header, m_blob);
    }

private:
    void append(std::span<const std::byte> bytes)
    {
        m_blob.insert(m_blob.end(), bytes.begin(), bytes.end());
    }

    weir_vpu_job m_header{};
    std::vector<std::byte> m_blob;
};

} // namespace weir::vpu
