// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

namespace weir
{

// What runs of bools of one probability that are all false leave of the decoder's range. Each false
// makes the range the split, and a bool is true when what is read is not below it: so the number of
// falses in front of a true is looked up, not decoded one by one.
class FalseRuns
{
public:
    static constexpr std::size_t Longest = 32;
    // [n]: the range after n falses in the scale before the first, times 256.
    using Row = std::array<std::uint16_t, Longest + 1>;

    // For probabilities from 220 on; below, a run shifts the range by more than the rows can say,
    // and this does not compile.
    explicit consteval FalseRuns(std::uint8_t probability)
        : m_probability(probability)
    {
        for (std::uint32_t first = LowestRange; first <= HighestRange; ++first) {
            std::uint32_t range = first;
            unsigned shift = 0;
            for (auto &scaled : m_rows.at(first - LowestRange)) {
                if (shift > 8)
                    std::unreachable();
                scaled = static_cast<std::uint16_t>(range << 8U >> shift);
                range = 1 + (((range - 1) * probability) >> 8U);
                for (; range < LowestRange; range <<= 1U)
                    ++shift;
            }
        }
    }
    [[nodiscard]] std::uint8_t probability() const { return m_probability; }
    [[nodiscard]] const Row &row(std::uint32_t range) const { return m_rows[range - LowestRange]; }

private:
    static constexpr std::uint32_t LowestRange = 128;
    static constexpr std::uint32_t HighestRange = 255;

    std::uint8_t m_probability;
    std::array<Row, HighestRange - LowestRange + 1> m_rows{};
};

// The boolean entropy decoder of VP8 (RFC 6386 7) and of VP9's compressed headers (9.2, whose first
// bool is the marker). Reading past the end gives what zeros would give and latches an overrun. A
// value type that borrows the bytes.
class BoolDecoder
{
public:
    explicit BoolDecoder(std::span<const std::byte> data)
        : m_data(data)
    {
    }

    // One bool that is false with `probability` / 256.
    bool read(std::uint8_t probability)
    {
        if (m_valid < 8)
            refill();
        const std::uint32_t split = splitOf(m_range, probability);
        const std::uint64_t bigSplit = std::uint64_t{split} << 56U;
        const bool bit = m_window >= bigSplit;
        if (bit) {
            m_range -= split;
            m_window -= bigSplit;
        } else {
            m_range = split;
        }
        const unsigned shift = shiftOf(m_range);
        m_range <<= shift;
        m_window <<= shift;
        m_valid -= shift;
        return bit;
    }
    // Bools until one is true, at most `count`, the i-th of probabilityAt(i): how many were false
    // before it. Headers are full of them: "is this probability changed?".
    template <typename ProbabilityAt>
    std::size_t falsesBeforeTrue(std::size_t count, ProbabilityAt probabilityAt)
    {
        BoolDecoder local = *this; // so that what is written between two calls does not alias it
        std::size_t falses = 0;
        while (falses < count && !local.read(probabilityAt(falses)))
            ++falses;
        *this = local;
        return falses;
    }
    // The same for bools of one probability.
    std::size_t falsesBeforeTrue(std::size_t count, const FalseRuns &runs)
    {
        std::size_t falses = 0;
        for (std::size_t run = FalseRuns::Longest; run == FalseRuns::Longest && falses < count;) {
            run = skipFalses(std::min(count - falses, FalseRuns::Longest), runs);
            falses += run;
        }
        if (falses < count)
            read(runs.probability());
        return falses;
    }
    bool flag() { return read(128); }
    // L(n): n bits, 32 at most, the highest first. The range that an even bool leaves is even, and
    // further ones halve it exactly and double it again: all bits but the first are a quotient.
    std::uint32_t literal(unsigned count)
    {
        if (count == 0)
            return 0;
        if (m_valid < 8 + count)
            refill();
        const std::uint32_t first = flag() ? 1 : 0;
        const unsigned rest = count - 1;
        const std::uint64_t unit = std::uint64_t{m_range} << (56U - rest);
        // A stream that no encoder makes may start beyond its range.
        const std::uint64_t largest = (std::uint64_t{1} << rest) - 1;
        const std::uint64_t quotient = std::min(m_window / unit, largest);
        m_window = (m_window - quotient * unit) << rest;
        m_valid -= rest;
        return first << rest | static_cast<std::uint32_t>(quotient);
    }
    // A magnitude of n bits and its sign.
    std::int32_t signedLiteral(unsigned count)
    {
        const auto magnitude = static_cast<std::int32_t>(literal(count));
        return flag() ? -magnitude : magnitude;
    }

    // Where another decoder goes on: "range" and the current byte of "value" of 7.3, and how many
    // bits are left before the next byte comes in.
    struct State {
        std::uint8_t range = 255;
        std::uint8_t value = 0;
        std::uint8_t bitCount = 0;
    };
    [[nodiscard]] State state();
    // Bits that have left the window: the highest bit of State::value is the next one.
    [[nodiscard]] std::uint32_t position() const { return m_filled - m_valid; }
    [[nodiscard]] bool hasOverrun() const { return position() > m_data.size() * 8; }

private:
    void refill();
    // Falses before the first true, at most `most`; the true one is not read.
    std::size_t skipFalses(std::size_t most, const FalseRuns &runs)
    {
        if (m_valid < 16)
            refill();
        const FalseRuns::Row &row = runs.row(m_range);
        const auto read = static_cast<std::uint16_t>(m_window >> 48U);
        std::size_t falses = most;
        if (read >= row[most]) {
            const auto *const first = std::ranges::partition_point(
                row.data() + 1, row.data() + most,
                [read](std::uint16_t range) { return read < range; });
            falses = static_cast<std::size_t>(first - row.data()) - 1;
        }
        const std::uint32_t range = row[falses];
        const auto shift = static_cast<unsigned>(std::countl_zero(row[falses]));
        m_range = range << shift >> 8U;
        m_window <<= shift;
        m_valid -= shift;
        return falses;
    }
    static std::uint32_t splitOf(std::uint32_t range, std::uint8_t probability)
    {
        return 1 + (((range - 1) * probability) >> 8U);
    }
    // What brings it back to 128..255; after an improbable bool that was false usually nothing.
    static unsigned shiftOf(std::uint32_t range)
    {
        if (range >= 128)
            return 0;
        return static_cast<unsigned>(std::countl_zero(static_cast<std::uint8_t>(range)));
    }

    std::span<const std::byte> m_data;
    std::size_t m_next = 0; // the byte that comes into the window next; beyond the end: zeros
    std::uint64_t m_window = 0; // left-aligned
    unsigned m_valid = 0; // bits in the window
    std::uint32_t m_range = 255; // 128..255 between two bools
    std::uint32_t m_filled = 0; // bits that ever were in the window
};

} // namespace weir
