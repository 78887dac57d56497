// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "decode/codec/syntax_trace.h"
#include "platform/base/result.h"

namespace weir::av1
{

// Reads the syntax of one OBU by the descriptors of 4.10. AV1 has no emulation prevention, so that
// every byte counts. Reading past the end gives zeros; that and the first value out of range are
// latched, and finish() tells in the end: parsers need no branch per element. Names must be
// literals. A value type that borrows the bytes.
class ObuReader
{
public:
    explicit ObuReader(std::span<const std::byte> data)
        : m_data(data)
    {
    }

    template <std::unsigned_integral T>
    T f(unsigned count) // 0..32 bits
    {
        return static_cast<T>(bits(count));
    }
    bool flag() { return bits(1) != 0; }
    void skip(unsigned count) { advance(count); }
    void skipBytes(std::size_t count) { advance(count * 8); }
    [[nodiscard]] std::int32_t su(unsigned count); // 2..32 bits
    [[nodiscard]] std::uint32_t ns(std::uint32_t values); // 0..values - 1; 0 of no values
    [[nodiscard]] std::uint32_t le(unsigned bytes); // 1..4, byte aligned
    void skipUvlc();
    void byteAlignment() { advance(-m_position & 7U); }

    void violate(std::string_view name);
    void refuse(std::string_view feature);
    [[nodiscard]] bool hasFailed() const { return !m_culprit.empty() || hasOverrun(); }
    [[nodiscard]] bool hasOverrun() const { return m_position > m_data.size() * 8; }
    [[nodiscard]] std::size_t position() const { return m_position; } // bits read

    // InvalidData or Unsupported, naming `structure` and what is wrong in it.
    [[nodiscard]] Result<void> finish(std::string_view structure) const;

private:
    std::uint32_t bits(unsigned count);
    // The same, told to nobody.
    std::uint32_t take(unsigned count);
    void advance(std::size_t count)
    {
        syntax_trace::skipped(m_position, count);
        m_position += count;
    }

    std::span<const std::byte> m_data;
    std::size_t m_position = 0; // bits
    std::string_view m_culprit; // empty: none
    ErrorKind m_kind = ErrorKind::InvalidData;
};

} // namespace weir::av1
