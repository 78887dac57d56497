# SPDX-License-Identifier: GPL-3.0-or-later
"""weir --md5 --decoder software gives what MANIFEST.tsv says, for every vector of
the six codecs: what a device cannot take is right in software."""

import os
import sys
from concurrent.futures import ThreadPoolExecutor

from checks import TREE, Checks, Skipped, expect_md5, vectors_directory, weir

sys.path.insert(0, str(TREE / "tests/oracle"))
import vectors  # noqa: E402
from vpu_md5 import refusals  # noqa: E402


CODECS = ("h264", "hevc", "vp8", "vp9", "av1", "mpeg2")


EXCEPTIONS = {name: why for name, where, _, why in refusals() if where == "software"}
# What shows nothing that the others do not, and takes minutes.
MOST_PICTURES, MOST_WIDTH = 2000, 2560


def is_short(vector):
    pictures = int(vector.frames) if vector.frames.isdigit() else 0
    width = int(vector.width) if vector.width.isdigit() else 0
    return bool(os.environ.get("WEIR_ALL")) or (pictures <= MOST_PICTURES and width <= MOST_WIDTH)


def md5_equals(ended, vector):
    if vector.md5 == "-":
        raise Skipped("the manifest has no md5 for it")
    if vector.name in EXCEPTIONS:
        raise Skipped(EXCEPTIONS[vector.name])
    expect_md5(ended.result(), vector)


def main():
    checks = Checks()
    try:
        chosen = [vector for codec in CODECS
                  for vector in vectors.of_codec(vectors_directory(), codec) if is_short(vector)]
    except Skipped as why:
        print(f"skip vectors {why}")
        return 0
    with ThreadPoolExecutor(2) as pool:
        jobs = [(vector, pool.submit(weir, "--md5", "--decoder", "software", vector.path,
                                     timeout=600)) for vector in chosen]
        for vector, job in jobs:
            checks.run(vector.name, md5_equals, job, vector)
    return checks.status


if __name__ == "__main__":
    sys.exit(main())
