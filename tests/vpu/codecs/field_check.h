// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "platform/base/result.h"

namespace weir::vpu
{

// Compares a control with what the stream itself says, field by field; the error names the first
// field that differs. Value type.
class FieldCheck
{
public:
    explicit FieldCheck(std::string_view control)
        : m_control(control)
    {
    }

    void same(std::string_view field, std::int64_t inControl, std::int64_t inStream);
    // Array fields of any dimensions; the index that is named counts elements from the begin.
    template <typename Array>
    void sameArray(std::string_view field, const Array &inControl, const Array &inStream)
    {
        sameBytes(field, std::as_bytes(std::span(&inControl, 1)),
                  std::as_bytes(std::span(&inStream, 1)));
    }
    [[nodiscard]] bool hasMismatch() const { return m_count != 0; }
    [[nodiscard]] Result<void> result() const;

private:
    void sameBytes(std::string_view field, std::span<const std::byte> inControl,
                   std::span<const std::byte> inStream);

    std::string m_control;
    std::string m_first; // words about the first mismatch
    int m_count = 0;
};

} // namespace weir::vpu
