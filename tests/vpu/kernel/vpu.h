/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The virtual VPU: what the parts of the module know of each other.
 *
 * Who holds whom: struct vpu_device is counted; it is held by the bound platform device, every open
 * video file, every piece of memory, every job, every request and the daemon's file, so that each
 * of them may be the last one. A job is counted as well and outlives V4L2's completion ("late");
 * it holds the *memory* of its CAPTURE buffer, never the vb2_buffer.
 */
#ifndef VPU_H
#define VPU_H

#include <linux/atomic.h>
#include <linux/dma-fence.h>
#include <linux/dma-resv.h>
#include <linux/kref.h>
#include <linux/miscdevice.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>
#include <media/media-device.h>
#include <media/v4l2-ctrls.h>
#include <media/v4l2-device.h>
#include <media/v4l2-mem2mem.h>
#include <media/videobuf2-memops.h>
#include <media/videobuf2-v4l2.h>

#include "personality.h"
#include "weir_vpu.h"

#define VPU_NAME "weir-vpu"
#define VPU_MAX_DEVICES 16

/* What is done wrong on purpose; all of it switched in debugfs, read when a job starts. */
struct vpu_faults {
	u32 error_every;  /* every Nth job ends with the ERROR flag */
	u32 stall;        /* every Nth job never completes: the watchdog ends it */
	u32 untouched;    /* every Nth job completes without a picture written */
	u32 enomem_after; /* so many CAPTURE buffers fit, no more */
	u32 slow_ms;
	u32 late_ms;
	bool refuse_sps;
	bool fence; /* publish a fence when a job starts */
	bool noncoherent;
	bool null;
};

struct vpu_device {
	struct kref ref;
	struct delayed_work destroy;
	struct v4l2_device v4l2;
	struct video_device video;
	struct media_device media;
	struct v4l2_m2m_dev *m2m;
	struct mutex lock; /* of the video device's ioctls */
	const struct vpu_personality *personality;
	int number;
	struct dentry *debugfs;
	struct vpu_faults faults;

	struct miscdevice misc;
	char misc_name[24];

	spinlock_t jobs_lock;     /* the lists below, `gone`, `daemon`, and the state of each job */
	struct list_head pending; /* for the daemon to take */
	struct list_head taken;   /* run jobs that it took and has not finished */
	bool gone;
	bool daemon;
	wait_queue_head_t wait;

	struct xarray memories; /* by id */
	struct mutex memories_lock;
	u64 next_memory;

	atomic_long_t next_job;
	atomic_long_t next_context;
	atomic_t jobs;    /* alive */
	atomic_t buffers; /* memories alive, CAPTURE and OUTPUT, exported or not */
	atomic_t captures; /* CAPTURE memories that were allocated here and are alive */
	atomic_t jobs_started;
	atomic_t jobs_done;
	atomic_t watchdogs;
};

struct vpu_context {
	struct v4l2_fh fh;
	struct vpu_device *device;
	u64 id;
	struct mutex queue_lock; /* both vb2 queues */
	struct mutex state_lock; /* the formats and `captures`: jobs start without queue_lock */
	struct vb2_buffer *captures[VIDEO_MAX_FRAME]; /* those with memory, by index */
	struct v4l2_ctrl_handler controls;
	const struct vpu_coded *coded;
	struct v4l2_pix_format_mplane output;
	struct v4l2_pix_format_mplane capture;
	u32 depth;  /* bits of a sample, 0: not known yet, every format is offered */
	u32 chroma; /* V4L2's chroma_format_idc */
	bool has_short_sets; /* EXT_SPS_ST_RPS was set once */
	bool has_long_sets;
	u32 output_sequence;
	u32 capture_sequence;
	struct vpu_job *running; /* under jobs_lock */
	bool aborting; /* likewise: STREAMOFF came before `running` was set */
	struct vpu_job *closing; /* made at open, so that close cannot fail */
	atomic_t finishing;      /* threads inside v4l2_m2m_buf_done_and_job_finish() */
};

/*
 * Memory of one plane. `users` counts what can still see its contents without the daemon: vb2,
 * mappings, dma-bufs, jobs. When it drops to 0 the daemon is told (FREED); its mappings hold `ref`.
 */
struct vpu_memory {
	refcount_t users;
	refcount_t ref;
	struct vb2_vmarea_handler handler;
	struct vpu_device *device;
	struct vpu_job *freed; /* made with the memory, so that telling cannot fail */
	u64 id;
	unsigned long size;
	void *address;
	void *shadow; /* noncoherent: what importers see */
	bool capture;
	bool shown; /* the daemon heard of it */
	struct dma_resv resv;
	struct dma_buf *imported; /* else it is our own */
};

struct vpu_job {
	struct kref ref;
	struct list_head link; /* in pending or taken, or nowhere */
	struct vpu_device *device;
	struct vpu_context *context; /* until v4l2_done */
	struct vpu_memory *memory;
	struct weir_vpu_job info;
	void *blob;
	struct dma_fence *fence;
	struct delayed_work watchdog;
	bool v4l2_done; /* the buffers went back to V4L2 */
	bool ended;     /* nobody may write or answer any more */
	bool fail;      /* fault: the answer does not count */
};

extern struct workqueue_struct *vpu_workqueue;
extern unsigned int vpu_watchdog_ms;
extern int vpu_requires_requests;
extern const struct v4l2_ioctl_ops vpu_ioctl_ops;
extern const struct v4l2_ioctl_ops vpu_ioctl_ops_single;
extern const struct v4l2_file_operations vpu_file_operations;
extern const struct vb2_mem_ops vpu_memory_ops;
extern const struct v4l2_ctrl_ops vpu_control_ops;
extern const struct dma_buf_ops vpu_export_ops;

/* device.c */
extern struct platform_driver vpu_driver;
void vpu_device_get(struct vpu_device *device);
void vpu_device_put(struct vpu_device *device);
void vpu_devices_wait(void);

/* formats.c */
void vpu_formats_reset(struct vpu_context *context);
void vpu_capture_reset(struct vpu_context *context);
void vpu_try_output(const struct vpu_context *context, struct v4l2_pix_format_mplane *format);
void vpu_try_capture(const struct vpu_context *context, struct v4l2_pix_format_mplane *format);
void vpu_set_output(struct vpu_context *context, const struct v4l2_pix_format_mplane *format);
const struct vpu_coded *vpu_find_coded(const struct vpu_personality *personality, u32 fourcc);
u32 vpu_capture_fourcc(const struct vpu_context *context, u32 index, bool all);

/* controls.c, control_rules.c */
int vpu_controls_init(struct vpu_context *context);
struct v4l2_ctrl *vpu_control(struct vpu_context *context, u32 id);
s32 vpu_control_value(struct vpu_context *context, u32 id, s32 otherwise);

/* queues.c */
int vpu_queues_init(void *context, struct vb2_queue *output, struct vb2_queue *capture);
int vpu_request_validate(struct media_request *request);
struct vb2_queue *vpu_output_queue(struct vpu_context *context);
struct vb2_queue *vpu_capture_queue(struct vpu_context *context);

/* memory*.c */
struct vpu_memory *vpu_memory_new(struct vpu_device *device);
void vpu_memory_use(struct vpu_memory *memory);
void vpu_memory_unuse(void *memory);
int vpu_memory_map(struct vpu_memory *memory, void *address, unsigned long first,
		   struct vm_area_struct *vma);
int vpu_memory_map_daemon(struct vpu_device *device, struct vm_area_struct *vma);
struct dma_resv *vpu_memory_resv(struct vpu_memory *memory);
struct dma_buf *vpu_memory_export(struct vb2_buffer *vb, void *memory, unsigned long flags);
void *vpu_memory_attach(struct vb2_buffer *vb, struct device *dev, struct dma_buf *dbuf,
			unsigned long size);
void vpu_memory_detach(void *memory);
int vpu_memory_vmap(void *memory);
void vpu_memory_vunmap(void *memory);

/* jobs.c */
struct vpu_job *vpu_job_new(struct vpu_device *device, u32 type);
void vpu_job_put(struct vpu_job *job);
void vpu_job_post(struct vpu_job *job);
void vpu_device_run(void *context);
void vpu_job_abort(void *context);
bool vpu_job_complete(struct vpu_job *job, bool error);
bool vpu_job_end(struct vpu_job *job, bool error);
void vpu_jobs_fail(struct vpu_device *device);

/* gather.c */
int vpu_gather(struct vpu_context *context, struct vpu_job *job, struct vb2_v4l2_buffer *output);

/* fences.c */
int vpu_fence_publish(struct vpu_job *job);
void vpu_fence_signal(struct dma_fence *fence, bool error);

/* faults.c */
void vpu_faults_init(void);
void vpu_faults_exit(void);
void vpu_faults_add(struct vpu_device *device);
void vpu_faults_remove(struct vpu_device *device);

/* daemon.c, daemon_ioctls.c */
int vpu_daemon_register(struct vpu_device *device);
long vpu_daemon_ioctl(struct file *file, unsigned int command, unsigned long argument);

static inline struct vpu_context *vpu_context_of(struct file *file)
{
	return container_of(file_to_v4l2_fh(file), struct vpu_context, fh);
}

#endif
