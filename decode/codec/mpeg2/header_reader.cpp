// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/codec/mpeg2/header_reader.h"

#include "platform/base/text.h"

namespace weir::mpeg2
{

Result<void> HeaderReader::finish(std::string_view structure) const
{
    if (m_position > m_data.size() * 8)
        return fail(ErrorKind::InvalidData, formatText("MPEG-2 {}: ends too early", structure));
    if (!m_culprit.empty())
        return fail(ErrorKind::InvalidData,
                    formatText("MPEG-2 {}: {} is out of range", structure, m_culprit));
    return {};
}

} // namespace weir::mpeg2
