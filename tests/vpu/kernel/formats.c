// SPDX-License-Identifier: GPL-2.0
/* What the two queues carry; kept in the multi-planar form whichever API the device has. */
#include <media/v4l2-common.h>

#include "vpu.h"

#define VPU_MIN_BITSTREAM (64U << 10)
#define VPU_MAX_BITSTREAM (32U << 20)

const struct vpu_coded *vpu_find_coded(const struct vpu_personality *personality, u32 fourcc)
{
	u32 i;

	for (i = 0; i < personality->coded_count; i++)
		if (personality->coded[i].fourcc == fourcc)
			return &personality->coded[i];
	return NULL;
}

static bool vpu_picture_fits(const struct vpu_context *context, const struct vpu_picture *picture)
{
	if (!context->depth)
		return true;
	return (!picture->depth || picture->depth == context->depth) &&
	       (!picture->chroma || picture->chroma == context->chroma);
}

/* The CAPTURE format of this index, among all or those that the stream can have; 0: none. */
u32 vpu_capture_fourcc(const struct vpu_context *context, u32 index, bool all)
{
	const struct vpu_coded *coded = context->coded;
	u32 i;

	for (i = 0; i < coded->pictures_count; i++)
		if ((all || vpu_picture_fits(context, &coded->pictures[i])) && !index--)
			return coded->pictures[i].fourcc;
	return 0;
}

/* The wanted CAPTURE format, or the first that the stream can have. */
static const struct vpu_picture *vpu_choose_picture(const struct vpu_context *context, u32 fourcc)
{
	const struct vpu_coded *coded = context->coded;
	const struct vpu_picture *first = NULL;
	u32 i;

	for (i = 0; i < coded->pictures_count; i++) {
		if (!vpu_picture_fits(context, &coded->pictures[i]))
			continue;
		if (coded->pictures[i].fourcc == fourcc)
			return &coded->pictures[i];
		if (!first)
			first = &coded->pictures[i];
	}
	return first;
}

void vpu_try_output(const struct vpu_context *context, struct v4l2_pix_format_mplane *format)
{
	const struct vpu_personality *personality = context->device->personality;
	const struct vpu_coded *coded = vpu_find_coded(personality, format->pixelformat);
	u32 size = format->plane_fmt[0].sizeimage;

	if (!coded)
		coded = &personality->coded[0];
	format->pixelformat = coded->fourcc;
	v4l2_apply_frmsize_constraints(&format->width, &format->height, &coded->size);
	if (!size)
		size = format->width * format->height * 2;
	format->num_planes = 1;
	format->field = V4L2_FIELD_NONE;
	format->flags = 0;
	memset(format->plane_fmt, 0, sizeof(format->plane_fmt));
	format->plane_fmt[0].sizeimage = clamp(size, VPU_MIN_BITSTREAM, VPU_MAX_BITSTREAM);
}

static void vpu_copy_colours(struct v4l2_pix_format_mplane *to,
			     const struct v4l2_pix_format_mplane *from)
{
	to->colorspace = from->colorspace;
	to->ycbcr_enc = from->ycbcr_enc;
	to->quantization = from->quantization;
	to->xfer_func = from->xfer_func;
}

void vpu_try_capture(const struct vpu_context *context, struct v4l2_pix_format_mplane *format)
{
	const struct vpu_coded *coded = context->coded;
	u32 width = context->output.width, height = context->output.height;
	const struct vpu_picture *picture = vpu_choose_picture(context, format->pixelformat);

	if (context->device->personality->capture_may_grow) {
		width = max(width, format->width);
		height = max(height, format->height);
		v4l2_apply_frmsize_constraints(&width, &height, &coded->size);
	}
	if (picture->step_width) {
		width = roundup(width, picture->step_width);
		height = roundup(height, picture->step_height);
	}
	v4l2_fill_pixfmt_mp(format, picture->fourcc, width, height);
	if (coded->tail && !picture->postprocessed)
		format->plane_fmt[0].sizeimage += coded->tail(width, height);
	format->field = V4L2_FIELD_NONE;
	format->flags = 0;
	vpu_copy_colours(format, &context->output);
}

/* To the first format that the stream can have; a depth that no format has leaves all of them. */
void vpu_capture_reset(struct vpu_context *context)
{
	if (!vpu_capture_fourcc(context, 0, false)) {
		context->depth = 8;
		context->chroma = 1;
	}
	memset(&context->capture, 0, sizeof(context->capture));
	vpu_try_capture(context, &context->capture);
}

static void vpu_update_queue(struct vpu_context *context)
{
	struct vb2_queue *queue = vpu_output_queue(context);

	if (context->coded->hold)
		queue->subsystem_flags |= VB2_V4L2_FL_SUPPORTS_M2M_HOLD_CAPTURE_BUF;
	else
		queue->subsystem_flags &= ~VB2_V4L2_FL_SUPPORTS_M2M_HOLD_CAPTURE_BUF;
}

void vpu_set_output(struct vpu_context *context, const struct v4l2_pix_format_mplane *format)
{
	const struct vpu_personality *personality = context->device->personality;

	context->coded = vpu_find_coded(personality, format->pixelformat);
	context->output = *format;
	context->depth = personality->depth_unknown ? 0 : 8;
	context->chroma = 1;
	vpu_capture_reset(context);
	vpu_update_queue(context);
}

void vpu_formats_reset(struct vpu_context *context)
{
	const struct vpu_coded *coded = &context->device->personality->coded[0];
	struct v4l2_pix_format_mplane format = {
		.pixelformat = coded->fourcc,
		.width = coded->size.min_width,
		.height = coded->size.min_height,
		.colorspace = V4L2_COLORSPACE_REC709,
	};

	vpu_try_output(context, &format);
	vpu_set_output(context, &format);
}
