// SPDX-License-Identifier: GPL-2.0
/* /sys/kernel/debug/weir-vpu/<device>/: what goes wrong on purpose, and counters. */
#include <linux/debugfs.h>

#include "vpu.h"

static struct dentry *vpu_debugfs;

static ssize_t vpu_fence_read(struct file *file, char __user *user, size_t size, loff_t *offset)
{
	struct vpu_device *device = file->private_data;
	const char *mode = READ_ONCE(device->faults.fence) ? "device_run\n" : "none\n";

	return simple_read_from_buffer(user, size, offset, mode, strlen(mode));
}

static ssize_t vpu_fence_write(struct file *file, const char __user *user, size_t size,
			       loff_t *offset)
{
	struct vpu_device *device = file->private_data;
	char word[16] = {};
	char *mode;

	if (size >= sizeof(word))
		return -EINVAL;
	if (copy_from_user(word, user, size))
		return -EFAULT;
	mode = strim(word);
	if (!strcmp(mode, "device_run"))
		WRITE_ONCE(device->faults.fence, true);
	else if (!strcmp(mode, "none"))
		WRITE_ONCE(device->faults.fence, false);
	else
		return -EINVAL;
	return size;
}

static const struct file_operations vpu_fence_operations = {
	.open = simple_open,
	.read = vpu_fence_read,
	.write = vpu_fence_write,
	.llseek = default_llseek,
};

static void vpu_faults_switches(struct vpu_device *device)
{
	struct vpu_faults *faults = &device->faults;
	struct dentry *dir = device->debugfs;

	debugfs_create_u32("error_every", 0644, dir, &faults->error_every);
	debugfs_create_u32("stall", 0644, dir, &faults->stall);
	debugfs_create_u32("untouched", 0644, dir, &faults->untouched);
	debugfs_create_u32("enomem_after", 0644, dir, &faults->enomem_after);
	debugfs_create_u32("slow_ms", 0644, dir, &faults->slow_ms);
	debugfs_create_u32("late_ms", 0644, dir, &faults->late_ms);
	debugfs_create_bool("refuse_sps", 0644, dir, &faults->refuse_sps);
	debugfs_create_bool("noncoherent", 0644, dir, &faults->noncoherent);
	debugfs_create_bool("null", 0644, dir, &faults->null);
	debugfs_create_file("fence", 0644, dir, device, &vpu_fence_operations);
}

void vpu_faults_add(struct vpu_device *device)
{
	struct dentry *dir = debugfs_create_dir(video_device_node_name(&device->video),
						vpu_debugfs);

	device->debugfs = dir;
	vpu_faults_switches(device);
	debugfs_create_atomic_t("jobs", 0444, dir, &device->jobs);
	debugfs_create_atomic_t("buffers", 0444, dir, &device->buffers);
	debugfs_create_atomic_t("jobs_started", 0444, dir, &device->jobs_started);
	debugfs_create_atomic_t("jobs_done", 0444, dir, &device->jobs_done);
	debugfs_create_atomic_t("watchdogs", 0444, dir, &device->watchdogs);
	debugfs_create_bool("daemon", 0444, dir, &device->daemon);
	debugfs_create_str("personality", 0444, dir, (char **)&device->personality->name);
}

void vpu_faults_remove(struct vpu_device *device)
{
	debugfs_remove(device->debugfs);
}

void vpu_faults_init(void)
{
	vpu_debugfs = debugfs_create_dir(VPU_NAME, NULL);
}

void vpu_faults_exit(void)
{
	debugfs_remove(vpu_debugfs);
}
