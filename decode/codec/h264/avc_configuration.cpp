// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/codec/h264/avc_configuration.h"

#include <algorithm>

namespace weir::h264
{

namespace
{

constexpr std::size_t HeaderSize = 5; // version, profile, compatibility, level, length size

// Takes `count` parameter sets, each with a 16-bit length before it, off the front of `rest`.
Result<std::span<const std::byte>>
takeParameterSets(std::span<const std::byte> rest, unsigned count, AvcConfiguration &configuration)
{
    for (unsigned i = 0; i < count; ++i) {
        if (rest.size() < 2)
            return fail(ErrorKind::InvalidData, "avcC: ends within its parameter sets");
        const std::size_t size
            = (std::to_integer<std::size_t>(rest[0]) << 8U) | std::to_integer<std::size_t>(rest[1]);
        rest = rest.subspan(2);
        if (size > rest.size())
            return fail(ErrorKind::InvalidData, "avcC: a parameter set is longer than the record");
        if (size > 0)
            configuration.parameterSets.push_back(rest.first(size));
        rest = rest.subspan(size);
    }
    return rest;
}

Result<AvcConfiguration> parseRecord(std::span<const std::byte> record)
{
    if (record.size() < HeaderSize + 2)
        return fail(ErrorKind::InvalidData, "avcC: is too short");
    AvcConfiguration configuration;
    configuration.framing.lengthSize
        = static_cast<std::uint8_t>((std::to_integer<unsigned>(record[4]) & 3U) + 1U);
    if (configuration.framing.lengthSize == 3)
        return fail(ErrorKind::InvalidData, "avcC: lengthSizeMinusOne is out of range");
    const unsigned spsCount = std::to_integer<unsigned>(record[HeaderSize]) & 31U;
    auto rest = TRY(takeParameterSets(record.subspan(HeaderSize + 1), spsCount, configuration));
    if (rest.empty())
        return configuration;
    const auto ppsCount = std::to_integer<unsigned>(rest[0]);
    TRY(takeParameterSets(rest.subspan(1), ppsCount, configuration));
    return configuration;
}

} // namespace

Result<AvcConfiguration> parseAvcConfiguration(std::span<const std::byte> extradata)
{
    if (!extradata.empty() && extradata[0] == std::byte{1})
        return parseRecord(extradata);
    AvcConfiguration configuration;
    for (NalCursor cursor(extradata, {}); const auto nal = cursor.current(); cursor.advance())
        configuration.parameterSets.push_back(*nal);
    return configuration;
}

} // namespace weir::h264
