# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes requests by hand for the tests, as trace_text.py does for H.264: the fields that matter to
a rule, and some that stand for all others."""

from trace_text import done, event

MPEG2 = {
    "sequence": {"horizontal_size": 720, "vbv_buffer_size": 112, "chroma_format": 1,
                 "profile_and_level_indication": 72, "flags": "PROGRESSIVE"},
    "picture": {"backward_ref_ts": 0, "forward_ref_ts": 0, "flags": "FRAME_PRED_DCT",
                "f_code": "{0f 0f 0f 0f\n}", "picture_coding_type:": 1, "picture_structure": 3,
                "intra_dc_precision": 0},
    "quantisation": {"intra_quantiser_matrix": "{0x8,0x10}",
                     "chroma_intra_quantiser_matrix": "{0x8,0x10}",
                     "chroma_non_intra_quantiser_matrix": "{0x10,0x10}"},
}
VP8 = {
    "frame": {"segment.flags": "SEGMENT_UPDATE_MAP", "segment.segment_probs": "{0xff,0x1}", "lf.ref_frm_delta": "{0x0,0xff}", "width": 176,
              "prob_intra": 0, "prob_last": 0, "prob_gf": 0, "first_part_size": 30,
              "dct_part_sizes": "{0x64,0x0}", "last_frame_ts": 0, "golden_frame_ts": 0,
              "alt_frame_ts": 0, "flags": "KEY_FRAME|SHOW_FRAME"},
    "entropy": {"entropy.coeff_probs": "{80 80\nff 01\n}", "entropy.y_mode_probs": "{0x91,0x9c}"},
}
VP9 = {
    "frame": {"lf.level": 12, "seg.flags": "UPDATE_MAP", "seg.tree_probs": "{0x1,0x2}", "seg.pred_probs": "{0xff,0xff}",
              "flags": "KEY_FRAME|SHOW_FRAME", "compressed_header_size": 40,
              "last_frame_ts": 0, "golden_frame_ts": 0, "alt_frame_ts": 0,
              "ref_frame_sign_bias": "SIGN_BIAS_LAST",
              "interpolation_filter": "INTERP_FILTER_EIGHTTAP"},
    "compressed_hdr": {"tx_mode": "TX_MODE_SELECT", "tx8": "{00 01\n}", "skip": "{0x0,0x0}"},
    "compressed_coeff": {" coef": "{00 00\n}"},
    "mv_probs": {" joint": "{0x0,0x0}", "sign": "{0x0,0x0}"},
}
AV1 = {
    "sequence": {"flags": "ENABLE_CDEF", "bit_depth": 8},
    "frame": {"tile_info.tile_cols": 1, "tile_info.tile_rows": 2,
              "tile_info.tile_size_bytes": 4,
              "tile_info.mi_col_starts": "{0x0,0x10,0x0}", "tile_info.mi_row_starts": "{0x0,0x9,0x12}",
              "quantization.base_q_idx": 40, "segmentation.feature_enabled": "{0x0,0x0}",
              "loop_restoration.flags": "", "flags": "SHOW_FRAME", "order_hint": 0,
              "order_hints": "{0x0,0x0}", "reference_frame_ts": "{0x0,0x0}",
              "ref_frame_idx": "{0x0,0x0}", "refresh_frame_flags": 255},
    "film_grain": {"flags": "", "grain_seed": 0, "num_y_points": 0},
    "tile_group_entry": {"tile_offset": 10, " tile_size": 90},
}
HEVC = {
    "sps": {"pic_width_in_luma_samples": 416, "sps_max_num_reorder_pics": 2,
            "flags": "AMP_ENABLED"},
    "pps": {"num_tile_columns_minus1": 0, "num_tile_rows_minus1": 0,
            "column_width_minus1": "{0x0,0x0}", "row_height_minus1": "{0x0,0x0}", "flags": ""},
    "slice_params": {"bit_size": 800, "slice_type": 2, "num_ref_idx_l0_active_minus1": 0,
                     "num_ref_idx_l1_active_minus1": 0, "collocated_ref_idx": 0,
                     "five_minus_max_num_merge_cand": 0, "slice_qp_delta": 1,
                     "slice_segment_addr": 0, "ref_idx_l0": "{0x0,0x0}", "ref_idx_l1": "{0x0,0x0}",
                     "short_term_ref_pic_set_size": 0, "flags": "SLICE_SAO_LUMA"},
    "scaling_matrix": {"scaling_list_4x4": "{10 10\n}"},
    "decode_params": {"pic_order_cnt_val": 0, "short_term_ref_pic_set_size": 0,
                      "num_active_dpb_entries": 0, "num_poc_st_curr_before": 0,
                      "num_poc_st_curr_after": 0, "num_poc_lt_curr": 0,
                      "poc_st_curr_before": "{0xff,0xff}", "poc_st_curr_after": "{0xff,0xff}",
                      "poc_lt_curr": "{0xff,0xff}", "flags": "IRAP_PIC|IDR_PIC"},
}
HEVC_WEIGHTS = {"delta_luma_weight_l0": "{0x0,0x0}", "luma_offset_l0": "{0x0,0x0}",
                "delta_chroma_weight_l0": "{00 00 00 00\n}", "chroma_offset_l0": "{00 00 00 00\n}",
                "delta_luma_weight_l1": "{0x0,0x0}", "luma_offset_l1": "{0x0,0x0}",
                "delta_chroma_weight_l1": "{00 00 00 00\n}", "chroma_offset_l1": "{00 00 00 00\n}",
                "luma_log2_weight_denom": 0, "delta_chroma_log2_weight_denom": 0}
HEVC_ENTRY = {"timestamp": 0, "flags": "", "field_pic": 0, "pic_order_cnt_val": 0}


def changed(controls, changes):
    """`controls` with `changes`: control -> field -> value."""
    return {name: fields | changes.get(name, {}) for name, fields in controls.items()}


def request(codec, controls, stamp, size, changes):
    separator = ": " if codec == "av1" else " "
    prefix = f"v4l2_ctrl_{codec}_"
    return [event("v4l2_vp9_mv_probs" if name == "mv_probs" else prefix + name, fields, separator)
            for name, fields in changed(controls, changes).items()] + done(stamp, size)


def mpeg2(ts=0, size=100, **changes):
    return request("mpeg2", MPEG2, ts, size, changes)


def vp8(ts=0, size=100, **changes):
    return request("vp8", VP8, ts, size, changes)


def vp9(ts=0, size=100, **changes):
    return request("vp9", VP9, ts, size, changes)


def av1(ts=0, size=100, **changes):
    return request("av1", AV1, ts, size, changes)


def hevc(ts=0, size=100, dpb=(), weights=None, **changes):
    """`dpb`: the changes of each entry that is not empty."""
    block = request("hevc", HEVC, ts, size, changes)
    entries = [event("v4l2_hevc_dpb_entry", HEVC_ENTRY | (dpb[i] if i < len(dpb) else {}))
               for i in range(16)]
    weighted = event("v4l2_hevc_pred_weight_table", HEVC_WEIGHTS | (weights or {}))
    return block[:-2] + entries + [weighted] + block[-2:]
