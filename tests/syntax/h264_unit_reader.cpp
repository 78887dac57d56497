// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>

#include "decode/codec/h264/avc_configuration.h"
#include "decode/codec/h264/parameter_sets.h"
#include "decode/codec/h264/sei_parser.h"
#include "decode/codec/h264/slice_header_parser.h"
#include "tests/syntax/unit_reader.h"

namespace weir::test
{

namespace
{

using namespace weir::h264;

constexpr std::string_view SpsTitle = "Sequence Parameter Set";
constexpr std::string_view PpsTitle = "Picture Parameter Set";
constexpr std::string_view SliceTitle = "Slice Header";
constexpr std::string_view SeiTitle = "Supplemental Enhancement Information";
constexpr std::array Titles{SpsTitle, PpsTitle, SliceTitle, SeiTitle};

class H264UnitReader : public UnitReader
{
public:
    H264UnitReader() { m_context.chromaFormatIdc.fill(1); }

    std::vector<ReadUnit> readExtradata(std::span<const std::byte> extradata) override
    {
        const auto configuration = parseAvcConfiguration(extradata);
        if (!configuration)
            return refusedPacket(configuration.error());
        std::vector<ReadUnit> units;
        m_framing = configuration->framing;
        for (const auto nal : configuration->parameterSets)
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
        const auto type = static_cast<NalUnitType>(std::to_integer<unsigned>(nal[0]) & 31U);
        if (type == NalUnitType::Sps)
            readSps(nal, addNalUnit(units, SpsTitle, nal));
        else if (type == NalUnitType::Pps)
            readPps(nal, addNalUnit(units, PpsTitle, nal));
        else if (type == NalUnitType::SliceNonIdr || type == NalUnitType::SliceIdr)
            readSlice(nal, addNalUnit(units, SliceTitle, nal));
        else if (type == NalUnitType::Sei)
            readSei(nal, addNalUnit(units, SeiTitle, nal));
    }

    void readSps(std::span<const std::byte> nal, ReadUnit &unit)
    {
        const auto sps = record(unit, 0, [&] { return parseSps(nal); });
        if (sps && m_sets.addSps(nal))
            m_context.chromaFormatIdc.at(sps->seqParameterSetId) = sps->chromaFormatIdc;
    }

    void readPps(std::span<const std::byte> nal, ReadUnit &unit)
    {
        if (record(unit, 0, [&] { return parsePps(nal, m_context); }))
            static_cast<void>(m_sets.addPps(nal));
    }

    void readSlice(std::span<const std::byte> nal, ReadUnit &unit)
    {
        const auto read = [&]() -> Result<void> {
            const unsigned id = TRY(peekPpsId(nal));
            const auto sets = TRY(m_sets.find(id));
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
    PpsContext m_context;
    ParameterSets m_sets;
    SliceHeader m_header;
};

} // namespace

std::unique_ptr<UnitReader> makeH264UnitReader()
{
    return std::make_unique<H264UnitReader>();
}

} // namespace weir::test
