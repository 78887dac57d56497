// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <type_traits>
#include <vector>

#include "tests/vpu/kernel/weir_vpu.h"

namespace weir::vpu
{

// The value of one control of a job. Borrowed from the job.
struct ControlValue {
    std::uint32_t id = 0;
    bool inRequest = false; // set by this job's request
    std::uint32_t elements = 1;
    std::span<const std::byte> bytes;
};

// One job as the kernel gave it: what a request carries, and nothing else. Value type.
class Job
{
public:
    Job() = default;
    // `blob`: control records, then the bitstream, of the sizes in `header`. The kernel is trusted,
    // a recorded file is not: nothing when the records do not fit.
    static std::optional<Job> parse(const weir_vpu_job &header, std::vector<std::byte> blob);

    [[nodiscard]] const weir_vpu_job &header() const { return m_header; }
    [[nodiscard]] std::span<const std::byte> bitstream() const;
    [[nodiscard]] std::optional<ControlValue> find(std::uint32_t id) const;
    // The control as the uAPI's struct; nothing when it is absent or of another size.
    template <typename T>
        requires std::is_trivially_copyable_v<T>
    [[nodiscard]] std::optional<T> control(std::uint32_t id) const
    {
        const auto found = find(id);
        if (!found || found->bytes.size() < sizeof(T))
            return std::nullopt;
        T value{};
        std::memcpy(&value, found->bytes.data(), sizeof(T));
        return value;
    }
    // All elements of an array control; empty when absent.
    template <typename T>
        requires std::is_trivially_copyable_v<T>
    [[nodiscard]] std::vector<T> array(std::uint32_t id) const
    {
        const auto found = find(id);
        std::vector<T> values(found ? found->bytes.size() / sizeof(T) : 0);
        if (!values.empty())
            std::memcpy(values.data(), found->bytes.data(), values.size() * sizeof(T));
        return values;
    }
    // The memory id of the buffer with this timestamp; 0 when there is none.
    [[nodiscard]] std::uint64_t memoryOf(std::uint64_t timestamp) const;

private:
    weir_vpu_job m_header{};
    std::vector<std::byte> m_blob;
};

} // namespace weir::vpu
