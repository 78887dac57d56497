// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/picture_copy.h"

#include <cstring>
#include <mutex>
#include <utility>
#include <vector>

#include "tests/vpu/codecs/populate.h"

namespace weir::vpu
{

namespace
{

constexpr std::size_t KeptSpare = 4; // pictures; more are given back

std::size_t shifted(std::uint32_t extent, unsigned shift)
{
    return (std::size_t{extent} + (std::size_t{1} << shift) - 1) >> shift;
}

} // namespace

struct PictureCopier::Pool {
    struct Memory {
        std::unique_ptr<std::uint8_t[]> bytes;
        std::size_t size = 0;

        explicit Memory(std::size_t wanted)
            : bytes(std::make_unique_for_overwrite<std::uint8_t[]>(wanted))
            , size(wanted)
        {
            populatePages(bytes.get(), size);
        }
    };

    std::mutex mutex;
    std::vector<Memory> spare;

    Memory take(std::size_t size)
    {
        const std::scoped_lock lock(mutex);
        std::erase_if(spare, [size](const Memory &memory) { return memory.size != size; });
        if (spare.empty())
            return Memory(size);
        Memory memory = std::move(spare.back());
        spare.pop_back();
        return memory;
    }
    void giveBack(Memory memory)
    {
        const std::scoped_lock lock(mutex);
        if (spare.size() < KeptSpare)
            spare.push_back(std::move(memory));
    }
};

unsigned planeCount(const DecodedPicture &picture)
{
    return picture.planes[1] == nullptr ? 1 : 3;
}

PlaneExtent planeExtent(const DecodedPicture &picture, unsigned plane)
{
    const std::size_t sampleBytes = picture.bitDepth > 8 ? 2 : 1;
    if (plane == 0)
        return {.rowBytes = picture.width * sampleBytes, .rows = picture.height};
    return {.rowBytes = shifted(picture.width, picture.chromaShiftX) * sampleBytes,
            .rows = shifted(picture.height, picture.chromaShiftY)};
}

PictureCopier::PictureCopier()
    : m_pool(std::make_shared<Pool>())
{
}

DecodedPicture PictureCopier::copy(const DecodedPicture &picture)
{
    std::size_t size = 0;
    for (unsigned plane = 0; plane < planeCount(picture); ++plane) {
        const PlaneExtent extent = planeExtent(picture, plane);
        size += extent.rowBytes * extent.rows;
    }
    const auto memory = std::shared_ptr<Pool::Memory>(new Pool::Memory(m_pool->take(size)),
                                                      [pool = m_pool](Pool::Memory *used) {
                                                          pool->giveBack(std::move(*used));
                                                          delete used;
                                                      });
    DecodedPicture result = picture;
    std::uint8_t *to = memory->bytes.get();
    for (unsigned plane = 0; plane < planeCount(picture); ++plane) {
        const PlaneExtent extent = planeExtent(picture, plane);
        result.planes[plane] = to;
        result.strides[plane] = static_cast<std::ptrdiff_t>(extent.rowBytes);
        const std::uint8_t *from = picture.planes[plane];
        for (std::size_t row = 0; row < extent.rows; ++row) {
            std::memcpy(to, from, extent.rowBytes);
            to += extent.rowBytes;
            from += picture.strides[plane];
        }
    }
    result.owner = memory;
    return result;
}

} // namespace weir::vpu
