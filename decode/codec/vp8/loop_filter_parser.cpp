// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/codec/vp8/header_parts.h"

namespace weir::vp8
{

namespace
{

void parseDelta(BoolDecoder &reader, std::int8_t &delta)
{
    if (reader.flag())
        delta = static_cast<std::int8_t>(reader.signedLiteral(6));
}

} // namespace

// 9.6, 19.2
void parseLoopFilterDeltas(BoolDecoder &reader, LoopFilterDeltas &deltas)
{
    deltas.enabled = reader.flag();
    deltas.update = deltas.enabled && reader.flag();
    if (!deltas.update)
        return;
    for (auto &delta : deltas.refFrame)
        parseDelta(reader, delta);
    for (auto &delta : deltas.mbMode)
        parseDelta(reader, delta);
}

} // namespace weir::vp8
