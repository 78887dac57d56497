# SPDX-License-Identifier: GPL-3.0-or-later
"""weir --md5 --decoder software gives what MANIFEST.tsv says, for every progressive H.264 vector."""

import sys
from concurrent.futures import ThreadPoolExecutor

from checks import TREE, Checks, Skipped, expect_md5, vectors_directory, weir

sys.path.insert(0, str(TREE / "tests/oracle"))
import vectors  # noqa: E402


def md5_equals(ended, vector):
    if vector.md5 == "-":
        raise Skipped("the manifest has no md5 for it")
    expect_md5(ended.result(), vector)


def main():
    checks = Checks()
    try:
        chosen = vectors.progressive_h264(vectors_directory())
    except Skipped as why:
        print(f"skip vectors {why}")
        return 0
    with ThreadPoolExecutor(2) as pool:
        jobs = [(vector, pool.submit(weir, "--md5", "--decoder", "software", vector.path,
                                     timeout=120)) for vector in chosen]
        for vector, job in jobs:
            checks.run(vector.name, md5_equals, job, vector)
    return checks.status


if __name__ == "__main__":
    sys.exit(main())
