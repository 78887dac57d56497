# SPDX-License-Identifier: GPL-3.0-or-later
"""planes.py CLIP SMALL: on a compositor whose screen is vkms, with real planes. A film as large as the screen allows and
with nothing over it is scanned out from the decoder's own buffers: the kernel's plane state has them, and presentation
feedback says so of nearly every picture. One that must be scaled is not, for vkms cannot.
CLIP: of film.py; SMALL: half as large."""

import os
import re
import sys
import time
from pathlib import Path

from checks import Checks, bench, expect, expect_equal
from screen import playing

COMPOSITOR = os.environ["LAB_COMPOSITOR"]
DECODERS = ("v4l2", "software")
# The fourcc of each decoder's pictures.
FORMATS = {"v4l2": "NV12", "software": "YU12"}
MIN_SHARE = 0.8  # of the pictures presented: the first ones come before the plane is taken
WAIT_SECONDS = 20


def plane_state():
    """The name of each plane that shows something, and the lines about it."""
    text = "".join(path.read_text(encoding="ascii", errors="replace")
                   for path in Path("/sys/kernel/debug/dri").glob("[0-9]*/state"))
    for part in re.split(r"^(?=plane\[)", text, flags=re.MULTILINE):
        name = re.match(r"plane\[\d+\]: (\S+)", part)
        if name and "fb=0\n" not in part:
            yield name[1], part


def video_plane(fourcc):
    """The plane that shows a buffer of the decoder's: one of that format which came from elsewhere."""
    for name, state in plane_state():
        if f"format={fourcc}" in state and "imported=yes" in state:
            return name
    return None


def reaches_plane(clip, decoder):
    with playing(clip, "--decoder", decoder) as player:
        end, name = time.monotonic() + WAIT_SECONDS, None
        while name is None and time.monotonic() < end and player.poll() is None:
            name = video_plane(FORMATS[decoder])
        expect(name, f"no plane shows a buffer of {FORMATS[decoder]}; there are "
               + ", ".join(f"{name} {re.search('format=(.*)', state)[1]}"
                           for name, state in plane_state()))
        return f"{FORMATS[decoder]} on {name}"


def share(clip, decoder):
    """Of the pictures presented, those that were scanned out."""
    report = bench(clip, "--decoder", decoder, "--frames", "90")
    expect_equal("presenter.kind", report["presenter"]["kind"], "subsurface")
    presented = report["frames"]["presented"]
    expect(presented > 10, f"presented {presented} of 90")
    return report["presenter"]["zero_copy"], presented


def scanned_out(clip, decoder):
    count, presented = share(clip, decoder)
    expect(count >= MIN_SHARE * presented, f"{count} of {presented} scanned out")
    return f"{count} of {presented}"


def scaled(clip, decoder):
    count, presented = share(clip, decoder)
    expect(count == 0, f"{count} of {presented} are said to be scanned out, though vkms cannot scale")
    return f"0 of {presented}"


def main():
    (clip, small), checks = sys.argv[1:], Checks()
    for decoder in DECODERS:
        name = f"{COMPOSITOR} {decoder}"
        checks.run(f"{name} plane", reaches_plane, clip, decoder)
        checks.run(f"{name} zero-copy", scanned_out, clip, decoder)
        checks.run(f"{name} zero-copy-not-when-scaled", scaled, small, decoder)
    return checks.status


if __name__ == "__main__":
    sys.exit(main())
