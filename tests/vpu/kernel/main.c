// SPDX-License-Identifier: GPL-2.0
/* The module: makes one platform device for each personality that is asked for. */
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/prandom.h>
#include <linux/slab.h>

#include "vpu.h"

static char *personality = "any";
module_param(personality, charp, 0444);
MODULE_PARM_DESC(personality, " comma-separated list, one device each (default: any)");

static unsigned int seed;
module_param(seed, uint, 0444);
MODULE_PARM_DESC(seed, " of the order in which the devices appear; 0 (default): as listed");

unsigned int vpu_watchdog_ms = 2000;
module_param_named(watchdog_ms, vpu_watchdog_ms, uint, 0644);
MODULE_PARM_DESC(watchdog_ms, " a job that takes longer ends with the ERROR flag (default: 2000)");

int vpu_requires_requests = -1;
module_param_named(requires_requests, vpu_requires_requests, int, 0444);
MODULE_PARM_DESC(requires_requests,
		 " OUTPUT buffers need a request: 0 no, 1 yes, -1 (default) as the personality");

struct workqueue_struct *vpu_workqueue;
static struct platform_device *devices[VPU_MAX_DEVICES];
static unsigned int device_count;

static int parse(const struct vpu_personality **found)
{
	char *list = kstrdup(personality, GFP_KERNEL);
	char *rest = list, *name;
	int ret = 0;

	if (!list)
		return -ENOMEM;
	while (!ret && (name = strsep(&rest, ",")) != NULL) {
		if (device_count == VPU_MAX_DEVICES) {
			ret = -E2BIG;
			break;
		}
		found[device_count] = vpu_find_personality(name);
		if (!found[device_count]) {
			pr_err(VPU_NAME ": there is no personality '%s'\n", name);
			ret = -EINVAL;
		} else {
			device_count++;
		}
	}
	kfree(list);
	return ret;
}

/* A client must find its decoder by what it can, not by its number. */
static void shuffle(const struct vpu_personality **list)
{
	struct rnd_state random;
	unsigned int i, other;

	if (!seed)
		return;
	prandom_seed_state(&random, seed);
	for (i = device_count; i > 1; i--) {
		other = prandom_u32_state(&random) % i;
		swap(list[i - 1], list[other]);
	}
}

static void remove_devices(void)
{
	unsigned int i;

	for (i = 0; i < device_count; i++)
		if (!IS_ERR_OR_NULL(devices[i]))
			platform_device_unregister(devices[i]);
}

static int add_devices(const struct vpu_personality **list)
{
	unsigned int i;

	for (i = 0; i < device_count; i++) {
		devices[i] = platform_device_register_data(NULL, VPU_NAME, i, &list[i],
							   sizeof(list[i]));
		if (IS_ERR(devices[i]))
			return PTR_ERR(devices[i]);
	}
	return 0;
}

static int __init vpu_init(void)
{
	const struct vpu_personality *list[VPU_MAX_DEVICES];
	int ret = parse(list);

	if (ret)
		return ret;
	shuffle(list);
	vpu_workqueue = alloc_workqueue(VPU_NAME, WQ_UNBOUND, 0);
	if (!vpu_workqueue)
		return -ENOMEM;
	vpu_faults_init();
	ret = platform_driver_register(&vpu_driver);
	if (!ret) {
		ret = add_devices(list);
		if (!ret)
			return 0;
		remove_devices();
		platform_driver_unregister(&vpu_driver);
		vpu_devices_wait();
	}
	vpu_faults_exit();
	destroy_workqueue(vpu_workqueue);
	return ret;
}

static void __exit vpu_exit(void)
{
	remove_devices();
	platform_driver_unregister(&vpu_driver);
	vpu_devices_wait();
	vpu_faults_exit();
	destroy_workqueue(vpu_workqueue);
	/* Fences are freed a grace period after their last use. */
	rcu_barrier();
}

module_init(vpu_init);
module_exit(vpu_exit);

MODULE_DESCRIPTION("Virtual stateless video decoder whose pictures come from user space");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS("DMA_BUF");
