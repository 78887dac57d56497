// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "render/color/color_report.h"

namespace weir
{
namespace
{

using Told = ColorTelling::Matrix;
using Described = ColorTelling::Image;

VideoFormat formatIn(PixelFormat pixels, std::uint8_t transfer)
{
    VideoFormat format;
    format.pixelFormat = pixels;
    format.visible = {.x = 0, .y = 0, .width = 1920, .height = 1080};
    format.color.transfer = transfer;
    return format;
}

constexpr std::uint8_t SdrCode = 1;
constexpr std::uint8_t PqCode = 16;

struct ReportCase {
    const char *name;
    VideoFormat format;
    ColorTelling telling;
    const char *note; // all of it
};

class ColorNote : public testing::TestWithParam<ReportCase>
{
};

TEST_P(ColorNote, isAsInTheTable)
{
    const ReportCase &with = GetParam();
    const ColorReport report = describeColor(with.format, with.telling);
    EXPECT_EQ(report.note, with.note);
    EXPECT_EQ(report.told, with.telling.matrix == Told::Told);
    EXPECT_EQ(report.described, with.telling.image == Described::Told);
}

INSTANTIATE_TEST_SUITE_P(
    Table, ColorNote,
    testing::Values(
        ReportCase{"allIsWell", formatIn(PixelFormat::Nv12, SdrCode), {.matrix = Told::Told}, ""},
        ReportCase{"hdrIsWell",
                   formatIn(PixelFormat::P010, PqCode),
                   {.matrix = Told::Told, .image = Described::Told},
                   ""},
        ReportCase{"noRepresentation",
                   formatIn(PixelFormat::Nv12, SdrCode),
                   {.matrix = Told::NoProtocol},
                   "guessed by the compositor, which has no color-representation"},
        ReportCase{"pairNotTaken",
                   formatIn(PixelFormat::Nv12, SdrCode),
                   {.matrix = Told::NotTaken},
                   "guessed by the compositor, which does not take bt709 limited"},
        ReportCase{"hdrWithoutManagement",
                   formatIn(PixelFormat::P010, PqCode),
                   {.matrix = Told::Told, .image = Described::NoProtocol},
                   "HDR is shown as if it were SDR: the compositor has no color-management"},
        ReportCase{"hdrNotTaken",
                   formatIn(PixelFormat::P010, PqCode),
                   {.matrix = Told::Told, .image = Described::NotTaken},
                   "HDR is shown as if it were SDR: the compositor does not take it"},
        ReportCase{"hdrFailed",
                   formatIn(PixelFormat::P010, PqCode),
                   {.matrix = Told::Told, .image = Described::Failed},
                   "HDR is shown as if it were SDR: the compositor could not describe it"},
        ReportCase{"tenBitSdr",
                   formatIn(PixelFormat::P010, SdrCode),
                   {.matrix = Told::Told, .image = Described::NoProtocol},
                   "SDR with more than 8 bits may be taken for HDR: the compositor has no "
                   "color-management"},
        ReportCase{"both",
                   formatIn(PixelFormat::P010, PqCode),
                   {.matrix = Told::NoProtocol, .image = Described::NotTaken},
                   "guessed by the compositor, which has no color-representation; HDR is shown as "
                   "if it were SDR: the compositor does not take it"},
        ReportCase{"converted",
                   formatIn(PixelFormat::Nv12, SdrCode),
                   {.matrix = Told::Converted},
                   "converted to RGB by weir"},
        ReportCase{"hdrConverted",
                   formatIn(PixelFormat::P010, PqCode),
                   {.matrix = Told::Converted},
                   "converted to RGB by weir; HDR is shown as if it were SDR"},
        ReportCase{"hdrDrawn",
                   formatIn(PixelFormat::P010, PqCode),
                   {.matrix = Told::Drawn},
                   "converted to RGB by weir; HDR is brought down to the range of SDR"},
        ReportCase{"rgb", formatIn(PixelFormat::Gbr8, SdrCode), {}, ""}),
    [](const auto &row) { return std::string(row.param.name); });

TEST(ColorReport, namesWhatIsNotOrdinary)
{
    const ColorReport sdr = describeColor(formatIn(PixelFormat::Nv12, SdrCode), {});
    EXPECT_EQ(sdr.matrix, "bt709");
    EXPECT_EQ(sdr.range, "limited");
    EXPECT_EQ(sdr.transfer, "");
    const ColorReport hdr = describeColor(formatIn(PixelFormat::P010, PqCode), {});
    EXPECT_EQ(hdr.primaries, "bt2020");
    EXPECT_EQ(hdr.transfer, "pq");
    EXPECT_EQ(describeColor(formatIn(PixelFormat::Gbr8, SdrCode), {}).matrix, "rgb");
}

} // namespace
} // namespace weir
