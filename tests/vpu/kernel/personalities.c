// SPDX-License-Identifier: GPL-2.0
/*
 * The table of personalities. Sizes, steps, menus and orders are those that the drivers of Linux
 * 7.3 have; tests/vpu/README.md says what of each is imitated and what is not.
 */
#include <linux/kernel.h>
#include <linux/string.h>
#include <media/v4l2-ctrls.h>

#include "personality.h"

#define VPU_SIZE(low, width, step_x, height, step_y)                                           \
	{                                                                                      \
		.min_width = (low), .max_width = (width), .step_width = (step_x),              \
		.min_height = (low), .max_height = (height), .step_height = (step_y),          \
	}
#define VPU_PICTURES(list) .pictures = (list), .pictures_count = ARRAY_SIZE(list)

#define VPU_H264_TO_HIGH                                                                       \
	{ V4L2_MPEG_VIDEO_H264_PROFILE_BASELINE, V4L2_MPEG_VIDEO_H264_PROFILE_HIGH,            \
	  BIT(V4L2_MPEG_VIDEO_H264_PROFILE_EXTENDED), V4L2_MPEG_VIDEO_H264_PROFILE_MAIN }
#define VPU_H264_TO_422_INTRA                                                                  \
	{ V4L2_MPEG_VIDEO_H264_PROFILE_CONSTRAINED_BASELINE,                                   \
	  V4L2_MPEG_VIDEO_H264_PROFILE_HIGH_422_INTRA,                                         \
	  BIT(V4L2_MPEG_VIDEO_H264_PROFILE_EXTENDED) |                                         \
		  BIT(V4L2_MPEG_VIDEO_H264_PROFILE_HIGH_444_PREDICTIVE),                       \
	  V4L2_MPEG_VIDEO_H264_PROFILE_MAIN }
#define VPU_HEVC_TO_MAIN_10                                                                    \
	{ V4L2_MPEG_VIDEO_HEVC_PROFILE_MAIN, V4L2_MPEG_VIDEO_HEVC_PROFILE_MAIN_10, 0,          \
	  V4L2_MPEG_VIDEO_HEVC_PROFILE_MAIN }
#define VPU_HEVC_TO_MAIN_10_NO_STILL                                                           \
	{ V4L2_MPEG_VIDEO_HEVC_PROFILE_MAIN, V4L2_MPEG_VIDEO_HEVC_PROFILE_MAIN_10,             \
	  BIT(V4L2_MPEG_VIDEO_HEVC_PROFILE_MAIN_STILL_PICTURE),                                \
	  V4L2_MPEG_VIDEO_HEVC_PROFILE_MAIN }
#define VPU_VP9_0                                                                              \
	{ V4L2_MPEG_VIDEO_VP9_PROFILE_0, V4L2_MPEG_VIDEO_VP9_PROFILE_0, 0,                     \
	  V4L2_MPEG_VIDEO_VP9_PROFILE_0 }

static const struct vpu_picture vpu_nv12[] = {
	{ V4L2_PIX_FMT_NV12 },
};

/* any: an imitation of nothing. */
static const struct vpu_picture vpu_nv12_p010[] = {
	{ V4L2_PIX_FMT_NV12, 8 },
	{ V4L2_PIX_FMT_P010, 10 },
};

#define VPU_ANY_SIZE VPU_SIZE(16, 4096, 16, 2304, 16)

static const struct vpu_coded vpu_any[] = {
	{
		.fourcc = V4L2_PIX_FMT_H264_SLICE, .size = VPU_ANY_SIZE,
		VPU_PICTURES(vpu_nv12_p010), .hold = true, .modes = VPU_MODE_FRAME,
		.start_codes = true, .has_profile = true, .profile = VPU_H264_TO_422_INTRA,
	}, {
		.fourcc = V4L2_PIX_FMT_HEVC_SLICE, .size = VPU_ANY_SIZE,
		VPU_PICTURES(vpu_nv12_p010), .hold = true, .modes = VPU_MODE_FRAME,
		.start_codes = true, .has_profile = true, .profile = VPU_HEVC_TO_MAIN_10,
	}, {
		.fourcc = V4L2_PIX_FMT_VP8_FRAME, .size = VPU_ANY_SIZE, VPU_PICTURES(vpu_nv12),
	}, {
		.fourcc = V4L2_PIX_FMT_VP9_FRAME, .size = VPU_ANY_SIZE,
		VPU_PICTURES(vpu_nv12_p010),
	}, {
		.fourcc = V4L2_PIX_FMT_AV1_FRAME, .size = VPU_ANY_SIZE,
		VPU_PICTURES(vpu_nv12_p010),
	}, {
		.fourcc = V4L2_PIX_FMT_MPEG2_SLICE, .size = VPU_ANY_SIZE,
		VPU_PICTURES(vpu_nv12), .hold = true,
	},
};

/* hantro G1 */
#define VPU_G1_SIZE VPU_SIZE(48, 1920, 16, 1088, 16)

/* Motion vectors (64 bytes a macroblock) and 32 bytes for several cores. */
static u32 vpu_hantro_h264_tail(u32 width, u32 height)
{
	return 64 * DIV_ROUND_UP(width, 16) * DIV_ROUND_UP(height, 16) + 32;
}

static int vpu_hantro_check(u32 id, const void *value, u32 width, u32 height)
{
	const struct v4l2_ctrl_h264_sps *h264 = value;
	const struct v4l2_ctrl_hevc_sps *hevc = value;
	const struct v4l2_ctrl_av1_sequence *av1 = value;

	switch (id) {
	case V4L2_CID_STATELESS_H264_SPS:
		return h264->chroma_format_idc > 1 || h264->bit_depth_luma_minus8 ||
		       h264->bit_depth_chroma_minus8 ? -EINVAL : 0;
	case V4L2_CID_STATELESS_HEVC_SPS:
		return hevc->bit_depth_luma_minus8 != 0 &&
		       hevc->bit_depth_luma_minus8 != 2 ? -EINVAL : 0;
	case V4L2_CID_STATELESS_AV1_SEQUENCE:
		return av1->bit_depth != 8 && av1->bit_depth != 10 ? -EINVAL : 0;
	default:
		return 0;
	}
}

static const struct vpu_coded vpu_hantro_g1[] = {
	{
		.fourcc = V4L2_PIX_FMT_H264_SLICE, .size = VPU_G1_SIZE, VPU_PICTURES(vpu_nv12),
		.hold = true, .modes = VPU_MODE_FRAME, .start_codes = true,
		.has_profile = true, .profile = VPU_H264_TO_HIGH, .tail = vpu_hantro_h264_tail,
	}, {
		.fourcc = V4L2_PIX_FMT_MPEG2_SLICE, .size = VPU_G1_SIZE, VPU_PICTURES(vpu_nv12),
	}, {
		.fourcc = V4L2_PIX_FMT_VP8_FRAME, .size = VPU_G1_SIZE, VPU_PICTURES(vpu_nv12),
	},
};

/* hantro G2 */
static const struct vpu_picture vpu_g2_pictures[] = {
	{ V4L2_PIX_FMT_NV12_4L4, 8, 0, 8, 32 },
	{ V4L2_PIX_FMT_NV15_4L4, 10, 0, 8, 32 },
	{ V4L2_PIX_FMT_NV12, 8, 0, 16, 16, true },
	{ V4L2_PIX_FMT_P010, 10, 0, 16, 16, true },
};

#define VPU_G2_SIZE VPU_SIZE(48, 3840, 4, 2160, 4)

static u32 vpu_hantro_hevc_tail(u32 width, u32 height)
{
	return width * height / 16;
}

/* 64 blocks of 16 bytes a superblock. */
static u32 vpu_hantro_vp9_tail(u32 width, u32 height)
{
	return DIV_ROUND_UP(width, 64) * DIV_ROUND_UP(height, 64) * 64 * 16;
}

static const struct vpu_coded vpu_hantro_g2[] = {
	{
		.fourcc = V4L2_PIX_FMT_HEVC_SLICE, .size = VPU_G2_SIZE,
		VPU_PICTURES(vpu_g2_pictures), .modes = VPU_MODE_FRAME, .start_codes = true,
		.has_profile = true, .profile = VPU_HEVC_TO_MAIN_10,
		.level_max = V4L2_MPEG_VIDEO_HEVC_LEVEL_5_1, .tail = vpu_hantro_hevc_tail,
	}, {
		.fourcc = V4L2_PIX_FMT_VP9_FRAME, .size = VPU_G2_SIZE,
		VPU_PICTURES(vpu_g2_pictures), .tail = vpu_hantro_vp9_tail,
	},
};

/* VPU981, RK3588's AV1 decoder under hantro's driver */
static const struct vpu_picture vpu_981_pictures[] = {
	{ V4L2_PIX_FMT_NV12_4L4, 8, 0, 16, 16 },
	{ V4L2_PIX_FMT_NV15_4L4, 10, 0, 16, 16 },
	{ V4L2_PIX_FMT_NV12, 0, 0, 16, 16, true },
	{ V4L2_PIX_FMT_NV15, 10, 0, 16, 16, true },
	{ V4L2_PIX_FMT_P010, 10, 0, 16, 16, true },
};

static u32 vpu_hantro_av1_tail(u32 width, u32 height)
{
	return ALIGN(DIV_ROUND_UP(width, 64) * DIV_ROUND_UP(height, 64) * 384, 16) * 2 + 512;
}

static const struct vpu_coded vpu_981[] = {
	{
		.fourcc = V4L2_PIX_FMT_AV1_FRAME, .size = VPU_SIZE(64, 4096, 16, 2304, 16),
		VPU_PICTURES(vpu_981_pictures), .tail = vpu_hantro_av1_tail,
	},
};

/* rkvdec (RK3399) and vdpu346 (RK356x: its generation of the same driver) */
static const struct vpu_picture vpu_rk_h264_pictures[] = {
	{ V4L2_PIX_FMT_NV12, 8, 1 },
	{ V4L2_PIX_FMT_NV15, 10, 1 },
	{ V4L2_PIX_FMT_NV16, 8, 2 },
	{ V4L2_PIX_FMT_NV20, 10, 2 },
};

static const struct vpu_picture vpu_rk_hevc_pictures[] = {
	{ V4L2_PIX_FMT_NV12, 8, 1 },
	{ V4L2_PIX_FMT_NV15, 10, 1 },
};

/* 128 bytes of motion vectors a macroblock. */
static u32 vpu_rk_tail(u32 width, u32 height)
{
	return 128 * DIV_ROUND_UP(width, 16) * DIV_ROUND_UP(height, 16);
}

static int vpu_rk_check_h264(const struct v4l2_ctrl_h264_sps *sps, u32 width, u32 height)
{
	u32 fields = sps->flags & V4L2_H264_SPS_FLAG_FRAME_MBS_ONLY ? 1 : 2;

	if (sps->chroma_format_idc > 2 ||
	    sps->bit_depth_luma_minus8 != sps->bit_depth_chroma_minus8 ||
	    (sps->bit_depth_luma_minus8 != 0 && sps->bit_depth_luma_minus8 != 2))
		return -EINVAL;
	if ((sps->pic_width_in_mbs_minus1 + 1) * 16 > width ||
	    (sps->pic_height_in_map_units_minus1 + 1) * 16 * fields > height)
		return -EINVAL;
	return 0;
}

static int vpu_rk_check_hevc(const struct v4l2_ctrl_hevc_sps *sps, u32 width, u32 height)
{
	if (sps->chroma_format_idc > 1 ||
	    sps->bit_depth_luma_minus8 != sps->bit_depth_chroma_minus8 ||
	    (sps->bit_depth_luma_minus8 != 0 && sps->bit_depth_luma_minus8 != 2))
		return -EINVAL;
	if (sps->pic_width_in_luma_samples > width || sps->pic_height_in_luma_samples > height)
		return -EINVAL;
	return 0;
}

static int vpu_rk_check(u32 id, const void *value, u32 width, u32 height)
{
	if (id == V4L2_CID_STATELESS_H264_SPS)
		return vpu_rk_check_h264(value, width, height);
	if (id == V4L2_CID_STATELESS_HEVC_SPS)
		return vpu_rk_check_hevc(value, width, height);
	return 0;
}

static const struct vpu_coded vpu_rkvdec[] = {
	{
		.fourcc = V4L2_PIX_FMT_HEVC_SLICE, .size = VPU_SIZE(64, 4096, 64, 2304, 16),
		VPU_PICTURES(vpu_rk_hevc_pictures), .modes = VPU_MODE_FRAME,
		.start_codes = true, .slices = 600, .has_profile = true,
		.profile = VPU_HEVC_TO_MAIN_10, .level_max = V4L2_MPEG_VIDEO_HEVC_LEVEL_5_1,
		.tail = vpu_rk_tail,
	}, {
		.fourcc = V4L2_PIX_FMT_H264_SLICE,
		.size = { 64, 4096, 64, 48, 2560, 16 },
		VPU_PICTURES(vpu_rk_h264_pictures), .hold = true, .modes = VPU_MODE_FRAME,
		.start_codes = true, .has_profile = true, .profile = VPU_H264_TO_422_INTRA,
		.level_max = V4L2_MPEG_VIDEO_H264_LEVEL_5_1, .tail = vpu_rk_tail,
	}, {
		.fourcc = V4L2_PIX_FMT_VP9_FRAME, .size = VPU_SIZE(64, 4096, 64, 2304, 64),
		VPU_PICTURES(vpu_nv12), .has_profile = true, .profile = VPU_VP9_0,
		.tail = vpu_rk_tail,
	},
};

static const struct vpu_coded vpu_vdpu346[] = {
	{
		.fourcc = V4L2_PIX_FMT_HEVC_SLICE, .size = VPU_SIZE(64, 4096, 64, 2304, 16),
		VPU_PICTURES(vpu_rk_hevc_pictures), .hold = true, .modes = VPU_MODE_FRAME,
		.start_codes = true, .extended_sets = true, .has_profile = true,
		.profile = VPU_HEVC_TO_MAIN_10_NO_STILL,
		.level_max = V4L2_MPEG_VIDEO_HEVC_LEVEL_6_1, .tail = vpu_rk_tail,
	}, {
		.fourcc = V4L2_PIX_FMT_H264_SLICE, .size = VPU_SIZE(64, 4096, 64, 2304, 16),
		VPU_PICTURES(vpu_rk_h264_pictures), .hold = true, .modes = VPU_MODE_FRAME,
		.start_codes = true, .has_profile = true, .profile = VPU_H264_TO_422_INTRA,
		.level_max = V4L2_MPEG_VIDEO_H264_LEVEL_6_0, .tail = vpu_rk_tail,
	},
};

/* cedrus (Allwinner) */
static const struct vpu_picture vpu_cedrus_pictures[] = {
	{ V4L2_PIX_FMT_NV12, 0, 0, 16, 16 },
};

#define VPU_CEDRUS_SIZE VPU_SIZE(16, 4096, 1, 2304, 1)

static int vpu_cedrus_check(u32 id, const void *value, u32 width, u32 height)
{
	const struct v4l2_ctrl_h264_sps *h264 = value;
	const struct v4l2_ctrl_hevc_sps *hevc = value;

	switch (id) {
	case V4L2_CID_STATELESS_H264_SPS:
		return h264->chroma_format_idc != 1 || h264->bit_depth_luma_minus8 ||
		       h264->bit_depth_chroma_minus8 ? -EINVAL : 0;
	case V4L2_CID_STATELESS_HEVC_SPS:
		return hevc->chroma_format_idc != 1 || hevc->bit_depth_luma_minus8 ||
		       hevc->bit_depth_chroma_minus8 ? -EINVAL : 0;
	default:
		return 0;
	}
}

static const struct vpu_coded vpu_cedrus[] = {
	{
		.fourcc = V4L2_PIX_FMT_MPEG2_SLICE, .size = VPU_CEDRUS_SIZE,
		VPU_PICTURES(vpu_cedrus_pictures),
	}, {
		.fourcc = V4L2_PIX_FMT_H264_SLICE, .size = VPU_CEDRUS_SIZE,
		VPU_PICTURES(vpu_cedrus_pictures), .hold = true, .modes = VPU_MODE_SLICE,
		.has_profile = true, .profile = VPU_H264_TO_HIGH,
	}, {
		.fourcc = V4L2_PIX_FMT_HEVC_SLICE, .size = VPU_CEDRUS_SIZE,
		VPU_PICTURES(vpu_cedrus_pictures), .hold = true, .modes = VPU_MODE_SLICE,
		.slices = 1,
	}, {
		.fourcc = V4L2_PIX_FMT_VP8_FRAME, .size = VPU_CEDRUS_SIZE,
		VPU_PICTURES(vpu_cedrus_pictures),
	},
};

#define VPU_CODED(list) .coded = (list), .coded_count = ARRAY_SIZE(list)

static const struct vpu_personality vpu_personalities[] = {
	{
		.name = "any", .driver = "weir-vpu", VPU_CODED(vpu_any),
		.remove_bufs = true, .output_while_streaming = true,
	}, {
		.name = "hantro-g1", .driver = "hantro-vpu", VPU_CODED(vpu_hantro_g1),
		.requires_requests = true, .remove_bufs = true, .output_while_streaming = true,
		.check = vpu_hantro_check,
	}, {
		.name = "hantro-g2", .driver = "hantro-vpu", VPU_CODED(vpu_hantro_g2),
		.requires_requests = true, .remove_bufs = true, .output_while_streaming = true,
		.check = vpu_hantro_check,
	}, {
		.name = "vpu981", .driver = "hantro-vpu", VPU_CODED(vpu_981),
		.remove_bufs = true, .output_while_streaming = true, .check = vpu_hantro_check,
	}, {
		.name = "rkvdec", .driver = "rkvdec", VPU_CODED(vpu_rkvdec),
		.requires_requests = true, .continuous_sizes = true, .depth_unknown = true,
		.capture_may_grow = true, .check = vpu_rk_check,
	}, {
		.name = "vdpu346", .driver = "rkvdec", VPU_CODED(vpu_vdpu346),
		.requires_requests = true, .continuous_sizes = true, .depth_unknown = true,
		.capture_may_grow = true, .check = vpu_rk_check,
	}, {
		.name = "cedrus", .driver = "cedrus", VPU_CODED(vpu_cedrus),
		.single_planar = true, .requires_requests = true, .no_sizes = true,
		.check = vpu_cedrus_check,
	},
};

const struct vpu_personality *vpu_find_personality(const char *name)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(vpu_personalities); i++)
		if (!strcmp(vpu_personalities[i].name, name))
			return &vpu_personalities[i];
	return NULL;
}
