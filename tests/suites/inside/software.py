# SPDX-License-Identifier: GPL-3.0-or-later
"""weir with the software decoder: the screen shows ffmpeg's picture of that time."""

import sys

from checks import Checks, bench, expect, expect_equal
from screen import frame_of, held, psnr, wait_for

RATE = 30
# YUV to RGB in two programs differs by rounding and chroma placement, neighbours by much more.
MIN_PSNR = 30
MARGIN = 3
PRESENTERS = ("subsurface", "shm")


def picture_is(clip, number):
    """The picture on the screen is nearer to `number` than to its neighbours, and near enough."""
    wanted = frame_of(clip, number)
    others = [frame_of(clip, n) for n in (number - 1, number + 1) if n >= 0]

    def check(image):
        near = psnr(image, wanted)
        neighbour = max(psnr(image, other) for other in others)
        expect(near >= MIN_PSNR, f"{near:.1f} dB from picture {number}, {neighbour:.1f} dB from a "
               f"neighbour: it wants {MIN_PSNR}")
        expect(near >= neighbour + MARGIN,
               f"{near:.1f} dB from picture {number}, but {neighbour:.1f} dB from a neighbour")
        return f"{near:.1f} dB, neighbours {neighbour:.1f} dB"
    return check


def shown(clip, number, presenter):
    with held(clip, (number + 0.5) / RATE, "--decoder", "software", "--presenter", presenter) as player:
        return wait_for(f"software-{presenter}-{number}", player, picture_is(clip, number))


def report_is_right(clip, presenter):
    report = bench(clip, "--decoder", "software", "--presenter", presenter)
    expect_equal("decoder.kind", report["decoder"]["kind"], "software")
    expect_equal("presenter.kind", report["presenter"]["kind"], presenter)
    expect_equal("frames.decoded", report["frames"]["decoded"], 120)
    expect(report["frames"]["presented"] > 60, f"presented {report['frames']['presented']} of 120")


def main():
    clip, checks = sys.argv[1], Checks()
    for presenter in PRESENTERS:
        checks.run(f"report of {presenter}", report_is_right, clip, presenter)
        for number in (0, 45, 100):
            checks.run(f"picture {number} by {presenter}", shown, clip, number, presenter)
    return checks.status


if __name__ == "__main__":
    sys.exit(main())
