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


def differs_in_flags(*flags):
    """The two sets of flags differ in some of `flags` and in nothing else."""
    def check(difference):
        sets = difference.ours, difference.peer
        return all(isinstance(s, frozenset) for s in sets) and sets[0] ^ sets[1] <= set(flags)
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


def peer_drops(difference):
    return difference.ours == "sent"


TABLE = (
    Allowed("gstreamer", "decode.flags",
            "slice mode, a picture of I, P and B slices: the uAPI does not say whether PFRAME and "
            "BFRAME speak of the first slice or of all; ours names all, as both do in frame mode "
            "(Tegra needs that)",
            both(in_mode("slice"), differs_in_flags("PFRAME", "BFRAME")),
            "h264/CABAST3_Sony_E.jsv"),
    Allowed("gstreamer", "run",
            "its parser has room for 10 memory management operations and drops the picture that "
            "has more; ours and ffmpeg decode it",
            peer_drops, "h264/gen_x264_high_opengop_bpyr_ref16_slices3.264"),
    Allowed("ffmpeg", "pps.flags",
            "the peer always announces a scaling matrix and sends the flat one when the stream has "
            "none: harmless; ours follows the flag's text",
            differs_in_flags("SCALING_MATRIX_PRESENT")),
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


def explain(difference, peer):
    """The explanation of a difference, or '' when there is none."""
    for entry in TABLE:
        if entry.peer == peer and fnmatch(difference.name, entry.field) \
                and fnmatch(difference.vector, entry.vectors) and entry.when(difference):
            return entry.explanation
    return ""


# What a picture that the peer dropped takes with it, up to the next IDR picture.
FOLLOWS_FROM_DROP = ("dpb", "dpb.*", "list0", "list1", "weights.*")


# Streams that a client does not take to the device at all: (client, pattern, reason).
TEN_BITS = "10 bit pictures: visl has formats of 8 bit only, the software decoder takes them"
REFUSALS = tuple((client, vector, TEN_BITS)
                 for client in ("weir", "v4l2-play")
                 for vector in ("h264/PPH10I1_Panasonic_A.264", "h264/amve.mp4",
                                "h264/gen_x264_high10_inter.264"))

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
