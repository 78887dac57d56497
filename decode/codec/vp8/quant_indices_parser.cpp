// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/codec/vp8/header_parts.h"

namespace weir::vp8
{

namespace
{

std::int8_t parseDelta(BoolDecoder &reader)
{
    return reader.flag() ? static_cast<std::int8_t>(reader.signedLiteral(4)) : std::int8_t{0};
}

} // namespace

// 9.6, 19.2
QuantIndices parseQuantIndices(BoolDecoder &reader)
{
    QuantIndices quant;
    quant.yAcQi = static_cast<std::uint8_t>(reader.literal(7));
    quant.yDcDelta = parseDelta(reader);
    quant.y2DcDelta = parseDelta(reader);
    quant.y2AcDelta = parseDelta(reader);
    quant.uvDcDelta = parseDelta(reader);
    quant.uvAcDelta = parseDelta(reader);
    return quant;
}

} // namespace weir::vp8
