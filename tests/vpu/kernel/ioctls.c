// SPDX-License-Identifier: GPL-2.0
/* The video node's ioctls that are not the m2m core's. */
#include <media/v4l2-event.h>
#include <media/v4l2-ioctl.h>

#include "vpu.h"

static int vpu_querycap(struct file *file, void *priv, struct v4l2_capability *cap)
{
	struct vpu_device *device = video_drvdata(file);

	strscpy(cap->driver, device->personality->driver, sizeof(cap->driver));
	strscpy(cap->card, device->video.name, sizeof(cap->card));
	strscpy(cap->bus_info, device->media.bus_info, sizeof(cap->bus_info));
	return 0;
}

static int vpu_enum_output(struct file *file, void *priv, struct v4l2_fmtdesc *desc)
{
	const struct vpu_personality *personality = vpu_context_of(file)->device->personality;

	if (desc->index >= personality->coded_count)
		return -EINVAL;
	desc->pixelformat = personality->coded[desc->index].fourcc;
	return 0;
}

static int vpu_enum_capture(struct file *file, void *priv, struct v4l2_fmtdesc *desc)
{
	bool all = desc->index & V4L2_FMTDESC_FLAG_ENUM_ALL;

	desc->index &= ~V4L2_FMTDESC_FLAG_ENUM_ALL;
	desc->pixelformat = vpu_capture_fourcc(vpu_context_of(file), desc->index, all);
	return desc->pixelformat ? 0 : -EINVAL;
}

static int vpu_enum_sizes(struct file *file, void *priv, struct v4l2_frmsizeenum *sizes)
{
	const struct vpu_personality *personality = vpu_context_of(file)->device->personality;
	const struct vpu_coded *coded = vpu_find_coded(personality, sizes->pixel_format);

	if (sizes->index || !coded)
		return -EINVAL;
	sizes->type = V4L2_FRMSIZE_TYPE_STEPWISE;
	sizes->stepwise = coded->size;
	if (personality->continuous_sizes) {
		sizes->type = V4L2_FRMSIZE_TYPE_CONTINUOUS;
		sizes->stepwise.min_width = 1;
		sizes->stepwise.min_height = 1;
		sizes->stepwise.step_width = 1;
		sizes->stepwise.step_height = 1;
	}
	return 0;
}

/* Between the form of the device's API and the form that is kept. */
static void vpu_import_format(const struct vpu_context *context, const struct v4l2_format *from,
			      struct v4l2_pix_format_mplane *to)
{
	const struct v4l2_pix_format *pix = &from->fmt.pix;

	if (!context->device->personality->single_planar) {
		*to = from->fmt.pix_mp;
		return;
	}
	memset(to, 0, sizeof(*to));
	to->pixelformat = pix->pixelformat;
	to->width = pix->width;
	to->height = pix->height;
	to->num_planes = 1;
	to->plane_fmt[0].sizeimage = pix->sizeimage;
	to->colorspace = pix->colorspace;
	to->ycbcr_enc = pix->ycbcr_enc;
	to->quantization = pix->quantization;
	to->xfer_func = pix->xfer_func;
}

static void vpu_export_format(const struct vpu_context *context,
			      const struct v4l2_pix_format_mplane *from, struct v4l2_format *to)
{
	struct v4l2_pix_format *pix = &to->fmt.pix;

	if (!context->device->personality->single_planar) {
		to->fmt.pix_mp = *from;
		return;
	}
	pix->pixelformat = from->pixelformat;
	pix->width = from->width;
	pix->height = from->height;
	pix->field = from->field;
	pix->bytesperline = from->plane_fmt[0].bytesperline;
	pix->sizeimage = from->plane_fmt[0].sizeimage;
	pix->flags = from->flags;
	pix->colorspace = from->colorspace;
	pix->ycbcr_enc = from->ycbcr_enc;
	pix->quantization = from->quantization;
	pix->xfer_func = from->xfer_func;
}

static int vpu_get_format(struct file *file, void *priv, struct v4l2_format *format)
{
	struct vpu_context *context = vpu_context_of(file);

	vpu_export_format(context, V4L2_TYPE_IS_OUTPUT(format->type) ?
			  &context->output : &context->capture, format);
	return 0;
}

static int vpu_try_format(struct file *file, void *priv, struct v4l2_format *format)
{
	struct vpu_context *context = vpu_context_of(file);
	struct v4l2_pix_format_mplane wanted;

	vpu_import_format(context, format, &wanted);
	if (V4L2_TYPE_IS_OUTPUT(format->type))
		vpu_try_output(context, &wanted);
	else
		vpu_try_capture(context, &wanted);
	vpu_export_format(context, &wanted, format);
	return 0;
}

/*
 * hantro lets the size change at any time as long as the codec stays (the client then makes new
 * CAPTURE buffers); rkvdec and cedrus refuse while CAPTURE has buffers.
 */
static bool vpu_output_busy(struct vpu_context *context, u32 fourcc)
{
	struct vb2_queue *output = vpu_output_queue(context);
	bool same = fourcc == context->output.pixelformat;

	if (context->device->personality->output_while_streaming)
		return vb2_is_streaming(output) && !same;
	return vb2_is_streaming(output) || (vb2_is_busy(output) && !same) ||
	       vb2_is_busy(vpu_capture_queue(context));
}

static int vpu_set_output_format(struct file *file, void *priv, struct v4l2_format *format)
{
	struct vpu_context *context = vpu_context_of(file);
	struct v4l2_pix_format_mplane wanted;

	vpu_import_format(context, format, &wanted);
	vpu_try_output(context, &wanted);
	if (vpu_output_busy(context, wanted.pixelformat))
		return -EBUSY;
	mutex_lock(&context->state_lock);
	vpu_set_output(context, &wanted);
	mutex_unlock(&context->state_lock);
	vpu_export_format(context, &wanted, format);
	return 0;
}

/*
 * hantro looks at nothing here in 7.3, and clients need it: when an inter frame changes the size,
 * S_FMT(OUTPUT) has put the first format in, and the one in use is to be chosen again while the
 * queue streams. A job knows the format that it started with.
 */
static int vpu_set_capture_format(struct file *file, void *priv, struct v4l2_format *format)
{
	struct vpu_context *context = vpu_context_of(file);
	struct v4l2_pix_format_mplane wanted;
	bool lax = context->device->personality->output_while_streaming;

	if (!lax && vb2_is_busy(vpu_capture_queue(context)))
		return -EBUSY;
	vpu_import_format(context, format, &wanted);
	vpu_try_capture(context, &wanted);
	mutex_lock(&context->state_lock);
	context->capture = wanted;
	mutex_unlock(&context->state_lock);
	vpu_export_format(context, &context->capture, format);
	return 0;
}

/* The V4L2 core takes the presence of an operation for support of its API. */
#define VPU_COMMON_IOCTLS                                                                      \
	.vidioc_querycap = vpu_querycap,                                                       \
	.vidioc_enum_framesizes = vpu_enum_sizes,                                              \
	.vidioc_enum_fmt_vid_cap = vpu_enum_capture,                                           \
	.vidioc_enum_fmt_vid_out = vpu_enum_output,                                            \
	.vidioc_reqbufs = v4l2_m2m_ioctl_reqbufs,                                              \
	.vidioc_querybuf = v4l2_m2m_ioctl_querybuf,                                            \
	.vidioc_qbuf = v4l2_m2m_ioctl_qbuf,                                                    \
	.vidioc_dqbuf = v4l2_m2m_ioctl_dqbuf,                                                  \
	.vidioc_prepare_buf = v4l2_m2m_ioctl_prepare_buf,                                      \
	.vidioc_create_bufs = v4l2_m2m_ioctl_create_bufs,                                      \
	.vidioc_remove_bufs = v4l2_m2m_ioctl_remove_bufs,                                      \
	.vidioc_expbuf = v4l2_m2m_ioctl_expbuf,                                                \
	.vidioc_streamon = v4l2_m2m_ioctl_streamon,                                            \
	.vidioc_streamoff = v4l2_m2m_ioctl_streamoff,                                          \
	.vidioc_decoder_cmd = v4l2_m2m_ioctl_stateless_decoder_cmd,                            \
	.vidioc_try_decoder_cmd = v4l2_m2m_ioctl_stateless_try_decoder_cmd,                    \
	.vidioc_subscribe_event = v4l2_ctrl_subscribe_event,                                   \
	.vidioc_unsubscribe_event = v4l2_event_unsubscribe

const struct v4l2_ioctl_ops vpu_ioctl_ops = {
	VPU_COMMON_IOCTLS,
	.vidioc_g_fmt_vid_cap_mplane = vpu_get_format,
	.vidioc_g_fmt_vid_out_mplane = vpu_get_format,
	.vidioc_try_fmt_vid_cap_mplane = vpu_try_format,
	.vidioc_try_fmt_vid_out_mplane = vpu_try_format,
	.vidioc_s_fmt_vid_cap_mplane = vpu_set_capture_format,
	.vidioc_s_fmt_vid_out_mplane = vpu_set_output_format,
};

const struct v4l2_ioctl_ops vpu_ioctl_ops_single = {
	VPU_COMMON_IOCTLS,
	.vidioc_g_fmt_vid_cap = vpu_get_format,
	.vidioc_g_fmt_vid_out = vpu_get_format,
	.vidioc_try_fmt_vid_cap = vpu_try_format,
	.vidioc_try_fmt_vid_out = vpu_try_format,
	.vidioc_s_fmt_vid_cap = vpu_set_capture_format,
	.vidioc_s_fmt_vid_out = vpu_set_output_format,
};
