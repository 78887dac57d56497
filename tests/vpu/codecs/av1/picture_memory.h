// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

namespace weir::vpu::av1
{

// Memory for pictures, used again: in the lab's kernel a page that is touched for the first time
// costs more than the pixels that are written to it. Thread-safe; outlives its decoder as long as
// a picture lives.
class PictureMemory : public std::enable_shared_from_this<PictureMemory>
{
public:
    struct Block {
        std::uint8_t *bytes = nullptr;
        std::size_t size = 0;
        std::shared_ptr<PictureMemory> owner; // null while it lies here
    };

    PictureMemory() = default;
    ~PictureMemory();
    PictureMemory(const PictureMemory &) = delete;
    PictureMemory &operator=(const PictureMemory &) = delete;

    // Null when there is no memory.
    std::unique_ptr<Block> take(std::size_t size);
    static void give(std::unique_ptr<Block> block);

private:
    std::mutex m_mutex;
    std::vector<std::unique_ptr<Block>> m_free; // all of one size
};

} // namespace weir::vpu::av1
