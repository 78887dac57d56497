// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "platform/base/result.h"
#include "platform/base/unique_fd.h"
#include "tests/vpu/kernel/weir_vpu.h"

namespace weir::vpu
{

// A CAPTURE buffer's memory, mapped until the last owner lets go of it.
class Mapping
{
public:
    Mapping(void *address, std::size_t size)
        : m_address(address)
        , m_size(size)
    {
    }
    ~Mapping();
    Mapping(const Mapping &) = delete;
    Mapping &operator=(const Mapping &) = delete;

    [[nodiscard]] std::span<std::uint8_t> bytes() const
    {
        return {static_cast<std::uint8_t *>(m_address), m_size};
    }

private:
    void *m_address;
    std::size_t m_size;
};

// /dev/weir-vpuN as kernel/weir_vpu.h defines it. The answers and `isAlive` are thread-safe, the
// rest is for the one thread that takes jobs.
class VpuDevice
{
public:
    static Result<VpuDevice> open(const std::string &path);

    [[nodiscard]] int fd() const { return m_fd.get(); }
    [[nodiscard]] const std::string &personality() const { return m_personality; }

    struct TakenJob {
        weir_vpu_job header{};
        std::vector<std::byte> blob;
    };
    // Nothing when no job waits; ErrorKind::Gone when the device is.
    Result<std::optional<TakenJob>> next();
    // Whether the job may still write.
    [[nodiscard]] bool isAlive(std::uint64_t job) const;
    // An answer to a job that was ended otherwise is no failure.
    Result<void> answerDone(std::uint64_t job, bool error) const;
    Result<void> answerPixels(std::uint64_t job, bool error) const;
    [[nodiscard]] Result<std::shared_ptr<Mapping>> map(std::uint64_t memory,
                                                       std::size_t size) const;

private:
    VpuDevice(UniqueFd fd, std::string personality);
    Result<void> answer(unsigned long request, std::uint64_t job, bool error) const;

    UniqueFd m_fd;
    std::string m_personality;
    std::vector<std::byte> m_room; // for the next job's blob
};

} // namespace weir::vpu
