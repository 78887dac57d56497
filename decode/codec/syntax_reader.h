// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <concepts>
#include <cstdint>
#include <span>
#include <string_view>

#include "decode/codec/bit_reader.h"
#include "decode/codec/syntax_trace.h"
#include "platform/base/result.h"

namespace weir
{

// A BitReader that also checks ranges. The first violation is latched with the name of its syntax
// element, and every read from then on gives the smallest allowed value, so that a parser needs no
// branch per element and its loops stay bounded. finish() tells in the end. Names must be literals.
class SyntaxReader
{
public:
    explicit SyntaxReader(std::span<const std::byte> data)
        : m_reader(data)
    {
    }

    template <std::unsigned_integral T>
    T u(unsigned count)
    {
        return static_cast<T>(m_reader.bits(count));
    }
    bool flag() { return m_reader.flag(); }
    void skip(unsigned count) { m_reader.skip(count); }

    template <std::unsigned_integral T>
    T ue(std::string_view name, std::uint32_t max)
    {
        const std::uint32_t value = m_reader.ue();
        syntax_trace::named(name);
        if (value <= max && !hasFailed()) [[likely]]
            return static_cast<T>(value);
        violate(name);
        return 0;
    }

    template <std::signed_integral T>
    T se(std::string_view name, std::int32_t min, std::int32_t max)
    {
        const std::int32_t value = m_reader.se();
        syntax_trace::named(name);
        if (value >= min && value <= max && !hasFailed()) [[likely]]
            return static_cast<T>(value);
        violate(name);
        return static_cast<T>(min);
    }

    // The structure breaks its format at `name`.
    void violate(std::string_view name);
    // The structure uses `feature`, which this decoder does not have.
    void refuse(std::string_view feature);

    [[nodiscard]] bool hasFailed() const { return !m_culprit.empty() || m_reader.hasOverrun(); }
    [[nodiscard]] bool moreRbspData() const { return m_reader.moreRbspData(); }
    [[nodiscard]] std::uint32_t position() const { return m_reader.position(); }

    // InvalidData or Unsupported, naming `structure` and what is wrong in it.
    [[nodiscard]] Result<void> finish(std::string_view structure) const;

private:
    BitReader m_reader;
    std::string_view m_culprit; // empty: none
    ErrorKind m_kind = ErrorKind::InvalidData;
};

} // namespace weir
