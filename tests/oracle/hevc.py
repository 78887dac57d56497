# SPDX-License-Identifier: GPL-3.0-or-later
"""Turns the HEVC events of a dump into requests, see fields.py.

The DPB becomes a set keyed by picture, indices into it become pictures, lists are cut at their
counts. Left out is what the syntax does not carry: scaling lists unless the SPS enables them,
weights unless the PPS wants them for the kind of slice, and of the slice header what other kinds
of slices have (7.3.6.1)."""

from fields import (Request, check_counts, numbered, parse_block, picture_of, prefixed, without)

SPS, PPS, SLICE, SCALING, DECODE = (
    f"v4l2_ctrl_hevc_{name}"
    for name in ("sps", "pps", "slice_params", "scaling_matrix", "decode_params"))
DPB_ENTRY, WEIGHTS = "v4l2_hevc_dpb_entry", "v4l2_hevc_pred_weight_table"
COUNTS = dict.fromkeys((SPS, PPS, SLICE, SCALING, DECODE, WEIGHTS), 1) | {DPB_ENTRY: 16}
SETS = ("poc_st_curr_before", "poc_st_curr_after", "poc_lt_curr")
B_SLICE, P_SLICE, I_SLICE = 0, 1, 2
MISSING = 255


def parse_dpb(run, count, latest):
    """The entries in use, [(picture, fields)]."""
    entries = []
    for event in run.events[DPB_ENTRY][:count]:
        block = parse_block(event)
        entries.append((picture_of(block["timestamp"], latest), without(block, "timestamp")))
    return entries


def pictures(indices, count, dpb):
    """What the first `count` of `indices` into the DPB mean."""
    return tuple(dpb[index][0] if index < len(dpb) else
                 "none" if index == MISSING else f"unused entry {index}"
                 for index in indices[:count])


def dpb_fields(dpb):
    fields = {"dpb": frozenset(picture for picture, _ in dpb)}
    if len(fields["dpb"]) != len(dpb):
        fields["dpb.duplicates"] = len(dpb) - len(fields["dpb"])
    for picture, entry in dpb:
        fields |= prefixed(f"dpb[{picture}]", entry)
    return fields


def decode_fields(decode, dpb):
    fields = without(decode, *SETS)
    for name in SETS:
        fields[name] = pictures(decode[name], decode[f"num_{name}"], dpb)
    return prefixed("decode", fields)


def tiles_of(pps):
    """Sizes past the last tile have no meaning (7.4.3.3.1)."""
    fields = dict(pps)
    is_tiled = "TILES_ENABLED" in pps["flags"]
    for name, count in (("column_width_minus1", "num_tile_columns_minus1"),
                        ("row_height_minus1", "num_tile_rows_minus1")):
        fields[name] = pps[name][:pps[count] + 1] if is_tiled else ()
    return fields


def mask_slice(header):
    """Leaves out what the header does not carry for this kind of slice."""
    kind, flags, absent = header["slice_type"], header["flags"], []
    if kind != B_SLICE:
        absent += ["num_ref_idx_l1_active_minus1"]
        flags = flags - {"MVD_L1_ZERO"}
    if kind == I_SLICE:
        absent += ["num_ref_idx_l0_active_minus1", "five_minus_max_num_merge_cand"]
        flags = flags - {"CABAC_INIT"}
    if kind == I_SLICE or "SLICE_TEMPORAL_MVP_ENABLED" not in flags:
        absent += ["collocated_ref_idx"]
        flags = flags - {"COLLOCATED_FROM_L0"}
    return without(header, *absent, "ref_idx_l0", "ref_idx_l1") | {"flags": flags}


def uses_weights(pps, kind):
    """7.3.6.1: when the slice header carries pred_weight_table()."""
    return kind == P_SLICE and "WEIGHTED_PRED" in pps["flags"] \
        or kind == B_SLICE and "WEIGHTED_BIPRED" in pps["flags"]


def weight_fields(block, counts):
    """The weights of the active entries; those of chroma come as rows of bytes."""
    fields = {name: block[name]
              for name in ("luma_log2_weight_denom", "delta_chroma_log2_weight_denom")}
    for index, count in enumerate(counts):
        for name, size in (("delta_luma_weight", 1), ("luma_offset", 1),
                           ("delta_chroma_weight", 2), ("chroma_offset", 2)):
            fields[f"{name}_l{index}"] = block[f"{name}_l{index}"][:size * count]
    return fields


def slice_fields(run, pps, dpb):
    """Everything that only slice mode sends."""
    header = parse_block(run.events[SLICE][0])
    kind = header["slice_type"]
    counts = (header["num_ref_idx_l0_active_minus1"] + 1 if kind != I_SLICE else 0,
              header["num_ref_idx_l1_active_minus1"] + 1 if kind == B_SLICE else 0)
    fields = prefixed("slice", mask_slice(header))
    for index, count in enumerate(counts):
        fields[f"list{index}"] = pictures(header[f"ref_idx_l{index}"], count, dpb)
    if uses_weights(pps, kind):
        fields |= prefixed("weights", weight_fields(parse_block(run.events[WEIGHTS][0]), counts))
    return fields


def canonical_run(run, latest, mode):
    sps, pps, decode = (parse_block(run.events[name][0]) for name in (SPS, PPS, DECODE))
    dpb = parse_dpb(run, decode["num_active_dpb_entries"], latest)
    fields = prefixed("sps", sps) | prefixed("pps", tiles_of(pps)) | decode_fields(decode, dpb)
    fields |= dpb_fields(dpb)
    if "SCALING_LIST_ENABLED" in sps["flags"]:
        fields |= prefixed("scaling", parse_block(run.events[SCALING][0]))
    if mode == "slice":
        fields |= slice_fields(run, pps, dpb)
    fields["bytesused"] = run.bytesused
    return fields


def canonical(runs, mode, labels=None):
    """The requests of a dump."""
    requests = []
    for number, run, latest in numbered(runs, mode, labels):
        check_counts(run, len(requests), COUNTS)
        fields = canonical_run(run, latest, mode)
        is_start = "IDR_PIC" in fields["decode.flags"]
        key = fields["decode.pic_order_cnt_val"], is_start, fields.get("slice.slice_segment_addr")
        requests.append(Request(number, fields, key, is_start))
    return requests
