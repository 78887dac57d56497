# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests of the modules of MPEG-2, VP8, VP9, AV1 and HEVC: what a client may choose does not count,
everything else does. H.264 has test_oracle.py."""

import unittest

import codec_texts
import visl_codecs
from compare import compare
from dump import DumpError, parse_events, split_runs
from trace_text import dump


def runs(*requests):
    return split_runs(parse_events(dump(*requests).splitlines()))


class CodecTest(unittest.TestCase):
    """`codec` names the module; names(ours, peer) are the fields that differ."""

    codec = ""
    mode = "frame"

    def compared(self, ours, peer, name="gstreamer", vector="x"):
        ours, peer = runs(*ours), runs(*peer)
        module = visl_codecs.of_runs(ours).module
        self.assertIs(module, visl_codecs.CODECS[self.codec].module)
        return compare(vector, self.mode, module, (ours, peer), name)

    def names(self, ours, peer, **options):
        return [difference.field for difference in self.compared(ours, peer, **options).differences]

    def assert_masked(self, ours, peer):
        self.assertEqual(self.names(ours, peer), [])


class AnyCodecTest(unittest.TestCase):
    """What holds for all."""

    def test_every_codec_is_recognised_by_its_events(self):
        for name in ("mpeg2", "vp8", "vp9", "av1", "hevc"):
            read = runs(getattr(codec_texts, name)())
            self.assertIs(visl_codecs.of_runs(read), visl_codecs.CODECS[name])

    def test_missing_control_is_refused(self):
        for name in ("mpeg2", "vp8", "vp9", "av1", "hevc"):
            module = visl_codecs.CODECS[name].module
            with self.assertRaisesRegex(DumpError, "0 times v4l2_"):
                module.canonical(runs(getattr(codec_texts, name)()[1:]), "frame")

    def test_every_field_of_every_control_counts(self):
        controls = {name: getattr(codec_texts, name.upper()) for name in ("vp8", "vp9", "av1")}
        for codec, fields_of in controls.items():
            make = getattr(codec_texts, codec)
            for control, fields in fields_of.items():
                for field, value in fields.items():
                    if codec != "av1" and (field.endswith("_ts") or field.startswith("prob_")
                                           or field in ("ref_frame_sign_bias",
                                                        "interpolation_filter")):
                        continue  # key frames have none: see the tests of the codec
                    other = f"{value}|OTHER" if field.endswith("flags") else \
                        "{0x7,0x7}" if str(value).startswith("{") else f"7{value}"
                    if (codec, control, field) == ("av1", "film_grain", "flags"):
                        other = "APPLY_GRAIN"
                    elif (codec, control) == ("av1", "film_grain"):
                        continue  # not applied: see there
                    module = visl_codecs.CODECS[codec].module
                    pair = [module.canonical(runs(make(**{control: change})), "frame")[0].fields
                            for change in ({}, {field: other})]
                    self.assertNotEqual(*pair, f"{codec} {control} {field}")


class Mpeg2Test(CodecTest):
    """MPEG-2."""

    codec = "mpeg2"
    ALL_ONES = (1 << 64) - 1

    @staticmethod
    def picture(kind, forward=0, backward=0, ts=5000, **changes):
        return codec_texts.mpeg2(ts=ts, picture={
            "picture_coding_type:": kind, "forward_ref_ts": forward, "backward_ref_ts": backward},
            **changes)

    def test_references_are_pictures(self):
        ours = codec_texts.mpeg2(ts=1000), self.picture(2, 1000, ts=2000)
        peer = codec_texts.mpeg2(ts=0), self.picture(2, 0, ts=1000)
        self.assert_masked(ours, peer)

    def test_wrong_reference_is_found(self):
        start = codec_texts.mpeg2(ts=1000), self.picture(2, 1000, ts=2000)
        self.assertEqual(self.names((*start, self.picture(3, 1000, 2000)),
                                    (*start, self.picture(3, 2000, 1000))),
                         ["picture.backward_ref", "picture.forward_ref"])

    def test_missing_reference_is_0_or_all_ones(self):
        first = codec_texts.mpeg2(ts=1000)
        self.assert_masked((first, self.picture(3, 0, 1000)),
                           (first, self.picture(3, self.ALL_ONES, 1000)))
        self.assertEqual(self.names((first, self.picture(3, 0, 1000)),
                                    (first, self.picture(3, 77, 1000))), ["picture.forward_ref"])

    def test_references_that_the_kind_of_picture_lacks_do_not_count(self):
        first = codec_texts.mpeg2(ts=1000)
        self.assert_masked((first, self.picture(1, 0, 0)),
                           (first, self.picture(1, 1000, self.ALL_ONES)))
        self.assert_masked((first, self.picture(2, 1000, 0)),
                           (first, self.picture(2, 1000, self.ALL_ONES)))

    def test_second_field_refers_to_the_first_by_their_timestamp(self):
        def pair(ts):
            return (codec_texts.mpeg2(ts=ts, picture={"picture_structure": 1}),
                    self.picture(2, ts, ts=ts))
        self.assert_masked(pair(1000), pair(0))
        self.assertEqual(self.names(pair(1000), (pair(0)[0], self.picture(2, 9, ts=0))),
                         ["picture.forward_ref"])

    def test_chroma_matrices_do_not_count_in_420(self):
        def with_matrix(value, chroma_format):
            return (codec_texts.mpeg2(sequence={"chroma_format": chroma_format}, quantisation={
                "chroma_intra_quantiser_matrix": f"{{{value},0x10}}"}),)
        self.assert_masked(with_matrix("0x8", 1), with_matrix("0x0", 1))
        self.assertEqual(self.names(with_matrix("0x8", 2), with_matrix("0x0", 2)),
                         ["quantisation.chroma_intra_quantiser_matrix"])

    def test_changed_fields_are_found(self):
        ours = (codec_texts.mpeg2(),)
        for control, field in (("sequence", "horizontal_size"), ("picture", "f_code"),
                               ("picture", "intra_dc_precision"),
                               ("quantisation", "intra_quantiser_matrix")):
            value = "{01 0f 0f 0f\n}" if field == "f_code" else 9
            peer = (codec_texts.mpeg2(**{control: {field: value}}),)
            self.assertEqual(self.names(ours, peer), [f"{control}.{field}"])
        self.assertEqual(self.names(ours, (codec_texts.mpeg2(size=104),)), ["bytesused"])


class Vp8Test(CodecTest):
    """VP8."""

    codec = "vp8"
    INTER = {"flags": "SHOW_FRAME", "golden_frame_ts": 1000, "alt_frame_ts": 1000,
             "last_frame_ts": 1000, "prob_intra": 3}

    def test_references_are_pictures(self):
        peer = self.INTER | dict.fromkeys(("golden_frame_ts", "alt_frame_ts", "last_frame_ts"), 0)
        self.assert_masked((codec_texts.vp8(ts=1000), codec_texts.vp8(ts=2000, frame=self.INTER)),
                           (codec_texts.vp8(ts=0), codec_texts.vp8(ts=1000, frame=peer)))

    def test_changed_fields_of_an_inter_frame_are_found(self):
        first = codec_texts.vp8(ts=1000)
        ours = first, codec_texts.vp8(ts=2000, frame=self.INTER)
        for field, value, name in (("prob_intra", 4, "prob_intra"),
                                   ("golden_frame_ts", 4, "golden_frame"),
                                   ("width", 4, "width")):
            peer = first, codec_texts.vp8(ts=2000, frame=self.INTER | {field: value})
            self.assertEqual(self.names(ours, peer), [f"frame.{name}"])

    def test_what_a_key_frame_lacks_does_not_count(self):
        other = {"prob_intra": 7, "prob_last": 7, "prob_gf": 7, "last_frame_ts": 7}
        self.assert_masked((codec_texts.vp8(),), (codec_texts.vp8(frame=other),))

    def test_probabilities_of_segments_count_with_their_map(self):
        for flags, found in (("SEGMENT_ENABLED", []),
                             ("SEGMENT_ENABLED|SEGMENT_UPDATE_MAP", ["frame.segment.segment_probs"])):
            streams = [(codec_texts.vp8(frame={"segment.flags": flags,
                                               "segment.segment_probs": probabilities}),)
                       for probabilities in ("{0xff,0xff}", "{0x0,0x0}")]
            self.assertEqual(self.names(*streams), found)


class Vp9Test(CodecTest):
    """VP9."""

    codec = "vp9"
    OTHER = {"last_frame_ts": 7, "ref_frame_sign_bias": "SIGN_BIAS_ALT",
             "interpolation_filter": "INTERP_FILTER_BILINEAR"}

    def test_what_intra_frames_lack_does_not_count(self):
        for flags in ("KEY_FRAME|SHOW_FRAME", "INTRA_ONLY"):
            self.assert_masked((codec_texts.vp9(frame={"flags": flags}),),
                               (codec_texts.vp9(frame=self.OTHER | {"flags": flags}),))

    def test_changed_fields_of_an_inter_frame_are_found(self):
        first, inter = codec_texts.vp9(ts=1000), {"flags": "SHOW_FRAME", "last_frame_ts": 1000,
                                                  "golden_frame_ts": 1000, "alt_frame_ts": 1000}
        ours = first, codec_texts.vp9(ts=2000, frame=inter)
        for field, value in self.OTHER.items():
            peer = first, codec_texts.vp9(ts=2000, frame=inter | {field: value})
            self.assertEqual(self.names(ours, peer), [f"frame.{field.removesuffix('_ts')}"])


    def test_probabilities_of_segments_count_with_their_map(self):
        other = {"seg.tree_probs": "{0x7,0x2}", "seg.pred_probs": "{0x7,0xff}"}
        for flags, found in (("ENABLED", []),
                             ("ENABLED|UPDATE_MAP", ["frame.seg.pred_probs",
                                                     "frame.seg.tree_probs"])):
            self.assertEqual(self.names((codec_texts.vp9(frame={"seg.flags": flags}),),
                                        (codec_texts.vp9(frame=other | {"seg.flags": flags}),)),
                             found)


class Av1Test(CodecTest):
    """AV1."""

    codec = "av1"

    def test_slots_are_pictures_and_0_is_no_picture_of_ours(self):
        def stream(first):
            return (codec_texts.av1(ts=first),
                    codec_texts.av1(ts=first + 1000,
                                    frame={"reference_frame_ts": f"{{{first:#x},{first:#x}}}"}))
        self.assert_masked(stream(1000), stream(0))
        self.assertEqual(self.names(stream(1000), (stream(0)[0], codec_texts.av1(
            ts=1000, frame={"reference_frame_ts": "{0x0,0x4d}"}))), ["frame.references"])

    def test_empty_slot_is_not_a_picture(self):
        def stream(stamps):
            return (codec_texts.av1(ts=1000),
                    codec_texts.av1(ts=2000, frame={"reference_frame_ts": stamps}))
        self.assertEqual(self.names(stream("{0x3e8,0x3e8}"), stream("{0x3e8,0x0}")),
                         ["frame.references"])

    def test_headers_in_the_buffer_do_not_count(self):
        def stream(offset, size):
            return (codec_texts.av1(size=size, tile_group_entry={"tile_offset": offset}),)
        self.assert_masked(stream(0, 90), stream(24, 114))
        self.assertEqual(self.names(stream(0, 90), stream(24, 115)),
                         ["bytes from the first tile on"])

    def test_tiles_past_the_last_do_not_count(self):
        def stream(columns, last):
            return (codec_texts.av1(frame={"tile_info.tile_cols": columns,
                                           "tile_info.mi_col_starts": f"{{0x0,0x10,{last}}}"}),)
        self.assert_masked(stream(1, 0), stream(1, 9))
        self.assertEqual(self.names(stream(2, 0), stream(2, 9)), ["frame.tile_info.mi_col_starts"])

    def test_bytes_of_a_size_count_when_there_are_tiles(self):
        def stream(rows, size):
            return (codec_texts.av1(frame={"tile_info.tile_rows": rows,
                                           "tile_info.tile_size_bytes": size}),)
        self.assert_masked(stream(1, 0), stream(1, 4))
        self.assertEqual(self.names(stream(2, 0), stream(2, 4)),
                         ["frame.tile_info.tile_size_bytes"])

    def test_grain_counts_when_it_is_applied(self):
        def stream(flags, seed):
            return (codec_texts.av1(film_grain={"flags": flags, "grain_seed": seed}),)
        self.assert_masked(stream("", 1), stream("", 2))
        self.assertEqual(self.names(stream("APPLY_GRAIN", 1), stream("APPLY_GRAIN", 2)),
                         ["grain.grain_seed"])


class HevcTest(CodecTest):
    """HEVC."""

    codec = "hevc"
    mode = "slice"

    @staticmethod
    def inter(dpb=({"timestamp": 1000, "pic_order_cnt_val": 0},), before="{0x0,0xff}", weights=None,
              **slice_params):
        return codec_texts.hevc(
            ts=2000, dpb=dpb, weights=weights,
            pps={"flags": "WEIGHTED_PRED"},
            slice_params={"slice_type": 1, "flags": ""} | slice_params,
            decode_params={"pic_order_cnt_val": 4, "num_active_dpb_entries": len(dpb),
                           "num_poc_st_curr_before": 1, "poc_st_curr_before": before, "flags": ""})

    def found(self, ours, peer):
        first = codec_texts.hevc(ts=1000)
        return self.names((first, ours), (first, peer))

    def test_order_of_the_dpb_does_not_count(self):
        second = codec_texts.hevc(ts=1500)
        entries = ({"timestamp": 1000}, {"timestamp": 1500, "pic_order_cnt_val": 2})
        ours = self.inter(entries, "{0x0,0xff}", ref_idx_l0="{0x0,0x0}")
        peer = self.inter(entries[::-1], "{0x1,0xff}", ref_idx_l0="{0x1,0x0}")
        first = codec_texts.hevc(ts=1000)
        self.assert_masked((first, second, ours), (first, second, peer))

    def test_references_are_compared_as_pictures(self):
        second = codec_texts.hevc(ts=1500)
        entries = ({"timestamp": 1000}, {"timestamp": 1500, "pic_order_cnt_val": 2})
        first = codec_texts.hevc(ts=1000)
        self.assertEqual(
            self.names((first, second, self.inter(entries)),
                       (first, second, self.inter(entries, "{0x1,0xff}", ref_idx_l0="{0x1,0x0}"))),
            ["decode.poc_st_curr_before", "list0"])

    def test_changed_fields_are_found(self):
        for field in ("slice_qp_delta", "short_term_ref_pic_set_size", "bit_size"):
            self.assertEqual(self.found(self.inter(), self.inter(**{field: 9})), [f"slice.{field}"])
        other = ({"timestamp": 1000, "pic_order_cnt_val": 1},)
        self.assertEqual(self.found(self.inter(), self.inter(other)), ["dpb[0].pic_order_cnt_val"])
        self.assertEqual(self.found(self.inter(), self.inter(before="{0xff,0xff}")),
                         ["decode.poc_st_curr_before"])

    def test_what_the_kind_of_slice_lacks_does_not_count(self):
        self.assertEqual(self.found(self.inter(), self.inter(
            num_ref_idx_l1_active_minus1=3, ref_idx_l1="{0x5,0x5}", collocated_ref_idx=1,
            flags="COLLOCATED_FROM_L0|MVD_L1_ZERO")), [])
        self.assert_masked((codec_texts.hevc(),), (codec_texts.hevc(slice_params={
            "num_ref_idx_l0_active_minus1": 2, "five_minus_max_num_merge_cand": 1,
            "flags": "SLICE_SAO_LUMA|CABAC_INIT|COLLOCATED_FROM_L0"}),))

    def test_collocated_picture_counts_with_temporal_prediction(self):
        on = "SLICE_TEMPORAL_MVP_ENABLED"
        self.assertEqual(self.found(self.inter(flags=on),
                                    self.inter(flags=on, collocated_ref_idx=1)),
                         ["slice.collocated_ref_idx"])
        self.assertEqual(self.found(self.inter(flags=on),
                                    self.inter(flags=f"{on}|COLLOCATED_FROM_L0")), ["slice.flags"])

    def test_weights_count_up_to_the_active_entries(self):
        self.assertEqual(self.found(
            self.inter(), self.inter(weights={"delta_luma_weight_l0": "{0x0,0x5}",
                                              "chroma_offset_l0": "{00 00 00 05\n}",
                                              "luma_offset_l1": "{0x5,0x5}"})), [])
        self.assertEqual(self.found(
            self.inter(), self.inter(weights={"delta_luma_weight_l0": "{0x5,0x0}",
                                              "chroma_offset_l0": "{00 05 00 00\n}"})),
            ["weights.chroma_offset_l0", "weights.delta_luma_weight_l0"])
        self.assert_masked((codec_texts.hevc(),),
                           (codec_texts.hevc(weights={"luma_offset_l0": "{0x5,0x5}"}),))

    def test_scaling_lists_count_when_enabled(self):
        for flags, found in (("", []), ("SCALING_LIST_ENABLED", ["scaling.scaling_list_4x4"])):
            streams = [(codec_texts.hevc(sps={"flags": flags}, scaling_matrix={
                "scaling_list_4x4": f"{{{value} 10\n}}"}),) for value in ("10", "11")]
            self.assertEqual(self.names(*streams), found)

    def test_sizes_of_tiles_count_when_there_are_tiles(self):
        for flags, found in (("", []), ("TILES_ENABLED", ["pps.column_width_minus1"])):
            streams = [(codec_texts.hevc(pps={"flags": flags, "column_width_minus1": widths}),)
                       for widths in ("{0x5,0x0}", "{0x6,0x0}")]
            self.assertEqual(self.names(*streams), found)

    def test_slices_do_not_count_in_frame_mode(self):
        self.mode = "frame"
        self.assertEqual(self.found(self.inter(), self.inter(slice_qp_delta=9)), [])


if __name__ == "__main__":
    unittest.main()
