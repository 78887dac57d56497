// SPDX-License-Identifier: GPL-2.0
/*
 * Memory as a dma-buf. All exports of one buffer share its dma_resv, so that a fence is seen
 * whichever of them the client kept; the dma-buf core does not free a dma_resv that is given to it.
 */
#include <linux/dma-buf.h>
#include <linux/dma-mapping.h>
#include <linux/iosys-map.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "vpu.h"

/* noncoherent: importers look at other pages than the decoder writes. */
static void *vpu_seen_by_importers(struct vpu_memory *memory)
{
	return memory->shadow ? memory->shadow : memory->address;
}

static struct sg_table *vpu_export_map(struct dma_buf_attachment *attachment,
				       enum dma_data_direction direction)
{
	struct vpu_memory *memory = attachment->dmabuf->priv;
	unsigned int i, pages = memory->size >> PAGE_SHIFT;
	struct scatterlist *entry;
	struct sg_table *table = kzalloc(sizeof(*table), GFP_KERNEL);
	void *address = vpu_seen_by_importers(memory);
	int ret = -ENOMEM;

	if (!table)
		return ERR_PTR(-ENOMEM);
	if (sg_alloc_table(table, pages, GFP_KERNEL))
		goto undo_table;
	for_each_sgtable_sg(table, entry, i)
		sg_set_page(entry, vmalloc_to_page(address + i * PAGE_SIZE), PAGE_SIZE, 0);
	ret = dma_map_sgtable(attachment->dev, table, direction, 0);
	if (!ret)
		return table;
	sg_free_table(table);
undo_table:
	kfree(table);
	return ERR_PTR(ret);
}

static void vpu_export_unmap(struct dma_buf_attachment *attachment, struct sg_table *table,
			     enum dma_data_direction direction)
{
	dma_unmap_sgtable(attachment->dev, table, direction, 0);
	sg_free_table(table);
	kfree(table);
}

static int vpu_export_vmap(struct dma_buf *dbuf, struct iosys_map *map)
{
	iosys_map_set_vaddr(map, vpu_seen_by_importers(dbuf->priv));
	return 0;
}

/* The core has checked that offset and length lie within. */
static int vpu_export_mmap(struct dma_buf *dbuf, struct vm_area_struct *vma)
{
	struct vpu_memory *memory = dbuf->priv;

	return vpu_memory_map(memory, vpu_seen_by_importers(memory), vma->vm_pgoff, vma);
}

static void vpu_export_release(struct dma_buf *dbuf)
{
	vpu_memory_unuse(dbuf->priv);
}

const struct dma_buf_ops vpu_export_ops = {
	.map_dma_buf = vpu_export_map,
	.unmap_dma_buf = vpu_export_unmap,
	.vmap = vpu_export_vmap,
	.mmap = vpu_export_mmap,
	.release = vpu_export_release,
};

struct dma_buf *vpu_memory_export(struct vb2_buffer *vb, void *priv, unsigned long flags)
{
	struct vpu_memory *memory = priv;
	struct dma_buf_export_info info = {
		.exp_name = VPU_NAME,
		.owner = THIS_MODULE,
		.ops = &vpu_export_ops,
		.size = memory->size,
		.flags = flags,
		.resv = &memory->resv,
		.priv = memory,
	};
	struct dma_buf *dbuf;

	vpu_memory_use(memory);
	dbuf = dma_buf_export(&info);
	if (!IS_ERR(dbuf))
		return dbuf;
	vpu_memory_unuse(memory);
	return NULL;
}
