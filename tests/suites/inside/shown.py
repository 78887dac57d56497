# SPDX-License-Identifier: GPL-3.0-or-later
"""shown.py SERVER CLIP DEEP: weir as a client of the test compositor, which writes down what was on its screen.

The md5 of each picture seen is compared with those of ffmpeg's pictures: it has to be one of them, and a
later one than the picture before. CLIP is H.264 with 8 bits, DEEP is HEVC with 10."""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from checks import Checks, expect, expect_equal, program
from vpu_screen import GREEN_FAULTS, faults

HANTRO, RKVDEC = "hantro-vpu", "rkvdec"
LATE_MS = 60
FEWEST = 0.5  # of the film's pictures are seen; a busy machine passes some over
FEWEST_LATE = 0.25  # when each comes late
TIMEOUT_SECONDS = 120


@dataclass
class Seen:
    """What the compositor wrote down."""

    pictures: list  # md5, in the order seen
    refreshes: list
    counts: dict


def frames(clip):
    """md5 -> number, of the film's pictures."""
    done = subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-i", clip, "-map", "0:v", "-f",
                           "framemd5", "-"], check=True, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, text=True)
    sums = [line.rsplit(",", 1)[1].strip() for line in done.stdout.splitlines()
            if not line.startswith("#")]
    return {md5: number for number, md5 in enumerate(sums)}


def play(server, clip, *options, contents="read", delay="0..0", announce=()):
    log = Path(os.environ["LAB_OUT"]) / "shown.log"
    log.unlink(missing_ok=True)
    also = ["--with", ",".join(announce)] if announce else []
    command = [server, "--contents", contents, "--release-delay", delay, *also, "--log", str(log), "--",
               program(), "--bench", "--presenter", "subsurface", "--no-audio", *options, clip]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=TIMEOUT_SECONDS, check=False)
    expect(done.returncode == 0, f"exit status {done.returncode}: "
                                 f"{done.stdout.decode(errors='replace')[-300:]}")
    text = log.read_text(encoding="ascii")
    shots = re.findall(r"^shot (\d+) (\S+) ", text, re.MULTILINE)
    counts = re.findall(r"([\w-]+) (\d+)", text[text.index("counts"):].removeprefix("counts"))
    return Seen([md5 for _, md5 in shots], [int(refresh) for refresh, _ in shots],
                {name: int(count) for name, count in counts})


def expect_film(seen, film, fewest=FEWEST):
    """Nothing but the film's pictures, one after the other, and no buffer was written while it was held."""
    numbers = [film.get(md5) for md5 in seen.pictures]
    wrong = numbers.count(None)
    expect(wrong == 0, f"{wrong} of {len(numbers)} pictures seen are not the film's")
    back = [(a, b) for a, b in zip(numbers, numbers[1:]) if b <= a]
    expect(not back, f"pictures are seen twice or in the wrong order: {back[:5]}")
    expect(len(numbers) >= fewest * len(film), f"only {len(numbers)} of {len(film)} pictures were seen")
    expect_equal("pictures changed while they were held", seen.counts["changed-held"], 0)
    expect_equal("buffers attached while they were held", seen.counts["attached-busy"], 0)
    return f"{len(numbers)} of {len(film)}"


def node_of(personality):
    listed = subprocess.run([program(), "--list-decoders"], check=True, stdin=subprocess.DEVNULL,
                            stdout=subprocess.PIPE, text=True).stdout
    return re.search(rf"^(/dev/video\d+) .*\(virtual-{personality}\)", listed, re.MULTILINE)[1]


def film_by(server, clip, *options, delay="0..0"):
    return expect_film(play(server, clip, *options, delay=delay), frames(clip))


def green_unchecked(server, clip, driver, fault):
    """A client that trusts the driver shows what is no picture: the mode does what it is for."""
    film = frames(clip)
    with faults(driver, **GREEN_FAULTS[fault]):
        seen = play(server, clip, "--device", driver, "--picture-check", "off", contents="read-early")
    wrong = sum(md5 not in film for md5 in seen.pictures)
    expect(wrong > len(seen.pictures) / 2, f"only {wrong} of {len(seen.pictures)} pictures are wrong")
    return f"{wrong} of {len(seen.pictures)} wrong"


def right_checked(server, clip, driver, fault):
    """Not one picture that is not the film's, and all of them are seen."""
    with faults(driver, **GREEN_FAULTS[fault]):
        seen = play(server, clip, "--device", driver, contents="read-early")
    return expect_film(seen, frames(clip))


def late_with_fence(server, clip, driver):
    """The driver says done too early, but publishes fences: weir waits for them, the compositor does not."""
    with faults(driver, fence="device_run", late_ms=LATE_MS):
        seen = play(server, clip, "--decoder", "v4l2", "--device", driver, contents="read-early")
    return expect_film(seen, frames(clip), FEWEST_LATE)


def main():
    server, clip, deep = sys.argv[1:]
    checks = Checks()
    v4l2 = ("--decoder", "v4l2", "--device")
    for driver in (HANTRO, RKVDEC):
        checks.run(f"film by {driver}", film_by, server, clip, *v4l2, driver)
    checks.run("film by software", film_by, server, clip, "--decoder", "software")
    checks.run("ten bits", film_by, server, deep, *v4l2, node_of("hantro-g2"))
    checks.run("random releases",
               lambda: film_by(server, clip, *v4l2, HANTRO, delay="0..4"))
    for fault in GREEN_FAULTS:
        checks.run(f"{fault} is green when not checked", green_unchecked, server, clip, HANTRO, fault)
        checks.run(f"{fault} is right when checked", right_checked, server, clip, HANTRO, fault)
    checks.run("late with fence", late_with_fence, server, clip, HANTRO)
    return checks.status


if __name__ == "__main__":
    sys.exit(main())
