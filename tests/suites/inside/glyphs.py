# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the text that visl writes into its pictures.

The shapes of the letters are learnt from pictures whose text is known: GStreamer decodes a stream
without reordering, so picture k says `sequence:k timestamp:k*1000 field:none`."""

import subprocess
import tempfile
from pathlib import Path

from checks import CheckError, ffmpeg
from screen import Image

CELL_WIDTH, CELL_HEIGHT = 8, 16
LEFT = 16
FIRST_LINE, CODEC_LINE = 1, 3
LEARNT_PICTURES = 12
MAX_WRONG_DOTS = 12  # of the 128 of a cell


def cell(image, column, line):
    """The dots of one letter as a tuple of booleans."""
    left, top = LEFT + column * CELL_WIDTH, line * CELL_HEIGHT
    return tuple(image.is_light(left + x, top + y)
                 for y in range(CELL_HEIGHT) for x in range(CELL_WIDTH))


def known_pictures(width, height):
    """Pictures of visl as GStreamer gets them, in order."""
    with tempfile.TemporaryDirectory() as place:
        stream, raw = Path(place) / "plain.264", Path(place) / "plain.rgb"
        ffmpeg("-f", "lavfi", "-i", f"testsrc2=size={width}x{height}:rate=30", "-frames:v",
               LEARNT_PICTURES, "-c:v", "libx264", "-bf", "0", "-pix_fmt", "yuv420p", stream)
        subprocess.run(["gst-launch-1.0", "-q", "filesrc", f"location={stream}", "!", "parsebin",
                        "!", "v4l2slh264dec", "!", "video/x-raw", "!", "videoconvert", "!",
                        "video/x-raw,format=RGB", "!", "filesink", f"location={raw}"], check=True,
                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        data, size = raw.read_bytes(), 3 * width * height
    return [Image(width, height, data[at:at + size]) for at in range(0, len(data), size)]


class Font:
    """Letters by their dots."""

    def __init__(self, width, height):
        self.letters = {}
        for number, picture in enumerate(known_pictures(width, height)):
            self._learn(picture, FIRST_LINE,
                        f"sequence:{number} timestamp:{number * 1000} field:none")
            self._learn(picture, CODEC_LINE, "H264: ")
        if not set("0123456789") <= set(self.letters.values()):
            raise CheckError("could not learn the digits from GStreamer's pictures")

    def _learn(self, picture, line, text):
        for column, letter in enumerate(text):
            dots = cell(picture, column, line)
            if self.letters.setdefault(dots, letter) != letter:
                raise CheckError(f"'{letter}' and '{self.letters[dots]}' look the same: "
                                 "GStreamer's picture does not say what was expected")

    def read(self, image, line, length):
        """The first `length` letters of a line; '?' for what is no known letter."""
        return "".join(self._nearest(cell(image, column, line)) for column in range(length))

    def _nearest(self, dots):
        def wrong(known):
            return sum(a != b for a, b in zip(known, dots))
        best = min(self.letters, key=wrong)
        return self.letters[best] if wrong(best) <= MAX_WRONG_DOTS else "?"
