// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/codec/nal_cursor.h"

#include <algorithm>
#include <cstring>

namespace weir
{

namespace
{

constexpr std::size_t StartCodeSize = 3;

std::span<const std::byte> withoutTrailingZeros(std::span<const std::byte> nal)
{
    while (!nal.empty() && nal.back() == std::byte{0})
        nal = nal.first(nal.size() - 1);
    return nal;
}

} // namespace

// memchr looks at 16 to 64 bytes at a time; the 1 is rare enough in coded data for it to pay.
std::size_t findStartCode(std::span<const std::byte> data)
{
    const std::byte *const begin = data.data();
    std::size_t from = StartCodeSize - 1;
    while (from < data.size()) {
        const auto *one
            = static_cast<const std::byte *>(std::memchr(begin + from, 1, data.size() - from));
        if (one == nullptr)
            break;
        if (one[-1] == std::byte{0} && one[-2] == std::byte{0})
            return static_cast<std::size_t>(one - begin) - (StartCodeSize - 1);
        from = static_cast<std::size_t>(one - begin) + 1;
    }
    return data.size();
}

NalCursor::NalCursor(std::span<const std::byte> packet, NalFraming framing)
    : m_rest(packet)
    , m_framing(framing)
{
    if (m_framing.lengthSize == 0)
        m_rest = m_rest.subspan(std::min(weir::findStartCode(m_rest), m_rest.size()));
    find();
}

std::optional<std::span<const std::byte>> NalCursor::current() const
{
    if (m_nal.empty())
        return std::nullopt;
    return m_nal;
}

void NalCursor::advance()
{
    m_nal = {};
    find();
}

void NalCursor::find()
{
    while (m_nal.empty() && !m_rest.empty()) {
        if (m_framing.lengthSize == 0)
            findStartCode();
        else
            findLength();
    }
}

// m_rest begins with a start code.
void NalCursor::findStartCode()
{
    const auto data = m_rest.subspan(StartCodeSize);
    const std::size_t size = weir::findStartCode(data);
    m_nal = withoutTrailingZeros(data.first(size));
    m_rest = data.subspan(size);
}

void NalCursor::findLength()
{
    if (m_rest.size() <= m_framing.lengthSize) {
        m_truncated = true;
        m_rest = {};
        return;
    }
    std::size_t size = 0;
    for (unsigned i = 0; i < m_framing.lengthSize; ++i)
        size = (size << 8U) | std::to_integer<std::size_t>(m_rest[i]);
    const auto data = m_rest.subspan(m_framing.lengthSize);
    m_truncated |= size > data.size();
    size = std::min(size, data.size());
    m_nal = withoutTrailingZeros(data.first(size));
    m_rest = data.subspan(size);
}

} // namespace weir
