# SPDX-License-Identifier: GPL-3.0-or-later
"""sync.py TESTS SERVER CLIP: explicit sync, turns and times, with the kernel's timelines, in front of the test compositor.

The compositor reads pictures without looking at the dma-buf's own fences ("read-early"): what it sees is the
film only if the points that it was told are right."""

import json
import os
import subprocess
import sys
from pathlib import Path

from checks import Checks, expect, expect_equal
from shown import FEWEST_LATE, HANTRO, LATE_MS, expect_film, frames, play
from vpu_screen import faults

SYNCOBJ = "wp_linux_drm_syncobj_manager_v1"
FIFO, TIMING = "wp_fifo_manager_v1", "wp_commit_timing_manager_v1"
V4L2 = ("--decoder", "v4l2", "--device", HANTRO)


def kernel_timelines(tests):
    done = subprocess.run([tests], env=os.environ | {"WEIR_TEST_TIMELINES": "kernel"},
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, timeout=60, check=False)
    expect(done.returncode == 0, done.stdout[-400:])
    expect("/kernel" in done.stdout, "the kernel's were not tried")


def play_and_report(server, clip, *options, **ways):
    path = Path(os.environ["LAB_OUT"]) / "sync.json"
    path.unlink(missing_ok=True)
    seen = play(server, clip, *options, "--json", str(path), contents="read-early", **ways)
    return seen, json.loads(path.read_text(encoding="utf-8"))


def expect_explicit(seen, report):
    expect_equal("fences.regime", report["fences"]["regime"], "explicit")
    expect_equal("fences.waited", report["fences"]["waited"], 0)
    expect_equal("commits with points", seen.counts["explicit"], seen.counts["commits"])


def film(server, clip, *options, delay="0..0"):
    seen, report = play_and_report(server, clip, *options, delay=delay, announce=[SYNCOBJ])
    expect_explicit(seen, report)
    return expect_film(seen, frames(clip))


def late(server, clip, announce):
    """The driver says done before the picture is written: weir passes its fence on and does not wait."""
    with faults(HANTRO, fence="device_run", late_ms=LATE_MS):
        seen, report = play_and_report(server, clip, *V4L2, announce=announce)
    expect_explicit(seen, report)
    expect(report["fences"]["passed_on"] > 0, f"no fence was passed on: {report['fences']}")
    expect("weir-vpu" in report["fences"]["producer"], f"of {report['fences']['producer']}")
    return expect_film(seen, frames(clip), FEWEST_LATE) + f", {report['fences']['passed_on']} late"


def paced(server, clip, announce, pacing):
    seen, report = play_and_report(server, clip, *V4L2, announce=announce)
    expect_equal("presenter.pacing", report["presenter"]["pacing"], pacing)
    expect_equal("commits with a time", seen.counts["timed"] > 0, TIMING in announce)
    expect(seen.counts["in-turn"] > 0, "no commit was made in turn")
    stays = [b - a for a, b in zip(seen.refreshes, seen.refreshes[1:])]
    return expect_film(seen, frames(clip)) + f", {stays.count(2)} of them for two refreshes"


def main():
    tests, server, clip = sys.argv[1:]
    checks = Checks()
    checks.run("kernel timelines", kernel_timelines, tests)
    checks.run("explicit by device", film, server, clip, *V4L2)
    checks.run("explicit by software", film, server, clip, "--decoder", "software")
    checks.run("explicit with random releases", lambda: film(server, clip, *V4L2, delay="0..4"))
    checks.run("explicit and late", late, server, clip, [SYNCOBJ])
    checks.run("turns", paced, server, clip, [FIFO], "fifo")
    checks.run("turns and times", paced, server, clip, [FIFO, TIMING], "fifo+timing")
    checks.run("all of it and late", late, server, clip, [SYNCOBJ, FIFO, TIMING])
    return checks.status


sys.exit(main())
