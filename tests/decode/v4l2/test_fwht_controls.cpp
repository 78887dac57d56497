// SPDX-License-Identifier: GPL-3.0-or-later
#include <linux/videodev2.h>

#include <gtest/gtest.h>

#include "decode/v4l2/controls/fwht.h"

namespace weir::fwht
{
namespace
{

TEST(FwhtControls, fieldsGoWhereTheyBelong)
{
    const FrameHeader header{.version = 3,
                             .width = 650,
                             .height = 366,
                             .flags = 0x000a0470,
                             .colorspace = 4,
                             .transfer = 5,
                             .ycbcrEncoding = 6,
                             .quantization = 7,
                             .size = 99};
    FwhtJob job;
    job.header = &header;
    job.reference = FrameId{12};
    const auto control = toKernel(job);
    EXPECT_EQ(control.backward_ref_ts, 12000U);
    EXPECT_EQ(control.version, 3U);
    EXPECT_EQ(control.width, 650U);
    EXPECT_EQ(control.height, 366U);
    EXPECT_EQ(control.flags, 0x000a0470U);
    EXPECT_EQ(control.colorspace, 4U);
    EXPECT_EQ(control.xfer_func, 5U);
    EXPECT_EQ(control.ycbcr_enc, 6U);
    EXPECT_EQ(control.quantization, 7U);
    job.reference = FrameId::None;
    EXPECT_EQ(toKernel(job).backward_ref_ts, 0U);
}

TEST(FwhtControls, colourIsTheHeaders)
{
    struct Case {
        FrameHeader header;
        ColorInfo color;
    };
    const Case cases[] = {
        {{}, {}},
        {{.colorspace = V4L2_COLORSPACE_REC709}, {1, 1, 1, false}},
        {{.colorspace = V4L2_COLORSPACE_SMPTE170M}, {6, 1, 6, false}},
        {{.colorspace = V4L2_COLORSPACE_BT2020}, {9, 1, 9, false}},
        {{.colorspace = V4L2_COLORSPACE_JPEG}, {1, 13, 6, true}},
        {{.colorspace = V4L2_COLORSPACE_JPEG, .quantization = V4L2_QUANTIZATION_LIM_RANGE},
         {1, 13, 6, false}},
        {{.colorspace = V4L2_COLORSPACE_REC709,
          .transfer = V4L2_XFER_FUNC_SMPTE2084,
          .ycbcrEncoding = V4L2_YCBCR_ENC_601,
          .quantization = V4L2_QUANTIZATION_FULL_RANGE},
         {1, 16, 6, true}},
        {{.colorspace = 200, .transfer = 200, .ycbcrEncoding = 200}, {2, 2, 2, false}},
    };
    for (const Case &each : cases)
        EXPECT_EQ(colorOf(each.header), each.color) << each.header.colorspace;
}

} // namespace
} // namespace weir::fwht
