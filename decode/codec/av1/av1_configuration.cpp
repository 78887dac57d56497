// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/codec/av1/av1_configuration.h"

namespace weir::av1
{

Result<std::span<const std::byte>> configObus(std::span<const std::byte> extradata)
{
    constexpr std::size_t RecordSize = 4;
    // The record's marker bit is an OBU's forbidden bit.
    if (extradata.empty() || std::to_integer<unsigned>(extradata[0]) < 0x80U)
        return extradata;
    if (std::to_integer<unsigned>(extradata[0]) != 0x81U || extradata.size() < RecordSize)
        return fail(ErrorKind::InvalidData, "AV1: the container's av1C record is damaged");
    return extradata.subspan(RecordSize);
}

} // namespace weir::av1
