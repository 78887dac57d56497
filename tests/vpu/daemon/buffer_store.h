// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <unordered_map>

#include "platform/base/result.h"
#include "tests/vpu/codecs/picture_decoder.h"
#include "tests/vpu/daemon/vpu_device.h"

namespace weir::vpu
{

// What the daemon knows of the CAPTURE buffers of one device: their mappings, and the pictures
// written to them. Mappings pin the memory, so only so many of the last used are kept.
// Thread-bound.
class BufferStore final : public BufferContents
{
public:
    explicit BufferStore(const VpuDevice &device)
        : m_device(device)
    {
    }

    Result<std::shared_ptr<Mapping>> mapping(std::uint64_t memory, std::size_t size);
    void setWritten(std::uint64_t memory, DecodedPicture picture);
    void forget(std::uint64_t memory) { m_buffers.erase(memory); }

    [[nodiscard]] std::uint64_t generation(std::uint64_t memory) const override;
    [[nodiscard]] DecodedPicture written(std::uint64_t memory) const override;

private:
    struct Buffer {
        std::shared_ptr<Mapping> mapping; // null: not mapped at present
        std::uint64_t lastUse = 0;
        std::uint64_t generation = 0;
        DecodedPicture written;
    };
    void dropOldMappings();

    const VpuDevice &m_device;
    std::unordered_map<std::uint64_t, Buffer> m_buffers; // by memory id
    std::uint64_t m_clock = 0;
};

} // namespace weir::vpu
