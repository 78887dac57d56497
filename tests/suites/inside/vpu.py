# SPDX-License-Identifier: GPL-3.0-or-later
"""The virtual VPU's module: V4L2's rules, synchronisation, faults, unplugging, its daemon's death."""

import os
import re
import subprocess
import sys
import threading
from pathlib import Path

from checks import TREE, Checks, expect, expect_equal

sys.path.insert(0, str(TREE / "tests/vpu/client"))

import vpu_faults  # pylint: disable=wrong-import-position
import vpu_life  # pylint: disable=wrong-import-position
import vpu_rules  # pylint: disable=wrong-import-position
from decoder import DEBUG, Device  # pylint: disable=wrong-import-position
from vpu_bench import PERSONALITIES, Bench, compliance  # pylint: disable=wrong-import-position

# Something that the kernel says when it is in trouble without dying of it.
TROUBLE = re.compile(r"WARNING:|BUG:|Oops|refcount_t|possible recursive|KASAN|hung task")


def all_are_there():
    seen = [(place / "personality").read_text().strip() for place in sorted(DEBUG.iterdir())]
    expect_equal("the personalities", sorted(seen), sorted(PERSONALITIES))
    expect(seen != PERSONALITIES, "the order is not shuffled")
    return " ".join(seen)


def in_parallel(checks, runs):
    """v4l2-compliance on every device at once, as it mostly sleeps. `runs`: name to arguments."""
    results = {}

    def one(name):
        results[name] = compliance(*runs[name])

    threads = [threading.Thread(target=one, args=(name,)) for name in runs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for name in runs:
        checks.run(name, results[name])


def basic_runs():
    return {f"compliance {name}": ("-d", Device(name).video) for name in PERSONALITIES}


def media_runs():
    """Not beside the others: both set priorities on the same video node."""
    return {f"compliance-media {name}": ("-m", Device(name).media) for name in PERSONALITIES}


def streaming_runs():
    return {f"compliance-streaming {name}": ("-s", "-d", Device(name).video)
            for name in PERSONALITIES}


def kernel_is_calm():
    log = subprocess.run(["dmesg"], check=True, capture_output=True, text=True).stdout
    trouble = [line for line in log.splitlines() if TROUBLE.search(line)]
    expect(not trouble, f"the kernel says: {trouble[:3]}")


def main():
    checks = Checks()
    bench = Bench(Path(os.environ["LAB_OUT"]))
    checks.run("personalities", all_are_there)
    in_parallel(checks, basic_runs())
    in_parallel(checks, media_runs())
    vpu_rules.run(checks)
    vpu_faults.run(checks, bench)
    vpu_life.run(checks, bench)
    checks.run("reload for streaming", vpu_life.reload, "requires_requests=0")
    in_parallel(checks, streaming_runs())
    checks.run("kernel log", kernel_is_calm)
    return checks.status


if __name__ == "__main__":
    sys.exit(main())
