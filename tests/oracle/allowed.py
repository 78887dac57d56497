# SPDX-License-Identifier: GPL-3.0-or-later
"""The differences between clients that are understood, one by one: everything else is a fault.

An entry names the peer, the field and a condition as narrow as the cause. The explanation says who
is right and why it may stay.
"""

from dataclasses import dataclass
from fnmatch import fnmatch
from typing import Callable


@dataclass(frozen=True)
class Allowed:
    """One understood difference."""

    peer: str
    field: str  # fnmatch pattern on the field's name without a picture's number
    explanation: str
    when: Callable = lambda difference: True
    vectors: str = "*"  # fnmatch pattern on the vector's name


def is_non_reference(difference):
    return difference.ours_fields.get("decode.nal_ref_idc") == 0


def differs_in_flag(flag):
    """The two sets of flags differ in `flag` and in nothing else."""
    def check(difference):
        sets = difference.ours, difference.peer
        return all(isinstance(s, frozenset) for s in sets) and sets[0] ^ sets[1] == {flag}
    return check


def frame_num_not_wrapped(difference):
    """The peer is above ours by MaxFrameNum."""
    max_frame_num = 1 << (difference.ours_fields["sps.log2_max_frame_num_minus4"] + 4)
    return difference.peer - difference.ours == max_frame_num


def peer_adds_zero_byte(difference):
    return difference.peer - difference.ours == 1


def both(*conditions):
    return lambda difference: all(condition(difference) for condition in conditions)


def in_mode(mode):
    return lambda difference: difference.mode == mode


TABLE = (
    Allowed("gstreamer", "decode.flags",
            "frame mode, picture of I and P slices: the uAPI does not say whether PFRAME speaks of "
            "the first slice or of all; the peer sets it when any slice is P",
            both(in_mode("frame"), differs_in_flag("PFRAME"))),
    Allowed("ffmpeg", "pps.flags",
            "the peer always announces a scaling matrix and sends the flat one when the stream has "
            "none: harmless; ours follows the flag's text",
            differs_in_flag("SCALING_MATRIX_PRESENT")),
    Allowed("ffmpeg", "decode.dec_ref_pic_marking_bit_size",
            "the peer leaves the value of the picture before in pictures that carry no marking "
            "syntax; ours is 0",
            is_non_reference),
    Allowed("ffmpeg", "dpb.pic_num",
            "the peer sends frame_num where the uAPI wants PicNum, which is smaller by MaxFrameNum "
            "after a wrap (8.2.4.1)",
            frame_num_not_wrapped),
    Allowed("ffmpeg", "bytesused",
            "the peer counts the zero byte of a four byte start code to the slice before: legal",
            peer_adds_zero_byte),
)


def explain(difference, peer, table=TABLE):
    """The explanation of a difference, or '' when there is none."""
    for entry in table:
        if entry.peer == peer and fnmatch(difference.name, entry.field) \
                and fnmatch(difference.vector, entry.vectors) and entry.when(difference):
            return entry.explanation
    return ""


# Streams that a client does not take to the device at all: (client, pattern, reason).
REFUSALS = ()

# Streams that a peer ends before their end: what it sent until then is compared.
CHANGES_SIZE = "it cannot negotiate a change of size inside one stream in this pipeline"
EARLY_ENDS = (
    ("gstreamer", "h264/gen_x264_resolution_change_480_640_480.264", CHANGES_SIZE),
    ("gstreamer", "h264/extradata-reload-multi-stsd.mp4", CHANGES_SIZE),
)


def reason_in(table, client, vector):
    for name, pattern, reason in table:
        if name == client and fnmatch(vector, pattern):
            return reason
    return ""


def refusal(client, vector):
    """Why `client` is known to refuse `vector`, or ''."""
    return reason_in(REFUSALS, client, vector)


def early_end(client, vector):
    """Why `client` is known to stop within `vector`, or ''."""
    return reason_in(EARLY_ENDS, client, vector)
