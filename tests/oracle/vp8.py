# SPDX-License-Identifier: GPL-3.0-or-later
"""Turns the VP8 events of a dump into requests, see fields.py.

Left out in key frames: references and the probabilities of inter prediction, which their header
does not carry (RFC 6386 9.2); the probabilities of segments unless the map is sent, for then no
segment is read (9.3)."""

from fields import Request, check_counts, numbered, parse_block, picture_of, prefixed, without

FRAME, ENTROPY = "v4l2_ctrl_vp8_frame", "v4l2_ctrl_vp8_entropy"
COUNTS = {FRAME: 1, ENTROPY: 1}
REFERENCES = ("last_frame_ts", "golden_frame_ts", "alt_frame_ts")
INTER_ONLY = ("prob_intra", "prob_last", "prob_gf")


def frame_fields(frame, latest):
    fields = without(frame, *REFERENCES)
    if "SEGMENT_UPDATE_MAP" not in frame["segment.flags"]:
        del fields["segment.segment_probs"]
    if "KEY_FRAME" in frame["flags"]:
        return without(fields, *INTER_ONLY)
    return fields | {name[:-3]: picture_of(frame[name], latest) for name in REFERENCES}


def canonical(runs, mode, labels=None):
    """The requests of a dump."""
    requests = []
    for number, run, latest in numbered(runs, mode, labels):
        check_counts(run, len(requests), COUNTS)
        frame = parse_block(run.events[FRAME][0])
        fields = prefixed("frame", frame_fields(frame, latest))
        fields |= parse_block(run.events[ENTROPY][0])
        fields["bytesused"] = run.bytesused
        key = frame["flags"], frame["first_part_size"], frame["dct_part_sizes"]
        requests.append(Request(number, fields, key, "KEY_FRAME" in frame["flags"]))
    return requests
