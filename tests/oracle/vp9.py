# SPDX-License-Identifier: GPL-3.0-or-later
"""Turns the VP9 events of a dump into requests, see fields.py.

Left out in key and intra-only frames: references, their sign biases and the interpolation filter,
which their header does not carry (7.2); the probabilities of segments unless the map is sent
(7.2.10)."""

from fields import Request, check_counts, numbered, parse_block, picture_of, prefixed, without

FRAME, COMPRESSED, COEFFICIENTS, MOTION = (
    "v4l2_ctrl_vp9_frame", "v4l2_ctrl_vp9_compressed_hdr", "v4l2_ctrl_vp9_compressed_coeff",
    "v4l2_vp9_mv_probs")
COUNTS = {FRAME: 1, COMPRESSED: 1, COEFFICIENTS: 1, MOTION: 1}
REFERENCES = ("last_frame_ts", "golden_frame_ts", "alt_frame_ts")
INTER_ONLY = ("ref_frame_sign_bias", "interpolation_filter")


def frame_fields(frame, latest):
    fields = without(frame, *REFERENCES)
    if "UPDATE_MAP" not in frame["seg.flags"]:
        fields = without(fields, "seg.tree_probs", "seg.pred_probs")
    if frame["flags"] & {"KEY_FRAME", "INTRA_ONLY"}:
        return without(fields, *INTER_ONLY)
    return fields | {name[:-3]: picture_of(frame[name], latest) for name in REFERENCES}


def canonical(runs, mode, labels=None):
    """The requests of a dump."""
    requests = []
    for number, run, latest in numbered(runs, mode, labels):
        check_counts(run, len(requests), COUNTS)
        frame = parse_block(run.events[FRAME][0])
        fields = prefixed("frame", frame_fields(frame, latest))
        fields |= prefixed("compressed", parse_block(run.events[COMPRESSED][0]))
        fields |= prefixed("compressed", parse_block(run.events[COEFFICIENTS][0]))
        fields |= prefixed("compressed.mv", parse_block(run.events[MOTION][0]))
        fields["bytesused"] = run.bytesused
        key = frame["flags"], frame["compressed_header_size"], run.bytesused
        requests.append(Request(number, fields, key, "KEY_FRAME" in frame["flags"]))
    return requests
