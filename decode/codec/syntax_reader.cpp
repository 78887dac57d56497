// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/codec/syntax_reader.h"

#include "platform/base/text.h"

namespace weir
{

void SyntaxReader::violate(std::string_view name)
{
    if (m_culprit.empty() && !m_reader.hasOverrun())
        m_culprit = name;
}

void SyntaxReader::refuse(std::string_view feature)
{
    if (hasFailed())
        return;
    m_culprit = feature;
    m_kind = ErrorKind::Unsupported;
}

Result<void> SyntaxReader::finish(std::string_view structure) const
{
    if (!m_culprit.empty() && m_kind == ErrorKind::Unsupported)
        return fail(m_kind, formatText("{}: {} is not supported", structure, m_culprit));
    if (!m_culprit.empty())
        return fail(m_kind, formatText("{}: {} is out of range", structure, m_culprit));
    if (m_reader.hasOverrun())
        return fail(ErrorKind::InvalidData, formatText("{}: ends too early", structure));
    return {};
}

} // namespace weir
