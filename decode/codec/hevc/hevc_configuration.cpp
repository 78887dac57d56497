// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/codec/hevc/hevc_configuration.h"

namespace weir::hevc
{

namespace
{

constexpr std::size_t ArraysOffset
    = 22; // numOfArrays; the byte before it ends with the length size

unsigned byteAt(std::span<const std::byte> bytes, std::size_t index)
{
    return std::to_integer<unsigned>(bytes[index]);
}

// One array of NAL units off the front of `rest`.
Result<std::span<const std::byte>> takeArray(std::span<const std::byte> rest,
                                             HevcConfiguration &configuration)
{
    if (rest.size() < 3)
        return fail(ErrorKind::InvalidData, "hvcC: ends within its arrays");
    const unsigned count = (byteAt(rest, 1) << 8U) | byteAt(rest, 2);
    rest = rest.subspan(3);
    for (unsigned i = 0; i < count; ++i) {
        if (rest.size() < 2)
            return fail(ErrorKind::InvalidData, "hvcC: ends within an array");
        const std::size_t size = (byteAt(rest, 0) << 8U) | byteAt(rest, 1);
        rest = rest.subspan(2);
        if (size > rest.size())
            return fail(ErrorKind::InvalidData, "hvcC: a parameter set is longer than the record");
        if (size > 0)
            configuration.nalUnits.push_back(rest.first(size));
        rest = rest.subspan(size);
    }
    return rest;
}

Result<HevcConfiguration> parseRecord(std::span<const std::byte> record)
{
    if (record.size() <= ArraysOffset)
        return fail(ErrorKind::InvalidData, "hvcC: is too short");
    HevcConfiguration configuration;
    configuration.framing.lengthSize
        = static_cast<std::uint8_t>((byteAt(record, ArraysOffset - 1) & 3U) + 1U);
    if (configuration.framing.lengthSize == 3)
        return fail(ErrorKind::InvalidData, "hvcC: lengthSizeMinusOne is out of range");
    auto rest = record.subspan(ArraysOffset + 1);
    for (unsigned arrays = byteAt(record, ArraysOffset); arrays > 0; --arrays)
        rest = TRY(takeArray(rest, configuration));
    return configuration;
}

// Annex B begins with 00 00 01 or 00 00 00 01, a record with its version; some write 0 there.
bool isAnnexB(std::span<const std::byte> extradata)
{
    return extradata.size() < 4
        || (byteAt(extradata, 0) == 0 && byteAt(extradata, 1) == 0 && byteAt(extradata, 2) <= 1);
}

} // namespace

Result<HevcConfiguration> parseHevcConfiguration(std::span<const std::byte> extradata)
{
    if (!isAnnexB(extradata))
        return parseRecord(extradata);
    HevcConfiguration configuration;
    for (NalCursor cursor(extradata, {}); const auto nal = cursor.current(); cursor.advance())
        configuration.nalUnits.push_back(*nal);
    return configuration;
}

} // namespace weir::hevc
