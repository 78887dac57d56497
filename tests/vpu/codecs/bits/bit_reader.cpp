// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/bits/bit_reader.h"

namespace weir::vpu
{

std::uint32_t BitReader::bits(unsigned count)
{
    std::uint32_t value = 0;
    for (unsigned i = 0; i < count; ++i, ++m_position) {
        const std::size_t byte = m_position / 8;
        if (byte >= m_bytes.size())
            m_overrun = true;
        const unsigned bit = byte < m_bytes.size()
            ? (std::uint32_t{m_bytes[byte]} >> (7 - m_position % 8)) & 1U
            : 0U;
        value = (value << 1) | bit;
    }
    return value;
}

std::uint32_t BitReader::ue()
{
    unsigned zeros = 0;
    while (zeros < 32 && !flag()) {
        if (hasOverrun())
            return 0;
        ++zeros;
    }
    if (zeros == 32) {
        m_overrun = true; // no syntax element is that large
        return 0;
    }
    return static_cast<std::uint32_t>((std::uint64_t{1} << zeros) - 1 + bits(zeros));
}

std::int32_t BitReader::se()
{
    const std::uint32_t code = ue();
    const auto magnitude = static_cast<std::int32_t>((code + 1) / 2);
    return code % 2 == 1 ? magnitude : -magnitude;
}

std::size_t BitReader::remaining() const
{
    return m_position < m_bytes.size() * 8 ? m_bytes.size() * 8 - m_position : 0;
}

Unescaped unescape(std::span<const std::uint8_t> nal)
{
    Unescaped result;
    result.bytes.reserve(nal.size());
    unsigned zeros = 0;
    for (const std::uint8_t byte : nal) {
        if (zeros >= 2 && byte == 3) {
            result.removedBefore.push_back(result.bytes.size());
            zeros = 0;
            continue;
        }
        result.bytes.push_back(byte);
        zeros = byte == 0 ? zeros + 1 : 0;
    }
    return result;
}

std::vector<std::span<const std::uint8_t>> splitAnnexB(std::span<const std::uint8_t> bytes)
{
    std::vector<std::span<const std::uint8_t>> units;
    std::size_t begin = bytes.size();
    const auto finish = [&](std::size_t end) {
        while (end > begin && bytes[end - 1] == 0)
            --end;
        if (end > begin)
            units.push_back(bytes.subspan(begin, end - begin));
    };
    for (std::size_t i = 0; i + 2 < bytes.size(); ++i) {
        if (bytes[i] != 0 || bytes[i + 1] != 0 || bytes[i + 2] != 1)
            continue;
        finish(i);
        begin = i + 3;
        i += 2;
    }
    finish(bytes.size());
    return units;
}

} // namespace weir::vpu
