# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that cannot be played, and all of vectors/malformed, with the software decoder."""

import shutil
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import badfiles
from checks import (Checks, Skipped, expect, expect_equal, expect_refusal, program,
                    vectors_directory, weir)

HEADLESS = ("--bench", "--presenter", "null", "--no-audio")
# Limits of a run under the sanitizers; a hang is what takes much longer.
TIMEOUT_SECONDS = 90
NOBODY = 65534


def refused(path):
    ended = weir(*HEADLESS, path, timeout=TIMEOUT_SECONDS)
    expect_refusal(ended, path.name)
    return f"\"{ended.sentence}\""


def no_permission(place, clip):
    """As a user who may not read the file. The tree may be closed to that user: it runs a copy."""
    locked, copy = place / "locked.mp4", place / "weir"
    shutil.copyfile(clip, locked)
    locked.chmod(0)
    shutil.copy(shutil.which(program()), copy)
    ended = weir(*HEADLESS, locked, timeout=TIMEOUT_SECONDS, user=NOBODY, path=copy)
    expect_refusal(ended, locked.name)
    return f"\"{ended.sentence}\""


def cut_in_the_middle(path):
    """The index is there, the end is not: it plays what is there."""
    ended = weir(*HEADLESS, path, timeout=TIMEOUT_SECONDS)
    expect(ended.status in (0, 1), f"exit status {ended.status}")
    if ended.status == 1:
        expect_refusal(ended, Path(path).name)


def survives(job):
    """Any end is right but a crash, a hang, or silence."""
    ended = job.result()
    expect(ended.status in (0, 1), f"exit status {ended.status}: {ended.sentence}")
    if ended.status == 1:
        expect(len(ended.sentence.split()) >= 4, f"no sentence: '{ended.sentence}'")


def second_file_is_missing(clip):
    ended = weir(*HEADLESS, clip, "/nonexistent/b.mp4", timeout=TIMEOUT_SECONDS)
    expect_equal("exit status", ended.status, 1)
    expect("b.mp4" in ended.errors, f"says '{ended.sentence}'")


def malformed(checks):
    root = vectors_directory()
    files = sorted(path for path in (root / "malformed").iterdir() if path.is_file())
    with ThreadPoolExecutor(2) as pool:
        jobs = [(path, pool.submit(weir, "--md5", "--decoder", "software", path,
                                   timeout=TIMEOUT_SECONDS)) for path in files]
        for path, job in jobs:
            checks.run(f"malformed/{path.name}", survives, job)


def main():
    clip, checks = Path(sys.argv[1]), Checks()
    with tempfile.TemporaryDirectory(prefix="weir-bad-") as place:
        place = Path(place)
        place.chmod(0o755)
        for name, make in badfiles.UNPLAYABLE.items():
            checks.run(name, lambda m=make, n=name: refused(m(place, n, clip)))
        checks.run("no permission", no_permission, place, clip)
        checks.run("cut in the middle", cut_in_the_middle, badfiles.cut_middle(place, clip))
    checks.run("second file is missing", second_file_is_missing, clip)
    try:
        malformed(checks)
    except Skipped as why:
        print(f"skip malformed {why}")
    return checks.status


if __name__ == "__main__":
    sys.exit(main())
