// SPDX-License-Identifier: GPL-2.0
/* vb2's memory operations: pages from vmalloc with a number that is never used again. */
#include <linux/dma-buf.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "vpu.h"

/* Memory without pages yet; its number is taken and it has one user. */
struct vpu_memory *vpu_memory_new(struct vpu_device *device)
{
	struct vpu_memory *memory = kzalloc(sizeof(*memory), GFP_KERNEL);

	if (!memory)
		return NULL;
	memory->freed = vpu_job_new(device, WEIR_VPU_JOB_FREED);
	if (!memory->freed)
		goto undo_memory;
	refcount_set(&memory->users, 1);
	refcount_set(&memory->ref, 1);
	dma_resv_init(&memory->resv);
	memory->handler.refcount = &memory->users;
	memory->handler.put = vpu_memory_unuse;
	memory->handler.arg = memory;
	memory->device = device;

	mutex_lock(&device->memories_lock);
	memory->id = ++device->next_memory;
	if (xa_err(xa_store(&device->memories, memory->id, memory, GFP_KERNEL))) {
		mutex_unlock(&device->memories_lock);
		goto undo_job;
	}
	mutex_unlock(&device->memories_lock);
	memory->freed->info.memory = memory->id;
	vpu_device_get(device);
	atomic_inc(&device->buffers);
	return memory;

undo_job:
	dma_resv_fini(&memory->resv);
	vpu_job_put(memory->freed);
undo_memory:
	kfree(memory);
	return NULL;
}

/* The pages go when neither a user nor the daemon's mapping is left. */
static void vpu_memory_put(struct vpu_memory *memory)
{
	struct vpu_device *device = memory->device;

	if (!refcount_dec_and_test(&memory->ref))
		return;
	dma_resv_fini(&memory->resv);
	vfree(memory->shadow);
	if (!memory->imported)
		vfree(memory->address);
	else
		dma_buf_put(memory->imported);
	kfree(memory);
	atomic_dec(&device->buffers);
	vpu_device_put(device);
}

void vpu_memory_use(struct vpu_memory *memory)
{
	refcount_inc(&memory->users);
}

void vpu_memory_unuse(void *priv)
{
	struct vpu_memory *memory = priv;
	struct vpu_device *device = memory->device;

	if (!refcount_dec_and_mutex_lock(&memory->users, &device->memories_lock))
		return;
	xa_erase(&device->memories, memory->id);
	mutex_unlock(&device->memories_lock);
	if (memory->capture)
		atomic_dec(&device->captures);
	if (memory->shown)
		vpu_job_post(memory->freed);
	else
		vpu_job_put(memory->freed);
	vpu_memory_put(memory);
}

static bool vpu_capture_fits(struct vpu_device *device)
{
	u32 limit = READ_ONCE(device->faults.enomem_after);

	if (atomic_inc_return(&device->captures) <= limit || !limit)
		return true;
	atomic_dec(&device->captures);
	return false;
}

static void *vpu_memory_alloc(struct vb2_buffer *vb, struct device *dev, unsigned long size)
{
	struct vpu_context *context = vb2_get_drv_priv(vb->vb2_queue);
	struct vpu_device *device = context->device;
	bool capture = V4L2_TYPE_IS_CAPTURE(vb->vb2_queue->type);
	struct vpu_memory *memory;

	if (capture && !vpu_capture_fits(device))
		return ERR_PTR(-ENOMEM);
	memory = vpu_memory_new(device);
	if (!memory) {
		if (capture)
			atomic_dec(&device->captures);
		return ERR_PTR(-ENOMEM);
	}
	memory->capture = capture;
	memory->size = PAGE_ALIGN(size);
	memory->address = vmalloc_user(memory->size);
	if (memory->address && capture && READ_ONCE(device->faults.noncoherent))
		memory->shadow = vmalloc_user(memory->size);
	if (!memory->address ||
	    (capture && READ_ONCE(device->faults.noncoherent) && !memory->shadow)) {
		vpu_memory_unuse(memory);
		return ERR_PTR(-ENOMEM);
	}
	return memory;
}

static void *vpu_memory_vaddr(struct vb2_buffer *vb, void *priv)
{
	struct vpu_memory *memory = priv;

	return memory->address;
}

static unsigned int vpu_memory_users(void *priv)
{
	struct vpu_memory *memory = priv;

	return refcount_read(&memory->users);
}

/*
 * All pages at once, as if they had been read and written before: User Mode Linux learns of the
 * first access by a fault, which costs a quarter of a millisecond for each page and mapping.
 */
static int vpu_map_pages(struct vm_area_struct *vma, void *address, unsigned long first)
{
	unsigned long touched = _PAGE_ACCESSED;

	if (vma->vm_flags & VM_WRITE)
		touched |= _PAGE_DIRTY;
	vma->vm_page_prot = __pgprot(pgprot_val(vma->vm_page_prot) | touched);
	return remap_vmalloc_range(vma, address, first);
}

/* `address`: the pages or their shadow. The mapping is a user. */
int vpu_memory_map(struct vpu_memory *memory, void *address, unsigned long first,
		   struct vm_area_struct *vma)
{
	int ret = vpu_map_pages(vma, address, first);

	if (ret)
		return ret;
	vm_flags_set(vma, VM_DONTEXPAND); /* neighbours must not become one area */
	vma->vm_private_data = &memory->handler;
	vma->vm_ops = &vb2_common_vm_ops;
	vma->vm_ops->open(vma);
	return 0;
}

static int vpu_memory_mmap(void *priv, struct vm_area_struct *vma)
{
	struct vpu_memory *memory = priv;

	return vpu_memory_map(memory, memory->address, 0, vma);
}

const struct vb2_mem_ops vpu_memory_ops = {
	.alloc = vpu_memory_alloc,
	.put = vpu_memory_unuse,
	.get_dmabuf = vpu_memory_export,
	.attach_dmabuf = vpu_memory_attach,
	.detach_dmabuf = vpu_memory_detach,
	.map_dmabuf = vpu_memory_vmap,
	.unmap_dmabuf = vpu_memory_vunmap,
	.vaddr = vpu_memory_vaddr,
	.mmap = vpu_memory_mmap,
	.num_users = vpu_memory_users,
};

/* The daemon's mappings keep the pages, and are no users. */
static void vpu_daemon_vma_open(struct vm_area_struct *vma)
{
	struct vpu_memory *memory = vma->vm_private_data;

	refcount_inc(&memory->ref);
}

static void vpu_daemon_vma_close(struct vm_area_struct *vma)
{
	vpu_memory_put(vma->vm_private_data);
}

static const struct vm_operations_struct vpu_daemon_vm_ops = {
	.open = vpu_daemon_vma_open,
	.close = vpu_daemon_vma_close,
};

static int vpu_map_own(struct vpu_memory *memory, struct vm_area_struct *vma)
{
	int ret;

	vma->vm_pgoff = 0;
	ret = vpu_map_pages(vma, memory->address, 0);
	if (ret)
		return ret;
	vm_flags_set(vma, VM_DONTEXPAND);
	vma->vm_private_data = memory;
	vma->vm_ops = &vpu_daemon_vm_ops;
	refcount_inc(&memory->ref);
	return 0;
}

/* The offset is the memory's number. */
int vpu_memory_map_daemon(struct vpu_device *device, struct vm_area_struct *vma)
{
	struct vpu_memory *memory;
	int ret;

	mutex_lock(&device->memories_lock);
	memory = xa_load(&device->memories, vma->vm_pgoff);
	if (memory && !refcount_inc_not_zero(&memory->users))
		memory = NULL;
	mutex_unlock(&device->memories_lock);
	if (!memory)
		return -ENOENT;
	if (vma->vm_end - vma->vm_start > memory->size)
		ret = -EINVAL;
	else if (memory->imported)
		ret = dma_buf_mmap(memory->imported, vma, 0);
	else
		ret = vpu_map_own(memory, vma);
	vpu_memory_unuse(memory);
	return ret;
}

struct dma_resv *vpu_memory_resv(struct vpu_memory *memory)
{
	return memory->imported ? memory->imported->resv : &memory->resv;
}
