# SPDX-License-Identifier: GPL-3.0-or-later
"""The same bad files in the lab: in a window, and malformed H.264 through the V4L2 engine."""

import random
import sys
import tempfile
from pathlib import Path

import badfiles
from checks import Checks, Skipped, expect, expect_refusal, ffmpeg, vectors_directory, weir

TIMEOUT_SECONDS = 60
DAMAGED_COPIES = 12


def refused_in_bench_window(path):
    ended = weir("--bench", "--no-audio", path, timeout=TIMEOUT_SECONDS)
    expect_refusal(ended, Path(path).name)


def v4l2_survives(path):
    ended = weir("--bench", "--presenter", "null", "--no-audio", "--decoder", "v4l2", path,
                 timeout=TIMEOUT_SECONDS)
    expect(ended.status in (0, 1), f"exit status {ended.status}: {ended.sentence}")
    if ended.status == 1:
        expect(len(ended.sentence.split()) >= 4, f"no sentence: '{ended.sentence}'")


def damaged(place, stream, seed):
    """`stream` with some bytes changed; the same for the same seed."""
    chance, data = random.Random(seed), bytearray(stream.read_bytes())
    for _ in range(max(4, len(data) // 2000)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    path = place / f"damaged-{seed}.264"
    path.write_bytes(data)
    return path


def malformed(checks):
    for path in sorted((vectors_directory() / "malformed").iterdir()):
        if path.suffix in (".264", ".mp4", ".mkv", ".flv"):
            checks.run(f"v4l2/malformed/{path.name}", v4l2_survives, path)


def main():
    clip, checks = Path(sys.argv[1]), Checks()
    with tempfile.TemporaryDirectory(prefix="weir-bad-") as place:
        place = Path(place)
        for name in ("missing", "text-named-mp4", "mp4-without-video"):
            path = badfiles.UNPLAYABLE[name](place, name, clip)
            checks.run(f"window/{name}", refused_in_bench_window, path)
        stream = place / "good.264"
        ffmpeg("-i", clip, "-c", "copy", "-an", "-bsf:v", "h264_mp4toannexb", stream)
        for seed in range(DAMAGED_COPIES):
            checks.run(f"v4l2/damaged-{seed}", v4l2_survives, damaged(place, stream, seed))
    try:
        malformed(checks)
    except Skipped as why:
        print(f"skip v4l2/malformed {why}")
    return checks.status


if __name__ == "__main__":
    sys.exit(main())
