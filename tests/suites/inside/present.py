# SPDX-License-Identifier: GPL-3.0-or-later
"""The presenter's own pictures on the lab's screen (tests/tools/present_pattern.cpp)."""

import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from checks import TREE, Checks, CheckError, expect, expect_equal
from screen import WAIT_SECONDS, screenshot

PROGRAM = TREE / "build" / "dev" / "tests" / "tools" / "present-pattern"
NUMBER_BITS = 16
FRAMES = 45
# 75 % colour bars, as RGB.
BARS = ((191, 191, 191), (191, 191, 0), (0, 191, 191), (0, 191, 0),
        (191, 0, 191), (191, 0, 0), (0, 0, 191), (0, 0, 0))
# Compositors differ by the matrix they assume for untagged video: with BT.709 the bars come out
# this far from BT.601's colours, the wrong bar is farther.
COLOR_TOLERANCE = 60

CASES = {
    "udmabuf-nv12": (("--memory", "udmabuf", "--format", "nv12"), "subsurface"),
    "udmabuf-yu12": (("--memory", "udmabuf", "--format", "yu12"), "subsurface"),
    "dma-heap-nv12": (("--memory", "dma-heap", "--format", "nv12"), "subsurface"),
    "shm-nv12": (("--memory", "shm", "--format", "nv12"), "shm"),
    "shm-yu12": (("--memory", "shm", "--format", "yu12"), "shm"),
    "converted-from-dmabuf": (("--memory", "udmabuf", "--presenter", "shm"), "shm"),
    "cropped-stream": (("--memory", "udmabuf", "--size", "640x368", "--visible", "640x360"),
                       "subsurface"),
}


def number_in(picture, top):
    """The number that a row of blocks shows; `top`: its share of the height from above."""
    width, y = picture.width // NUMBER_BITS, int(picture.height * (top + 0.125))
    bits = [picture.is_light(i * width + width // 2, y) for i in range(NUMBER_BITS)]
    return sum(bit << (NUMBER_BITS - 1 - i) for i, bit in enumerate(bits))


def check_picture(picture):
    shown, inverted = number_in(picture, 0), number_in(picture, 0.25)
    expect_equal("the number and its inverse together", shown ^ inverted, 0xffff)
    expect_equal("the picture's number", shown, FRAMES - 1)
    for i, wanted in enumerate(BARS):
        seen = picture.pixel(i * picture.width // 8 + picture.width // 16,
                             picture.height * 5 // 8)
        expect(max(abs(a - b) for a, b in zip(seen, wanted)) <= COLOR_TOLERANCE,
               f"bar {i} is {seen}, not about {wanted}")


def check_report(text, path):
    expect(f"path {path}:" in text, f"not shown by {path}: {text[:200]}")
    counts = {name: int(value) for name, value in re.findall(r"([a-z-]+) (\d+)", text)}
    expect_equal("pictures taken", counts["taken"], FRAMES)
    expect_equal("failed pictures", counts["failed"], 0)
    expect("slots home 8 of 8" in text, "slots were lost: " + text[-200:])
    return (f"{counts['presented']} presented {counts['discarded']} discarded "
            f"{counts['skipped']} skipped")


def check_case(name, options, path):
    with tempfile.TemporaryDirectory() as folder:
        ready = Path(folder) / "ready"
        with subprocess.Popen([PROGRAM, "--frames", str(FRAMES), "--hold", "3000", "--ready",
                               ready, *options], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True) as player:
            end = time.monotonic() + WAIT_SECONDS
            while not ready.exists() and player.poll() is None and time.monotonic() < end:
                time.sleep(0.05)
            if ready.exists():
                check_picture(screenshot(f"present-{name}"))
            out, errors = player.communicate(timeout=WAIT_SECONDS)
    if player.returncode != 0:
        raise CheckError(f"status {player.returncode}: {errors[-300:]}")
    return check_report(out, path)


def main():
    os.chdir(TREE)
    checks = Checks()
    for name, (options, path) in CASES.items():
        checks.run(f"present-{name}", check_case, name, options, path)
    return checks.status


sys.exit(main())
