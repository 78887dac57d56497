# SPDX-License-Identifier: GPL-3.0-or-later
"""Records what GStreamer asks of the virtual VPU: a file of jobs for each clip. Runs in the lab.

Arguments: directory of the recordings, then CODEC PERSONALITY CLIP for each clip."""

import subprocess
import sys
import time
from pathlib import Path

from vpu_gst import TREE, elements, personalities

LIMIT = 60


def daemon_of(node):
    """/dev/weir-vpuN of /dev/videoN: both carry the number that the driver gave its device."""
    device = Path("/sys/class/video4linux", Path(node).name, "device").resolve()
    return f"/dev/weir-vpu{device.name.split('.')[-1]}"


def record(clip, element, device, target):
    server = subprocess.Popen([TREE / "build/dev/tests/vpu/weir-vpud", "--record", target, device])
    time.sleep(0.3)
    try:
        subprocess.run(["gst-launch-1.0", "-q", "filesrc", f"location={clip}", "!", "parsebin", "!",
                        element, "!", "fakesink"], stdout=subprocess.DEVNULL, timeout=LIMIT, check=False)
    except subprocess.TimeoutExpired:
        print(f"{clip}: took longer than {LIMIT} s", file=sys.stderr)
    server.terminate()
    server.wait()


def main():
    directory, words = Path(sys.argv[1]), sys.argv[2:]
    pid = Path("/run/lab/weir-vpud.pid").read_text().strip()
    subprocess.run(["kill", pid], check=False)
    time.sleep(0.5)
    nodes, names = personalities(), elements()
    for codec, personality, clip in zip(words[::3], words[1::3], words[2::3]):
        node = nodes[personality]
        record(clip, names[(codec, node)], daemon_of(node),
               directory / f"{codec}-{personality}-{Path(clip).name}.jobs")
    return 0


if __name__ == "__main__":
    sys.exit(main())
