// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>

#include "decode/codec/hevc/hevc_configuration.h"
#include "decode/codec/hevc/parameter_sets.h"
#include "decode/codec/hevc/sei_parser.h"
#include "decode/codec/hevc/slice_header_parser.h"
#include "tests/syntax/unit_reader.h"

namespace weir::test
{

namespace
{

using namespace weir::hevc;

constexpr std::string_view SpsTitle = "Sequence Parameter Set";
constexpr std::string_view PpsTitle = "Picture Parameter Set";
constexpr std::string_view SliceTitle = "Slice Segment Header";
constexpr std::string_view SeiTitle = "Prefix Supplemental Enhancement Information";
constexpr std::array Titles{SpsTitle, PpsTitle, SliceTitle, SeiTitle};

bool isSlice(NalUnitType type)
{
    return type <= NalUnitType::RaslR
        || (type >= NalUnitType::BlaWLp && type <= NalUnitType::CraNut);
}

class HevcUnitReader : public UnitReader
{
public:
    std::vector<ReadUnit> readExtradata(std::span<const std::byte> extradata) override
    {
        const auto configuration = parseHevcConfiguration(extradata);
        if (!configuration)
            return refusedPacket(configuration.error());
        std::vector<ReadUnit> units;
        m_framing = configuration->framing;
        for (const auto nal : configuration->nalUnits)
            readNal(nal, units);
        return units;
    }

    std::vector<ReadUnit> readPacket(std::span<const std::byte> packet) override
    {
        std::vector<ReadUnit> units;
        for (NalCursor cursor(packet, m_framing); const auto nal = cursor.current();
             cursor.advance())
            readNal(*nal, units);
        return units;
    }

    [[nodiscard]] std::span<const std::string_view> titles() const override { return Titles; }

private:
    void readNal(std::span<const std::byte> nal, std::vector<ReadUnit> &units)
    {
        if (nal.size() < 2)
            return;
        const NalHeader header = parseNalHeader(nal);
        if (header.nuhLayerId != 0) // other layers are ignored
            return;
        if (header.type == NalUnitType::Sps)
            readSps(nal, addNalUnit(units, SpsTitle, nal));
        else if (header.type == NalUnitType::Pps)
            readPps(nal, addNalUnit(units, PpsTitle, nal));
        else if (isSlice(header.type))
            readSlice(nal, addNalUnit(units, SliceTitle, nal));
        else if (header.type == NalUnitType::PrefixSei)
            readSei(nal, addNalUnit(units, SeiTitle, nal));
    }

    void readSps(std::span<const std::byte> nal, ReadUnit &unit)
    {
        if (record(unit, 0, [&] { return parseSps(nal); }))
            static_cast<void>(m_sets.addSps(nal));
    }

    void readPps(std::span<const std::byte> nal, ReadUnit &unit)
    {
        if (record(unit, 0, [&] { return parsePps(nal); }))
            static_cast<void>(m_sets.addPps(nal));
    }

    void readSlice(std::span<const std::byte> nal, ReadUnit &unit)
    {
        const auto read = [&]() -> Result<void> {
            const auto start = TRY(peekSliceStart(nal));
            const auto sets = TRY(m_sets.find(start.picParameterSetId));
            return record(unit, 0,
                          [&] { return parseSliceHeader(nal, *sets.sps, *sets.pps, m_header); });
        };
        if (const auto result = read(); !result)
            unit.refusal = result.error();
    }

    static void readSei(std::span<const std::byte> nal, ReadUnit &unit)
    {
        record(unit, 0, [&] { return findRecoveryPoint(nal); });
    }

    NalFraming m_framing;
    ParameterSets m_sets;
    SliceHeader m_header;
};

} // namespace

std::unique_ptr<UnitReader> makeHevcUnitReader()
{
    return std::make_unique<HevcUnitReader>();
}

} // namespace weir::test
