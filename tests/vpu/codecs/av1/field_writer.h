// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/result.h"
#include "tests/vpu/codecs/bits/bit_writer.h"

namespace weir::vpu::av1
{

// Writes syntax elements by the descriptors of the AV1 specification (4.10) and remembers the first
// control field whose value the syntax cannot carry: ask once, by finish().
class FieldWriter
{
public:
    void f(std::uint64_t value, unsigned count, std::string_view field);
    void flag(bool value) { m_bits.flag(value); }
    void su(std::int32_t value, unsigned count, std::string_view field);
    void ns(std::uint32_t value, std::uint32_t symbols, std::string_view field); // value < symbols
    // A flag that the syntax has only when `present`; absent it means 0.
    void flagIf(bool present, bool value, std::string_view field);
    // What must hold for the header to say what the control says.
    void demand(bool holds, std::string_view field, std::string_view why);

    // The bytes, zeros up to the last one's end; or the first field that was wrong.
    [[nodiscard]] Result<std::vector<std::uint8_t>> finish() &&;

private:
    BitWriter m_bits;
    std::string m_problem;
};

} // namespace weir::vpu::av1
