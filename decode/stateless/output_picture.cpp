// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/stateless/output_picture.h"

#include <bit>

namespace weir
{

namespace
{

// V4L2 has at most 64 buffers a queue.
std::uint64_t bitOf(const SlotRef &slot)
{
    return slot.isValid() ? std::uint64_t{1} << slot.index() % 64U : 0;
}

} // namespace

std::size_t buffersOf(std::span<const OutputPicture> pictures)
{
    std::uint64_t buffers = 0;
    for (const OutputPicture &picture : pictures)
        buffers |= bitOf(picture.slot);
    return static_cast<std::size_t>(std::popcount(buffers));
}

std::size_t buffersOf(std::initializer_list<const SlotRef *> slots)
{
    std::uint64_t buffers = 0;
    for (const SlotRef *const slot : slots)
        buffers |= bitOf(*slot);
    return static_cast<std::size_t>(std::popcount(buffers));
}

} // namespace weir
