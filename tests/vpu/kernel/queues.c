// SPDX-License-Identifier: GPL-2.0
/* The two vb2 queues of a context. */
#include "vpu.h"

struct vb2_queue *vpu_output_queue(struct vpu_context *context)
{
	return v4l2_m2m_get_src_vq(context->fh.m2m_ctx);
}

struct vb2_queue *vpu_capture_queue(struct vpu_context *context)
{
	return v4l2_m2m_get_dst_vq(context->fh.m2m_ctx);
}

static u32 vpu_plane_size(struct vb2_queue *queue)
{
	struct vpu_context *context = vb2_get_drv_priv(queue);
	const struct v4l2_pix_format_mplane *format =
		V4L2_TYPE_IS_OUTPUT(queue->type) ? &context->output : &context->capture;

	return format->plane_fmt[0].sizeimage;
}

/* CREATE_BUFS names a size of its own, which must do for the present format. */
static int vpu_queue_setup(struct vb2_queue *queue, unsigned int *buffers, unsigned int *planes,
			   unsigned int sizes[], struct device *devices[])
{
	u32 size = vpu_plane_size(queue);

	if (*planes)
		return *planes == 1 && sizes[0] >= size ? 0 : -EINVAL;
	*planes = 1;
	sizes[0] = size;
	return 0;
}

/* The buffers whose timestamps a job may name; they stay while a job looks them up. */
static int vpu_buf_init(struct vb2_buffer *vb)
{
	struct vpu_context *context = vb2_get_drv_priv(vb->vb2_queue);

	if (V4L2_TYPE_IS_OUTPUT(vb->vb2_queue->type) || vb->index >= VIDEO_MAX_FRAME)
		return 0;
	mutex_lock(&context->state_lock);
	context->captures[vb->index] = vb;
	mutex_unlock(&context->state_lock);
	return 0;
}

static void vpu_buf_cleanup(struct vb2_buffer *vb)
{
	struct vpu_context *context = vb2_get_drv_priv(vb->vb2_queue);

	if (V4L2_TYPE_IS_OUTPUT(vb->vb2_queue->type) || vb->index >= VIDEO_MAX_FRAME)
		return;
	mutex_lock(&context->state_lock);
	context->captures[vb->index] = NULL;
	mutex_unlock(&context->state_lock);
}

static int vpu_buf_out_validate(struct vb2_buffer *vb)
{
	to_vb2_v4l2_buffer(vb)->field = V4L2_FIELD_NONE;
	return 0;
}

static int vpu_buf_prepare(struct vb2_buffer *vb)
{
	u32 size = vpu_plane_size(vb->vb2_queue);

	if (V4L2_TYPE_IS_OUTPUT(vb->vb2_queue->type))
		return 0;
	if (vb2_plane_size(vb, 0) < size)
		return -EINVAL;
	vb2_set_plane_payload(vb, 0, size);
	return 0;
}

static void vpu_buf_queue(struct vb2_buffer *vb)
{
	struct vpu_context *context = vb2_get_drv_priv(vb->vb2_queue);

	v4l2_m2m_buf_queue(context->fh.m2m_ctx, to_vb2_v4l2_buffer(vb));
}

static void vpu_buf_request_complete(struct vb2_buffer *vb)
{
	struct vpu_context *context = vb2_get_drv_priv(vb->vb2_queue);

	v4l2_ctrl_request_complete(vb->req_obj.req, &context->controls);
}

static int vpu_start_streaming(struct vb2_queue *queue, unsigned int count)
{
	struct vpu_context *context = vb2_get_drv_priv(queue);

	if (V4L2_TYPE_IS_OUTPUT(queue->type))
		context->output_sequence = 0;
	else
		context->capture_sequence = 0;
	return 0;
}

static void vpu_post_flush(struct vpu_context *context)
{
	struct vpu_job *job = vpu_job_new(context->device, WEIR_VPU_JOB_FLUSH);

	if (!job)
		return;
	job->info.context = context->id;
	vpu_job_post(job);
}

static void vpu_stop_streaming(struct vb2_queue *queue)
{
	struct vpu_context *context = vb2_get_drv_priv(queue);
	struct v4l2_m2m_ctx *m2m = context->fh.m2m_ctx;
	bool output = V4L2_TYPE_IS_OUTPUT(queue->type);
	struct vb2_v4l2_buffer *buffer;

	spin_lock(&context->device->jobs_lock);
	context->aborting = false; /* what was to be aborted has finished */
	spin_unlock(&context->device->jobs_lock);
	while ((buffer = output ? v4l2_m2m_src_buf_remove(m2m) :
				  v4l2_m2m_dst_buf_remove(m2m)) != NULL) {
		v4l2_ctrl_request_complete(buffer->vb2_buf.req_obj.req, &context->controls);
		v4l2_m2m_buf_done(buffer, VB2_BUF_STATE_ERROR);
	}
	if (output)
		vpu_post_flush(context);
}

static const struct vb2_ops vpu_queue_ops = {
	.queue_setup = vpu_queue_setup,
	.buf_init = vpu_buf_init,
	.buf_cleanup = vpu_buf_cleanup,
	.buf_out_validate = vpu_buf_out_validate,
	.buf_prepare = vpu_buf_prepare,
	.buf_queue = vpu_buf_queue,
	.buf_request_complete = vpu_buf_request_complete,
	.start_streaming = vpu_start_streaming,
	.stop_streaming = vpu_stop_streaming,
};

static int vpu_queue_init(struct vpu_context *context, struct vb2_queue *queue, u32 type)
{
	queue->type = type;
	queue->io_modes = VB2_MMAP | VB2_DMABUF;
	queue->drv_priv = context;
	queue->buf_struct_size = sizeof(struct v4l2_m2m_buffer);
	queue->ops = &vpu_queue_ops;
	queue->mem_ops = &vpu_memory_ops;
	queue->timestamp_flags = V4L2_BUF_FLAG_TIMESTAMP_COPY;
	queue->lock = &context->queue_lock;
	queue->dev = context->device->v4l2.dev;
	return vb2_queue_init(queue);
}

int vpu_queues_init(void *priv, struct vb2_queue *output, struct vb2_queue *capture)
{
	struct vpu_context *context = priv;
	const struct vpu_personality *personality = context->device->personality;
	bool single = personality->single_planar;
	int ret;

	output->supports_requests = true;
	output->requires_requests = vpu_requires_requests < 0 ?
		personality->requires_requests : vpu_requires_requests > 0;
	ret = vpu_queue_init(context, output, single ? V4L2_BUF_TYPE_VIDEO_OUTPUT :
						       V4L2_BUF_TYPE_VIDEO_OUTPUT_MPLANE);
	if (ret)
		return ret;
	return vpu_queue_init(context, capture, single ? V4L2_BUF_TYPE_VIDEO_CAPTURE :
							 V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE);
}

int vpu_request_validate(struct media_request *request)
{
	unsigned int count = vb2_request_buffer_cnt(request);

	if (!count)
		return -ENOENT;
	if (count > 1)
		return -EINVAL;
	return vb2_request_validate(request);
}
