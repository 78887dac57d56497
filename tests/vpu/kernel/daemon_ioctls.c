// SPDX-License-Identifier: GPL-2.0
/* What the daemon asks and answers (weir_vpu.h). */
#include <linux/fs.h>
#include <linux/uaccess.h>

#include "vpu.h"

static long vpu_info(struct vpu_device *device, void __user *user)
{
	struct weir_vpu_info info = { .abi = WEIR_VPU_ABI };

	strscpy(info.personality, device->personality->name, sizeof(info.personality));
	return copy_to_user(user, &info, sizeof(info)) ? -EFAULT : 0;
}

static bool vpu_something(struct vpu_device *device)
{
	bool something;

	spin_lock(&device->jobs_lock);
	something = device->gone || !list_empty(&device->pending);
	spin_unlock(&device->jobs_lock);
	return something;
}

/*
 * Takes the first pending job for which `room` is enough, as a reference of the caller; `needed`
 * is what it takes. A run job is `taken` from now on, before it is copied: it may end meanwhile.
 */
static struct vpu_job *vpu_take(struct vpu_device *device, u64 room, u64 *needed)
{
	struct vpu_job *job;
	int ret = 0;

	spin_lock(&device->jobs_lock);
	job = list_first_entry_or_null(&device->pending, struct vpu_job, link);
	if (device->gone) {
		ret = -ENODEV;
	} else if (!job) {
		ret = -EAGAIN;
	} else {
		*needed = (u64)job->info.control_size + job->info.bitstream_size;
		if (*needed > room) {
			ret = -ENOSPC;
		} else if (job->info.type == WEIR_VPU_JOB_RUN) {
			kref_get(&job->ref);
			list_move_tail(&job->link, &device->taken);
			job->memory->shown = true;
		} else {
			list_del_init(&job->link); /* and takes over the list's reference */
		}
	}
	spin_unlock(&device->jobs_lock);
	return ret ? ERR_PTR(ret) : job;
}

static long vpu_give(struct vpu_job *job, struct weir_vpu_next __user *user, u64 blob)
{
	size_t size = (size_t)job->info.control_size + job->info.bitstream_size;

	if (size && copy_to_user(u64_to_user_ptr(blob), job->blob, size))
		return -EFAULT;
	if (put_user((u64)size, &user->blob_size))
		return -EFAULT;
	return copy_to_user(&user->job, &job->info, sizeof(job->info)) ? -EFAULT : 0;
}

static long vpu_next(struct vpu_device *device, struct weir_vpu_next __user *user, bool wait)
{
	struct weir_vpu_next next;
	struct vpu_job *job;
	u64 needed = 0;
	long ret;

	if (copy_from_user(&next, user, offsetof(struct weir_vpu_next, job)))
		return -EFAULT;
	do {
		if (wait && wait_event_interruptible(device->wait, vpu_something(device)))
			return -ERESTARTSYS;
		job = vpu_take(device, next.blob_size, &needed);
	} while (wait && job == ERR_PTR(-EAGAIN));
	if (job == ERR_PTR(-ENOSPC) && put_user(needed, &user->blob_size))
		return -EFAULT;
	if (IS_ERR(job))
		return PTR_ERR(job);
	ret = vpu_give(job, user, next.blob);
	if (ret && job->info.type == WEIR_VPU_JOB_RUN)
		vpu_job_end(job, true);
	vpu_job_put(job);
	return ret;
}

/* A job that the daemon has taken and that has not ended, as a reference of the caller. */
static struct vpu_job *vpu_find_taken(struct vpu_device *device, u64 id)
{
	struct vpu_job *job, *found = NULL;

	spin_lock(&device->jobs_lock);
	list_for_each_entry(job, &device->taken, link) {
		if (job->info.id == id) {
			kref_get(&job->ref);
			found = job;
			break;
		}
	}
	spin_unlock(&device->jobs_lock);
	return found;
}

static long vpu_answer(struct vpu_device *device, const void __user *user, bool pixels)
{
	struct weir_vpu_answer answer;
	struct vpu_job *job;
	bool first;

	if (copy_from_user(&answer, user, sizeof(answer)))
		return -EFAULT;
	job = vpu_find_taken(device, answer.id);
	if (!job)
		return -ESTALE;
	first = pixels ? vpu_job_end(job, answer.error != 0) :
			 vpu_job_complete(job, answer.error != 0);
	vpu_job_put(job);
	return first ? 0 : -ESTALE;
}

static long vpu_alive(struct vpu_device *device, const u64 __user *user)
{
	struct vpu_job *job;
	u64 id;

	if (get_user(id, user))
		return -EFAULT;
	job = vpu_find_taken(device, id);
	if (!job)
		return -ESTALE;
	vpu_job_put(job);
	return 0;
}

long vpu_daemon_ioctl(struct file *file, unsigned int command, unsigned long argument)
{
	struct vpu_device *device = file->private_data;
	void __user *user = (void __user *)argument;

	switch (command) {
	case WEIR_VPU_IOC_INFO:
		return vpu_info(device, user);
	case WEIR_VPU_IOC_NEXT:
		return vpu_next(device, user, !(file->f_flags & O_NONBLOCK));
	case WEIR_VPU_IOC_DONE:
		return vpu_answer(device, user, false);
	case WEIR_VPU_IOC_PIXELS:
		return vpu_answer(device, user, true);
	case WEIR_VPU_IOC_ALIVE:
		return vpu_alive(device, user);
	default:
		return -ENOTTY;
	}
}
