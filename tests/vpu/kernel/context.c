// SPDX-License-Identifier: GPL-2.0
/* One open file of the video node. */
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/wait_bit.h>
#include <media/v4l2-ioctl.h>

#include "vpu.h"

static struct vpu_context *vpu_context_new(struct vpu_device *device)
{
	struct vpu_context *context = kzalloc(sizeof(*context), GFP_KERNEL);

	if (!context)
		return NULL;
	context->closing = vpu_job_new(device, WEIR_VPU_JOB_CLOSE);
	if (!context->closing) {
		kfree(context);
		return NULL;
	}
	context->device = device;
	context->id = atomic_long_inc_return(&device->next_context);
	context->closing->info.context = context->id;
	mutex_init(&context->queue_lock);
	mutex_init(&context->state_lock);
	vpu_device_get(device);
	return context;
}

static void vpu_context_free(struct vpu_context *context)
{
	struct vpu_device *device = context->device;

	mutex_destroy(&context->queue_lock);
	mutex_destroy(&context->state_lock);
	kfree(context);
	vpu_device_put(device);
}

static int vpu_open(struct file *file)
{
	struct vpu_device *device = video_drvdata(file);
	struct vpu_context *context = vpu_context_new(device);
	int ret;

	if (!context)
		return -ENOMEM;
	v4l2_fh_init(&context->fh, video_devdata(file));
	context->fh.m2m_ctx = v4l2_m2m_ctx_init(device->m2m, context, vpu_queues_init);
	if (IS_ERR(context->fh.m2m_ctx)) {
		ret = PTR_ERR(context->fh.m2m_ctx);
		goto undo_context;
	}
	/* Formats before controls: a control's default is applied to a format. */
	vpu_formats_reset(context);
	ret = vpu_controls_init(context);
	if (ret)
		goto undo_m2m;
	v4l2_fh_add(&context->fh, file);
	return 0;

undo_m2m:
	v4l2_m2m_ctx_release(context->fh.m2m_ctx);
undo_context:
	v4l2_fh_exit(&context->fh);
	vpu_job_put(context->closing);
	vpu_context_free(context);
	return ret;
}

/*
 * v4l2_m2m_ctx_release() frees what a finishing thread still looks at after it has said that the
 * job is finished. Therefore the queues stop first, so that no job starts any more, then those
 * threads are waited for.
 */
static void vpu_stop(struct file *file, struct vpu_context *context)
{
	struct v4l2_m2m_ctx *m2m = context->fh.m2m_ctx;

	mutex_lock(&context->queue_lock);
	v4l2_m2m_streamoff(file, m2m, vpu_output_queue(context)->type);
	v4l2_m2m_streamoff(file, m2m, vpu_capture_queue(context)->type);
	mutex_unlock(&context->queue_lock);
	wait_var_event(&context->finishing, !atomic_read(&context->finishing));
}

static int vpu_release(struct file *file)
{
	struct vpu_context *context = vpu_context_of(file);

	vpu_stop(file, context);
	v4l2_fh_del(&context->fh, file);
	v4l2_fh_exit(&context->fh);
	v4l2_m2m_ctx_release(context->fh.m2m_ctx);
	v4l2_ctrl_handler_free(&context->controls);
	vpu_job_post(context->closing);
	vpu_context_free(context);
	return 0;
}

const struct v4l2_file_operations vpu_file_operations = {
	.owner = THIS_MODULE,
	.open = vpu_open,
	.release = vpu_release,
	.poll = v4l2_m2m_fop_poll,
	.unlocked_ioctl = video_ioctl2,
	.mmap = v4l2_m2m_fop_mmap,
};
