// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

// Stands before the project's file of this name where the parsers are compiled for tests/syntax,
// and writes down what its readers do.
namespace weir::syntax_trace
{

struct Entry {
    std::size_t position = 0; // bits
    std::size_t bitCount = 0;
    std::int64_t value = 0;
    std::string_view name; // empty: the reader was not told
    bool isSkip = false; // passed over without a look; no value

    [[nodiscard]] std::size_t end() const { return position + bitCount; }
};

// Where this thread's readers write; null: nowhere.
// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables)
inline thread_local std::vector<Entry> *entries = nullptr;

inline void read(std::size_t position, std::size_t count, std::int64_t value)
{
    if (entries != nullptr)
        entries->push_back(
            {.position = position, .bitCount = count, .value = value, .name = {}, .isSkip = false});
}
inline void skipped(std::size_t position, std::size_t count)
{
    if (entries != nullptr)
        entries->push_back(
            {.position = position, .bitCount = count, .value = 0, .name = {}, .isSkip = true});
}
inline void named(std::string_view name)
{
    if (entries != nullptr && !entries->empty())
        entries->back().name = name;
}

} // namespace weir::syntax_trace
