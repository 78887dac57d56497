// SPDX-License-Identifier: GPL-2.0
/* Somebody else's dma-buf as the memory of a buffer. */
#include <linux/dma-buf.h>
#include <linux/iosys-map.h>

#include "vpu.h"

void *vpu_memory_attach(struct vb2_buffer *vb, struct device *dev, struct dma_buf *dbuf,
			unsigned long size)
{
	struct vpu_context *context = vb2_get_drv_priv(vb->vb2_queue);
	struct vpu_memory *memory;

	if (dbuf->size < size)
		return ERR_PTR(-EFAULT);
	memory = vpu_memory_new(context->device);
	if (!memory)
		return ERR_PTR(-ENOMEM);
	/* vb2 drops its reference at detach, and a late job may still need the dma-buf then. */
	get_dma_buf(dbuf);
	memory->imported = dbuf;
	memory->size = dbuf->size;
	return memory;
}

int vpu_memory_vmap(void *priv)
{
	struct vpu_memory *memory = priv;
	struct iosys_map map;

	if (dma_buf_vmap_unlocked(memory->imported, &map))
		return -EFAULT;
	if (map.is_iomem) {
		dma_buf_vunmap_unlocked(memory->imported, &map);
		return -EFAULT;
	}
	memory->address = map.vaddr;
	return 0;
}

void vpu_memory_vunmap(void *priv)
{
	struct vpu_memory *memory = priv;
	struct iosys_map map = IOSYS_MAP_INIT_VADDR(memory->address);

	if (!memory->address)
		return;
	memory->address = NULL;
	dma_buf_vunmap_unlocked(memory->imported, &map);
}

void vpu_memory_detach(void *priv)
{
	vpu_memory_vunmap(priv);
	vpu_memory_unuse(priv);
}
