// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace weir::vpu
{

// Reads syntax elements, most significant bit first. Past the end it gives zeros and remembers it:
// check hasOverrun() once, at the end. Written apart from weir's own, which it helps to test.
class BitReader
{
public:
    explicit BitReader(std::span<const std::uint8_t> bytes)
        : m_bytes(bytes)
    {
    }
    [[nodiscard]] std::uint32_t bits(unsigned count); // count <= 32
    [[nodiscard]] bool flag() { return bits(1) != 0; }
    [[nodiscard]] std::uint32_t ue();
    [[nodiscard]] std::int32_t se();
    void skip(std::size_t count) { m_position += count; }
    void align() { m_position = (m_position + 7) / 8 * 8; }
    [[nodiscard]] std::size_t position() const { return m_position; } // bits from the begin
    [[nodiscard]] std::size_t remaining() const; // bits
    [[nodiscard]] bool hasOverrun() const { return m_overrun || m_position > m_bytes.size() * 8; }

private:
    std::span<const std::uint8_t> m_bytes;
    std::size_t m_position = 0;
    bool m_overrun = false;
};

// A NAL unit without its emulation prevention bytes, and where they were.
struct Unescaped {
    std::vector<std::uint8_t> bytes;
    // Index in `bytes` before which a 03 was removed, ascending.
    std::vector<std::size_t> removedBefore;
};
[[nodiscard]] Unescaped unescape(std::span<const std::uint8_t> nal);

// The NAL units of an Annex B stream, start codes and trailing zeros taken off.
[[nodiscard]] std::vector<std::span<const std::uint8_t>>
splitAnnexB(std::span<const std::uint8_t> bytes);

[[nodiscard]] inline std::span<const std::uint8_t> asBytes(std::span<const std::byte> bytes)
{
    return {reinterpret_cast<const std::uint8_t *>(bytes.data()), bytes.size()};
}

} // namespace weir::vpu
