// SPDX-License-Identifier: GPL-2.0
/* Copies what a job needs: controls, then bitstream, and resolves the references. */
#include <linux/slab.h>
#include <media/videobuf2-v4l2.h>

#include "vpu.h"

#define VPU_RECORD_ALIGN 8

static u32 vpu_control_size(const struct v4l2_ctrl *control)
{
	return control->is_ptr ? control->elems * control->elem_size : sizeof(__s64);
}

static size_t vpu_record_size(const struct v4l2_ctrl *control)
{
	return sizeof(struct weir_vpu_control) +
	       ALIGN(vpu_control_size(control), VPU_RECORD_ALIGN);
}

/* Ids of the codec that the job is of; CID classes hold several codecs. */
static bool vpu_control_of(u32 fourcc, u32 id)
{
	u32 number = id - V4L2_CID_CODEC_STATELESS_BASE;

	switch (fourcc) {
	case V4L2_PIX_FMT_H264_SLICE:
		return number < 100;
	case V4L2_PIX_FMT_VP8_FRAME:
		return number >= 200 && number < 220;
	case V4L2_PIX_FMT_MPEG2_SLICE:
		return number >= 220 && number < 300;
	case V4L2_PIX_FMT_VP9_FRAME:
		return number >= 300 && number < 400;
	case V4L2_PIX_FMT_HEVC_SLICE:
		return number >= 400 && number < 500;
	case V4L2_PIX_FMT_AV1_FRAME:
		return number >= 500 && number < 600;
	default:
		return false;
	}
}

static void *vpu_append(void *end, const struct v4l2_ctrl *control, bool in_request)
{
	struct weir_vpu_control record = {
		.id = control->id,
		.flags = in_request ? WEIR_VPU_CONTROL_IN_REQUEST : 0,
		.elements = control->is_array ? control->elems : 1,
		.size = vpu_control_size(control),
	};
	__s64 number = control->cur.val;

	memcpy(end, &record, sizeof(record));
	memcpy(end + sizeof(record), control->is_ptr ? control->p_cur.p_const : &number,
	       record.size);
	return end + vpu_record_size(control);
}

static void vpu_gather_controls(struct vpu_context *context, struct vpu_job *job,
				struct media_request *request)
{
	struct v4l2_ctrl_handler *in_request =
		request ? v4l2_ctrl_request_hdl_find(request, &context->controls) : NULL;
	void *end = job->blob;
	struct v4l2_ctrl *control;

	list_for_each_entry(control, &context->controls.ctrls, node) {
		if (!vpu_control_of(job->info.coded_fourcc, control->id))
			continue;
		end = vpu_append(end, control, in_request &&
				 v4l2_ctrl_request_hdl_ctrl_find(in_request, control->id));
	}
	v4l2_ctrl_request_hdl_put(in_request);
}

static size_t vpu_controls_size(struct vpu_context *context, u32 fourcc)
{
	struct v4l2_ctrl *control;
	size_t size = 0;

	list_for_each_entry(control, &context->controls.ctrls, node)
		if (vpu_control_of(fourcc, control->id))
			size += vpu_record_size(control);
	return size;
}

/* As vb2_find_buffer(), which needs the queue's lock. */
static u64 vpu_find_memory(struct vpu_context *context, u64 timestamp)
{
	const struct vpu_memory *memory;
	const struct vb2_buffer *vb;
	u32 i;

	for (i = 0; i < VIDEO_MAX_FRAME; i++) {
		vb = context->captures[i];
		if (!vb || !vb->copied_timestamp || vb->timestamp != timestamp)
			continue;
		memory = vb->planes[0].mem_priv;
		return memory ? memory->id : 0;
	}
	return 0;
}

static void vpu_refer(struct vpu_context *context, struct weir_vpu_job *info, u64 timestamp)
{
	u32 i;

	for (i = 0; i < info->reference_count; i++)
		if (info->references[i].timestamp == timestamp)
			return;
	if (info->reference_count == WEIR_VPU_REFERENCES)
		return;
	info->references[i].timestamp = timestamp;
	info->references[i].memory = vpu_find_memory(context, timestamp);
	info->reference_count++;
}

static const void *vpu_value(struct vpu_context *context, u32 id)
{
	struct v4l2_ctrl *control = vpu_control(context, id);

	return control ? control->p_cur.p_const : NULL;
}

static void vpu_refer_h264(struct vpu_context *context, struct weir_vpu_job *info)
{
	const struct v4l2_ctrl_h264_decode_params *params =
		vpu_value(context, V4L2_CID_STATELESS_H264_DECODE_PARAMS);
	u32 i;

	for (i = 0; params && i < V4L2_H264_NUM_DPB_ENTRIES; i++)
		if (params->dpb[i].flags & V4L2_H264_DPB_ENTRY_FLAG_ACTIVE)
			vpu_refer(context, info, params->dpb[i].reference_ts);
}

static void vpu_refer_hevc(struct vpu_context *context, struct weir_vpu_job *info)
{
	const struct v4l2_ctrl_hevc_decode_params *params =
		vpu_value(context, V4L2_CID_STATELESS_HEVC_DECODE_PARAMS);
	u32 i;

	for (i = 0; params && i < params->num_active_dpb_entries &&
	     i < V4L2_HEVC_DPB_ENTRIES_NUM_MAX; i++)
		vpu_refer(context, info, params->dpb[i].timestamp);
}

static void vpu_refer_vp8(struct vpu_context *context, struct weir_vpu_job *info)
{
	const struct v4l2_ctrl_vp8_frame *frame =
		vpu_value(context, V4L2_CID_STATELESS_VP8_FRAME);

	if (!frame || V4L2_VP8_FRAME_IS_KEY_FRAME(frame))
		return;
	vpu_refer(context, info, frame->last_frame_ts);
	vpu_refer(context, info, frame->golden_frame_ts);
	vpu_refer(context, info, frame->alt_frame_ts);
}

static void vpu_refer_vp9(struct vpu_context *context, struct weir_vpu_job *info)
{
	const struct v4l2_ctrl_vp9_frame *frame =
		vpu_value(context, V4L2_CID_STATELESS_VP9_FRAME);

	if (!frame || (frame->flags & (V4L2_VP9_FRAME_FLAG_KEY_FRAME |
				       V4L2_VP9_FRAME_FLAG_INTRA_ONLY)))
		return;
	vpu_refer(context, info, frame->last_frame_ts);
	vpu_refer(context, info, frame->golden_frame_ts);
	vpu_refer(context, info, frame->alt_frame_ts);
}

/* All slots: the daemon keeps pictures that a later frame may still name. */
static void vpu_refer_av1(struct vpu_context *context, struct weir_vpu_job *info)
{
	const struct v4l2_ctrl_av1_frame *frame =
		vpu_value(context, V4L2_CID_STATELESS_AV1_FRAME);
	u32 i;

	for (i = 0; frame && i < V4L2_AV1_TOTAL_REFS_PER_FRAME; i++)
		vpu_refer(context, info, frame->reference_frame_ts[i]);
}

static void vpu_refer_mpeg2(struct vpu_context *context, struct weir_vpu_job *info)
{
	const struct v4l2_ctrl_mpeg2_picture *picture =
		vpu_value(context, V4L2_CID_STATELESS_MPEG2_PICTURE);

	if (!picture)
		return;
	if (picture->picture_coding_type != V4L2_MPEG2_PIC_CODING_TYPE_I)
		vpu_refer(context, info, picture->forward_ref_ts);
	if (picture->picture_coding_type == V4L2_MPEG2_PIC_CODING_TYPE_B)
		vpu_refer(context, info, picture->backward_ref_ts);
}

static void vpu_gather_references(struct vpu_context *context, struct weir_vpu_job *info)
{
	switch (info->coded_fourcc) {
	case V4L2_PIX_FMT_H264_SLICE:
		vpu_refer_h264(context, info);
		break;
	case V4L2_PIX_FMT_HEVC_SLICE:
		vpu_refer_hevc(context, info);
		break;
	case V4L2_PIX_FMT_VP8_FRAME:
		vpu_refer_vp8(context, info);
		break;
	case V4L2_PIX_FMT_VP9_FRAME:
		vpu_refer_vp9(context, info);
		break;
	case V4L2_PIX_FMT_AV1_FRAME:
		vpu_refer_av1(context, info);
		break;
	case V4L2_PIX_FMT_MPEG2_SLICE:
		vpu_refer_mpeg2(context, info);
		break;
	}
}

/* What H.264's and HEVC's menus say of the bitstream. */
static u32 vpu_gather_flags(struct vpu_context *context, u32 fourcc)
{
	u32 mode = V4L2_CID_STATELESS_H264_DECODE_MODE;
	u32 code = V4L2_CID_STATELESS_H264_START_CODE;
	u32 flags = 0;

	if (fourcc != V4L2_PIX_FMT_H264_SLICE && fourcc != V4L2_PIX_FMT_HEVC_SLICE)
		return 0;
	if (fourcc == V4L2_PIX_FMT_HEVC_SLICE) {
		mode = V4L2_CID_STATELESS_HEVC_DECODE_MODE;
		code = V4L2_CID_STATELESS_HEVC_START_CODE;
	}
	if (vpu_control_value(context, code, 1) == V4L2_STATELESS_H264_START_CODE_ANNEX_B)
		flags |= WEIR_VPU_JOB_START_CODES;
	if (vpu_control_value(context, mode, 1) == V4L2_STATELESS_H264_DECODE_MODE_SLICE_BASED)
		flags |= WEIR_VPU_JOB_SLICE_MODE;
	return flags;
}

/* The decoder reads the sets of the SPS from these arrays and nowhere else. */
static bool vpu_sets_missing(struct vpu_context *context)
{
	const struct v4l2_ctrl_hevc_sps *sps =
		vpu_value(context, V4L2_CID_STATELESS_HEVC_SPS);

	if (!context->coded->extended_sets || !sps)
		return false;
	return (sps->num_short_term_ref_pic_sets && !context->has_short_sets) ||
	       (sps->num_long_term_ref_pics_sps && !context->has_long_sets);
}

int vpu_gather(struct vpu_context *context, struct vpu_job *job, struct vb2_v4l2_buffer *output)
{
	struct weir_vpu_job *info = &job->info;
	struct vb2_buffer *vb = &output->vb2_buf;
	const void *bitstream = vb2_plane_vaddr(vb, 0);
	u32 offset = vb->planes[0].data_offset;
	u32 size = vb2_get_plane_payload(vb, 0);

	if (!bitstream || offset > size || size > vb2_plane_size(vb, 0))
		return -EINVAL;
	size -= offset;
	mutex_lock(context->controls.lock);
	if (vpu_sets_missing(context)) {
		mutex_unlock(context->controls.lock);
		return -EINVAL;
	}
	info->control_size = vpu_controls_size(context, info->coded_fourcc);
	info->bitstream_size = size;
	job->blob = kvzalloc(info->control_size + size, GFP_KERNEL);
	if (job->blob) {
		vpu_gather_controls(context, job, vb->req_obj.req);
		mutex_lock(&context->state_lock);
		vpu_gather_references(context, info);
		mutex_unlock(&context->state_lock);
		info->flags |= vpu_gather_flags(context, info->coded_fourcc);
	}
	mutex_unlock(context->controls.lock);
	if (!job->blob)
		return -ENOMEM;
	memcpy(job->blob + info->control_size, bitstream + offset, size);
	return 0;
}
