# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests of the verdicts: only what is known and explained may pass or be skipped."""

import tempfile
import unittest
from pathlib import Path
from unittest.mock import patch

import allowed
import oracle
from trace_text import dump, request

STREAM = (request(ts=0, flags="IDR_PIC"),
          request(ts=1000, kind="P", frame_num=1, poc=2, dpb=((0, 0, 0, 0),), list0=(0,)))
VECTOR = "h264/x.264"


class JudgeTest(unittest.TestCase):
    """Verdicts on pairs of dumps as files."""

    def judged(self, ours, peer, ends=("0", "0")):
        """Each of `ours` and `peer` is the text of a dump, or None for no file."""
        with tempfile.TemporaryDirectory() as place:
            paths = [Path(place) / "ours", Path(place) / "peer"]
            for path, text, end in zip(paths, (ours, peer), ends):
                if text is not None:
                    path.write_text(f"{text}#client {end}\n", encoding="ascii")
            return oracle.judge(VECTOR, "slice", ("weir", "gstreamer"), paths, keep=True)

    def test_equal_dumps_pass(self):
        outcome = self.judged(dump(*STREAM), dump(*STREAM))
        self.assertEqual((outcome.verdict, outcome.text), ("ok", "2 requests equal"))

    def test_difference_fails_and_is_listed(self):
        outcome = self.judged(dump(STREAM[0]), dump(request(ts=0, flags="IDR_PIC", size=9)))
        self.assertEqual(outcome.verdict, "not ok")
        self.assertEqual(outcome.details,
                         [f"{VECTOR} (slice mode) picture 0: bytesused: ours 100, peer 9"])

    def test_no_events_fail(self):
        outcome = self.judged(dump(), dump(*STREAM), ("1 cannot play", "0"))
        self.assertEqual(outcome.line(), f"not ok {VECTOR}:slice weir refuses: cannot play")

    def test_no_events_of_both_fail(self):
        self.assertEqual(self.judged(dump(), dump()).verdict, "not ok")

    def test_known_refusal_is_skipped(self):
        with patch.object(allowed, "REFUSALS", ((("gstreamer",), VECTOR, "it is known"),)):
            outcome = self.judged(dump(*STREAM), dump())
            self.assertEqual(outcome.verdict, "skip")
            self.assertIn("it is known", outcome.text)
            self.assertEqual(self.judged(dump(), dump(*STREAM)).verdict, "not ok")

    def test_lost_events_fail(self):
        outcome = self.judged(dump(*STREAM), dump(*STREAM, written=9999))
        self.assertEqual(outcome.verdict, "not ok")
        self.assertIn("gstreamer: lost events", outcome.text)

    def test_missing_dump_fails(self):
        self.assertEqual(self.judged(None, dump(*STREAM)).verdict, "not ok")

    def test_dump_that_does_not_say_how_the_client_ended_fails(self):
        with tempfile.TemporaryDirectory() as place:
            paths = [Path(place) / "ours", Path(place) / "peer"]
            for path in paths:
                path.write_text(dump(*STREAM), encoding="ascii")
            outcome = oracle.judge(VECTOR, "slice", ("weir", "gstreamer"), paths, keep=True)
        self.assertEqual(outcome.verdict, "not ok")

    def test_failing_client_fails(self):
        for ends in (("1 broken", "0"), ("0", "1 broken")):
            self.assertEqual(self.judged(dump(*STREAM), dump(*STREAM), ends).verdict, "not ok")

    def test_peer_that_stops_early_is_compared_until_then(self):
        with patch.object(allowed, "EARLY_ENDS", ((("gstreamer",), VECTOR, "it stops"),)):
            outcome = self.judged(dump(*STREAM), dump(STREAM[0]), ("0", "1 stopped"))
            self.assertEqual(outcome.verdict, "ok")
            self.assertIn("it stops", outcome.text)
            self.assertEqual(self.judged(dump(STREAM[0]), dump(*STREAM)).verdict, "not ok")
        self.assertEqual(self.judged(dump(*STREAM), dump(STREAM[0])).verdict, "not ok")

    def test_both_may_stop_early(self):
        with patch.object(allowed, "EARLY_ENDS", ((("gstreamer", "weir"), VECTOR, "it is hard"),)):
            outcome = self.judged(dump(*STREAM), dump(STREAM[0]), ("1 stopped", "1 stopped"))
            self.assertEqual((outcome.verdict, outcome.text.count("it is hard")), ("ok", 2))
            outcome = self.judged(dump(STREAM[0]), dump(*STREAM), ("1 stopped", "0"))
            self.assertEqual((outcome.verdict, outcome.text.count("it is hard")), ("ok", 1))
            self.assertEqual(self.judged(dump(STREAM[0]), dump(*STREAM)).verdict, "not ok")


if __name__ == "__main__":
    unittest.main()
