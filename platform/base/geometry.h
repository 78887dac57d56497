// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace weir
{

// Pixels (or logical pixels where the name says so).
struct Size {
    std::int32_t width = 0;
    std::int32_t height = 0;
    [[nodiscard]] constexpr bool isEmpty() const { return width <= 0 || height <= 0; }
    friend constexpr bool operator==(const Size &, const Size &) = default;
};

struct Rect {
    std::int32_t x = 0;
    std::int32_t y = 0;
    std::int32_t width = 0;
    std::int32_t height = 0;
    [[nodiscard]] constexpr Size size() const { return {width, height}; }
    friend constexpr bool operator==(const Rect &, const Rect &) = default;
};

struct Rational {
    std::int32_t numerator = 0;
    std::int32_t denominator = 1; // never 0
    friend constexpr bool operator==(const Rational &, const Rational &) = default;
};

} // namespace weir
