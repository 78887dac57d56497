// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <utility>
#include <vector>

// What the bytes of a fuzz input mean, for all targets that take packets: records of a length (two
// bytes, little endian, cut to what is there) and content. The first is the script, the second the
// extradata, all others are packets.
namespace weir::fuzz
{

// A promise was broken: ends the process in a way that the fuzzer keeps the input.
inline void require(bool isKept, const char *promise)
{
    if (isKept)
        return;
    std::fprintf(stderr, "broken promise: %s\n", promise);
    std::abort();
}

// Reads records, each into memory of exactly its size, so that a sanitizer sees an overread.
class Records
{
public:
    explicit Records(std::span<const std::byte> bytes)
        : m_rest(bytes)
    {
    }

    [[nodiscard]] bool atEnd() const { return m_rest.empty(); }

    // Empty at the end.
    std::vector<std::byte> next()
    {
        if (m_rest.size() < LengthBytes) {
            m_rest = {};
            return {};
        }
        const std::size_t named = std::to_integer<std::size_t>(m_rest[0])
            | std::to_integer<std::size_t>(m_rest[1]) << 8U;
        m_rest = m_rest.subspan(LengthBytes);
        const auto content = m_rest.first(std::min(named, m_rest.size()));
        m_rest = m_rest.subspan(content.size());
        return {content.begin(), content.end()};
    }

    static constexpr std::size_t LengthBytes = 2;
    static constexpr std::size_t MaxLength = 0xffff;

private:
    std::span<const std::byte> m_rest;
};

// What else goes wrong, one byte for each occasion; zeros (nothing) from its end on, so that
// everything that is stuck comes free.
class Script
{
public:
    explicit Script(std::vector<std::byte> bytes)
        : m_bytes(std::move(bytes))
    {
    }

    std::uint8_t next()
    {
        return m_next < m_bytes.size() ? std::to_integer<std::uint8_t>(m_bytes[m_next++])
                                       : std::uint8_t{0};
    }
    [[nodiscard]] bool isUsedUp() const { return m_next == m_bytes.size(); }
    [[nodiscard]] std::size_t size() const { return m_bytes.size(); }

private:
    std::vector<std::byte> m_bytes;
    std::size_t m_next = 0;
};

// What libFuzzer and run_inputs.cpp give.
inline std::span<const std::byte> bytesOf(const std::uint8_t *data, std::size_t size)
{
    return std::as_bytes(std::span(data, size));
}

} // namespace weir::fuzz
