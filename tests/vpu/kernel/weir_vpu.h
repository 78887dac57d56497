/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * What the module and the daemon of the virtual VPU say to each other over /dev/weir-vpuN.
 *
 * The daemon opens the device (one daemon a device; a second open answers EBUSY), takes jobs with
 * NEXT, writes each picture into the memory that it maps, and answers with DONE and PIXELS. All
 * numbers are in the machine's byte order. Everything a job carries was copied when it started:
 * neither controls nor bitstream change afterwards.
 */
#ifndef WEIR_VPU_H
#define WEIR_VPU_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define WEIR_VPU_ABI 1

enum weir_vpu_job_type {
	WEIR_VPU_JOB_RUN = 1,   /* decode; to be answered by DONE and PIXELS */
	WEIR_VPU_JOB_FLUSH = 2, /* the context stopped streaming: forget references; no answer */
	WEIR_VPU_JOB_CLOSE = 3, /* the context is gone; no answer */
	WEIR_VPU_JOB_FREED = 4, /* `memory` is of no use any more: unmap it; no answer */
};

#define WEIR_VPU_JOB_HELD (1 << 0)      /* HOLD_CAPTURE_BUF: more jobs for this picture follow */
#define WEIR_VPU_JOB_NEW_PICTURE (1 << 1) /* the first job for this CAPTURE buffer */
#define WEIR_VPU_JOB_UNTOUCHED (1 << 2) /* fault: answer "ok" and write nothing */
#define WEIR_VPU_JOB_START_CODES (1 << 3) /* H.264, HEVC: OUTPUT is Annex B; else bare NAL units */
#define WEIR_VPU_JOB_SLICE_MODE (1 << 4) /* H.264, HEVC: slice based, not frame based */

/* A reference timestamp that the controls name, as vb2_find_buffer() resolves it. */
struct weir_vpu_reference {
	__u64 timestamp; /* ns */
	__u64 memory;    /* 0: no buffer has this timestamp */
};

#define WEIR_VPU_REFERENCES 16

struct weir_vpu_job {
	__u64 id;      /* never reused */
	__u64 context; /* one per open file of the video node, never reused */
	__u32 type;    /* enum weir_vpu_job_type */
	__u32 flags;
	__u32 coded_fourcc;   /* V4L2_PIX_FMT_H264_SLICE … */
	__u32 picture_fourcc; /* V4L2_PIX_FMT_NV12 … */
	__u32 coded_width;    /* pixels, of the OUTPUT format */
	__u32 coded_height;
	__u32 picture_width; /* pixels, of the CAPTURE format, padded */
	__u32 picture_height;
	__u32 bytesperline; /* of plane 0 */
	__u32 sizeimage;
	__u64 memory;    /* the CAPTURE buffer's memory, never reused; mmap offset is memory * page size */
	__u64 memory_size;
	__u64 timestamp; /* ns, of the OUTPUT buffer */
	__u32 late_ms;   /* send PIXELS this much after DONE, and write only then; 0: write, then both */
	__u32 slow_ms;   /* wait this long before DONE */
	__u32 reference_count;
	__u32 control_size;   /* bytes of control records at the begin of the blob */
	__u32 bitstream_size; /* bytes right behind them */
	__u32 reserved;
	struct weir_vpu_reference references[WEIR_VPU_REFERENCES];
};

#define WEIR_VPU_CONTROL_IN_REQUEST (1 << 0) /* set by this job's request, not left over */

/* One control; `size` bytes of value follow, padded to a multiple of 8. Menus, integers: 8 bytes, __s64. */
struct weir_vpu_control {
	__u32 id;
	__u32 flags;
	__u32 elements; /* of an array; else 1 */
	__u32 size;     /* bytes */
};

struct weir_vpu_next {
	__u64 blob; /* in: pointer to room for controls and bitstream */
	__u64 blob_size; /* in: bytes there; out with ENOSPC: bytes needed, the job stays queued */
	struct weir_vpu_job job;
};

struct weir_vpu_answer {
	__u64 id;
	__u32 error; /* 0: decoded; else the buffers get V4L2_BUF_FLAG_ERROR, the fence -EIO */
	__u32 reserved;
};

struct weir_vpu_info {
	__u32 abi;
	__u32 reserved;
	char personality[32];
};

#define WEIR_VPU_IOC_INFO _IOR('W', 0, struct weir_vpu_info)
/* Waits for a job, or EAGAIN with O_NONBLOCK; poll() says POLLIN. ENODEV: the device is gone (POLLHUP). */
#define WEIR_VPU_IOC_NEXT _IOWR('W', 1, struct weir_vpu_next)
/* V4L2's completion. ESTALE: the job was ended otherwise (watchdog, stop, unplugged). */
#define WEIR_VPU_IOC_DONE _IOW('W', 2, struct weir_vpu_answer)
/* The pixels are there: signals the fence, completes the job if DONE did not. ESTALE as above. */
#define WEIR_VPU_IOC_PIXELS _IOW('W', 3, struct weir_vpu_answer)
/* 0 while the job `id` may still write; ESTALE when not. Ask right before writing. */
#define WEIR_VPU_IOC_ALIVE _IOW('W', 4, __u64)

#endif
