# SPDX-License-Identifier: GPL-3.0-or-later
"""Turns the H.264 events of a dump into runs that two clients' can be compared field by field.

What one client is free to choose is taken out here, and nothing else: timestamps become picture
numbers, the DPB becomes a set keyed by picture, list entries become pictures, and what the syntax
does not carry for this slice (weights without weighted prediction, entries past the active ones)
is left out. The rules are listed in README.md.
"""

import re

from dump import DumpError
from fields import (Request, check_counts, numbered, parse_block, picture_of, prefixed, signed32,
                    signed_items)

SINGLE = ("v4l2_ctrl_h264_sps", "v4l2_ctrl_h264_pps", "v4l2_ctrl_h264_scaling_matrix",
          "v4l2_ctrl_h264_slice_params", "v4l2_ctrl_h264_decode_params",
          "v4l2_ctrl_h264_pred_weights")
COUNTS = dict.fromkeys(SINGLE, 1) | {"v4l2_h264_ref_pic_list0": 32, "v4l2_h264_ref_pic_list1": 32,
                                     "v4l2_h264_dpb_entry": 16}
# Signed in the control, printed with %u.
SIGNED = ("slice_alpha_c0_offset_div2", "slice_beta_offset_div2")
REFERENCE = re.compile(r"^\[(\d+)\]: fields (\S*) ?index (\d+)$")
DPB_ENTRY = re.compile(r"^\[(\d+)\]: reference_ts (\d+), pic_num (\d+) frame_num (\d+) "
                       r"fields (\S*) ?top_field_order_cnt (-?\d+) bottom_field_order_cnt (-?\d+) flags ?(\S*)$")
NO_PICTURE = 255
FRAME_REFERENCE = frozenset({"FRAME_REF"})


def frame_fields(text):
    """FRAME_REF is both fields: one spelling for both."""
    names = frozenset(text.split("|")) if text else frozenset()
    both = {"TOP_FIELD_REF", "BOTTOM_FIELD_REF"}
    return FRAME_REFERENCE if "FRAME_REF" in names or both <= names else names


def parse_dpb(events, latest):
    """Valid entries as index -> (picture, fields); validity is the flag, never the value."""
    entries = {}
    for event in events:
        found = DPB_ENTRY.match(event.text.strip())
        if not found:
            raise DumpError(f"event {event.order}: cannot read '{event.text}'")
        flags = frozenset(found[8].split("|")) - {""}
        if "VALID" not in flags:
            continue
        fields = frame_fields(found[5])
        entry = {"pic_num": signed32(int(found[3])), "frame_num": int(found[4]),
                 "fields": fields, "flags": flags}
        if fields & {"FRAME_REF", "TOP_FIELD_REF"}:
            entry["top_field_order_cnt"] = int(found[6])
        if fields & {"FRAME_REF", "BOTTOM_FIELD_REF"}:
            entry["bottom_field_order_cnt"] = int(found[7])
        entries[int(found[1])] = picture_of(int(found[2]), latest), entry
    return entries


def parse_list(events, active, dpb):
    """The first `active` entries as (picture, fields)."""
    pictures = []
    for event in events[:active]:
        found = REFERENCE.match(event.text.strip())
        if not found:
            raise DumpError(f"event {event.order}: cannot read '{event.text}'")
        index = int(found[3])
        picture = dpb[index][0] if index in dpb else \
            "none" if index == NO_PICTURE else f"empty entry {index}"
        pictures.append((picture, frame_fields(found[2])))
    return tuple(pictures)


def active_counts(slice_params):
    """How many entries of each list this slice uses."""
    kind = slice_params["slice_type"]
    count0 = slice_params["num_ref_idx_l0_active_minus1"] + 1 if kind in ("P", "SP", "B") else 0
    count1 = slice_params["num_ref_idx_l1_active_minus1"] + 1 if kind == "B" else 0
    return count0, count1


def words(data):
    return tuple(int.from_bytes(data[i:i + 2], "little", signed=True)
                 for i in range(0, len(data), 2))


def parse_weights(event, counts):
    """Denominators, and per list the weights and offsets of the active entries."""
    block = parse_block(event)
    weights = {name: block[name] for name in ("luma_log2_weight_denom", "chroma_log2_weight_denom")}
    for index, count in enumerate(counts):
        prefix = f"weight_factor[{index}]."
        for name in ("luma_weight", "luma_offset"):
            weights[f"l{index}.{name}"] = signed_items(block[prefix + name])[:count]
        for name in ("chroma_weight", "chroma_offset"):
            weights[f"l{index}.{name}"] = words(block[prefix + name])[:2 * count]
    return weights


def uses_weights(pps, slice_params):
    """H.264 7.3.3: when the slice header carries pred_weight_table()."""
    if slice_params["slice_type"] in ("P", "SP"):
        return "WEIGHTED_PRED" in pps["flags"]
    return slice_params["slice_type"] == "B" and pps["weighted_bipred_idc"] == 1


def mask_slice(slice_params, pps):
    """Leaves out what the slice header does not carry for this kind of slice (H.264 7.3.3)."""
    kind, fields = slice_params["slice_type"], dict(slice_params)
    fields |= {name: signed32(fields[name]) for name in SIGNED}
    if kind not in ("P", "SP", "B"):
        del fields["num_ref_idx_l0_active_minus1"]
    if kind != "B":
        del fields["num_ref_idx_l1_active_minus1"]
        fields["flags"] = fields["flags"] - {"DIRECT_SPATIAL_MV_PRED"}
    if kind in ("I", "SI") or "ENTROPY_CODING_MODE" not in pps["flags"]:
        del fields["cabac_init_idc"]
    if kind not in ("SP", "SI"):
        del fields["slice_qs_delta"]
    return fields


def mask_decode(decode):
    """idr_pic_id exists in IDR pictures only, and a field has no POC of the other parity (H.264
    7.3.3, 8.2.1)."""
    fields = dict(decode)
    if "IDR_PIC" not in fields["flags"]:
        del fields["idr_pic_id"]
    if "FIELD_PIC" in fields["flags"]:
        is_bottom = "BOTTOM_FIELD" in fields["flags"]
        del fields[f"{'top' if is_bottom else 'bottom'}_field_order_cnt"]
    return fields


def slice_fields(run, pps, dpb):
    """Everything that only slice mode sends: slice parameters, lists, weights."""
    slice_params = parse_block(run.events["v4l2_ctrl_h264_slice_params"][0])
    counts = active_counts(slice_params)
    fields = prefixed("slice", mask_slice(slice_params, pps))
    for index, count in enumerate(counts):
        events = run.events[f"v4l2_h264_ref_pic_list{index}"]
        fields[f"list{index}"] = parse_list(events, count, dpb)
    if uses_weights(pps, slice_params):
        weights = parse_weights(run.events["v4l2_ctrl_h264_pred_weights"][0], counts)
        fields.update(prefixed("weights", weights))
    return fields


def scaling_fields(block):
    """The lists one by one. Those of Cb and Cr for 8x8 exist in 4:4:4 only (H.264 7.3.2.1.1.1)."""
    count8x8 = 6 if block["v4l2_ctrl_h264_sps"]["chroma_format_idc"] == 3 else 2
    fields = {}
    for size, count in (("4x4", 6), ("8x8", count8x8)):
        data = block["v4l2_ctrl_h264_scaling_matrix"][f"scaling_list_{size}"]
        length = {"4x4": 16, "8x8": 64}[size]
        fields |= {f"scaling.list_{size}_{i}": data[i * length:(i + 1) * length].hex()
                   for i in range(count)}
    return fields


def dpb_fields(dpb):
    fields = {"dpb": frozenset(picture for picture, _ in dpb.values())}
    if len(fields["dpb"]) != len(dpb):
        fields["dpb.duplicates"] = len(dpb) - len(fields["dpb"])
    for picture, entry in dpb.values():
        fields.update(prefixed(f"dpb[{picture}]", entry))
    return fields


def canonical_run(run, latest, mode):
    """All fields of one run that have a meaning in `mode` ('slice' or 'frame')."""
    block = {name: parse_block(run.events[name][0]) for name in SINGLE[:3] + SINGLE[4:5]}
    pps = block["v4l2_ctrl_h264_pps"]
    fields = prefixed("sps", block["v4l2_ctrl_h264_sps"]) | prefixed("pps", pps)
    if "SCALING_MATRIX_PRESENT" in pps["flags"]:
        fields |= scaling_fields(block)
    fields |= prefixed("decode", mask_decode(block["v4l2_ctrl_h264_decode_params"]))
    dpb = parse_dpb(run.events["v4l2_h264_dpb_entry"], latest)
    fields |= dpb_fields(dpb)
    if mode == "slice":
        fields |= slice_fields(run, pps, dpb)
    fields["bytesused"] = run.bytesused
    return fields


def key_of(fields):
    names = ("decode.frame_num", "decode.top_field_order_cnt",
             "decode.bottom_field_order_cnt", "slice.first_mb_in_slice")
    return tuple(fields.get(name) for name in names) + ("IDR_PIC" in fields["decode.flags"],)


def canonical(runs, mode, labels=None):
    """The requests of a dump, see fields.py."""
    requests = []
    for number, run, latest in numbered(runs, mode, labels):
        check_counts(run, len(requests), COUNTS)
        fields = canonical_run(run, latest, mode)
        requests.append(Request(number, fields, key_of(fields),
                                "IDR_PIC" in fields["decode.flags"]))
    return requests
