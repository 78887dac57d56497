// SPDX-License-Identifier: GPL-2.0
/* Sequence controls: which streams are refused, and what they change in the CAPTURE format. */
#include "vpu.h"

struct vpu_stream {
	u32 fourcc;
	u32 depth;
	u32 chroma;
};

/* What a sequence control says of the pictures; false: it is another control. */
static bool vpu_stream_of(const struct v4l2_ctrl *control, struct vpu_stream *stream)
{
	const union v4l2_ctrl_ptr value = control->p_new;

	switch (control->id) {
	case V4L2_CID_STATELESS_H264_SPS:
		stream->fourcc = V4L2_PIX_FMT_H264_SLICE;
		stream->depth = value.p_h264_sps->bit_depth_luma_minus8 + 8;
		/* 4:0:0 is written as 4:2:0 with grey chroma. */
		stream->chroma = max(value.p_h264_sps->chroma_format_idc, 1);
		return true;
	case V4L2_CID_STATELESS_HEVC_SPS:
		stream->fourcc = V4L2_PIX_FMT_HEVC_SLICE;
		stream->depth = value.p_hevc_sps->bit_depth_luma_minus8 + 8;
		stream->chroma = max(value.p_hevc_sps->chroma_format_idc, 1);
		return true;
	case V4L2_CID_STATELESS_VP9_FRAME:
		stream->fourcc = V4L2_PIX_FMT_VP9_FRAME;
		stream->depth = value.p_vp9_frame->bit_depth;
		stream->chroma = 1;
		return true;
	case V4L2_CID_STATELESS_AV1_SEQUENCE:
		stream->fourcc = V4L2_PIX_FMT_AV1_FRAME;
		stream->depth = value.p_av1_sequence->bit_depth;
		stream->chroma = 1;
		return true;
	default:
		return false;
	}
}

/* A second sequence control tells more than the first: they are refused alike. */
static bool vpu_is_sequence(u32 id)
{
	return id == V4L2_CID_STATELESS_H264_SPS || id == V4L2_CID_STATELESS_HEVC_SPS ||
	       id == V4L2_CID_STATELESS_AV1_SEQUENCE ||
	       id == V4L2_CID_STATELESS_MPEG2_SEQUENCE;
}

static struct vpu_context *vpu_context_of_control(const struct v4l2_ctrl *control)
{
	return container_of(control->handler, struct vpu_context, controls);
}

static int vpu_try_ctrl(struct v4l2_ctrl *control)
{
	struct vpu_context *context = vpu_context_of_control(control);
	const struct vpu_personality *personality = context->device->personality;

	if (!context->fh.ctrl_handler) /* defaults, while the file is being opened */
		return 0;
	if (vpu_is_sequence(control->id) && context->device->faults.refuse_sps)
		return -EINVAL;
	if (personality->check)
		return personality->check(control->id, control->p_new.p_const,
					  context->output.width, context->output.height);
	return 0;
}

/* The pictures' kind chooses the CAPTURE formats; with buffers of another kind it is too late. */
static int vpu_apply_stream(struct vpu_context *context, const struct vpu_stream *stream)
{
	if (!context->fh.ctrl_handler || stream->fourcc != context->coded->fourcc)
		return 0;
	if (context->depth == stream->depth && context->chroma == stream->chroma)
		return 0;
	if (vb2_is_busy(vpu_capture_queue(context)))
		return -EBUSY;
	mutex_lock(&context->state_lock);
	context->depth = stream->depth;
	context->chroma = stream->chroma;
	vpu_capture_reset(context);
	mutex_unlock(&context->state_lock);
	return 0;
}

static int vpu_s_ctrl(struct v4l2_ctrl *control)
{
	struct vpu_context *context = vpu_context_of_control(control);
	struct vpu_stream stream;

	if (control->id == V4L2_CID_STATELESS_HEVC_EXT_SPS_ST_RPS)
		context->has_short_sets = true;
	else if (control->id == V4L2_CID_STATELESS_HEVC_EXT_SPS_LT_RPS)
		context->has_long_sets = true;
	else if (vpu_stream_of(control, &stream))
		return vpu_apply_stream(context, &stream);
	return 0;
}

const struct v4l2_ctrl_ops vpu_control_ops = {
	.try_ctrl = vpu_try_ctrl,
	.s_ctrl = vpu_s_ctrl,
};
