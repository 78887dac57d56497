// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>

#include "decode/codec/av1/av1_configuration.h"
#include "decode/codec/av1/frame_header_parser.h"
#include "decode/codec/av1/obu_cursor.h"
#include "decode/codec/av1/sequence_header_parser.h"
#include "decode/codec/av1/tile_group_parser.h"
#include "tests/syntax/unit_reader.h"

namespace weir::test
{

namespace
{

using namespace weir::av1;

constexpr std::string_view SequenceTitle = "Sequence Header";
constexpr std::string_view FrameTitle = "Frame Header";
constexpr std::string_view TilesTitle = "Tile Group";
constexpr std::array Titles{SequenceTitle, FrameTitle, TilesTitle};

class Av1UnitReader : public UnitReader
{
public:
    std::vector<ReadUnit> readExtradata(std::span<const std::byte> extradata) override
    {
        const auto obus = configObus(extradata);
        return obus ? readPacket(*obus) : refusedPacket(obus.error());
    }

    std::vector<ReadUnit> readPacket(std::span<const std::byte> packet) override
    {
        std::vector<ReadUnit> units;
        const std::byte *begin = packet.data();
        for (ObuCursor cursor(packet); cursor.current(); cursor.advance()) {
            const Obu &obu = *cursor.current();
            const auto headerBytes = static_cast<std::size_t>(obu.payload.data() - begin);
            const auto whole = std::span(begin, headerBytes + obu.payload.size());
            begin = whole.data() + whole.size();
            if (const std::string_view title = titleOf(obu.header.type); !title.empty())
                readObu(obu, headerBytes * 8, addUnit(units, title, whole));
        }
        return units;
    }

    [[nodiscard]] std::span<const std::string_view> titles() const override { return Titles; }

private:
    // Of an OBU that the decoder reads; a frame header that is repeated is none.
    [[nodiscard]] std::string_view titleOf(ObuType type) const
    {
        if (type == ObuType::SequenceHeader)
            return SequenceTitle;
        if (type == ObuType::TileGroup && m_isInFrame)
            return TilesTitle;
        if (type == ObuType::Frame || (type == ObuType::FrameHeader && !m_isInFrame))
            return FrameTitle;
        return {};
    }

    // `base`: bits of the OBU's header.
    void readObu(const Obu &obu, std::size_t base, ReadUnit &unit)
    {
        if (unit.title == TilesTitle)
            readTiles(obu.payload, base, unit);
        else if (unit.title == FrameTitle)
            readFrame(obu, base, unit);
        else if (const auto read
                 = record(unit, base, [&] { return parseSequenceHeader(obu.payload); }))
            m_sequence = *read;
    }

    void readFrame(const Obu &obu, std::size_t base, ReadUnit &unit)
    {
        m_isInFrame = false;
        const auto read = record(unit, base, [&] {
            return parseFrameHeader(obu.payload, obu.header, m_sequence, m_states, m_header);
        });
        if (!read)
            return;
        if (m_header.showExistingFrame) {
            const ReferenceState shown = m_states.at(m_header.frameToShowMapIdx);
            if (m_header.refreshFrameFlags == AllFrames)
                m_states.fill(shown);
            return;
        }
        m_isInFrame = true;
        m_tiles.clear();
        const std::size_t headerBytes = (m_header.headerBitSize + 7U) / 8;
        if (obu.header.type == ObuType::Frame)
            readTiles(obu.payload.subspan(headerBytes), base + headerBytes * 8, unit);
    }

    void readTiles(std::span<const std::byte> group, std::size_t base, ReadUnit &unit)
    {
        (void)record(unit, base,
                     [&] { return parseTileGroup(group, 0, m_header.tileInfo, m_tiles); });
        if (m_tiles.size() != m_header.tileInfo.tileCount())
            return;
        m_isInFrame = false;
        for (unsigned i = 0; i < NumRefFrames; ++i) {
            if (((unsigned{m_header.refreshFrameFlags} >> i) & 1U) != 0)
                m_states.at(i) = stateOf(m_header, m_sequence);
        }
    }

    SequenceHeader m_sequence;
    ReferenceStates m_states;
    FrameHeader m_header;
    std::vector<Tile> m_tiles;
    bool m_isInFrame = false;
};

} // namespace

std::unique_ptr<UnitReader> makeAv1UnitReader()
{
    return std::make_unique<Av1UnitReader>();
}

} // namespace weir::test
