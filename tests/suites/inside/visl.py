# SPDX-License-Identifier: GPL-3.0-or-later
"""weir on visl: requests, dma-bufs, a subsurface, and the right picture at the right time."""

import json
import os
import sys
from pathlib import Path

from checks import Checks, Skipped, bench, expect, expect_equal, weir
from glyphs import CODEC_LINE, FIRST_LINE, Font
from screen import held, output_size, wait_for
from visl_goldens import check_goldens

FRAMES, RATE = 120, 30
ATTEMPTS = 3  # a busy host makes the compositor miss pictures
# 75 % colour bars, limited range BT.601, as the compositor shows them.
BARS = ((191, 191, 191), (191, 191, 0), (0, 191, 191), (0, 191, 0),
        (191, 0, 191), (191, 0, 0), (0, 0, 191), (0, 0, 0))
BAR_TOLERANCE = 40


def play(clip):
    return bench(clip, "--decoder", "v4l2")


def report_is_right(clip):
    report = play(clip)
    expect_equal("decoder.kind", report["decoder"]["kind"], "v4l2")
    expect_equal("decoder.driver", report["decoder"]["driver"], "visl")
    expect_equal("presenter.kind", report["presenter"]["kind"], "subsurface")
    expect_equal("frames.decoded", report["frames"]["decoded"], FRAMES)
    expect_equal("fallbacks", report["fallbacks"], [])
    frames = report["frames"]
    expect_equal("submitted and skipped frames", frames["submitted"] + frames["skipped"], FRAMES)
    expect(frames["presented"] > 0, "no frame was presented")


def host_load():
    """(load, cores) of the machine that the lab runs on, as the suite found it."""
    load, cores = os.environ["HOST_LOAD"].split()
    return float(load), int(cores)


def all_frames_presented(clip):
    """Of several runs one must present every frame. Only a host with time to spare can tell."""
    load, cores = host_load()
    if load > cores + 1:
        raise Skipped(f"the host is busy (load {load} on {cores} cores): pictures would be missed")
    seen = []
    for _ in range(ATTEMPTS):
        seen.append(play(clip)["frames"])
        if seen[-1]["presented"] == FRAMES:
            return f"at attempt {len(seen)}"
    best = max(seen, key=lambda frames: frames["presented"])
    expect(False, f"at best {best['presented']} of {FRAMES} frames presented: {best}")


def expect_bars(image):
    """Above the first line of text all eight bars are bare."""
    for number, wanted in enumerate(BARS):
        x = (2 * number + 1) * image.width // (2 * len(BARS))
        seen = image.pixel(x, 8)
        near = all(abs(a - b) <= BAR_TOLERANCE for a, b in zip(seen, wanted))
        expect(near, f"bar {number} is {seen}, not {wanted}")


def picture_says(font, number):
    """x264 counts two POCs a picture from the only IDR picture, in at least 6 bits: up to 31."""
    wanted = f"H264: {2 * number}"

    def check(image):
        expect_bars(image)
        expect_equal("the first line", font.read(image, FIRST_LINE, 9), "sequence:")
        text = font.read(image, CODEC_LINE, len(wanted) + 1)
        expect(text[:-1] == wanted and not text[-1].isdigit(),
               f"the picture says '{text}', not '{wanted}'")
        return f"reads '{wanted}'"
    return check


def shown(font, clip, number):
    with held(clip, (number + 0.5) / RATE, "--decoder", "v4l2") as player:
        return wait_for(f"visl-{number}", player, picture_says(font, number))


def doctor_sees_the_text():
    """visl paints instead of decoding: what it claims and can show differs, and is no green."""
    ended = weir("--doctor", "--device", "visl", "--json", "-", timeout=120)
    expect_equal("exit status", ended.status, 1)
    (device,) = json.loads(ended.output)["devices"]
    seen = {result["clip"]: result for result in device["results"]}
    for clip in ("h264-high", "h264-interlaced", "hevc-main", "vp8", "vp9-profile0", "av1-main",
                 "mpeg2-main"):
        result = seen[clip]
        if result["result"] == "not_checked":
            continue
        expect_equal(f"result of {clip}", result["result"], "differs")
        expect_equal(f"difference of {clip}", result["mismatch"]["difference"], "other")


def main():
    clip, checks = sys.argv[1], Checks()
    check_goldens(checks, Path(sys.argv[2]))
    checks.run("report", report_is_right, clip)
    checks.run("all frames presented", all_frames_presented, clip)
    font = Font(*output_size())
    for number in (0, 7, 29):
        checks.run(f"picture {number} on the screen", shown, font, clip, number)
    checks.run("doctor sees that visl decodes nothing", doctor_sees_the_text)
    return checks.status


if __name__ == "__main__":
    sys.exit(main())
