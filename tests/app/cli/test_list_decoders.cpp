// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "app/cli/list_decoders.h"

namespace weir
{
namespace
{

TEST(DecoderTable, hasNoHead_whenThereIsNoDevice)
{
    const std::string table = decoderTable({.rows = {}, .remarks = {"No device answers."}});
    EXPECT_EQ(table, "No device answers.\nSoftware (libavcodec) decodes everything else.\n");
}

TEST(DecoderTable, columnsAreAsWideAsTheirWidestCell)
{
    const std::string table = decoderTable({.rows = {{.device = "/dev/video0",
                                                      .media = "/dev/media0",
                                                      .driver = "hantro-vpu",
                                                      .codec = "H.264",
                                                      .maximumSize = "1920x1088",
                                                      .modes = "frame",
                                                      .formats = "NV12",
                                                      .verdict = "ready"}},
                                            .remarks = {}});
    EXPECT_TRUE(table.starts_with("device       media        driver      codec  up to      "
                                  "modes  formats  for Weir\n"
                                  "/dev/video0  /dev/media0  hantro-vpu  H.264  1920x1088  "
                                  "frame  NV12     ready\n"))
        << table;
}

} // namespace
} // namespace weir
