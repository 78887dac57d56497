// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <unordered_map>

#include "platform/base/result.h"
#include "tests/vpu/codecs/kept_pictures.h"
#include "tests/vpu/daemon/vpu_device.h"

namespace weir::vpu
{

// What the daemon knows of the CAPTURE buffers of one device: their mappings, and the pictures
// written to them. Mappings pin the memory, so only so many of the last used are kept.
// Thread-bound.
class BufferStore final : public KeptPictures
{
public:
    explicit BufferStore(const VpuDevice &device)
        : m_device(device)
    {
    }

    Result<std::shared_ptr<Mapping>> mapping(std::uint64_t memory, std::size_t size);
    // The memory is of no use any more: its mapping and its picture go.
    void drop(std::uint64_t memory);

private:
    struct Mapped {
        std::shared_ptr<Mapping> mapping;
        std::uint64_t lastUse = 0;
    };
    void dropOldMappings();

    const VpuDevice &m_device;
    std::unordered_map<std::uint64_t, Mapped> m_mappings; // by memory id
    std::uint64_t m_clock = 0;
};

} // namespace weir::vpu
