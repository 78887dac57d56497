// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace weir::vpu
{

// The writer to BoolDecoder (RFC 6386 7.3), for streams that tests make up.
class BoolEncoder
{
public:
    void bit(bool value, unsigned probability);
    void flag(bool value) { bit(value, 128); }
    void literal(unsigned value, unsigned count);
    // A flag that there is one, a magnitude of `count` bits, a sign; for 0 only the flag.
    void optionalSigned(int value, unsigned count);
    // Ends the partition.
    [[nodiscard]] std::vector<std::uint8_t> finish();

private:
    void carry();

    std::vector<std::uint8_t> m_bytes;
    std::uint32_t m_range = 255;
    std::uint32_t m_bottom = 0;
    int m_bitsLeft = 24; // until a byte is complete
};

} // namespace weir::vpu
