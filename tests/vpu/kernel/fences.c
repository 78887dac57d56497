// SPDX-License-Identifier: GPL-2.0
/* A write fence on the picture's dma-buf from the start of a job until its pixels are there. */
#include <linux/dma-fence.h>
#include <linux/dma-resv.h>
#include <linux/slab.h>

#include "vpu.h"

struct vpu_fence {
	struct dma_fence base; /* first: freed as such */
	spinlock_t lock;
};

/* Constants: a fence may be asked for its names when the device is gone. */
static const char *vpu_fence_driver(struct dma_fence *fence)
{
	return VPU_NAME;
}

static const char *vpu_fence_timeline(struct dma_fence *fence)
{
	return "decode";
}

static const struct dma_fence_ops vpu_fence_ops = {
	.get_driver_name = vpu_fence_driver,
	.get_timeline_name = vpu_fence_timeline,
};

/*
 * Each fence has a context of its own: two of one context on one object would replace each other,
 * and a late writer beside a watchdog does not end in order.
 */
static struct dma_fence *vpu_fence_new(void)
{
	struct vpu_fence *fence = kzalloc(sizeof(*fence), GFP_KERNEL);

	if (!fence)
		return NULL;
	spin_lock_init(&fence->lock);
	dma_fence_init(&fence->base, &vpu_fence_ops, &fence->lock, dma_fence_context_alloc(1), 1);
	return &fence->base;
}

int vpu_fence_publish(struct vpu_job *job)
{
	struct dma_resv *resv = vpu_memory_resv(job->memory);
	struct dma_fence *fence = vpu_fence_new();
	int ret;

	if (!fence)
		return -ENOMEM;
	dma_resv_lock(resv, NULL);
	ret = dma_resv_reserve_fences(resv, 1);
	if (!ret)
		dma_resv_add_fence(resv, fence, DMA_RESV_USAGE_WRITE);
	dma_resv_unlock(resv);
	if (!ret) {
		job->fence = fence;
		return 0;
	}
	vpu_fence_signal(fence, true);
	return ret;
}

/* Takes the reference. */
void vpu_fence_signal(struct dma_fence *fence, bool error)
{
	if (!fence)
		return;
	if (error)
		dma_fence_set_error(fence, -EIO);
	dma_fence_signal(fence);
	dma_fence_put(fence);
}
