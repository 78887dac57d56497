# SPDX-License-Identifier: GPL-3.0-or-later
"""flip_frames.py CLIP FRAMES ROUNDS: the video goes over and under the window again and again while every picture of
the screen is captured: each is a picture of the film, whole, and none older than the one before.

CLIP's pictures tell their number in cells that lie side by side in the middle, first the lowest bit, between one that
is always white and one that is always black (tests/suites/present makes it). It has FRAMES of them."""

import os
import subprocess
import sys
import time
from pathlib import Path

from checks import TREE, Checks, Skipped, expect
from driven import Driven

RECORDER = TREE / "build" / "dev" / "tests" / "tools" / "record-screen"
BITS = 10
WHITE, BLACK = 160, 90  # at least, at most; the controls darken what they lie on
ROUND_SECONDS = 4.2  # controls stay for three
NEAR_THE_END = 30  # frames: where the film may begin anew
FEWEST_SEEN = 0.4  # of the film's pictures; a busy machine passes some over, and so does the recorder


def number_of(values):
    """The film's picture that was captured; nothing: none, or not a whole one."""
    white, *bits, black = values
    unclear = any(BLACK < value < WHITE for value in bits)
    if white < WHITE or black > BLACK or unclear:
        return None
    return sum(1 << place for place, value in enumerate(bits) if value >= WHITE)


def read_captures(path):
    """(milliseconds, picture) of each."""
    rows = [[int(word) for word in line.split()] for line in path.read_text(encoding="ascii").splitlines()]
    return [(row[0], number_of(row[1:])) for row in rows if len(row) == BITS + 3]


def judge(captures, frames):
    """What is wrong, in words; and how many pictures of the film were seen."""
    first = next((at for at, (_, number) in enumerate(captures) if number is not None), None)
    expect(first is not None, f"none of {len(captures)} captures shows the film")
    wrong, seen, last = [], set(), 0
    rounds = 0
    for when, number in captures[first:]:
        if number is None:
            wrong.append(f"no picture of the film at {when - captures[first][0]} ms, after {last}")
            continue
        if number < last and last >= frames - NEAR_THE_END and number < NEAR_THE_END:
            rounds += 1
        elif number < last:
            wrong.append(f"{number} after {last}")
        last = number
        seen.add((rounds, number))
    return wrong, len(seen), len(captures) - first


def every_frame_is_right(clip, frames, rounds):
    if not RECORDER.exists():
        raise Skipped("record-screen was not built: libweston's protocols are missing")
    path = Path(os.environ["LAB_OUT"]) / "flip-captures.txt"
    with Driven("flip-frames", clip, "--fullscreen", "--loop") as player:
        player.wait("the video over the window", lambda: player.order() == ["above"])
        with path.open("wb") as log, subprocess.Popen([RECORDER, str(BITS + 2)], stdout=log,
                                                      stdin=subprocess.DEVNULL) as recorder:
            started = time.monotonic()
            for _ in range(rounds):
                player.send("key X")  # does nothing but wake the controls
                time.sleep(ROUND_SECONDS)
                player.expect_alive()
            seconds = time.monotonic() - started
            recorder.terminate()
        flips = player.text().count(".place_above(") + player.text().count(".place_below(")
        player.stop()
    wrong, seen, captured = judge(read_captures(path), frames)
    expect(not wrong, f"{len(wrong)} of {captured} captures are wrong: {'; '.join(wrong[:4])}")
    expect(flips >= 2 * rounds, f"only {flips} flips in {rounds} rounds")
    expect(seen >= FEWEST_SEEN * 30 * seconds, f"only {seen} pictures of the film were captured in {seconds:.0f} s")
    return f"0 of {captured} captures wrong over {flips} flips, {seen} pictures of the film in {seconds:.0f} s"


def main():
    clip, frames, rounds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    checks = Checks()
    checks.run("flip every-frame-is-right", every_frame_is_right, clip, frames, rounds)
    return checks.status


if __name__ == "__main__":
    sys.exit(main())
