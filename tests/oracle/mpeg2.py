# SPDX-License-Identifier: GPL-3.0-or-later
"""Turns the MPEG-2 events of a dump into requests, see fields.py. Fields are requests of their own.

Left out: the references that a picture of its kind does not have, and in 4:2:0 the matrices of
chroma, which are those of luma (6.3.11; the kernel's documentation says so too)."""

from fields import Request, check_counts, numbered, parse_block, picture_of, prefixed, without

SEQUENCE, PICTURE, QUANTISATION = (
    f"v4l2_ctrl_mpeg2_{name}" for name in ("sequence", "picture", "quantisation"))
COUNTS = {SEQUENCE: 1, PICTURE: 1, QUANTISATION: 1}
I_PICTURE, P_PICTURE, B_PICTURE = 1, 2, 3
CHROMA_420 = 1
# How clients say that a picture is not there: no timestamp is so large, and 0 is one of GStreamer's.
NONE = (0, (1 << 64) - 1)


def reference(stamp, latest):
    return "none" if stamp in NONE and stamp not in latest else picture_of(stamp, latest)


def picture_fields(block, latest):
    fields = dict(block)
    kind = fields["picture_coding_type"]
    for name, kinds in (("forward_ref_ts", (P_PICTURE, B_PICTURE)),
                        ("backward_ref_ts", (B_PICTURE,))):
        stamp = fields.pop(name)
        if kind in kinds:
            fields[name[:-3]] = reference(stamp, latest)
    return fields


def matrices(block, sequence):
    if sequence["chroma_format"] == CHROMA_420:
        return without(block, "chroma_intra_quantiser_matrix", "chroma_non_intra_quantiser_matrix")
    return block


def canonical(runs, mode, labels=None):
    """The requests of a dump."""
    requests = []
    for number, run, latest in numbered(runs, mode, labels):
        check_counts(run, len(requests), COUNTS)
        sequence, picture, quantisation = (parse_block(run.events[name][0]) for name in COUNTS)
        fields = prefixed("sequence", sequence)
        fields |= prefixed("picture", picture_fields(picture, latest))
        fields |= prefixed("quantisation", matrices(quantisation, sequence))
        fields["bytesused"] = run.bytesused
        kind = picture["picture_coding_type"]
        key = kind, picture["picture_structure"], run.bytesused
        requests.append(Request(number, fields, key, kind == I_PICTURE))
    return requests
