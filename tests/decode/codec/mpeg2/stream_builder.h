// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <vector>

// Units of an MPEG-2 stream, with their start codes, field by field.
namespace weir::mpeg2::test
{

using Bytes = std::vector<std::byte>;

class UnitWriter
{
public:
    explicit UnitWriter(unsigned startCode)
        : m_bytes{std::byte{0}, std::byte{0}, std::byte{1}, static_cast<std::byte>(startCode)}
    {
    }
    UnitWriter &u(std::uint32_t value, unsigned count)
    {
        for (unsigned i = count; i > 0; --i, m_bit = (m_bit + 1) % 8) {
            if (m_bit == 0)
                m_bytes.push_back(std::byte{0});
            if ((value >> (i - 1) & 1U) != 0)
                m_bytes.back() |= std::byte{0x80} >> m_bit;
        }
        return *this;
    }
    [[nodiscard]] const Bytes &bytes() const { return m_bytes; }

private:
    Bytes m_bytes;
    unsigned m_bit = 0;
};

struct SequenceOptions {
    unsigned width = 64;
    unsigned height = 64;
    std::optional<unsigned> intraMatrix{}; // all of it
    bool progressive = false;
    unsigned chromaFormat = 1;
    bool lowDelay = false;
};

inline Bytes makeSequenceHeader(const SequenceOptions &options = {})
{
    UnitWriter writer(0xb3);
    writer.u(options.width & 0xfffU, 12).u(options.height & 0xfffU, 12).u(2, 4).u(5, 4);
    writer.u(10000, 18).u(1, 1).u(112, 10).u(0, 1);
    writer.u(options.intraMatrix ? 1 : 0, 1);
    for (int i = 0; options.intraMatrix && i < 64; ++i)
        writer.u(*options.intraMatrix, 8);
    return writer.u(0, 1).bytes();
}

inline Bytes makeSequenceExtension(const SequenceOptions &options = {})
{
    UnitWriter writer(0xb5);
    writer.u(1, 4).u(0x48, 8).u(options.progressive, 1).u(options.chromaFormat, 2);
    writer.u(options.width >> 12U, 2).u(options.height >> 12U, 2).u(0, 12).u(1, 1).u(3, 8);
    return writer.u(options.lowDelay, 1).u(0, 7).bytes();
}

inline Bytes makeGroup(bool isClosed, bool isBroken = false)
{
    return UnitWriter(0xb8).u(1U << 12U, 25).u(isClosed, 1).u(isBroken, 1).u(0, 5).bytes();
}

struct PictureOptions {
    unsigned type = 1; // I, P, B
    unsigned structure = 3; // top, bottom, frame
    bool topFieldFirst = false;
    unsigned fCode = 1;
    unsigned sliceRow = 1;
};

inline Bytes makePictureHeader(const PictureOptions &options)
{
    UnitWriter writer(0x00);
    writer.u(9, 10).u(options.type, 3).u(0xffff, 16);
    if (options.type >= 2)
        writer.u(7, 4);
    if (options.type >= 3)
        writer.u(7, 4);
    return writer.u(0, 1).bytes();
}

inline Bytes makePictureCoding(const PictureOptions &options)
{
    UnitWriter writer(0xb5);
    writer.u(8, 4);
    for (unsigned i = 0; i < 4; ++i)
        writer.u(options.type > 1 + i / 2 ? options.fCode : 15, 4);
    writer.u(2, 2).u(options.structure, 2).u(options.topFieldFirst, 1);
    return writer.u(0, 9).bytes();
}

inline Bytes makeSlice(unsigned row = 1)
{
    return UnitWriter(row).u(5, 5).u(0x12345, 19).bytes();
}

inline Bytes makePacket(std::initializer_list<Bytes> units)
{
    Bytes packet;
    for (const Bytes &unit : units)
        packet.insert(packet.end(), unit.begin(), unit.end());
    return packet;
}

inline Bytes makePicture(const PictureOptions &options)
{
    return makePacket({makePictureHeader(options), makePictureCoding(options),
                       makeSlice(options.sliceRow), makeSlice(options.sliceRow + 1)});
}

inline Bytes makeSequence(const SequenceOptions &options = {})
{
    return makePacket({makeSequenceHeader(options), makeSequenceExtension(options)});
}

} // namespace weir::mpeg2::test
