# SPDX-License-Identifier: GPL-3.0-or-later
"""What is on the lab's screen, and weir held still in front of it."""

import math
import os
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from checks import CheckError, program

WAIT_SECONDS = 20  # for a picture to come up, on a busy machine


@dataclass
class Image:
    """RGB, three bytes a pixel, rows without padding."""

    width: int
    height: int
    data: bytes

    def pixel(self, x, y):
        at = 3 * (y * self.width + x)
        return tuple(self.data[at:at + 3])

    def is_light(self, x, y):
        return self.data[3 * (y * self.width + x) + 1] > 100


def convert(arguments, size):
    """The one picture that ffmpeg makes of `arguments`."""
    width, height = size
    done = subprocess.run(["ffmpeg", "-nostdin", "-v", "error", *arguments, "-frames:v", "1",
                           "-f", "rawvideo", "-pix_fmt", "rgb24", "-"], check=True,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    if len(done.stdout) != 3 * width * height:
        raise CheckError(f"{' '.join(map(str, arguments))} is not {width}x{height}")
    return Image(width, height, done.stdout)


def output_size():
    width, height = os.environ["LAB_SIZE"].split("x")
    return int(width), int(height)


def screenshot(name):
    """The screen now; the file stays among the artefacts."""
    path = Path(os.environ["LAB_OUT"]) / f"{name}.png"
    path.unlink(missing_ok=True)
    subprocess.run(["lab-screenshot", path], check=True, stdout=subprocess.DEVNULL,
                   stdin=subprocess.DEVNULL)
    return convert(["-i", path], output_size())


def frame_of(clip, number):
    """ffmpeg's picture `number` (from 0) of the clip."""
    return convert(["-i", clip, "-vf", f"select=eq(n\\,{number})"], output_size())


def psnr(one, other):
    """In dB; infinite when equal. Every seventh value will do, and takes in all three colours."""
    pairs = list(zip(one.data[::7], other.data[::7]))
    total = sum((a - b) * (a - b) for a, b in pairs)
    return math.inf if total == 0 else 10 * math.log10(255 * 255 * len(pairs) / total)


@contextmanager
def playing(clip, *options):
    """weir, full screen without controls, playing the clip over and over; ended afterwards."""
    command = [program(), "--kiosk", "--no-audio", *options, str(clip)]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE) as player:
        try:
            yield player
            if player.poll() is not None:
                raise CheckError(f"weir ended with {player.returncode}: "
                                 f"{player.stderr.read().decode(errors='replace')[-300:]}")
        finally:
            player.terminate()
            try:
                player.communicate(timeout=10)
            except subprocess.TimeoutExpired:
                player.kill()
                raise CheckError("weir does not end upon SIGTERM") from None


def held(clip, seconds, *options):
    """As playing, but paused at the picture of `seconds`."""
    return playing(clip, "--paused", "--start", f"{seconds:.4f}", *options)


def wait_for(name, player, is_right):
    """Takes pictures until `is_right(picture)` returns a note; the CheckError of the last one."""
    end, last = time.monotonic() + WAIT_SECONDS, CheckError("no picture")
    while time.monotonic() < end and player.poll() is None:
        try:
            return is_right(screenshot(name))
        except CheckError as error:
            last = error
            time.sleep(0.3)
    if player.poll() is not None:
        raise CheckError(f"weir ended with {player.returncode}: "
                         f"{player.stderr.read().decode(errors='replace')[-300:]}")
    raise last
