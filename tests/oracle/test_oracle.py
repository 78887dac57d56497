# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests of the oracle itself: a changed field must be found, an incomplete dump must fail."""

import unittest
from unittest.mock import patch

import allowed
import h264
from compare import compare
from dump import DumpError, parse_events, split_runs
from trace_text import STATS, dump, request

INTRA = dict(ts=0, kind="I", frame_num=0, poc=0, flags="IDR_PIC")


def inter(**changes):
    """A P picture that refers to INTRA."""
    base = dict(ts=1000, kind="P", frame_num=1, poc=2, flags="PFRAME",
                dpb=((0, 0, 0, 0),), list0=(0,))
    return request(**(base | changes))


def runs(*requests, **options):
    return split_runs(parse_events(dump(*requests, **options).splitlines()))


def compared(ours, peer, mode="slice", name="gstreamer", vector="x.264"):
    return compare(vector, mode, h264, (runs(*ours), runs(*peer)), name)


def names(result):
    return [difference.field for difference in result.differences]


class DumpTest(unittest.TestCase):
    """A dump that may have lost something is no evidence."""

    def refuse(self, text, reason):
        with self.assertRaisesRegex(DumpError, reason):
            split_runs(parse_events(text.splitlines()))

    def test_complete_dump_is_read(self):
        read = runs(request(**INTRA), inter())
        self.assertEqual([run.timestamp for run in read], [0, 1000])
        self.assertEqual(len(read[0].events["v4l2_h264_dpb_entry"]), 16)

    def test_fails_when_the_ring_was_overwritten(self):
        self.refuse(dump(request(**INTRA), written=500), "lost events")

    def test_fails_when_a_cpu_counts_losses(self):
        for counter in ("overrun", "commit overrun", "dropped events"):
            stats = STATS.replace(f"cpu0 {counter} 0", f"cpu0 {counter} 3")
            self.refuse(dump(request(**INTRA), stats=stats), "lost events.*3")

    def test_fails_when_the_text_says_lost(self):
        self.refuse(dump(request(**INTRA)) + "CPU:1 [LOST 5 EVENTS]\n", "lost events")

    def test_fails_without_statistics(self):
        self.refuse(dump(request(**INTRA), stats=""), "statistics")

    def test_fails_when_a_counter_is_missing(self):
        self.refuse(dump(request(**INTRA), stats="#stats cpu0 overrun 0\n"), "missing")

    def test_fails_without_header(self):
        self.refuse(STATS, "header")

    def test_fails_without_events(self):
        self.refuse(dump(), "no events")

    def test_fails_when_the_text_is_cut(self):
        lines = dump(request(**INTRA), stats="").splitlines(keepends=True)
        self.refuse("".join(lines[:-1]) + STATS, "announced")

    def test_fails_when_events_are_out_of_order(self):
        self.refuse(dump(request(**INTRA)).replace("  20: ", "  4: "), "out of order")

    def test_fails_within_a_run(self):
        self.refuse(dump(request(**INTRA)[:-1]), "within a run")

    def test_fails_when_a_control_was_not_sent(self):
        block = [event for event in request(**INTRA) if event[0] != "v4l2_ctrl_h264_pps"]
        with self.assertRaisesRegex(DumpError, "0 times v4l2_ctrl_h264_pps"):
            h264.canonical(runs(block), "slice")

    def test_buffers_without_controls_are_no_run(self):
        block = request(**INTRA)
        self.assertEqual(len(runs(block, block[-2:])), 1)


class NormalisationTest(unittest.TestCase):
    """What a client may choose is equal whatever it chose."""

    def assert_equal(self, ours, peer, mode="slice"):
        result = compared(ours, peer, mode)
        self.assertEqual([str(d) for d in result.differences], [])
        self.assertEqual(result.explained, [])

    def test_timestamps_are_free(self):
        self.assert_equal((request(**INTRA), inter()),
                          (request(**INTRA | dict(ts=77)), inter(ts=3, dpb=((77, 0, 0, 0),))))

    def test_reused_timestamp_means_the_latest_picture(self):
        again = inter(ts=0, frame_num=2, poc=4, dpb=((1000, 1, 2, 1),))
        last = inter(ts=1000, frame_num=3, poc=6, dpb=((0, 2, 4, 2),))
        free = (request(**INTRA), inter(), inter(ts=5, frame_num=2, poc=4, dpb=((1000, 1, 2, 1),)),
                inter(ts=6, frame_num=3, poc=6, dpb=((5, 2, 4, 2),)))
        self.assert_equal((request(**INTRA), inter(), again, last), free)

    def test_order_of_the_dpb_is_free(self):
        entries = (0, 0, 0, 0), (1000, 1, 2, 1)
        third = dict(ts=2000, frame_num=2, poc=4, l0=1)
        self.assert_equal(
            (request(**INTRA), inter(), inter(**third, dpb=entries, list0=(1, 0))),
            (request(**INTRA), inter(), inter(**third, dpb=entries[::-1], list0=(0, 1))))

    def test_filler_of_lists_is_free(self):
        self.assert_equal((request(**INTRA), inter()), (request(**INTRA), inter(filler=0)))

    def test_weights_are_masked_without_weighted_prediction(self):
        self.assert_equal((request(**INTRA), inter(weight=1)), (request(**INTRA), inter(weight=9)))

    def test_scaling_is_masked_without_the_flag(self):
        self.assert_equal((request(**INTRA),), (request(**INTRA, scaling="11"),))

    def test_idr_pic_id_is_masked_outside_idr(self):
        self.assert_equal((request(**INTRA), inter()), (request(**INTRA), inter(idr_id=3)))

    def test_second_field_may_refer_to_the_first_by_their_timestamp(self):
        def pair(ts, **changes):
            field = dict(ts=ts, flags="FIELD_PIC|BOTTOM_FIELD", dpb=((ts, 0, 0, 0),), list0=(0,))
            return request(**INTRA | dict(ts=ts, flags="FIELD_PIC")), inter(**field | changes)
        for mode in ("slice", "frame"):
            self.assert_equal(pair(1000), pair(0), mode)
        self.assertIn("dpb", names(compared(pair(1000), pair(0, dpb=((9, 0, 0, 0),)), "frame")))

    def test_slices_are_masked_in_frame_mode(self):
        self.assert_equal((request(**INTRA), inter()), (request(**INTRA), inter(header=1)), "frame")


class DifferenceTest(unittest.TestCase):
    """Each changed field is reported by its name."""

    def assert_found(self, field, **changes):
        result = compared((request(**INTRA), inter()), (request(**INTRA), inter(**changes)))
        self.assertIn(field, names(result), result)
        return result

    def test_decode_params(self):
        self.assert_found("decode.pic_order_cnt_lsb", poc=4)
        self.assert_found("decode.nal_ref_idc", ref_idc=2)
        self.assert_found("decode.dec_ref_pic_marking_bit_size", marking=9)
        self.assert_found("decode.flags", flags="BFRAME")

    def test_slice_params(self):
        self.assert_found("slice.header_bit_size", header=31)
        self.assert_found("slice.slice_type", kind="B")

    def test_negative_offset_printed_unsigned(self):
        result = self.assert_found("slice.slice_alpha_c0_offset_div2", alpha=4294967294)
        self.assertEqual(result.differences[0].peer, -2)

    def test_dpb_entry(self):
        self.assert_found("dpb[0].pic_num", dpb=((0, 0, 0, -15),))
        self.assert_found("dpb[0].top_field_order_cnt", dpb=((0, 0, 6, 0),))

    def test_missing_reference(self):
        self.assert_found("dpb", dpb=())

    def test_unknown_timestamp(self):
        self.assert_found("dpb", dpb=((4711, 0, 0, 0),))

    def test_picture_zero_is_no_empty_entry(self):
        self.assert_found("list0", list0=(1,))

    def test_bytesused(self):
        self.assert_found("bytesused", size=101)

    def test_idr_pic_id_in_idr(self):
        result = compared((request(**INTRA),), (request(**INTRA | dict(idr_id=1)),))
        self.assertEqual(names(result), ["decode.idr_pic_id"])

    def test_weights(self):
        on = dict(pps_flags="WEIGHTED_PRED")
        result = compared((request(**INTRA), inter(weight=1, **on)),
                          (request(**INTRA), inter(weight=2, **on)))
        self.assertEqual(names(result), ["weights.l0.luma_weight"])

    def test_weights_past_the_active_entries_do_not_count(self):
        on = dict(kind="B", pps_flags="WEIGHTED_PRED")
        result = compared((request(**INTRA), inter(weight=1, **on)),
                          (request(**INTRA), inter(weight=2, **on)))
        self.assertEqual(names(result), [])

    def test_scaling(self):
        on = dict(pps_flags="SCALING_MATRIX_PRESENT")
        result = compared((request(**INTRA, **on),), (request(**INTRA, **on, scaling="11"),))
        self.assertEqual(names(result), [f"scaling.list_4x4_{i}" for i in range(6)]
                         + ["scaling.list_8x8_0", "scaling.list_8x8_1"])

    def test_dropped_reference_explains_references_until_the_next_idr(self):
        after = dict(ts=2000, frame_num=2, poc=4, list0=(0,))
        idr = request(**INTRA | dict(ts=3000))
        table = (allowed.Allowed("gstreamer", "run", "the peer drops it"),)
        ours = (request(**INTRA), inter(), inter(**after, dpb=((1000, 1, 2, 1),)), idr)
        peer = (request(**INTRA), inter(**after), idr)
        with patch.object(allowed, "TABLE", table):
            self.assertEqual(names(compared(ours, peer)), [])
            entries = (3000, 0, 0, 0), (3000, 0, 9, 0)
            later = [inter(ts=4000, dpb=(entry,)) for entry in entries]
            self.assertEqual(names(compared(ours + (later[0],), peer + (later[1],))),
                             ["dpb[3].bottom_field_order_cnt", "dpb[3].top_field_order_cnt"])
            wrong = inter(**after, marking=9), idr
            self.assertEqual(names(compared(ours, (request(**INTRA), *wrong))),
                             ["decode.dec_ref_pic_marking_bit_size"])

    def test_dropped_picture_is_one_difference(self):
        third = dict(ts=2000, frame_num=2, poc=4)
        result = compared((request(**INTRA), inter(ref_idc=0), inter(**third)),
                          (request(**INTRA), inter(**third)))
        self.assertEqual([str(d) for d in result.differences],
                         ["x.264 (slice mode) picture 1: run: ours sent, peer (not sent)"])

    def test_extra_picture_does_not_shift_references(self):
        last = dict(ts=3000, frame_num=2, poc=6, dpb=((2000, 1, 4, 1),))
        common = inter(ts=2000, poc=4), inter(**last)
        result = compared((request(**INTRA), *common),
                          (request(**INTRA), inter(ref_idc=0), *common))
        self.assertEqual(names(result), ["run"])


class AllowedTest(unittest.TestCase):
    """The table explains what it names, for the peer it names, and nothing beside it."""

    MIXED = "h264/CABAST3_Sony_E.jsv"

    def test_flags_of_mixed_slices(self):
        ours = request(**INTRA), inter(flags="PFRAME|BFRAME")
        peer = request(**INTRA), inter(flags="")
        result = compared(ours, peer, vector=self.MIXED)
        self.assertEqual((names(result), len(result.explained)), ([], 1))
        self.assertEqual(names(compared(ours, peer)), ["decode.flags"])
        self.assertEqual(names(compared(ours, peer, "frame", vector=self.MIXED)), ["decode.flags"])
        self.assertEqual(names(compared(ours, peer, name="ffmpeg", vector=self.MIXED)),
                         ["decode.flags"])

    def test_other_flag_is_not_explained_along(self):
        ours, peer = (request(**INTRA), inter()), (request(**INTRA), inter(flags="BOTTOM_FIELD"))
        self.assertEqual(names(compared(ours, peer, vector=self.MIXED)), ["decode.flags"])

    def test_number_of_an_entry_seen_from_a_field(self):
        def found(peer, flags="FIELD_PIC|BOTTOM_FIELD", ours=1):
            return names(compared(*((request(**INTRA), inter(flags=flags, dpb=((0, 0, 0, number),)))
                                    for number in (ours, peer))))
        self.assertEqual(found(0), [])
        self.assertEqual(found(2), ["dpb[0].pic_num"])
        self.assertEqual(found(0, flags=""), ["dpb[0].pic_num"])
        self.assertEqual(found(1, ours=2), ["dpb[0].pic_num"])

    def test_number_of_a_lone_field_is_not_explained(self):
        streams = [(request(**INTRA), [(name, text.replace("fields FRAME_REF", "fields TOP_FIELD_REF"))
                                       for name, text in inter(flags="FIELD_PIC|BOTTOM_FIELD",
                                                               dpb=((0, 0, 0, number),))])
                   for number in (1, 0)]
        self.assertEqual(names(compared(*streams)), ["dpb[0].pic_num"])

    def test_delimiter_in_one_broken_file(self):
        def found(size, vector="h264/mixed-nal-coding.mp4"):
            return names(compared((request(**INTRA),), (request(**INTRA, size=size),),
                                  vector=vector))
        self.assertEqual(found(94), [])
        self.assertEqual(found(95), ["bytesused"])
        self.assertEqual(found(106), ["bytesused"])
        self.assertEqual(found(94, "h264/other.mp4"), ["bytesused"])

    def test_zero_bytes_of_one_file(self):
        def found(size, vector="containers/media_sample_with_chapters.mp4"):
            return names(compared((request(**INTRA),), (request(**INTRA, size=size),),
                                  vector=vector))
        self.assertEqual(found(115), [])
        self.assertEqual(found(116), ["bytesused"])
        self.assertEqual(found(99), ["bytesused"])
        self.assertEqual(found(115, "containers/media_sample.mp4"), ["bytesused"])

    def test_every_entry_says_why(self):
        for entry in allowed.TABLE:
            self.assertGreater(len(entry.explanation), 40, entry)

    def test_pic_num_only_by_max_frame_num(self):
        def differences(num):
            return names(compared((request(**INTRA), inter(dpb=((0, 9, 0, 9 - 16),))),
                                  (request(**INTRA), inter(dpb=((0, 9, 0, num),))), name="ffmpeg"))
        self.assertEqual(differences(9), [])
        self.assertEqual(differences(8), ["dpb[0].pic_num"])


if __name__ == "__main__":
    unittest.main()
