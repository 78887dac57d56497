// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/syntax/unit_reader.h"

#include <algorithm>

namespace weir::test
{

namespace
{

constexpr std::size_t BytesKept = 0x4000;

} // namespace

std::string ReadUnit::bitsAt(std::size_t position, std::size_t count) const
{
    std::string bits;
    for (std::size_t at = position; at < position + count; ++at) {
        if (at / 8 >= bytes.size())
            return {};
        const auto byte = std::to_integer<unsigned>(bytes[at / 8]);
        bits += (byte >> (7U - at % 8) & 1U) != 0 ? '1' : '0';
    }
    return bits;
}

ReadUnit &addUnit(std::vector<ReadUnit> &units, std::string_view title,
                  std::span<const std::byte> bytes)
{
    ReadUnit &unit = units.emplace_back();
    unit.title = title;
    const auto kept = bytes.first(std::min(bytes.size(), BytesKept));
    unit.bytes.assign(kept.begin(), kept.end());
    return unit;
}

ReadUnit &addNalUnit(std::vector<ReadUnit> &units, std::string_view title,
                     std::span<const std::byte> nal)
{
    ReadUnit &unit = addUnit(units, title, {});
    std::size_t zeros = 0;
    for (const std::byte byte : nal.first(std::min(nal.size(), BytesKept))) {
        const bool isPrevention = zeros >= 2 && byte == std::byte{3};
        zeros = byte == std::byte{0} ? zeros + 1 : 0;
        if (!isPrevention)
            unit.bytes.push_back(byte);
    }
    return unit;
}

std::unique_ptr<UnitReader> makeUnitReader(std::string_view codec)
{
    if (codec == "h264")
        return makeH264UnitReader();
    if (codec == "hevc")
        return makeHevcUnitReader();
    if (codec == "vp9")
        return makeVp9UnitReader();
    if (codec == "av1")
        return makeAv1UnitReader();
    if (codec.starts_with("mpeg2"))
        return makeMpeg2UnitReader();
    return nullptr;
}

} // namespace weir::test
