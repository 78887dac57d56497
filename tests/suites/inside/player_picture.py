# SPDX-License-Identifier: GPL-3.0-or-later
"""player_picture.py CLIP NAME: a picture of the player, paused with its controls, that counts only
when ffmpeg's picture of the same time is seen between the bars."""

import subprocess
import sys

from checks import CheckError, expect, program
from screen import Image, frame_of, psnr, wait_for

RATE, NUMBER = 30, 150
MIN_PSNR = 30


def middle(image):
    """The rows between the upper and the lower bar."""
    first, last = image.height // 4, image.height // 2
    row = 3 * image.width
    return Image(image.width, last - first, image.data[first * row:last * row])


def main():
    clip, name = sys.argv[1:]
    wanted = middle(frame_of(clip, NUMBER))

    def check(image):
        near = psnr(middle(image), wanted)
        expect(near >= MIN_PSNR, f"{near:.1f} dB from picture {NUMBER}")
        return f"{near:.1f} dB from ffmpeg's picture"

    command = [program(), "--fullscreen", "--paused", "--no-audio", "--start",
               f"{(NUMBER + 0.5) / RATE:.4f}", clip]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE) as player:
        try:
            print(f"{name}: {wait_for(name, player, check)}")
        except CheckError as error:
            print(f"{name}: {error}", file=sys.stderr)
            return 1
        finally:
            player.terminate()
            player.communicate(timeout=10)
    return 0


if __name__ == "__main__":
    sys.exit(main())
