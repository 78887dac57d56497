// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <gtest/gtest.h>

#include "decode/v4l2/controls/mpeg2.h"

namespace weir::mpeg2
{
namespace
{

v4l2_ctrl_mpeg2_picture controlOf(const PictureCodingExtension &coding, bool topFieldFirst = false)
{
    const PictureHeader picture{
        .temporalReference = 5, .pictureCodingType = PictureType::B, .vbvDelay = 0};
    Mpeg2Job job;
    job.picture = &picture;
    job.coding = &coding;
    job.isTopFieldFirst = topFieldFirst;
    job.forward = FrameId{7};
    job.backward = FrameId{9};
    return pictureControl(job);
}

TEST(Mpeg2Controls, pictureFlagsAreTheirBits)
{
    using Coding = PictureCodingExtension;
    struct Case {
        void (*set)(Coding &);
        std::uint32_t flag;
    };
    const Case cases[] = {
        {[](Coding &c) { c.framePredFrameDct = true; }, V4L2_MPEG2_PIC_FLAG_FRAME_PRED_DCT},
        {[](Coding &c) { c.concealmentMotionVectors = true; }, V4L2_MPEG2_PIC_FLAG_CONCEALMENT_MV},
        {[](Coding &c) { c.qScaleType = true; }, V4L2_MPEG2_PIC_FLAG_Q_SCALE_TYPE},
        {[](Coding &c) { c.intraVlcFormat = true; }, V4L2_MPEG2_PIC_FLAG_INTRA_VLC},
        {[](Coding &c) { c.alternateScan = true; }, V4L2_MPEG2_PIC_FLAG_ALT_SCAN},
        {[](Coding &c) { c.repeatFirstField = true; }, V4L2_MPEG2_PIC_FLAG_REPEAT_FIRST},
        {[](Coding &c) { c.progressiveFrame = true; }, V4L2_MPEG2_PIC_FLAG_PROGRESSIVE},
    };
    for (const Case &each : cases) {
        Coding coding;
        EXPECT_EQ(controlOf(coding).flags, 0U);
        each.set(coding);
        EXPECT_EQ(controlOf(coding).flags, each.flag);
    }
    EXPECT_EQ(controlOf({}, true).flags, V4L2_MPEG2_PIC_FLAG_TOP_FIELD_FIRST + 0U);
}

TEST(Mpeg2Controls, pictureFieldsGoWhereTheyBelong)
{
    PictureCodingExtension coding;
    coding.fCode = {{{1, 2}, {3, 4}}};
    coding.intraDcPrecision = 3;
    coding.pictureStructure = PictureStructure::BottomField;
    const auto control = controlOf(coding);
    EXPECT_EQ(control.f_code[0][1], 2);
    EXPECT_EQ(control.f_code[1][0], 3);
    EXPECT_EQ(control.intra_dc_precision, 3);
    EXPECT_EQ(control.picture_structure, V4L2_MPEG2_PIC_BOTTOM_FIELD);
    EXPECT_EQ(control.picture_coding_type, V4L2_MPEG2_PIC_CODING_TYPE_B);
    EXPECT_EQ(control.forward_ref_ts, 7000U);
    EXPECT_EQ(control.backward_ref_ts, 9000U);
    EXPECT_TRUE(std::ranges::all_of(control.reserved, [](auto b) { return b == 0; }));
}

TEST(Mpeg2Controls, sequenceFieldsGoWhereTheyBelong)
{
    Sequence sequence;
    sequence.header.horizontalSizeValue = 720;
    sequence.header.verticalSizeValue = 576;
    sequence.header.vbvBufferSizeValue = 112;
    sequence.extension.verticalSizeExtension = 1;
    sequence.extension.vbvBufferSizeExtension = 2;
    sequence.extension.profileAndLevelIndication = 0x85;
    auto control = toKernel(sequence);
    EXPECT_EQ(control.horizontal_size, 720);
    EXPECT_EQ(control.vertical_size, 4096 + 576);
    EXPECT_EQ(control.vbv_buffer_size, 2048U + 112U);
    EXPECT_EQ(control.profile_and_level_indication, 0x85);
    EXPECT_EQ(control.chroma_format, 1);
    EXPECT_EQ(control.flags, 0);
    sequence.extension.progressiveSequence = true;
    EXPECT_EQ(toKernel(sequence).flags, V4L2_MPEG2_SEQ_FLAG_PROGRESSIVE);
}

TEST(Mpeg2Controls, matricesGoWhereTheyBelong)
{
    QuantMatrices matrices;
    matrices.intra[63] = 1;
    matrices.nonIntra[62] = 2;
    matrices.chromaIntra[1] = 3;
    matrices.chromaNonIntra[0] = 4;
    const auto control = toKernel(matrices);
    EXPECT_EQ(control.intra_quantiser_matrix[63], 1);
    EXPECT_EQ(control.non_intra_quantiser_matrix[62], 2);
    EXPECT_EQ(control.chroma_intra_quantiser_matrix[1], 3);
    EXPECT_EQ(control.chroma_non_intra_quantiser_matrix[0], 4);
    EXPECT_EQ(control.intra_quantiser_matrix[0], 0);
}

} // namespace
} // namespace weir::mpeg2
