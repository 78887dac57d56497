// SPDX-License-Identifier: GPL-2.0
/* A device's life: video node, media node and daemon's node come and go together. */
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <media/v4l2-ioctl.h>

#include "vpu.h"

static atomic_t living = ATOMIC_INIT(0);
static DECLARE_WAIT_QUEUE_HEAD(all_gone);

/*
 * The media core touches the device after req_free(), and the m2m core leaves a work item behind
 * that looks at m2m once more: whoever drops the last reference, memory is freed a little later.
 */
#define VPU_DESTROY_DELAY (HZ / 10)

static void vpu_destroy(struct work_struct *work)
{
	struct vpu_device *device =
		container_of(to_delayed_work(work), struct vpu_device, destroy);

	if (!IS_ERR_OR_NULL(device->m2m))
		v4l2_m2m_put(device->m2m);
	xa_destroy(&device->memories);
	mutex_destroy(&device->lock);
	kfree(device);
	if (atomic_dec_and_test(&living))
		wake_up_all(&all_gone);
}

static void vpu_device_release(struct kref *ref)
{
	struct vpu_device *device = container_of(ref, struct vpu_device, ref);

	queue_delayed_work(vpu_workqueue, &device->destroy, VPU_DESTROY_DELAY);
}

void vpu_device_get(struct vpu_device *device)
{
	kref_get(&device->ref);
}

void vpu_device_put(struct vpu_device *device)
{
	kref_put(&device->ref, vpu_device_release);
}

void vpu_devices_wait(void)
{
	wait_event(all_gone, !atomic_read(&living));
}

/* The last file of the video node was closed, and the node is unregistered. */
static void vpu_video_release(struct video_device *video)
{
	struct vpu_device *device = container_of(video, struct vpu_device, video);

	v4l2_device_unregister(&device->v4l2);
	media_device_cleanup(&device->media);
	vpu_device_put(device);
}

struct vpu_request {
	struct media_request request; /* first: the core frees nothing else */
	struct vpu_device *device;
};

/* A request's file may outlive everything else. */
static struct media_request *vpu_request_alloc(struct media_device *media)
{
	struct vpu_device *device = container_of(media, struct vpu_device, media);
	struct vpu_request *request;

	if (!try_module_get(THIS_MODULE))
		return NULL;
	request = kzalloc(sizeof(*request), GFP_KERNEL);
	if (!request) {
		module_put(THIS_MODULE);
		return NULL;
	}
	vpu_device_get(device);
	request->device = device;
	return &request->request;
}

static void vpu_request_free(struct media_request *media_request)
{
	struct vpu_request *request = container_of(media_request, struct vpu_request, request);

	vpu_device_put(request->device);
	kfree(request);
	/* Unloading waits for the device, which is destroyed later than this function returns. */
	module_put(THIS_MODULE);
}

static const struct media_device_ops vpu_media_ops = {
	.req_alloc = vpu_request_alloc,
	.req_free = vpu_request_free,
	.req_validate = vpu_request_validate,
	.req_queue = v4l2_m2m_request_queue,
};

static const struct v4l2_m2m_ops vpu_m2m_ops = {
	.device_run = vpu_device_run,
	.job_abort = vpu_job_abort,
};

static struct vpu_device *vpu_device_new(struct platform_device *pdev)
{
	struct vpu_device *device = kzalloc(sizeof(*device), GFP_KERNEL);

	if (!device)
		return NULL;
	kref_init(&device->ref);
	INIT_DELAYED_WORK(&device->destroy, vpu_destroy);
	device->personality =
		*(const struct vpu_personality *const *)dev_get_platdata(&pdev->dev);
	device->number = pdev->id;
	mutex_init(&device->lock);
	mutex_init(&device->memories_lock);
	spin_lock_init(&device->jobs_lock);
	INIT_LIST_HEAD(&device->pending);
	INIT_LIST_HEAD(&device->taken);
	init_waitqueue_head(&device->wait);
	xa_init(&device->memories);
	atomic_inc(&living);
	return device;
}

static void vpu_describe(struct vpu_device *device, struct device *parent)
{
	const struct vpu_personality *personality = device->personality;
	struct video_device *video = &device->video;
	struct media_device *media = &device->media;

	snprintf(video->name, sizeof(video->name), "virtual-%s", personality->name);
	video->vfl_dir = VFL_DIR_M2M;
	video->fops = &vpu_file_operations;
	video->ioctl_ops = personality->single_planar ? &vpu_ioctl_ops_single : &vpu_ioctl_ops;
	video->minor = -1;
	video->release = vpu_video_release;
	video->device_caps = V4L2_CAP_STREAMING | (personality->single_planar ?
			     V4L2_CAP_VIDEO_M2M : V4L2_CAP_VIDEO_M2M_MPLANE);
	video->lock = &device->lock;
	video->v4l2_dev = &device->v4l2;
	video_set_drvdata(video, device);
	if (!personality->remove_bufs)
		v4l2_disable_ioctl(video, VIDIOC_REMOVE_BUFS);
	if (personality->no_sizes)
		v4l2_disable_ioctl(video, VIDIOC_ENUM_FRAMESIZES);

	media->dev = parent;
	strscpy(media->model, personality->driver, sizeof(media->model));
	snprintf(media->bus_info, sizeof(media->bus_info), "platform:" VPU_NAME ".%d",
		 device->number);
	media_device_init(media);
	media->ops = &vpu_media_ops;
	device->v4l2.mdev = media;
}

/* After video_register_device() vpu_video_release() cleans up what is undone here. */
static int vpu_register(struct vpu_device *device)
{
	int ret = v4l2_m2m_register_media_controller(device->m2m, &device->video,
						     MEDIA_ENT_F_PROC_VIDEO_DECODER);

	if (ret)
		return ret;
	ret = media_device_register(&device->media);
	if (ret)
		goto undo_controller;
	ret = vpu_daemon_register(device);
	if (ret)
		goto undo_media;
	vpu_faults_add(device);
	return 0;

undo_media:
	media_device_unregister(&device->media);
undo_controller:
	v4l2_m2m_unregister_media_controller(device->m2m);
	return ret;
}

static int vpu_probe(struct platform_device *pdev)
{
	struct vpu_device *device = vpu_device_new(pdev);
	int ret;

	if (!device)
		return -ENOMEM;
	ret = v4l2_device_register(&pdev->dev, &device->v4l2);
	if (ret)
		goto undo_device;
	device->m2m = v4l2_m2m_init(&vpu_m2m_ops);
	if (IS_ERR(device->m2m)) {
		ret = PTR_ERR(device->m2m);
		goto undo_v4l2;
	}
	vpu_describe(device, &pdev->dev);
	/* Held by the platform device and by the video node. */
	vpu_device_get(device);
	ret = video_register_device(&device->video, VFL_TYPE_VIDEO, -1);
	if (ret) {
		vpu_device_put(device);
		goto undo_media;
	}
	ret = vpu_register(device);
	if (ret) {
		video_unregister_device(&device->video);
		goto undo_device;
	}
	platform_set_drvdata(pdev, device);
	v4l2_info(&device->v4l2, "%s is /dev/video%d and /dev/%s\n",
		  device->personality->name, device->video.num, device->misc_name);
	return 0;

undo_media:
	media_device_cleanup(&device->media);
undo_v4l2:
	v4l2_device_unregister(&device->v4l2);
undo_device:
	vpu_device_put(device);
	return ret;
}

static void vpu_remove(struct platform_device *pdev)
{
	struct vpu_device *device = platform_get_drvdata(pdev);

	vpu_faults_remove(device);
	misc_deregister(&device->misc);
	spin_lock(&device->jobs_lock);
	device->gone = true;
	spin_unlock(&device->jobs_lock);
	wake_up_all(&device->wait);
	media_device_unregister(&device->media);
	v4l2_m2m_unregister_media_controller(device->m2m);
	video_unregister_device(&device->video);
	/* Jobs that started before the node was unregistered; later ones fail at once. */
	vpu_jobs_fail(device);
	vpu_device_put(device);
}

struct platform_driver vpu_driver = {
	.probe = vpu_probe,
	.remove = vpu_remove,
	.driver = {
		.name = VPU_NAME,
	},
};
