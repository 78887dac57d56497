// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "app/cli/list_decoders.h"
#include "app/cli/text_table.h"

namespace weir
{
namespace
{

TEST(TextTable, columnsAreAsWideAsTheirWidestCell)
{
    EXPECT_EQ(textTable({{"a", "b"}, {"long", "c"}, {"d"}}, " "), " a     b\n long  c\n d\n");
}

TEST(DecoderTable, hasNoHead_whenThereIsNoDevice)
{
    const std::string table = decoderTable({.devices = {}, .remarks = {"No device answers."}});
    EXPECT_EQ(table, "No device answers.\nSoftware (libavcodec) decodes everything else.\n");
}

TEST(DecoderTable, hasOneTableADevice)
{
    const DecoderList::Codec codec{.name = "H.264",
                                   .maximumSize = "1920x1088",
                                   .bits = "8",
                                   .modes = "frame",
                                   .profiles = "Main, High",
                                   .standing = "first choice"};
    const std::string table = decoderTable({.devices = {{.video = "/dev/video0",
                                                         .media = "/dev/media0",
                                                         .driver = "hantro-vpu",
                                                         .card = "rockchip,rk3568-vpu-dec",
                                                         .formats = "NV12",
                                                         .codecs = {codec}}},
                                            .remarks = {}});
    EXPECT_EQ(table,
              "/dev/video0 hantro-vpu (rockchip,rk3568-vpu-dec), requests by /dev/media0, formats "
              "NV12\n"
              "  codec  up to      bits  mode   for Weir      profiles\n"
              "  H.264  1920x1088  8     frame  first choice  Main, High\n"
              "\n"
              "Software (libavcodec) decodes everything else.\n");
}

} // namespace
} // namespace weir
