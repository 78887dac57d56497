// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace weir
{

// How NAL units follow each other in a packet: start codes (Annex B) or lengths before them (avcC,
// hvcC).
struct NalFraming {
    std::uint8_t lengthSize = 0; // 1..4 bytes; 0: Annex B
    friend constexpr bool operator==(NalFraming, NalFraming) = default;
};

// Walks the NAL units of one packet. Borrows the bytes; a value that may be kept to go on later.
class NalCursor
{
public:
    NalCursor() = default; // at the end
    NalCursor(std::span<const std::byte> packet, NalFraming framing);

    // The NAL unit at the cursor: from its header byte on, without trailing zero bytes, never
    // empty. Nothing: the end. Asking again gives the same one until advance().
    [[nodiscard]] std::optional<std::span<const std::byte>> current() const;
    void advance();

    // A length pointed past the end of the packet; what was there has been delivered cut short.
    [[nodiscard]] bool isTruncated() const { return m_truncated; }

private:
    void find();
    void findStartCode();
    void findLength();

    std::span<const std::byte> m_rest; // after the current NAL unit
    std::span<const std::byte> m_nal; // empty: the end
    NalFraming m_framing;
    bool m_truncated = false;
};

// Offset of the next 00 00 01 in `data`, or its size when there is none.
[[nodiscard]] std::size_t findStartCode(std::span<const std::byte> data);

} // namespace weir
