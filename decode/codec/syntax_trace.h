// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

// What the bit readers tell of every element that they read. Nobody listens here, and nothing is
// left of the calls: tests/syntax compiles the parsers with a file of this name that writes down.
namespace weir::syntax_trace
{

// `count` bits from `position` on, both in bits of what the reader was given (RBSP of a NAL unit).
inline void read(std::size_t /*position*/, std::size_t /*count*/, std::int64_t /*value*/) { }
// Bits that were passed over without a look.
inline void skipped(std::size_t /*position*/, std::size_t /*count*/) { }
// What the specification calls the element just read; many readers are not told.
inline void named(std::string_view /*name*/) { }

} // namespace weir::syntax_trace
