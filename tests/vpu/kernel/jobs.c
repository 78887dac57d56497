// SPDX-License-Identifier: GPL-2.0
/*
 * Jobs and who ends them. The daemon's answers, the watchdog, STREAMOFF, the daemon's death and the
 * device's removal race for the same job. Under jobs_lock the first to set `v4l2_done` gives the
 * buffers back, and the first to set `ended` signals the fence; both act outside the lock.
 */
#include <linux/dma-buf.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <linux/wait_bit.h>

#include "vpu.h"

static void vpu_watchdog(struct work_struct *work)
{
	struct vpu_job *job = container_of(to_delayed_work(work), struct vpu_job, watchdog);

	if (vpu_job_end(job, true))
		atomic_inc(&job->device->watchdogs);
	vpu_job_put(job);
}

struct vpu_job *vpu_job_new(struct vpu_device *device, u32 type)
{
	struct vpu_job *job = kzalloc(sizeof(*job), GFP_KERNEL);

	if (!job)
		return NULL;
	kref_init(&job->ref);
	INIT_LIST_HEAD(&job->link);
	INIT_DELAYED_WORK(&job->watchdog, vpu_watchdog);
	job->device = device;
	job->info.type = type;
	vpu_device_get(device);
	if (type == WEIR_VPU_JOB_RUN) {
		job->info.id = atomic_long_inc_return(&device->next_job);
		atomic_inc(&device->jobs);
	}
	return job;
}

static void vpu_job_release(struct kref *ref)
{
	struct vpu_job *job = container_of(ref, struct vpu_job, ref);
	struct vpu_device *device = job->device;

	if (job->info.type == WEIR_VPU_JOB_RUN)
		atomic_dec(&device->jobs);
	if (job->memory)
		vpu_memory_unuse(job->memory);
	kvfree(job->blob);
	kfree(job);
	vpu_device_put(device);
}

void vpu_job_put(struct vpu_job *job)
{
	kref_put(&job->ref, vpu_job_release);
}

/* To the daemon; takes the caller's reference. News that nobody reads are dropped. */
void vpu_job_post(struct vpu_job *job)
{
	struct vpu_device *device = job->device;
	bool queued;

	spin_lock(&device->jobs_lock);
	queued = !device->gone && !job->ended &&
		 (device->daemon || job->info.type == WEIR_VPU_JOB_RUN);
	if (queued)
		list_add_tail(&job->link, &device->pending);
	spin_unlock(&device->jobs_lock);
	if (queued)
		wake_up(&device->wait);
	else
		vpu_job_put(job);
}

/* The context is not freed before this has returned: closing waits for `finishing`. */
static void vpu_finish(struct vpu_context *context, bool error)
{
	v4l2_m2m_buf_done_and_job_finish(context->device->m2m, context->fh.m2m_ctx, error ?
					 VB2_BUF_STATE_ERROR : VB2_BUF_STATE_DONE);
	if (atomic_dec_and_test(&context->finishing))
		wake_up_var(&context->finishing);
}

/* V4L2's part: buffers and request go back to the client. False: that was done already. */
bool vpu_job_complete(struct vpu_job *job, bool error)
{
	struct vpu_device *device = job->device;
	struct vpu_context *context = NULL;

	spin_lock(&device->jobs_lock);
	if (!job->v4l2_done) {
		job->v4l2_done = true;
		context = job->context;
		context->running = NULL;
		atomic_inc(&context->finishing);
	}
	spin_unlock(&device->jobs_lock);
	if (!context)
		return false;
	atomic_inc(&device->jobs_done);
	vpu_finish(context, error || job->fail);
	return true;
}

/* All of it: nobody may write any more, the fence is signalled. False: it had ended already. */
bool vpu_job_end(struct vpu_job *job, bool error)
{
	struct vpu_device *device = job->device;
	struct dma_fence *fence = NULL;
	bool first, listed = false;

	spin_lock(&device->jobs_lock);
	first = !job->ended;
	if (first) {
		job->ended = true;
		fence = job->fence;
		job->fence = NULL;
		listed = !list_empty(&job->link);
		list_del_init(&job->link);
	}
	spin_unlock(&device->jobs_lock);
	if (!first)
		return false;
	/* The pixels are there before V4L2 says so. */
	vpu_fence_signal(fence, error || job->fail);
	vpu_job_complete(job, error);
	if (cancel_delayed_work(&job->watchdog))
		vpu_job_put(job);
	if (listed)
		vpu_job_put(job);
	return true;
}

/* STREAMOFF or close: m2m waits until the running job is finished, so it must be finished here. */
void vpu_job_abort(void *priv)
{
	struct vpu_context *context = priv;
	struct vpu_device *device = context->device;
	struct vpu_job *job;

	spin_lock(&device->jobs_lock);
	job = context->running;
	if (job)
		kref_get(&job->ref);
	else
		context->aborting = true;
	spin_unlock(&device->jobs_lock);
	if (!job)
		return;
	vpu_job_end(job, true);
	vpu_job_put(job);
}

/* The daemon died or the device goes: every job that somebody waits for. */
void vpu_jobs_fail(struct vpu_device *device)
{
	struct vpu_job *job;

	for (;;) {
		spin_lock(&device->jobs_lock);
		job = list_first_entry_or_null(&device->taken, struct vpu_job, link);
		if (!job)
			job = list_first_entry_or_null(&device->pending, struct vpu_job, link);
		if (job)
			kref_get(&job->ref);
		if (job && job->info.type != WEIR_VPU_JOB_RUN)
			list_del_init(&job->link);
		spin_unlock(&device->jobs_lock);
		if (!job)
			return;
		if (job->info.type == WEIR_VPU_JOB_RUN)
			vpu_job_end(job, true);
		else
			vpu_job_put(job); /* the list's */
		vpu_job_put(job);
	}
}

/* True for every Nth of a count that starts at 1. */
static bool vpu_every(u32 nth, u32 count)
{
	return nth && count % nth == 0;
}

static void vpu_job_describe(struct vpu_context *context, struct vpu_job *job,
			     struct vb2_v4l2_buffer *output)
{
	const struct vpu_faults *faults = &context->device->faults;
	const struct v4l2_pix_format_mplane *picture = &context->capture;
	struct weir_vpu_job *info = &job->info;

	info->context = context->id;
	info->coded_fourcc = context->output.pixelformat;
	info->coded_width = context->output.width;
	info->coded_height = context->output.height;
	info->picture_fourcc = picture->pixelformat;
	info->picture_width = picture->width;
	info->picture_height = picture->height;
	info->bytesperline = picture->plane_fmt[0].bytesperline;
	info->sizeimage = picture->plane_fmt[0].sizeimage;
	info->memory = job->memory->id;
	info->memory_size = job->memory->size;
	info->timestamp = output->vb2_buf.timestamp;
	info->slow_ms = READ_ONCE(faults->slow_ms);
	info->late_ms = READ_ONCE(faults->late_ms);
	if (output->flags & V4L2_BUF_FLAG_M2M_HOLD_CAPTURE_BUF)
		info->flags |= WEIR_VPU_JOB_HELD;
	if (context->fh.m2m_ctx->new_frame)
		info->flags |= WEIR_VPU_JOB_NEW_PICTURE;
}

/* A late picture must not show the one before it: the fault would be hidden. */
static void vpu_clear_late(struct vpu_job *job)
{
	if (job->info.late_ms && (job->info.flags & WEIR_VPU_JOB_NEW_PICTURE) &&
	    job->memory->address)
		memset(job->memory->address, 0, job->info.sizeimage);
}

static struct vpu_job *vpu_job_prepare(struct vpu_context *context,
				       struct vb2_v4l2_buffer *output,
				       struct vb2_v4l2_buffer *capture)
{
	struct vpu_job *job = vpu_job_new(context->device, WEIR_VPU_JOB_RUN);

	if (!job)
		return NULL;
	job->memory = capture->vb2_buf.planes[0].mem_priv;
	vpu_memory_use(job->memory);
	job->context = context;
	mutex_lock(&context->state_lock);
	vpu_job_describe(context, job, output);
	mutex_unlock(&context->state_lock);
	return job;
}

/* Hands the job over, or ends it. Takes the caller's reference. */
static void vpu_job_start(struct vpu_job *job, bool ok)
{
	struct vpu_device *device = job->device;
	const struct vpu_faults *faults = &device->faults;
	u32 count = atomic_inc_return(&device->jobs_started);
	unsigned int limit = vpu_watchdog_ms + job->info.late_ms;

	if (vpu_every(READ_ONCE(faults->untouched), count))
		job->info.flags |= WEIR_VPU_JOB_UNTOUCHED;
	job->fail = vpu_every(READ_ONCE(faults->error_every), count);
	if (!ok || READ_ONCE(device->gone) || READ_ONCE(faults->null)) {
		vpu_job_end(job, !ok || !READ_ONCE(faults->null));
		vpu_job_put(job);
		return;
	}
	kref_get(&job->ref);
	queue_delayed_work(vpu_workqueue, &job->watchdog, msecs_to_jiffies(limit));
	if (vpu_every(READ_ONCE(faults->stall), count))
		vpu_job_put(job); /* the watchdog's reference stays */
	else
		vpu_job_post(job);
}

/* There was no memory to describe the job. m2m has no other way to say so than an error. */
static void vpu_run_failed(struct vpu_context *context, struct media_request *request)
{
	v4l2_ctrl_request_complete(request, &context->controls);
	atomic_inc(&context->finishing);
	vpu_finish(context, true);
}

void vpu_device_run(void *priv)
{
	struct vpu_context *context = priv;
	struct vpu_device *device = context->device;
	struct vb2_v4l2_buffer *output = v4l2_m2m_next_src_buf(context->fh.m2m_ctx);
	struct vb2_v4l2_buffer *capture = v4l2_m2m_next_dst_buf(context->fh.m2m_ctx);
	struct media_request *request = output->vb2_buf.req_obj.req;
	struct vpu_job *job;
	bool ok = !v4l2_ctrl_request_setup(request, &context->controls);

	v4l2_m2m_buf_copy_metadata(output, capture);
	output->sequence = context->output_sequence++;
	capture->sequence = context->capture_sequence++;
	capture->field = V4L2_FIELD_NONE;

	job = vpu_job_prepare(context, output, capture);
	if (!job) {
		vpu_run_failed(context, request);
		return;
	}
	/* Everything is copied now: afterwards the client may do what it likes. */
	ok = ok && !vpu_gather(context, job, output);
	/* hantro's rule lets the format grow while buffers wait. */
	ok = ok && job->info.sizeimage <= job->memory->size;
	if (ok)
		vpu_clear_late(job);
	if (READ_ONCE(device->faults.fence))
		ok = !vpu_fence_publish(job) && ok;
	v4l2_ctrl_request_complete(request, &context->controls);

	spin_lock(&device->jobs_lock);
	context->running = job;
	ok = ok && !context->aborting;
	spin_unlock(&device->jobs_lock);
	vpu_job_start(job, ok);
}
