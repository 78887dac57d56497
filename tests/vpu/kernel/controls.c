// SPDX-License-Identifier: GPL-2.0
/* The stateless controls of the codecs that a personality has. */
#include "vpu.h"

struct vpu_control_kind {
	u32 fourcc;
	u32 id;
	u32 dims; /* of a dynamic array */
	u32 max;  /* of plain numbers */
	u8 modes; /* only in these decode modes; 0: in all */
	bool extended; /* only with the EXT_SPS arrays */
};

/* Most sets in an SPS (H.265 7.4.3.2.1), and what cedrus takes of entry points. */
#define VPU_HEVC_ENTRY_POINTS 256
#define VPU_HEVC_SHORT_SETS 64
#define VPU_HEVC_LONG_SETS 32

static const struct vpu_control_kind vpu_kinds[] = {
	{ V4L2_PIX_FMT_H264_SLICE, V4L2_CID_STATELESS_H264_SPS },
	{ V4L2_PIX_FMT_H264_SLICE, V4L2_CID_STATELESS_H264_PPS },
	{ V4L2_PIX_FMT_H264_SLICE, V4L2_CID_STATELESS_H264_SCALING_MATRIX },
	{ V4L2_PIX_FMT_H264_SLICE, V4L2_CID_STATELESS_H264_DECODE_PARAMS },
	{ V4L2_PIX_FMT_H264_SLICE, V4L2_CID_STATELESS_H264_SLICE_PARAMS,
	  .modes = VPU_MODE_SLICE },
	{ V4L2_PIX_FMT_H264_SLICE, V4L2_CID_STATELESS_H264_PRED_WEIGHTS,
	  .modes = VPU_MODE_SLICE },
	{ V4L2_PIX_FMT_HEVC_SLICE, V4L2_CID_STATELESS_HEVC_SPS },
	{ V4L2_PIX_FMT_HEVC_SLICE, V4L2_CID_STATELESS_HEVC_PPS },
	{ V4L2_PIX_FMT_HEVC_SLICE, V4L2_CID_STATELESS_HEVC_SCALING_MATRIX },
	{ V4L2_PIX_FMT_HEVC_SLICE, V4L2_CID_STATELESS_HEVC_DECODE_PARAMS },
	{ V4L2_PIX_FMT_HEVC_SLICE, V4L2_CID_STATELESS_HEVC_SLICE_PARAMS,
	  .dims = 1 },
	{ V4L2_PIX_FMT_HEVC_SLICE, V4L2_CID_STATELESS_HEVC_ENTRY_POINT_OFFSETS,
	  .dims = VPU_HEVC_ENTRY_POINTS, .max = U32_MAX, .modes = VPU_MODE_SLICE },
	{ V4L2_PIX_FMT_HEVC_SLICE, V4L2_CID_STATELESS_HEVC_EXT_SPS_ST_RPS,
	  .dims = VPU_HEVC_SHORT_SETS, .extended = true },
	{ V4L2_PIX_FMT_HEVC_SLICE, V4L2_CID_STATELESS_HEVC_EXT_SPS_LT_RPS,
	  .dims = VPU_HEVC_LONG_SETS, .extended = true },
	{ V4L2_PIX_FMT_VP8_FRAME, V4L2_CID_STATELESS_VP8_FRAME },
	{ V4L2_PIX_FMT_VP9_FRAME, V4L2_CID_STATELESS_VP9_FRAME },
	{ V4L2_PIX_FMT_VP9_FRAME, V4L2_CID_STATELESS_VP9_COMPRESSED_HDR },
	{ V4L2_PIX_FMT_AV1_FRAME, V4L2_CID_STATELESS_AV1_SEQUENCE },
	{ V4L2_PIX_FMT_AV1_FRAME, V4L2_CID_STATELESS_AV1_FRAME },
	{ V4L2_PIX_FMT_AV1_FRAME, V4L2_CID_STATELESS_AV1_TILE_GROUP_ENTRY,
	  .dims = V4L2_AV1_MAX_TILE_COUNT },
	{ V4L2_PIX_FMT_AV1_FRAME, V4L2_CID_STATELESS_AV1_FILM_GRAIN },
	{ V4L2_PIX_FMT_MPEG2_SLICE, V4L2_CID_STATELESS_MPEG2_SEQUENCE },
	{ V4L2_PIX_FMT_MPEG2_SLICE, V4L2_CID_STATELESS_MPEG2_PICTURE },
	{ V4L2_PIX_FMT_MPEG2_SLICE, V4L2_CID_STATELESS_MPEG2_QUANTISATION },
};

struct vpu_menu_kind {
	u32 fourcc;
	u32 mode, start_code; /* ids, 0: the codec has none */
	u32 profile, level;
};

static const struct vpu_menu_kind vpu_menu_kinds[] = {
	{ V4L2_PIX_FMT_H264_SLICE, V4L2_CID_STATELESS_H264_DECODE_MODE,
	  V4L2_CID_STATELESS_H264_START_CODE, V4L2_CID_MPEG_VIDEO_H264_PROFILE,
	  V4L2_CID_MPEG_VIDEO_H264_LEVEL },
	{ V4L2_PIX_FMT_HEVC_SLICE, V4L2_CID_STATELESS_HEVC_DECODE_MODE,
	  V4L2_CID_STATELESS_HEVC_START_CODE, V4L2_CID_MPEG_VIDEO_HEVC_PROFILE,
	  V4L2_CID_MPEG_VIDEO_HEVC_LEVEL },
	{ V4L2_PIX_FMT_VP8_FRAME, 0, 0, V4L2_CID_MPEG_VIDEO_VP8_PROFILE, 0 },
	{ V4L2_PIX_FMT_VP9_FRAME, 0, 0, V4L2_CID_MPEG_VIDEO_VP9_PROFILE,
	  V4L2_CID_MPEG_VIDEO_VP9_LEVEL },
	{ V4L2_PIX_FMT_AV1_FRAME, 0, 0, V4L2_CID_MPEG_VIDEO_AV1_PROFILE,
	  V4L2_CID_MPEG_VIDEO_AV1_LEVEL },
	{ V4L2_PIX_FMT_MPEG2_SLICE, 0, 0, V4L2_CID_MPEG_VIDEO_MPEG2_PROFILE,
	  V4L2_CID_MPEG_VIDEO_MPEG2_LEVEL },
};

static void vpu_add(struct vpu_context *context, struct v4l2_ctrl_config config)
{
	v4l2_ctrl_new_custom(&context->controls, &config, NULL);
}

static void vpu_add_kind(struct vpu_context *context, const struct vpu_control_kind *kind)
{
	const struct vpu_coded *coded =
		vpu_find_coded(context->device->personality, kind->fourcc);
	struct v4l2_ctrl_config config = {
		.id = kind->id,
		.ops = &vpu_control_ops,
		.dims = { kind->dims },
		.max = kind->max,
		.step = kind->max ? 1 : 0,
	};

	if (!coded || (kind->extended && !coded->extended_sets))
		return;
	if (kind->modes && !(kind->modes & coded->modes))
		return;
	if (kind->id == V4L2_CID_STATELESS_HEVC_SLICE_PARAMS) {
		if (!coded->slices)
			return;
		config.dims[0] = coded->slices;
	}
	vpu_add(context, config);
}

/* A menu of two entries of which one or both are there; the first is the default. */
static void vpu_add_choice(struct vpu_context *context, u32 id, bool first, bool second)
{
	struct v4l2_ctrl_config config = {
		.id = id,
		.min = first ? 0 : 1,
		.max = second ? 1 : 0,
		.def = second ? 1 : 0,
	};

	vpu_add(context, config);
}

static void vpu_add_menus(struct vpu_context *context, const struct vpu_menu_kind *kind)
{
	const struct vpu_coded *coded =
		vpu_find_coded(context->device->personality, kind->fourcc);
	struct v4l2_ctrl_config profile = { .id = kind->profile };
	struct v4l2_ctrl_config level = { .id = kind->level };

	if (!coded)
		return;
	/* The entries of these menus are in this order in both codecs. */
	if (kind->mode)
		vpu_add_choice(context, kind->mode, coded->modes & VPU_MODE_SLICE,
			       coded->modes & VPU_MODE_FRAME);
	if (kind->start_code)
		vpu_add_choice(context, kind->start_code, !coded->start_codes,
			       coded->start_codes);
	if (coded->has_profile) {
		profile.min = coded->profile.min;
		profile.max = coded->profile.max;
		profile.menu_skip_mask = coded->profile.skip;
		profile.def = coded->profile.def;
		vpu_add(context, profile);
	}
	if (coded->level_max) {
		level.max = coded->level_max;
		vpu_add(context, level);
	}
}

int vpu_controls_init(struct vpu_context *context)
{
	struct v4l2_ctrl_handler *controls = &context->controls;
	int ret;
	u32 i;

	v4l2_ctrl_handler_init(controls, ARRAY_SIZE(vpu_kinds));
	for (i = 0; i < ARRAY_SIZE(vpu_kinds); i++)
		vpu_add_kind(context, &vpu_kinds[i]);
	for (i = 0; i < ARRAY_SIZE(vpu_menu_kinds); i++)
		vpu_add_menus(context, &vpu_menu_kinds[i]);
	ret = controls->error;
	if (!ret)
		ret = v4l2_ctrl_handler_setup(controls);
	if (ret) {
		v4l2_err(&context->device->v4l2, "controls failed: %d\n", ret);
		v4l2_ctrl_handler_free(controls);
		return ret;
	}
	context->fh.ctrl_handler = controls;
	context->has_short_sets = false;
	context->has_long_sets = false;
	return 0;
}

/* As v4l2_ctrl_find(), which takes the lock that a job holds. The list is fixed after open. */
struct v4l2_ctrl *vpu_control(struct vpu_context *context, u32 id)
{
	struct v4l2_ctrl *control;

	list_for_each_entry(control, &context->controls.ctrls, node)
		if (control->id == id)
			return control;
	return NULL;
}

/* The present value of a menu or number. */
s32 vpu_control_value(struct vpu_context *context, u32 id, s32 otherwise)
{
	struct v4l2_ctrl *control = vpu_control(context, id);

	return control ? control->cur.val : otherwise;
}
