# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests of the table of explanations, except for H.264: each explains what it names, for the peer
and the stream it names, and no neighbouring difference."""

import unittest

import codec_texts
from test_codecs import CodecTest


class Mpeg2Test(CodecTest):
    """MPEG-2."""

    codec = "mpeg2"

    def sequence(self, **values):
        return self.names((codec_texts.mpeg2(),), (codec_texts.mpeg2(sequence=values),))

    def test_level_is_shifted(self):
        name = "sequence.profile_and_level_indication"
        self.assertEqual(self.sequence(profile_and_level_indication=80), [])
        for other in (0, 64, 73, 144):
            self.assertEqual(self.sequence(profile_and_level_indication=other), [name])
        peer = codec_texts.mpeg2(sequence={"profile_and_level_indication": 80})
        self.assertEqual(self.names((codec_texts.mpeg2(),), (peer,), name="ffmpeg"), [name])

    def test_buffer_size_is_in_bits(self):
        self.assertEqual(self.sequence(vbv_buffer_size=112 * 16384), [])
        for other in (0, 113, 112 * 1024, 113 * 16384):
            self.assertEqual(self.sequence(vbv_buffer_size=other), ["sequence.vbv_buffer_size"])

    def test_first_field_is_named_in_field_pictures(self):
        def streams(structure, other="TOP_FIELD_FIRST|FRAME_PRED_DCT"):
            return [(codec_texts.mpeg2(picture={"picture_structure": structure, "flags": flags}),)
                    for flags in (other, "FRAME_PRED_DCT")]
        self.assertEqual(self.names(*streams(1)), [])
        self.assertEqual(self.names(*streams(2)), [])
        self.assertEqual(self.names(*streams(3)), ["picture.flags"])
        self.assertEqual(self.names(*streams(1, "TOP_FIELD_FIRST|FRAME_PRED_DCT|ALT_SCAN")),
                         ["picture.flags"])

    def test_leading_pictures_without_their_reference(self):
        def b_picture(forward):
            return codec_texts.mpeg2(ts=2000, size=50, picture={
                "picture_coding_type:": 3, "forward_ref_ts": forward, "backward_ref_ts": 1000})
        first, last = codec_texts.mpeg2(ts=1000), codec_texts.mpeg2(ts=3000, size=60)
        ours, none = (first, last), (1 << 64) - 1
        stream = "mpeg2/scte20.ts"
        self.assertEqual(self.names(ours, (first, b_picture(none), last), vector=stream), [])
        self.assertEqual(self.names(ours, (first, b_picture(1000), last), vector=stream), ["run"])
        self.assertEqual(self.names(ours, (first, b_picture(none), last)), ["run"])
        self.assertEqual(self.names((first, b_picture(0), last), ours, vector=stream), ["run"])


class HevcTest(CodecTest):
    """HEVC."""

    codec = "hevc"
    mode = "slice"

    def test_reordering_of_sub_layers(self):
        def found(layers, reorder):
            return self.names(*((codec_texts.hevc(sps={
                "sps_max_sub_layers_minus1": layers, "sps_max_num_reorder_pics": count}),)
                for count in (2, reorder)))
        name = "sps.sps_max_num_reorder_pics"
        self.assertEqual(found(1, 1), [])
        self.assertEqual(found(0, 1), [name])
        self.assertEqual(found(1, 3), [name])

    def test_zero_byte_of_one_file(self):
        def found(size, bits, vector="hevc/media_h265_bframes.mp4"):
            return self.names((codec_texts.hevc(size=100, slice_params={"bit_size": 800}),),
                              (codec_texts.hevc(size=size, slice_params={"bit_size": bits}),),
                              vector=vector)
        self.assertEqual(found(101, 808), [])
        self.assertEqual(found(102, 816), ["bytesused", "slice.bit_size"])
        self.assertEqual(found(99, 792), ["bytesused", "slice.bit_size"])
        self.assertEqual(found(101, 808, "hevc/cars_320x240.h265"), ["bytesused", "slice.bit_size"])


class Av1Test(CodecTest):
    """AV1."""

    codec = "av1"

    def frames(self, ours, peer, **options):
        return self.names((codec_texts.av1(frame=ours),), (codec_texts.av1(frame=peer),), **options)

    def test_indices_of_intra_frames(self):
        none, zero = "{0xff,0xff}", "{0x0,0x0}"
        self.assertEqual(self.frames({"ref_frame_idx": zero}, {"ref_frame_idx": none}), [])
        for ours, peer in ((zero, "{0xff,0x0}"), ("{0x1,0x0}", none), (none, zero)):
            self.assertEqual(self.frames({"ref_frame_idx": ours}, {"ref_frame_idx": peer}),
                             ["frame.ref_frame_idx"])

    def test_restoration_of_v_alone(self):
        def found(types, ours="USES_LR|USES_CHROMA_LR", peer="USES_LR"):
            both = {"loop_restoration.frame_restoration_type": types}
            return self.frames(both | {"loop_restoration.flags": ours},
                               both | {"loop_restoration.flags": peer})
        name = ["frame.loop_restoration.flags"]
        self.assertEqual(found("{0x3,0x0,0x1}"), [])
        self.assertEqual(found("{0x3,0x1,0x1}"), name)
        self.assertEqual(found("{0x3,0x0,0x0}"), name)
        self.assertEqual(found("{0x3,0x0,0x1}", peer=""), name)
        self.assertEqual(found("{0x3,0x0,0x1}", "USES_LR", "USES_LR|USES_CHROMA_LR"), name)

    def test_slots_before_a_shown_key_frame(self):
        def found(indices="{0xff,0xff}", **changes):
            frame = {"flags": "SHOW_FRAME", "refresh_frame_flags": 255} | changes
            streams = [(codec_texts.av1(ts=1000), codec_texts.av1(ts=2000, frame=frame | {
                "reference_frame_ts": stamps, "ref_frame_idx": place}))
                for stamps, place in (("{0x0,0x0}", "{0x0,0x0}"), ("{0x3e8,0x3e8}", indices))]
            return self.names(*streams)
        self.assertEqual(found(), [])
        self.assertEqual(found(indices="{0x0,0x0}"), ["frame.references"])
        self.assertEqual(found(refresh_frame_flags=254), ["frame.references"])
        self.assertEqual(found(flags="SHOWABLE_FRAME"), ["frame.references"])

    def test_discarded_frames_of_one_stream(self):
        frames = [codec_texts.av1(ts=1000 * i, frame={"order_hint": i}) for i in range(3)]
        vector = "av1/seq_hdr_op_param_info.ivf"
        self.assertEqual(self.names(frames, frames[:2], vector=vector), [])
        self.assertEqual(self.names(frames, frames[:2]), ["run"])
        self.assertEqual(self.names(frames[:2], frames, vector=vector), ["run"])


if __name__ == "__main__":
    unittest.main()
