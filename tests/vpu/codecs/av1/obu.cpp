// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/av1/obu.h"

namespace weir::vpu::av1
{

void appendObu(std::vector<std::uint8_t> &out, ObuType type, std::span<const std::uint8_t> payload)
{
    constexpr std::uint8_t HasSize = 1U << 1;
    out.push_back(static_cast<std::uint8_t>((static_cast<unsigned>(type) << 3) | HasSize));
    std::size_t rest = payload.size(); // leb128(), 4.10.5
    do {
        const std::size_t more = rest >= 0x80 ? 0x80 : 0;
        out.push_back(static_cast<std::uint8_t>((rest & 0x7f) | more));
        rest >>= 7;
    } while (rest != 0);
    out.insert(out.end(), payload.begin(), payload.end());
}

} // namespace weir::vpu::av1
