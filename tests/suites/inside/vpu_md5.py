# SPDX-License-Identifier: GPL-3.0-or-later
"""vpu_md5.py CODEC[:WORD]…: weir --md5 --decoder v4l2 on the virtual VPU gives what MANIFEST.tsv says, for every
vector of the codec (whose name holds WORD) on every personality that takes it; what a device cannot take is refused with
the reason. What is not exact is listed in tests/vpu/weir_refusals.tsv."""

import os
import sys
from fnmatch import fnmatch
from pathlib import Path

from checks import TREE, Checks, Skipped, expect, expect_md5, vectors_directory, weir

sys.path.insert(0, str(TREE / "tests/oracle"))
import vectors  # noqa: E402

DEVICES = Path("/sys/kernel/debug/weir-vpu")
TAKERS = {
    "h264": ("hantro-g1", "rkvdec", "vdpu346", "cedrus"),
    "hevc": ("hantro-g2", "rkvdec", "vdpu346", "cedrus"),
    "mpeg2": ("hantro-g1", "cedrus"),
    "vp8": ("hantro-g1", "cedrus"),
    "vp9": ("hantro-g2", "rkvdec"),
    "av1": ("vpu981",),
}
# Each vector on every personality that takes it; or else on one, each in turn.
ALL = bool(os.environ.get("WEIR_ALL"))
# Two vectors have 6551 pictures that show nothing which the others do not.
MOST_PICTURES = 2000
# Larger pictures take the lab seconds each: they are for a quiet machine and WEIR_ALL.
MOST_WIDTH = 2560


def refusals():
    """[(vector pattern, personality pattern, words, why)]"""
    lines = (TREE / "tests/vpu/weir_refusals.tsv").read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines if line and not line.startswith("#")]


REFUSALS = refusals()


def refusal(name, personality):
    """(words, why), or None."""
    return next(((words, why) for vector, where, words, why in REFUSALS
                 if fnmatch(name, vector) and fnmatch(personality, where)), None)


def devices():
    """The video node of each personality."""
    return {(node / "personality").read_text(encoding="ascii").strip(): f"/dev/{node.name}"
            for node in sorted(DEVICES.iterdir())}


def plan(codec, word):
    """[(vector, personality)]"""
    chosen = []
    for vector in vectors.of_codec(vectors_directory(), codec):
        pictures = int(vector.frames) if vector.frames.isdigit() else 0
        is_large = vector.width.isdigit() and int(vector.width) > MOST_WIDTH
        if word in vector.name and pictures <= MOST_PICTURES and (ALL or not is_large):
            chosen.append(vector)
    takers = TAKERS[codec]
    if ALL:
        return [(vector, taker) for vector in chosen for taker in takers]
    return [(vector, takers[number % len(takers)]) for number, vector in enumerate(chosen)]


def is_exact(vector, personality, device):
    listed = refusal(vector.name, personality)
    if vector.md5 == "-":
        raise Skipped("the manifest has no md5 for it")
    if listed and listed[0] == "-":
        raise Skipped(listed[1])
    ended = weir("--md5", "--decoder", "v4l2", "--device", device, vector.path, timeout=240)
    if listed:
        expect(ended.status == 1 and listed[0] in ended.errors,
               f"it is to be refused for '{listed[0]}': status {ended.status}, {ended.sentence}")
        return f"refused: {listed[1]}"
    return expect_md5(ended, vector)


def main():
    checks, nodes = Checks(), devices()
    for argument in sys.argv[1:]:
        codec, _, word = argument.partition(":")
        for vector, personality in plan(codec, word):
            checks.run(f"{vector.name} on {personality}", is_exact, vector, personality,
                       nodes[personality])
    return checks.status


if __name__ == "__main__":
    sys.exit(main())
