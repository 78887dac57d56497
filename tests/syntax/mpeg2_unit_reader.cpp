// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>

#include "decode/codec/mpeg2/header_parsers.h"
#include "decode/codec/nal_cursor.h"
#include "tests/syntax/unit_reader.h"

namespace weir::test
{

namespace
{

using namespace weir::mpeg2;

constexpr std::size_t StartCodeBits = 8; // of its value, behind which the readers begin

constexpr std::string_view SequenceTitle = "Sequence Header";
constexpr std::string_view SequenceExtensionTitle = "Sequence Extension";
constexpr std::string_view DisplayTitle = "Sequence Display Extension";
constexpr std::string_view GroupTitle = "Group of Pictures Header";
constexpr std::string_view PictureTitle = "Picture Header";
constexpr std::string_view CodingTitle = "Picture Coding Extension";
constexpr std::string_view MatrixTitle = "Quant Matrix Extension";
constexpr std::array Titles{SequenceTitle, SequenceExtensionTitle, DisplayTitle,
                            GroupTitle,    PictureTitle,           CodingTitle,
                            MatrixTitle};

class Mpeg2UnitReader : public UnitReader
{
public:
    std::vector<ReadUnit> readExtradata(std::span<const std::byte> extradata) override
    {
        return readPacket(extradata);
    }

    std::vector<ReadUnit> readPacket(std::span<const std::byte> packet) override
    {
        std::vector<ReadUnit> units;
        for (std::size_t at = findStartCode(packet); at < packet.size();) {
            const auto rest = packet.subspan(at + 3);
            const auto unit = rest.first(findStartCode(rest));
            at += 3 + unit.size();
            if (!unit.empty())
                readUnit(unit, units);
        }
        return units;
    }

    [[nodiscard]] std::span<const std::string_view> titles() const override { return Titles; }

private:
    template <typename Parse>
    static auto read(ReadUnit &unit, Parse &&parse)
    {
        return record(unit, StartCodeBits, std::forward<Parse>(parse));
    }

    void readUnit(Unit unit, std::vector<ReadUnit> &units)
    {
        const StartCode code = startCodeOf(unit);
        if (code == StartCode::SequenceHeader)
            (void)read(addUnit(units, SequenceTitle, unit),
                       [&] { return parseSequenceHeader(unit); });
        else if (code == StartCode::GroupOfPictures)
            (void)read(addUnit(units, GroupTitle, unit),
                       [&] { return parseGroupOfPicturesHeader(unit); });
        else if (code == StartCode::Extension)
            readExtension(unit, units);
        else if (code == StartCode::Picture) {
            const auto header = read(addUnit(units, PictureTitle, unit),
                                     [&] { return parsePictureHeader(unit); });
            m_type = header ? header->pictureCodingType : PictureType::I;
        }
    }

    void readExtension(Unit unit, std::vector<ReadUnit> &units)
    {
        QuantMatrices matrices;
        const ExtensionId id = extensionIdOf(unit);
        if (id == ExtensionId::Sequence)
            (void)read(addUnit(units, SequenceExtensionTitle, unit),
                       [&] { return parseSequenceExtension(unit); });
        else if (id == ExtensionId::SequenceDisplay)
            (void)read(addUnit(units, DisplayTitle, unit),
                       [&] { return parseSequenceDisplayExtension(unit); });
        else if (id == ExtensionId::QuantMatrix)
            (void)read(addUnit(units, MatrixTitle, unit),
                       [&] { return parseQuantMatrixExtension(unit, matrices); });
        else if (id == ExtensionId::PictureCoding)
            (void)read(addUnit(units, CodingTitle, unit),
                       [&] { return parsePictureCodingExtension(unit, m_type); });
    }

    PictureType m_type = PictureType::I;
};

} // namespace

std::unique_ptr<UnitReader> makeMpeg2UnitReader()
{
    return std::make_unique<Mpeg2UnitReader>();
}

} // namespace weir::test
