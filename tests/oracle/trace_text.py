# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes small dumps by hand for the tests, in the exact form the kernel prints them."""

STATS = """\
#stats cpu0 overrun 0
#stats cpu0 commit overrun 0
#stats cpu0 dropped events 0
"""

SPS = """\
profile_idc 77
constraint_set_flags CONSTRAINT_SET1_FLAG
level_idc 30
seq_parameter_set_id 0
chroma_format_idc 1
bit_depth_luma_minus8 0
bit_depth_chroma_minus8 0
log2_max_frame_num_minus4 0
pic_order_cnt_type 0
log2_max_pic_order_cnt_lsb_minus4 4
max_num_ref_frames 2
num_ref_frames_in_pic_order_cnt_cycle 0
offset_for_ref_frame {0x0,0x0}
offset_for_non_ref_pic 0
offset_for_top_to_bottom_field 0
pic_width_in_mbs_minus1 10
pic_height_in_map_units_minus1 8
flags FRAME_MBS_ONLY|DIRECT_8X8_INFERENCE"""

PPS = """\
pic_parameter_set_id 0
seq_parameter_set_id 0
num_slice_groups_minus1 0
num_ref_idx_l0_default_active_minus1 0
num_ref_idx_l1_default_active_minus1 0
weighted_bipred_idc {bipred}
pic_init_qp_minus26 -2
pic_init_qs_minus26 0
chroma_qp_index_offset 0
second_chroma_qp_index_offset 0
flags {flags}"""

SLICE = """\
header_bit_size {header}
first_mb_in_slice {first_mb}
slice_type {kind}
colour_plane_id 0
redundant_pic_cnt 0
cabac_init_idc 0
slice_qp_delta -3
slice_qs_delta 0
disable_deblocking_filter_idc 0
slice_alpha_c0_offset_div2 {alpha}
slice_beta_offset_div2 0
num_ref_idx_l0_active_minus1 {l0}
num_ref_idx_l1_active_minus1 {l1}
flags """

DECODE = """\
nal_ref_idc {ref_idc}
frame_num {frame_num}
top_field_order_cnt {poc}
bottom_field_order_cnt {poc}
idr_pic_id {idr_id}
pic_order_cnt_lsb {poc}
delta_pic_order_cnt_bottom 0
delta_pic_order_cnt0 0
delta_pic_order_cnt1 0
dec_ref_pic_marking_bit_size {marking}
pic_order_cnt_bit_size 8
slice_group_change_cycle 0
flags {flags}
"""

DPB = ("[{i}]: reference_ts {ts}, pic_num {num} frame_num {frame_num} fields {fields} "
       "top_field_order_cnt {poc} bottom_field_order_cnt {poc} flags {flags}")

# What the tests may change of one request; each names a place in the texts above.
DEFAULTS = dict(ts=0, kind="I", frame_num=0, poc=0, idr_id=0, flags="", ref_idc=1, marking=0,
                first_mb=0, header=30, alpha=0, l0=0, l1=0, dpb=(), list0=(), list1=(),
                weight=0, bipred=0, pps_flags="DEBLOCKING_FILTER_CONTROL_PRESENT", size=100,
                scaling="10")


def hex_rows(byte, count):
    row = " ".join([byte] * 32)
    return "".join(f"{row}\n" for _ in range(count // 32))


def scaling_text(byte):
    return f"scaling_list_4x4 {{{hex_rows(byte, 96)}}}\nscaling_list_8x8 {{{hex_rows(byte, 384)}}}"


def weights_text(weight):
    lines = ["luma_log2_weight_denom 5", "chroma_log2_weight_denom 0"]
    for index in (0, 1):
        lines.append(f"weight_factor[{index}].luma_weight {{{weight:#x},0x20}}")
        lines.append(f"weight_factor[{index}].luma_offset {{0xffff,0x0}}")
        lines.append(f"weight_factor[{index}].chroma_weight {{{hex_rows('01', 128)}}}")
        lines.append(f"weight_factor[{index}].chroma_offset {{{hex_rows('00', 128)}}}")
    return "\n".join(lines)


def dpb_texts(entries):
    """`entries`: (ts, frame_num, poc, pic_num) each; the rest of the 16 is empty."""
    texts = []
    for i in range(16):
        empty = i >= len(entries)
        ts, frame_num, poc, num = (0, 0, 0, 0) if empty else entries[i]
        texts.append(DPB.format(i=i, ts=ts, num=num % (1 << 32), frame_num=frame_num, poc=poc,
                                fields="" if empty else "FRAME_REF",
                                flags="" if empty else "VALID|ACTIVE"))
    return texts


def list_texts(indices, filler):
    padded = [(i, "FRAME_REF") for i in indices] + [(filler, "")] * (32 - len(indices))
    return [f"[{n}]: fields {fields} index {i}" for n, (i, fields) in enumerate(padded)]


def request(filler=255, **changes):
    """The (event, text) pairs of one request; `filler` is what ends a list."""
    v = DEFAULTS | changes
    pps = PPS.format(bipred=v["bipred"], flags=v["pps_flags"])
    block = [("v4l2_ctrl_h264_sps", "\n" + SPS), ("v4l2_ctrl_h264_pps", "\n" + pps),
             ("v4l2_ctrl_h264_scaling_matrix", "\n" + scaling_text(v["scaling"])),
             ("v4l2_ctrl_h264_slice_params", "\n" + SLICE.format(**v))]
    for index in (0, 1):
        texts = list_texts(v[f"list{index}"], filler)
        block += [(f"v4l2_h264_ref_pic_list{index}", text) for text in texts]
    block.append(("v4l2_ctrl_h264_decode_params", "\n" + DECODE.format(**v)))
    block += [("v4l2_h264_dpb_entry", text) for text in dpb_texts(v["dpb"])]
    block.append(("v4l2_ctrl_h264_pred_weights", "\n" + weights_text(v["weight"])))
    return block + done(v["ts"], v["size"])


def done(stamp, size):
    """Both buffers of a request come back."""
    text = "owner = 00000000, queued = 1, owned_by_drv = 1, index = 0, type = {}, " \
           "bytesused = {}, timestamp = {}"
    return [("vb2_buf_done", text.format(9, 38016, stamp)),
            ("vb2_buf_done", text.format(10, size, stamp))]


def event(name, fields, separator=" "):
    """An event of `fields` (name -> value), one a line."""
    return name, "\n" + "\n".join(f"{key}{separator}{value}" for key, value in fields.items())


def dump(*requests, stats=STATS, written=None):
    """The whole text; `written` overrides the number of events that the ring claims."""
    events = [event for block in requests for event in block]
    head = f"# tracer: nop\n#\n# entries-in-buffer/entries-written: {len(events)}/" \
           f"{len(events) if written is None else written}   #P:2\n#\n"
    text = "".join(f"     gst-launch-1.0-220     [00{n % 2}] .....  {n + 7}: {name}: {body}\n"
                   for n, (name, body) in enumerate(events))
    return head + text + stats
