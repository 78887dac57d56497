// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/av1/field_writer.h"

#include <bit>

namespace weir::vpu::av1
{

void FieldWriter::f(std::uint64_t value, unsigned count, std::string_view field)
{
    demand(std::bit_width(value) <= static_cast<int>(count), field, "is too large for the syntax");
    m_bits.bits(value, count);
}

void FieldWriter::su(std::int32_t value, unsigned count, std::string_view field)
{
    const std::int32_t limit = 1 << (count - 1);
    demand(value >= -limit && value < limit, field, "is too large for the syntax");
    m_bits.bits(static_cast<std::uint32_t>(value), count);
}

void FieldWriter::ns(std::uint32_t value, std::uint32_t symbols, std::string_view field)
{
    demand(value < symbols, field, "is too large for the syntax");
    const auto width = static_cast<unsigned>(std::bit_width(symbols));
    const std::uint32_t shortCodes = (1U << width) - symbols;
    if (value < shortCodes)
        m_bits.bits(value, width - 1);
    else
        m_bits.bits(value + shortCodes, width);
}

void FieldWriter::flagIf(bool present, bool value, std::string_view field)
{
    if (present)
        m_bits.flag(value);
    else
        demand(!value, field, "is set where the syntax has no room for it");
}

void FieldWriter::demand(bool holds, std::string_view field, std::string_view why)
{
    if (!holds && m_problem.empty())
        m_problem.append("AV1 ").append(field).append(" ").append(why);
}

Result<std::vector<std::uint8_t>> FieldWriter::finish() &&
{
    if (!m_problem.empty())
        return fail(ErrorKind::InvalidData, std::move(m_problem));
    m_bits.alignWithZeros();
    return std::move(m_bits).take();
}

} // namespace weir::vpu::av1
