# SPDX-License-Identifier: GPL-3.0-or-later
"""What the checks of the virtual VPU share: the clip, decoders that leave nothing behind, the daemon."""

import contextlib
import os
import re
import signal
import subprocess
import time
from pathlib import Path

from checks import CheckError, expect, expect_equal, ffmpeg
from decoder import Decoder, Device
from mpeg2 import pictures

PERSONALITIES = ["hantro-g1", "hantro-g2", "vpu981", "rkvdec", "vdpu346", "cedrus", "any"]
PID_FILE = Path("/run/lab/weir-vpud.pid")
WIDTH, HEIGHT, COUNT = 320, 192, 16
PICTURE_BYTES = WIDTH * HEIGHT * 3 // 2
WATCHDOG = Path("/sys/module/weir_vpu/parameters/watchdog_ms")
DRIVER_WATCHDOG_S = 2.0  # of real drivers; the suites' is longer, since their machine may be busy
SUMMARY = re.compile(r"^Total .*: (\d+), Succeeded: (\d+), Failed: (\d+), Warnings: (\d+)$", re.M)


class Bench:
    """Intra pictures of MPEG-2 (which hantro-g1 and any decode) and what they look like."""

    def __init__(self, out):
        clip, raw = out / "clip.m2v", out / "clip.nv12"
        ffmpeg("-f", "lavfi", "-i", f"testsrc2=size={WIDTH}x{HEIGHT}:rate=25", "-frames:v", COUNT,
               "-c:v", "mpeg2video", "-g", 1, "-q:v", 3, clip)
        ffmpeg("-i", clip, "-f", "rawvideo", "-pix_fmt", "nv12", raw)
        self.pictures = pictures(clip)
        data = raw.read_bytes()
        self.expected = [data[at:at + PICTURE_BYTES] for at in range(0, len(data), PICTURE_BYTES)]
        expect_equal("pictures", len(self.pictures), COUNT)
        expect_equal("decoded pictures", len(self.expected), COUNT)

    @staticmethod
    def device(personality):
        return Device(personality)

    @contextlib.contextmanager
    def decoder(self, personality="hantro-g1", buffers=4, imports=False, **switches):
        """(device, decoder) with these switches on; afterwards nothing may be left."""
        device = Device(personality)
        device.reset()
        for name, value in switches.items():
            device.set(name, value)
        decoder = Decoder(device, self.pictures[0], buffers, imports)
        try:
            yield device, decoder
        finally:
            decoder.close()
            device.reset()
        self.nothing_left(device)

    @staticmethod
    def nothing_left(device):
        """Jobs and buffers are gone once the daemon has read its news."""
        deadline = time.monotonic() + 20
        while device.count("jobs") or device.count("buffers"):
            if time.monotonic() > deadline:
                raise CheckError(f"{device.count('jobs')} jobs and {device.count('buffers')} "
                                 "buffers are left")
            time.sleep(0.02)

    def expect_picture(self, seen, number=0):
        expect(seen == self.expected[number], f"the picture is not number {number}: "
               f"{self.describe(seen)}")

    @staticmethod
    def describe(seen):
        return "all zeros" if not any(seen) else f"{len(set(seen))} different values"

    @staticmethod
    def expect_all(seen, value, what):
        expect(seen == bytes([value]) * len(seen), f"{what} is not all {value:#x}")


def compliance(*arguments):
    """Runs v4l2-compliance and returns a check of what it said."""
    done = subprocess.run(["v4l2-compliance", *arguments], stdout=subprocess.PIPE, text=True,
                          stderr=subprocess.STDOUT, check=False)

    def check():
        total = SUMMARY.search(done.stdout)
        expect(total, f"no summary: {done.stdout[-200:]}")
        tests, succeeded, failed, warnings = map(int, total.groups())
        complaints = [line.strip() for line in done.stdout.splitlines()
                      if "fail:" in line or "warn:" in line]
        expect((failed, warnings, succeeded) == (0, 0, tests), f"{total[0]} {complaints[:4]}")
        return f"{succeeded} of {tests}"

    return check


@contextlib.contextmanager
def watchdog(seconds):
    """Meanwhile a job that nobody ends is ended after this time."""
    before = WATCHDOG.read_text(encoding="ascii")
    WATCHDOG.write_text(f"{seconds * 1000:.0f}\n", encoding="ascii")
    try:
        yield
    finally:
        WATCHDOG.write_text(before, encoding="ascii")


def wait_for_daemon(device, there, what):
    deadline = time.monotonic() + 30
    while ((device.debug / "daemon").read_text().strip() == "Y") != there:
        expect(time.monotonic() < deadline, what)
        time.sleep(0.01)


def kill_daemon(device, with_signal=signal.SIGKILL):
    os.kill(int(PID_FILE.read_text()), with_signal)
    wait_for_daemon(device, False, f"the daemon is still there after signal {with_signal}")


def start_daemon(device):
    nodes = sorted(str(node) for node in Path("/dev").glob("weir-vpu*"))
    with open("/dev/tty4", "wb") as services:
        daemon = subprocess.Popen([os.environ["LAB_VPU_DAEMON"], *nodes], stdout=services,
                                  stderr=services, stdin=subprocess.DEVNULL)
    PID_FILE.write_text(str(daemon.pid))
    wait_for_daemon(device, True, "the daemon does not open its device")
