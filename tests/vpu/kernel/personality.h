/* SPDX-License-Identifier: GPL-2.0 */
/* What one kind of decoder offers; a table of constants (personalities.c). */
#ifndef PERSONALITY_H
#define PERSONALITY_H

#include <linux/types.h>
#include <linux/videodev2.h>

/* A CAPTURE format and the streams that may have it. */
struct vpu_picture {
	u32 fourcc;
	u8 depth;  /* bits of a sample; 0: any */
	u8 chroma; /* chroma_format_idc; 0: any */
	u8 step_width; /* the picture's size is padded to multiples of these; 0: as OUTPUT */
	u8 step_height;
	bool postprocessed; /* made from the decoded picture, so without its tail */
};

struct vpu_menu {
	s32 min;
	s32 max;
	u64 skip;
	s32 def;
};

#define VPU_MODE_FRAME (1 << 0)
#define VPU_MODE_SLICE (1 << 1)

struct vpu_coded {
	u32 fourcc;
	struct v4l2_frmsize_stepwise size;
	const struct vpu_picture *pictures;
	u32 pictures_count;
	bool hold;         /* V4L2_BUF_CAP_SUPPORTS_M2M_HOLD_CAPTURE_BUF */
	u8 modes;          /* H.264, HEVC: VPU_MODE_… */
	bool start_codes;  /* Annex B, else none; with both modes either */
	bool extended_sets; /* HEVC: the EXT_SPS arrays, and they are needed */
	u32 slices;         /* HEVC: most entries of SLICE_PARAMS; 0: no such control */
	bool has_profile;
	struct vpu_menu profile;
	s32 level_max; /* 0: no level control */
	u32 (*tail)(u32 width, u32 height); /* bytes behind the picture */
};

struct vpu_personality {
	const char *name;
	const char *driver; /* as the driver that is imitated calls itself */
	const struct vpu_coded *coded;
	u32 coded_count;
	bool single_planar;
	bool requires_requests;
	bool remove_bufs;
	bool continuous_sizes; /* ENUM_FRAMESIZES says "any", S_FMT rounds */
	bool output_while_streaming; /* S_FMT(OUTPUT) of the same codec is never EBUSY */
	bool depth_unknown; /* before the first SPS every CAPTURE format is listed */
	bool no_sizes; /* no ENUM_FRAMESIZES at all */
	bool capture_may_grow; /* CAPTURE may be larger than OUTPUT */
	/* Refuses a sequence control's value; the size is OUTPUT's. */
	int (*check)(u32 id, const void *value, u32 width, u32 height);
};

const struct vpu_personality *vpu_find_personality(const char *name);

#endif
