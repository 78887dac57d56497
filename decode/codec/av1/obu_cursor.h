// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "decode/codec/av1/syntax.h"

namespace weir::av1
{

struct Obu {
    ObuHeader header;
    std::span<const std::byte> payload; // without header and size, with trailing bits
};

// Walks the OBUs of a temporal unit in the low-overhead format (5.3), which is what containers hold
// and what libavformat makes of Annex B. Borrows the bytes; a value that may be kept to go on
// later.
class ObuCursor
{
public:
    ObuCursor() = default; // at the end
    explicit ObuCursor(std::span<const std::byte> unit);

    // Nothing: the end. Asking again gives the same one until advance().
    [[nodiscard]] const std::optional<Obu> &current() const { return m_current; }
    void advance();

    // A header or a size broke the format; what follows it cannot be found.
    [[nodiscard]] bool isBroken() const { return m_broken; }

private:
    void breakOff();

    std::span<const std::byte> m_rest;
    std::optional<Obu> m_current;
    bool m_broken = false;
};

// 4.10.5. Takes the number off the front of `data`; nothing when it does not end within 8 bytes or
// does not fit 32 bits.
[[nodiscard]] std::optional<std::uint32_t> takeLeb128(std::span<const std::byte> &data);

} // namespace weir::av1
