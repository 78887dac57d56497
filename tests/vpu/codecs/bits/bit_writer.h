// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace weir::vpu
{

// Writes syntax elements, most significant bit first, as the codecs' descriptors name them.
class BitWriter
{
public:
    // u(n), f(n): n <= 64
    void bits(std::uint64_t value, unsigned count);
    void flag(bool value) { bits(value ? 1 : 0, 1); }
    void ue(std::uint32_t value); // ue(v)
    void se(std::int32_t value); // se(v)
    // A 1 bit and zeros up to the byte's end: rbsp_trailing_bits(), byte_alignment().
    void trailingBits();
    // Zeros up to the byte's end.
    void alignWithZeros();
    [[nodiscard]] bool isAligned() const { return m_used == 0; }
    [[nodiscard]] std::size_t bitCount() const;
    // What was written; the last byte is filled up with zeros.
    [[nodiscard]] const std::vector<std::uint8_t> &bytes() const { return m_bytes; }
    [[nodiscard]] std::vector<std::uint8_t> take() && { return std::move(m_bytes); }

private:
    std::vector<std::uint8_t> m_bytes;
    unsigned m_used = 0; // bits of the last byte that are written; 0: it is complete
};

// Appends a NAL unit in Annex B form: 00 00 01, the header bytes, the RBSP with emulation
// prevention (H.264 7.4.1, HEVC 7.4.2).
void appendNal(std::vector<std::uint8_t> &out, std::span<const std::uint8_t> header,
               std::span<const std::uint8_t> rbsp);
// Appends bytes with emulation prevention.
void appendEscaped(std::vector<std::uint8_t> &out, std::span<const std::uint8_t> rbsp);

} // namespace weir::vpu
