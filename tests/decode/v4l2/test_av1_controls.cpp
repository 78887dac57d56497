// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <gtest/gtest.h>

#include "decode/v4l2/controls/av1.h"

namespace weir::av1
{
namespace
{

template <typename Source>
struct FlagCase {
    void (*set)(Source &);
    std::uint32_t flag;
};

TEST(Av1Controls, sequenceFlagsAreTheirBits)
{
    using Case = FlagCase<SequenceHeader>;
    const Case cases[] = {
        {[](auto &s) { s.stillPicture = true; }, V4L2_AV1_SEQUENCE_FLAG_STILL_PICTURE},
        {[](auto &s) { s.use128x128Superblock = true; },
         V4L2_AV1_SEQUENCE_FLAG_USE_128X128_SUPERBLOCK},
        {[](auto &s) { s.enableFilterIntra = true; }, V4L2_AV1_SEQUENCE_FLAG_ENABLE_FILTER_INTRA},
        {[](auto &s) { s.enableIntraEdgeFilter = true; },
         V4L2_AV1_SEQUENCE_FLAG_ENABLE_INTRA_EDGE_FILTER},
        {[](auto &s) { s.enableInterintraCompound = true; },
         V4L2_AV1_SEQUENCE_FLAG_ENABLE_INTERINTRA_COMPOUND},
        {[](auto &s) { s.enableMaskedCompound = true; },
         V4L2_AV1_SEQUENCE_FLAG_ENABLE_MASKED_COMPOUND},
        {[](auto &s) { s.enableWarpedMotion = true; }, V4L2_AV1_SEQUENCE_FLAG_ENABLE_WARPED_MOTION},
        {[](auto &s) { s.enableDualFilter = true; }, V4L2_AV1_SEQUENCE_FLAG_ENABLE_DUAL_FILTER},
        {[](auto &s) { s.enableOrderHint = true; }, V4L2_AV1_SEQUENCE_FLAG_ENABLE_ORDER_HINT},
        {[](auto &s) { s.enableJntComp = true; }, V4L2_AV1_SEQUENCE_FLAG_ENABLE_JNT_COMP},
        {[](auto &s) { s.enableRefFrameMvs = true; }, V4L2_AV1_SEQUENCE_FLAG_ENABLE_REF_FRAME_MVS},
        {[](auto &s) { s.enableSuperres = true; }, V4L2_AV1_SEQUENCE_FLAG_ENABLE_SUPERRES},
        {[](auto &s) { s.enableCdef = true; }, V4L2_AV1_SEQUENCE_FLAG_ENABLE_CDEF},
        {[](auto &s) { s.enableRestoration = true; }, V4L2_AV1_SEQUENCE_FLAG_ENABLE_RESTORATION},
        {[](auto &s) { s.colorConfig.monoChrome = true; }, V4L2_AV1_SEQUENCE_FLAG_MONO_CHROME},
        {[](auto &s) { s.colorConfig.color.fullRange = true; }, V4L2_AV1_SEQUENCE_FLAG_COLOR_RANGE},
        {[](auto &s) { s.colorConfig.subsamplingX = true; }, V4L2_AV1_SEQUENCE_FLAG_SUBSAMPLING_X},
        {[](auto &s) { s.colorConfig.subsamplingY = true; }, V4L2_AV1_SEQUENCE_FLAG_SUBSAMPLING_Y},
        {[](auto &s) { s.filmGrainParamsPresent = true; },
         V4L2_AV1_SEQUENCE_FLAG_FILM_GRAIN_PARAMS_PRESENT},
        {[](auto &s) { s.colorConfig.separateUvDeltaQ = true; },
         V4L2_AV1_SEQUENCE_FLAG_SEPARATE_UV_DELTA_Q},
    };
    for (const Case &each : cases) {
        SequenceHeader sequence;
        sequence.colorConfig.subsamplingX = false;
        sequence.colorConfig.subsamplingY = false;
        EXPECT_EQ(toKernel(sequence).flags, 0U);
        each.set(sequence);
        EXPECT_EQ(toKernel(sequence).flags, each.flag);
    }
}

class Av1FrameControl : public testing::Test
{
protected:
    Av1FrameControl()
    {
        m_header.showFrame = false;
        m_header.size = {.upscaledWidth = 176,
                         .frameWidth = 100,
                         .frameHeight = 144,
                         .renderWidth = 88,
                         .renderHeight = 72};
    }
    [[nodiscard]] v4l2_ctrl_av1_frame control() const
    {
        Av1Job job;
        job.header = &m_header;
        for (unsigned i = 0; i < NumRefFrames; ++i)
            job.references.at(i) = FrameId{std::uint64_t{10} * i};
        return frameControl(job);
    }

    FrameHeader m_header;
};

TEST_F(Av1FrameControl, flagsAreTheirBits)
{
    using Case = FlagCase<FrameHeader>;
    const Case cases[] = {
        {[](auto &h) { h.showFrame = true; }, V4L2_AV1_FRAME_FLAG_SHOW_FRAME},
        {[](auto &h) { h.showableFrame = true; }, V4L2_AV1_FRAME_FLAG_SHOWABLE_FRAME},
        {[](auto &h) { h.errorResilientMode = true; }, V4L2_AV1_FRAME_FLAG_ERROR_RESILIENT_MODE},
        {[](auto &h) { h.disableCdfUpdate = true; }, V4L2_AV1_FRAME_FLAG_DISABLE_CDF_UPDATE},
        {[](auto &h) { h.allowScreenContentTools = true; },
         V4L2_AV1_FRAME_FLAG_ALLOW_SCREEN_CONTENT_TOOLS},
        {[](auto &h) { h.forceIntegerMv = true; }, V4L2_AV1_FRAME_FLAG_FORCE_INTEGER_MV},
        {[](auto &h) { h.allowIntrabc = true; }, V4L2_AV1_FRAME_FLAG_ALLOW_INTRABC},
        {[](auto &h) { h.size.useSuperres = true; }, V4L2_AV1_FRAME_FLAG_USE_SUPERRES},
        {[](auto &h) { h.allowHighPrecisionMv = true; },
         V4L2_AV1_FRAME_FLAG_ALLOW_HIGH_PRECISION_MV},
        {[](auto &h) { h.isMotionModeSwitchable = true; },
         V4L2_AV1_FRAME_FLAG_IS_MOTION_MODE_SWITCHABLE},
        {[](auto &h) { h.useRefFrameMvs = true; }, V4L2_AV1_FRAME_FLAG_USE_REF_FRAME_MVS},
        {[](auto &h) { h.disableFrameEndUpdateCdf = true; },
         V4L2_AV1_FRAME_FLAG_DISABLE_FRAME_END_UPDATE_CDF},
        {[](auto &h) { h.allowWarpedMotion = true; }, V4L2_AV1_FRAME_FLAG_ALLOW_WARPED_MOTION},
        {[](auto &h) { h.referenceSelect = true; }, V4L2_AV1_FRAME_FLAG_REFERENCE_SELECT},
        {[](auto &h) { h.reducedTxSet = true; }, V4L2_AV1_FRAME_FLAG_REDUCED_TX_SET},
        {[](auto &h) { h.skipModeAllowed = true; }, V4L2_AV1_FRAME_FLAG_SKIP_MODE_ALLOWED},
        {[](auto &h) { h.skipModePresent = true; }, V4L2_AV1_FRAME_FLAG_SKIP_MODE_PRESENT},
        {[](auto &h) { h.frameSizeOverride = true; }, V4L2_AV1_FRAME_FLAG_FRAME_SIZE_OVERRIDE},
        {[](auto &h) { h.bufferRemovalTimePresent = true; },
         V4L2_AV1_FRAME_FLAG_BUFFER_REMOVAL_TIME_PRESENT},
        {[](auto &h) { h.frameRefsShortSignaling = true; },
         V4L2_AV1_FRAME_FLAG_FRAME_REFS_SHORT_SIGNALING},
    };
    for (const Case &each : cases) {
        const FrameHeader before = m_header;
        EXPECT_EQ(control().flags, 0U);
        each.set(m_header);
        EXPECT_EQ(control().flags, each.flag);
        m_header = before;
    }
}

TEST_F(Av1FrameControl, namesAllSlotsByTimestamp)
{
    m_header.refFrameIdx = {7, 6, 5, 4, 3, 2, 1};
    m_header.orderHints = {0, 11, 12, 13, 14, 15, 16, 17};
    m_header.refreshFrameFlags = 0x81;
    const auto kernel = control();
    for (unsigned i = 0; i < NumRefFrames; ++i)
        EXPECT_EQ(kernel.reference_frame_ts[i], i * 10000U);
    EXPECT_EQ(kernel.ref_frame_idx[0], 7);
    EXPECT_EQ(kernel.ref_frame_idx[6], 1);
    EXPECT_EQ(kernel.order_hints[7], 17U);
    EXPECT_EQ(kernel.refresh_frame_flags, 0x81);
}

TEST_F(Av1FrameControl, sizesAreThoseBeforeAndAfterSuperResolution)
{
    m_header.size.superresDenom = 14;
    const auto kernel = control();
    EXPECT_EQ(kernel.upscaled_width, 176U);
    EXPECT_EQ(kernel.frame_width_minus_1, 99U);
    EXPECT_EQ(kernel.frame_height_minus_1, 143U);
    EXPECT_EQ(kernel.render_width_minus_1, 87);
    EXPECT_EQ(kernel.render_height_minus_1, 71);
    EXPECT_EQ(kernel.superres_denom, 14);
}

TEST_F(Av1FrameControl, globalMotionSaysKindAndValidity)
{
    m_header.globalMotion.type
        = {WarpModel::Identity, WarpModel::Translation, WarpModel::RotZoom, WarpModel::Affine};
    m_header.globalMotion.params[3].value[3] = 20000; // no valid shear
    const auto motion = control().global_motion;
    EXPECT_EQ(motion.flags[0], 0);
    EXPECT_EQ(motion.flags[1],
              V4L2_AV1_GLOBAL_MOTION_FLAG_IS_GLOBAL | V4L2_AV1_GLOBAL_MOTION_FLAG_IS_TRANSLATION);
    EXPECT_EQ(motion.flags[2],
              V4L2_AV1_GLOBAL_MOTION_FLAG_IS_GLOBAL | V4L2_AV1_GLOBAL_MOTION_FLAG_IS_ROT_ZOOM);
    EXPECT_EQ(motion.flags[3], V4L2_AV1_GLOBAL_MOTION_FLAG_IS_GLOBAL);
    EXPECT_EQ(motion.type[3], V4L2_AV1_WARP_MODEL_AFFINE);
    EXPECT_EQ(motion.invalid, 1U << 3U);
    EXPECT_EQ(motion.params[1][2], 65536);
}

TEST_F(Av1FrameControl, loopFilterAndSegmentationGoWhereTheyBelong)
{
    m_header.loopFilter.level = {1, 2, 3, 4};
    m_header.loopFilter.deltaLfMulti = true;
    m_header.segmentation.enabled = true;
    m_header.segmentation.segIdPreSkip = true;
    m_header.segmentation.lastActiveSegId = 6;
    m_header.segmentation.features.enabled[6] = 0x21;
    m_header.segmentation.features.data[6][5] = 3;
    const auto kernel = control();
    EXPECT_EQ(kernel.loop_filter.level[3], 4);
    EXPECT_EQ(kernel.loop_filter.ref_deltas[7], -1);
    EXPECT_EQ(kernel.loop_filter.flags, V4L2_AV1_LOOP_FILTER_FLAG_DELTA_LF_MULTI);
    EXPECT_EQ(kernel.segmentation.flags,
              V4L2_AV1_SEGMENTATION_FLAG_ENABLED | V4L2_AV1_SEGMENTATION_FLAG_SEG_ID_PRE_SKIP);
    EXPECT_EQ(kernel.segmentation.last_active_seg_id, 6);
    EXPECT_EQ(kernel.segmentation.feature_enabled[6], 0x21);
    EXPECT_EQ(kernel.segmentation.feature_data[6][5], 3);
}

TEST(Av1Controls, filmGrainGoesWhereItBelongs)
{
    FilmGrainParams grain;
    const auto none = toKernel(grain);
    const auto *const bytes = reinterpret_cast<const std::uint8_t *>(&none);
    EXPECT_TRUE(std::all_of(bytes, bytes + sizeof none, [](std::uint8_t b) { return b == 0; }));
    grain.applyGrain = true;
    grain.overlap = true;
    grain.grainSeed = 4711;
    grain.numCrPoints = 2;
    grain.pointCrScaling[1] = 9;
    grain.arCoeffsYPlus128[23] = 5;
    grain.arCoeffsCbPlus128[24] = 6;
    grain.cbOffset = 300;
    const auto kernel = toKernel(grain);
    EXPECT_EQ(kernel.flags,
              V4L2_AV1_FILM_GRAIN_FLAG_APPLY_GRAIN | V4L2_AV1_FILM_GRAIN_FLAG_OVERLAP);
    EXPECT_EQ(kernel.grain_seed, 4711);
    EXPECT_EQ(kernel.point_cr_scaling[1], 9);
    EXPECT_EQ(kernel.ar_coeffs_y_plus_128[23], 5);
    EXPECT_EQ(kernel.ar_coeffs_cb_plus_128[24], 6);
    EXPECT_EQ(kernel.cb_offset, 300);
}

} // namespace
} // namespace weir::av1
