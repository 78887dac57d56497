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


def number_of_other_field(difference):
    """Of an entry both fields of which are references, as seen from a field."""
    entry = difference.field.removesuffix(".pic_num")
    return "FIELD_PIC" in difference.ours_fields["decode.flags"] \
        and difference.ours_fields.get(f"{entry}.fields") == frozenset({"FRAME_REF"}) \
        and difference.ours % 2 == 1 and difference.peer == difference.ours - 1


def peer_leaves_out_delimiter(difference):
    return difference.ours - difference.peer == len(bytes.fromhex("000000010930"))


def peer_adds_zero_byte(difference):
    return difference.peer - difference.ours == 1


def both(*conditions):
    return lambda difference: all(condition(difference) for condition in conditions)


def peer_is_filled_up(difference):
    return 0 < difference.peer - difference.ours < 16


def peer_counts_zero_bits(difference):
    return difference.peer - difference.ours == 8


def hevc_has_sub_layers(difference):
    return difference.ours_fields["sps.sps_max_sub_layers_minus1"] > 0 \
        and difference.peer < difference.ours


def av1_peer_has_no_index(difference):
    return set(difference.peer) == {255} and set(difference.ours) == {0}


def av1_is_shown_key_frame(difference):
    """The trace does not tell the type; the peer has no indices in intra frames alone."""
    return set(difference.peer_fields["frame.ref_frame_idx"]) == {255} \
        and "SHOW_FRAME" in difference.ours_fields["frame.flags"] \
        and difference.ours_fields["frame.refresh_frame_flags"] == 255


def av1_only_v_is_restored(difference):
    types = difference.ours_fields["frame.loop_restoration.frame_restoration_type"]
    return types[1] == 0 and types[2] != 0 and "USES_CHROMA_LR" in difference.ours


def in_mode(mode):
    return lambda difference: difference.mode == mode


def peer_drops(difference):
    return difference.ours == "sent"


def peer_sends_more(difference):
    return difference.peer == "sent"


def mpeg2_level_is_shifted(difference):
    """profile_and_level_indication is 4 bits of profile and 4 of level; the peer shifts the level
    by one."""
    return difference.peer == (difference.ours & 0xf0 | (difference.ours & 0xf) << 1)


def mpeg2_size_is_in_bits(difference):
    return difference.peer == difference.ours * 16 * 1024


def mpeg2_is_field(difference):
    return difference.ours_fields["picture.picture_structure"] != 3


def mpeg2_lacks_reference(difference):
    return "none" in (difference.peer_fields.get("picture.forward_ref"),
                      difference.peer_fields.get("picture.backward_ref"))


ZERO_BYTE = "the file ends its NAL units with a zero byte, which is not part of them (7.4.2.1); " \
            "ours leaves it out, the peer counts it: legal"
TABLE = (
    Allowed("gstreamer", "dpb.pic_num",
            "an entry stands for both fields of a frame and has one number: ours is that of the "
            "field of the own parity, the peer's that of the first field; drivers go by frame_num",
            number_of_other_field),
    Allowed("gstreamer", "bytesused",
            "a broken file: some of its length-prefixed NAL units hold a start code and an access "
            "unit delimiter behind the slice; a decoder does not read so far",
            peer_leaves_out_delimiter, "h264/mixed-nal-coding.mp4"),
    Allowed("gstreamer", "sequence.profile_and_level_indication",
            "the peer puts its parser's profile and level together again and shifts the level by "
            "one; ours is the byte of the sequence extension (6.3.5)",
            mpeg2_level_is_shifted),
    Allowed("gstreamer", "sequence.vbv_buffer_size",
            "the peer sends the size in bits; the uAPI's field is the syntax element, from which "
            "the size is 16 * 1024 * vbv_buffer_size",
            mpeg2_size_is_in_bits),
    Allowed("gstreamer", "picture.flags",
            "field pictures: the syntax element is 0 (6.3.10), but hantro tells by the flag which "
            "of the two is the second field; ours says in both which field came first",
            both(mpeg2_is_field, differs_in_flags("TOP_FIELD_FIRST"))),
    Allowed("gstreamer", "run",
            "the stream begins within a group of pictures: ours leaves out B pictures whose "
            "reference was never sent, as ffmpeg does; the peer has them decoded from nothing",
            both(peer_sends_more, mpeg2_lacks_reference), "mpeg2/*.ts"),
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
    Allowed("gstreamer", "sps.sps_max_num_reorder_pics",
            "the stream has temporal sub-layers: the peer sends the count of the lowest, ours that "
            "of the highest, which is decoded (C.5.2.2)",
            hevc_has_sub_layers),
    Allowed("gstreamer", "bytesused", ZERO_BYTE, peer_adds_zero_byte,
            "hevc/media_h265_bframes.mp4"),
    Allowed("gstreamer", "bytesused",
            "the file fills its NAL units up to 16 bytes with zero bytes, which are not part of "
            "them (7.4.1); ours leaves them out, the peer counts them: legal",
            peer_is_filled_up, "containers/media_sample_with_chapters.mp4"),
    Allowed("gstreamer", "slice.bit_size", ZERO_BYTE, peer_counts_zero_bits,
            "hevc/media_h265_bframes.mp4"),
    Allowed("gstreamer", "frame.ref_frame_idx",
            "intra frames: there is no such element, and it is not read; the peer sends -1, ours 0",
            av1_peer_has_no_index),
    Allowed("gstreamer", "frame.references",
            "a shown key frame reads none of the slots and fills them all; ours has forgotten them "
            "when the size changes, and the peer those of frames that it discarded",
            av1_is_shown_key_frame),
    Allowed("gstreamer", "frame.loop_restoration.flags",
            "the peer looks at U alone; by the specification V counts as well (usesChromaLr of "
            "5.9.20), and as ffmpeg has it",
            both(av1_only_v_is_restored, differs_in_flags("USES_CHROMA_LR"))),
    Allowed("gstreamer", "run",
            "its parser discards most frames behind a sequence header with operating parameters",
            peer_drops, "av1/seq_hdr_op_param_info.ivf"),
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
FOLLOWS_FROM_DROP = ("dpb", "dpb.*", "list0", "list1", "weights.*", "frame.references")


# Streams that clients do not take to the device at all: (clients, pattern, reason).
TEN_BITS = "10 bit pictures: visl has formats of 8 bit only, the software decoder takes them"
CHROMA = "not 4:2:0: no driver's format has such pictures"
ODD_WIDTH = "an odd width: visl's rows of chroma end a byte early, so the layout is refused"
RANGE_EXTENSIONS = "range extension tools: the uAPI has no fields for them"
OURS, PEER = ("weir", "v4l2-play"), ("gstreamer",)
REFUSALS = (
    (OURS, "h264/PPH10I?_Panasonic_A.264", TEN_BITS),
    (OURS, "h264/amve.mp4", TEN_BITS),
    (OURS, "h264/gen_x264_high10_inter.264", TEN_BITS),
    (OURS, "hevc/dovi_regular*", TEN_BITS),
    (OURS, "hevc/gen_x265_main10_hdr10.hevc", TEN_BITS),
    (OURS, "hevc/hdr10plus_*", TEN_BITS),
    (OURS, "hevc/oxhevc_seed-main10-yuv420p10.hevc", TEN_BITS),
    (OURS, "hevc/oxhevc_r413-rdpcm-explicit.hevc", RANGE_EXTENSIONS),
    (OURS, "hevc/oxhevc_seed-main-422-10bit.hevc", CHROMA),
    (PEER, "hevc/oxhevc_seed-main-422-10bit.hevc", CHROMA),
    (OURS, "av1/0000067[13].ivf", TEN_BITS),
    (OURS, "av1/318_tx_4x4.ivf", TEN_BITS),
    (OURS, "av1/av1-1-b10-*", TEN_BITS),
    (OURS, "av1/vkcts_av1-176x144-main-cdef-10.ivf", TEN_BITS),
    (OURS, "av1/00000686.ivf", "12 bit pictures: no driver has a format for them"),
    (OURS, "av1/00000715.ivf", CHROMA),
    (OURS, "av1/0000082[02].ivf", CHROMA),
    (OURS, "containers/media_hdr10-av1.mp4", TEN_BITS),
    (OURS, "containers/media_sample_av1.mkv", TEN_BITS),
    (OURS, "containers/dv84.mp4", TEN_BITS),
    (OURS, "containers/hdr10tags-both.mkv", TEN_BITS),
    (OURS, "containers/media_hlg10-color-test.mp4", TEN_BITS),
    (OURS, "containers/media_sample_edit_list.mp4", TEN_BITS),
    (OURS, "containers/media_sample_with_chapters.mkv", CHROMA),
    (PEER, "containers/media_sample_with_vobsub.mp4", "its demuxer ends with an error"),
    (OURS, "av1/309_odd_width.ivf", ODD_WIDTH),
    (OURS, "vp9/media_bear-vp9-odd-dimensions.webm", ODD_WIDTH),
    (OURS, "vp9/serenity_vp9_oob_blocks.webm", ODD_WIDTH),
    (OURS, "vp9/vp90-2-11-size-351x287.webm", ODD_WIDTH),
    (OURS, "vp9/vp91-2-04-yuv444.webm", CHROMA),
    (OURS, "vp9/vp93-2-20-10bit-yuv444.webm", CHROMA),
    (OURS, "vp9/vp92-2-20-10bit-yuv420.webm", TEN_BITS),
    (PEER, "av1/annexb.obu", "its parser finds no frame in Annex B; section5.obu is the same"),
    (PEER, "hevc/loewe.ts", "its demuxer finds no video in this transport stream"),
    (OURS + PEER, "mpeg2/gen_mpeg2_422_profile.m2v", CHROMA),
    (OURS + PEER, "mpeg2/xdcam8mp2-1s_small.ts", CHROMA),
)

# Streams that clients end before their end: what it sent until then is compared.
CHANGES_SIZE = "it cannot negotiate a change of size inside one stream in this pipeline"
BETWEEN_KEYS = "the size changes between key frames, and visl is busy as long as it has pictures"
HANGS = "it hangs when the size changes, or the render_size"
EARLY_ENDS = (
    (PEER, "mpeg2/mp3ac325-4864-small.ts",
     "its parser of the sound, which has no valid frame, ends the pipeline"),
    (PEER, "h264/FRExt2_Panasonic.avc", "its parser calls the stream invalid"),
    (PEER, "h264/gen_x264_resolution_change_480_640_480.264", CHANGES_SIZE),
    (PEER, "h264/extradata-reload-multi-stsd.mp4", CHANGES_SIZE),
    (PEER, "hevc/gen_x265_resolution_change_480_640_480.hevc", CHANGES_SIZE),
    (PEER, "hevc/extradata-reload-multi-stsd.mp4", CHANGES_SIZE),
    (PEER, "vp8/vp80-03-segmentation-1436.ivf", CHANGES_SIZE),
    (PEER, "vp9/cros_resolution_change_500frames-vp9.ivf", CHANGES_SIZE),
    (PEER, "vp9/vp90-2-14-resize-*", CHANGES_SIZE),
    (OURS + PEER, "vp9/vp90-2-05-resize.ivf", BETWEEN_KEYS),
    (OURS + PEER, "vp9/vp90-2-21-resize_inter_*", BETWEEN_KEYS),
    (OURS + PEER, "vp9/vp90-2-22-svc_1280x720_3.ivf", BETWEEN_KEYS),
    (PEER, "av1/switch_frame.ivf", CHANGES_SIZE),
    (PEER, "av1/av1-1-b8-03-sizeup.ivf", HANGS),
    (PEER, "av1/Syntax_AV1_mainb8ss420_432x240_00[18]_*", HANGS),
)


def reason_in(table, client, vector):
    for clients, pattern, reason in table:
        if client in clients and fnmatch(vector, pattern):
            return reason
    return ""


def refusal(client, vector):
    """Why `client` is known to refuse `vector`, or ''."""
    return reason_in(REFUSALS, client, vector)


def early_end(client, vector):
    """Why `client` is known to stop within `vector`, or ''."""
    return reason_in(EARLY_ENDS, client, vector)
