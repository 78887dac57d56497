// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/codec/hevc/sei_parser.h"

#include "decode/codec/hevc/syntax.h"
#include "decode/codec/syntax_reader.h"

namespace weir::hevc
{

namespace
{

constexpr std::uint32_t RecoveryPoint = 6; // payloadType

// 7.3.5: a number in bytes, each 255 says that more follows.
std::uint32_t parseByteCode(SyntaxReader &reader)
{
    std::uint32_t value = 0;
    while (!reader.hasFailed()) {
        const auto byte = reader.u<std::uint8_t>(8);
        value += byte;
        if (byte != 0xff)
            break;
    }
    return value;
}

} // namespace

std::optional<std::int32_t> findRecoveryPoint(std::span<const std::byte> nal)
{
    SyntaxReader reader(nal);
    reader.skip(NalHeaderBits);
    while (!reader.hasFailed() && reader.moreRbspData()) {
        const std::uint32_t type = parseByteCode(reader);
        const std::uint32_t size = parseByteCode(reader);
        if (size > nal.size())
            return std::nullopt;
        if (type == RecoveryPoint) {
            const auto count = reader.se<std::int32_t>("recovery_poc_cnt", -32768, 32767);
            return reader.hasFailed() ? std::nullopt : std::optional(count);
        }
        reader.skip(8 * size);
    }
    return std::nullopt;
}

} // namespace weir::hevc
