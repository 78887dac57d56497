# SPDX-License-Identifier: GPL-3.0-or-later
"""player_flip.py CLIP STARTS: the player's window on the lab's screen. With its controls hidden the video lies over it, with
them shown under it; the right picture is seen at all times, and nothing but the video while it lies over.
CLIP: ten seconds, 30 pictures a second, as large as the screen. It is started and stopped STARTS times."""

import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from checks import Checks, expect, program
from screen import Image, psnr, screenshot
from vpu_screen import all_pictures, thinned

MIN_PSNR = 30
SHOTS = 4


class Player:
    """The program with its requests written down."""

    def __init__(self, clip, *options):
        self.log = tempfile.NamedTemporaryFile()  # pylint: disable=consider-using-with
        self.process = subprocess.Popen(  # pylint: disable=consider-using-with
            [program(), "--fullscreen", "--no-audio", *options, clip], stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=self.log, env=os.environ | {"WAYLAND_DEBUG": "client"})

    def text(self):
        return Path(self.log.name).read_text(encoding="utf-8", errors="replace")

    def order(self):
        """"above" and "below" as often as the order was asked for."""
        return re.findall(r"wl_subsurface[#@]\d+\.place_(above|below)", self.text())

    def wait_for(self, order, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.order()[-1:] == [order]:
                return
            expect(self.process.poll() is None, f"weir ended with {self.process.returncode}")
            time.sleep(0.05)
        expect(False, f"the order is {self.order()}, not {order} in the end")

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=10)
        self.log.close()
        return self.process.returncode


def rows(image, first, last):
    return Image(image.width, last - first,
                 image.data[3 * image.width * first:3 * image.width * last])


def nearest(image, pictures):
    return max(psnr(thinned(image), picture) for picture in pictures)


def video_alone_when_over(clip, pictures):
    player = Player(clip, "--loop")
    player.wait_for("above", 25)
    time.sleep(0.5)
    images = [screenshot(f"flip-over-{i}") for i in range(SHOTS)]
    expect(player.order()[-1] == "above", "the video went under before it was looked at")
    expect(player.stop() == 0, "its exit status is not 0")
    near = [nearest(image, pictures) for image in images]
    expect(min(near) >= MIN_PSNR, f"a picture of the screen is {min(near):.1f} dB from every frame")
    return f"{min(near):.1f} dB at worst of {len(near)}"


def controls_at_the_end(clip, last):
    """The film is over: the last picture stays, and the controls come."""
    player = Player(clip)
    player.wait_for("above", 25)
    player.wait_for("below", 40)
    end, notes = time.monotonic() + 20, "no picture"
    while time.monotonic() < end:
        image = screenshot("flip-end")
        middle = psnr(rows(image, image.height // 3, image.height // 2),
                      rows(last, last.height // 3, last.height // 2))
        below = psnr(rows(image, image.height * 4 // 5, image.height),
                     rows(last, last.height * 4 // 5, last.height))
        notes = f"the middle is {middle:.1f} dB from the last picture, the controls' place {below:.1f}"
        if middle >= MIN_PSNR > below:
            expect(player.stop() == 0, "its exit status is not 0")
            return notes
        time.sleep(0.3)
    return expect(False, notes)


def frame_numbered(clip, number):
    done = subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-i", clip, "-vf",
                           f"select=eq(n\\,{number})", "-frames:v", "1", "-f", "rawvideo",
                           "-pix_fmt", "rgb24", "-"], check=True, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE)
    width, height = map(int, os.environ["LAB_SIZE"].split("x"))
    return Image(width, height, done.stdout)


def stops_cleanly_when_over(clip, starts):
    """Qt destroys its surface at quit; a commit on it then would be a crash."""
    for _ in range(starts):
        player = Player(clip, "--kiosk")
        player.wait_for("above", 25)
        status = player.stop()
        expect(status == 0, f"weir ended with {status}")
    return f"{starts} times"


def main():
    clip, checks = sys.argv[1], Checks()
    pictures, last = all_pictures(clip), frame_numbered(clip, 299)
    checks.run("flip video-alone-when-over", video_alone_when_over, clip, pictures)
    checks.run("flip controls-at-the-end", controls_at_the_end, clip, last)
    checks.run("flip stops-when-over", stops_cleanly_when_over, clip, int(sys.argv[2]))
    return checks.status


if __name__ == "__main__":
    sys.exit(main())
