# SPDX-License-Identifier: GPL-3.0-or-later
"""vpu_long.py CLIP: many cycles of open, play, seek and close leave nothing behind; exact seeks to random times give the
pictures of a linear decode, on the virtual VPU, on CLIP and on the long test vectors."""

import os
import subprocess
import sys

from checks import TREE, Checks, CheckError, Skipped, expect, vectors_directory
from vpu_md5 import devices

sys.path.insert(0, str(TREE / "tests/oracle"))
import vectors  # noqa: E402

TRIAL = TREE / "build/dev/tests/tools/medium-trial"
ALL = bool(os.environ.get("WEIR_ALL"))
CYCLES = 1000 if ALL else 200
SEEKS = 50
LONG = 250  # pictures
MOST_PICTURES = 10_000 if ALL else 600
OF_A_CODEC = 99 if ALL else 4  # vectors that are tried
SECONDS = 1200
TIMELESS = {"vp9/cros_resolution_change_500frames-vp9.ivf": "all of its packets have the time 0"}
# Where the long vectors of each codec are tried.
PLACES = {"h264": "rkvdec", "hevc": "rkvdec", "vp8": "hantro-g1", "vp9": "rkvdec", "av1": "vpu981",
          "mpeg2": "hantro-g1"}


def trial(what, path, count, device):
    try:
        done = subprocess.run([TRIAL, what, str(path), str(count), device], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
                              timeout=SECONDS, text=True)
    except subprocess.TimeoutExpired:
        raise CheckError(f"no end within {SECONDS} s") from None
    lines = done.stdout.strip().splitlines() or ["it says nothing"]
    expect(done.returncode == 0, " | ".join(lines[-1:] + lines[:3]))
    return lines[-1]


def long_vectors():
    """[(vector, personality)]"""
    chosen = []
    for codec, place in PLACES.items():
        suitable = [vector for vector in vectors.of_codec(vectors_directory(), codec)
                    if vector.frames.isdigit() and LONG <= int(vector.frames) <= MOST_PICTURES]
        chosen += [(vector, place) for vector in suitable[:OF_A_CODEC]]
    return chosen


def seeks(vector, device):
    if vector.name in TIMELESS:
        raise Skipped(TIMELESS[vector.name])
    return trial("seeks", vector.path, SEEKS, device)


def main():
    clip, checks, nodes = sys.argv[1], Checks(), devices()
    checks.run("cycles on hantro-g1", trial, "cycles", clip, CYCLES, nodes["hantro-g1"])
    checks.run("cycles in software", trial, "cycles", clip, CYCLES, "")
    checks.run("seeks in the clip", trial, "seeks", clip, SEEKS, nodes["hantro-g1"])
    try:
        chosen = long_vectors()
    except Skipped as why:
        print(f"skip seeks_in_vectors {why}")
        return checks.status
    for vector, place in chosen:
        checks.run(f"seeks in {vector.name} on {place}", seeks, vector, nodes[place])
    return checks.status


if __name__ == "__main__":
    sys.exit(main())
