// SPDX-License-Identifier: GPL-2.0
/*
 * A DRM render node that can do nothing but synchronisation objects: vgem and
 * vkms, the drivers of the lab, have no timelines.
 */
#include <linux/device/faux.h>
#include <linux/fs.h>
#include <linux/module.h>

#include <drm/drm_drv.h>
#include <drm/drm_file.h>
#include <drm/drm_ioctl.h>

static struct faux_device *parent;
static struct drm_device *node;

static const struct file_operations weir_syncobj_fops = {
	.owner = THIS_MODULE,
	.open = drm_open,
	.release = drm_release,
	.unlocked_ioctl = drm_ioctl,
	.llseek = noop_llseek,
	.fop_flags = FOP_UNSIGNED_OFFSET,
};

static const struct drm_driver weir_syncobj_driver = {
	.driver_features = DRIVER_RENDER | DRIVER_SYNCOBJ | DRIVER_SYNCOBJ_TIMELINE,
	.fops = &weir_syncobj_fops,
	.name = "weir-syncobj",
	.desc = "synchronisation objects only",
	.major = 1,
};

static int __init weir_syncobj_init(void)
{
	int ret;

	parent = faux_device_create("weir-syncobj", NULL, NULL);
	if (!parent)
		return -ENODEV;
	node = drm_dev_alloc(&weir_syncobj_driver, &parent->dev);
	if (IS_ERR(node)) {
		ret = PTR_ERR(node);
		goto destroy;
	}
	ret = drm_dev_register(node, 0);
	if (!ret)
		return 0;
	drm_dev_put(node);
destroy:
	faux_device_destroy(parent);
	return ret;
}

static void __exit weir_syncobj_exit(void)
{
	drm_dev_unregister(node);
	drm_dev_put(node);
	faux_device_destroy(parent);
}

module_init(weir_syncobj_init);
module_exit(weir_syncobj_exit);
MODULE_DESCRIPTION("A DRM node with synchronisation objects and nothing else");
MODULE_LICENSE("GPL");
