// SPDX-License-Identifier: GPL-2.0
/* /dev/weir-vpuN: where the daemon sits. */
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/poll.h>

#include "vpu.h"

/* misc_open() holds misc's lock, which misc_deregister() takes: the device is there. */
static int vpu_daemon_open(struct inode *inode, struct file *file)
{
	struct vpu_device *device = container_of(file->private_data, struct vpu_device, misc);
	int ret = 0;

	spin_lock(&device->jobs_lock);
	if (device->gone)
		ret = -ENODEV;
	else if (device->daemon)
		ret = -EBUSY;
	else
		device->daemon = true;
	spin_unlock(&device->jobs_lock);
	if (ret)
		return ret;
	vpu_device_get(device);
	file->private_data = device;
	return 0;
}

/* The daemon died, perhaps. Nobody will answer what it took; what waits has waited in vain. */
static int vpu_daemon_release(struct inode *inode, struct file *file)
{
	struct vpu_device *device = file->private_data;

	spin_lock(&device->jobs_lock);
	device->daemon = false;
	spin_unlock(&device->jobs_lock);
	vpu_jobs_fail(device);
	vpu_device_put(device);
	return 0;
}

static __poll_t vpu_daemon_poll(struct file *file, struct poll_table_struct *table)
{
	struct vpu_device *device = file->private_data;
	__poll_t mask = 0;

	poll_wait(file, &device->wait, table);
	spin_lock(&device->jobs_lock);
	if (!list_empty(&device->pending))
		mask |= EPOLLIN | EPOLLRDNORM;
	if (device->gone)
		mask |= EPOLLHUP | EPOLLERR;
	spin_unlock(&device->jobs_lock);
	return mask;
}

static int vpu_daemon_mmap(struct file *file, struct vm_area_struct *vma)
{
	if (!(vma->vm_flags & VM_SHARED))
		return -EINVAL;
	return vpu_memory_map_daemon(file->private_data, vma);
}

static const struct file_operations vpu_daemon_operations = {
	.owner = THIS_MODULE,
	.open = vpu_daemon_open,
	.release = vpu_daemon_release,
	.poll = vpu_daemon_poll,
	.mmap = vpu_daemon_mmap,
	.unlocked_ioctl = vpu_daemon_ioctl,
	.llseek = noop_llseek,
};

int vpu_daemon_register(struct vpu_device *device)
{
	snprintf(device->misc_name, sizeof(device->misc_name), VPU_NAME "%d", device->number);
	device->misc.minor = MISC_DYNAMIC_MINOR;
	device->misc.name = device->misc_name;
	device->misc.fops = &vpu_daemon_operations;
	device->misc.mode = 0600;
	return misc_register(&device->misc);
}
