// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "platform/base/result.h"
#include "platform/base/text.h"

namespace weir::vpu::h264
{

// Collects the first field of a control that contradicts the bitstream.
class FieldCheck
{
public:
    explicit FieldCheck(std::string_view control)
        : m_control(control)
    {
    }
    template <typename Control, typename Stream>
    void equal(std::string_view field, Control control, Stream stream)
    {
        const auto left = static_cast<std::int64_t>(control);
        const auto right = static_cast<std::int64_t>(stream);
        if (left != right)
            wrong(field, formatText("is {}, it should be {}", left, right));
    }
    void wrong(std::string_view field, std::string_view what)
    {
        if (!m_message)
            m_message = formatText("{}: {} {}", m_control, field, what);
    }
    [[nodiscard]] Result<void> result() const
    {
        return m_message ? fail(ErrorKind::InvalidData, *m_message) : Result<void>();
    }

private:
    std::string m_control;
    std::optional<std::string> m_message;
};

} // namespace weir::vpu::h264
