# SPDX-License-Identifier: GPL-3.0-or-later
"""Plays clips in front of the test compositor and says how evenly their pictures were on screen.

Runs inside the lab. The server writes down at which refresh each picture was first seen. The ideal is
a straight line, one picture every HZ / FPS refreshes; how far each picture is from the line that fits
best is in refreshes, so that half a one is what rounding to refreshes costs."""

import argparse
import json
import re
import statistics
import subprocess
import sys
import tempfile
from collections import Counter
from fractions import Fraction
from pathlib import Path

CLIENTS = {
    "gstreamer": ("gst-launch-1.0", "-q", "filesrc", "location={file}", "!", "parsebin", "!",
                  "v4l2slh264dec", "!", "waylandsink"),
    "weir": ("weir", "--bench", "--presenter", "subsurface", "--decoder", "v4l2", "--no-audio",
             "{file}"),
}
RATES = {"23.976": Fraction(24000, 1001), "29.97": Fraction(30000, 1001)}
TIMEOUT_SECONDS = 300
ROUNDING = Fraction(1, 2)  # refreshes


class MeasureError(Exception):
    """A run did not do what is to be measured."""


def play(server, client, file, hertz):
    """The refreshes at which a new picture was seen."""
    with tempfile.NamedTemporaryFile() as log:
        command = [str(server), "--refresh", str(hertz), "--contents", "ignore", "--log", log.name, "--",
                   *(part.format(file=file) for part in CLIENTS[client])]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=TIMEOUT_SECONDS, check=False)
        if done.returncode != 0:
            raise MeasureError(f"{client}: exit status {done.returncode}: "
                               f"{done.stdout.decode(errors='replace')[-500:]}")
        text = Path(log.name).read_text(encoding="ascii")
    return [int(refresh) for refresh in re.findall(r"^shot (\d+) ", text, re.MULTILINE)]


def frames_of(file):
    """How many pictures the clip has, by ffprobe."""
    done = subprocess.run(["ffprobe", "-v", "error", "-select_streams", "v:0", "-count_packets",
                           "-show_entries", "stream=nb_read_packets", "-of", "csv=p=0", file],
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True)
    return int(done.stdout.strip().rstrip(","))


def evenness(refreshes, frames, rate, hertz):
    """What was lost, how long pictures stayed, and how far they were from the line."""
    step = Fraction(hertz) / rate
    stays = Counter(after - before for before, after in zip(refreshes, refreshes[1:]))
    allowed = {step.numerator // step.denominator, -(-step.numerator // step.denominator)}
    # A lost picture shifts those after it: the line goes on from the number that fits best.
    numbers = [0]
    for refresh in refreshes[1:]:
        best = round(Fraction(refresh - refreshes[0]) / step)
        numbers.append(numbers[-1] + 1 if len(refreshes) == frames else max(numbers[-1] + 1, best))
    offsets = [refresh - n * step for refresh, n in zip(refreshes, numbers)]
    line = statistics.median(offsets)
    distances = sorted(abs(float(offset - line)) for offset in offsets)
    return {"shown": len(refreshes), "lost": frames - len(refreshes),
            "wrong_stay": sum(count for stay, count in stays.items() if stay not in allowed),
            "off_line": sum(1 for d in distances if d > ROUNDING),
            "p95_refreshes": distances[int(len(distances) * 0.95)],
            "stays": dict(sorted(stays.items()))}


def table(case, rounds):
    names = ("shown", "lost", "wrong_stay", "off_line", "p95_refreshes")
    lines = [f"{case:<16}" + "".join(f"{client:>14}" for client in rounds)]
    for name in names:
        lines.append(f"  {name:<14}" + "".join(
            f"{statistics.median(r[name] for r in rounds[client]):>14.2f}" for client in rounds))
    for client in rounds:
        lines.append(f"  refreshes a picture stayed, {client}: {rounds[client][-1]['stays']}")
    return "\n".join(lines)


def measure(options, entry):
    case, file = entry.split("=", 1)
    fps, hertz = case.split("@")
    rate, frames = RATES.get(fps) or Fraction(fps), frames_of(file)
    rounds = {client: [] for client in options.client or CLIENTS}
    for _ in range(options.rounds):
        for client, results in rounds.items():
            seen = play(options.server, client, file, hertz)
            results.append(evenness(seen, frames, rate, hertz))
            print(f"{case}, {client}: {results[-1]}", file=sys.stderr, flush=True)
    return case, rounds


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--server", type=Path, required=True)
    parser.add_argument("--case", action="append", required=True, help="FPS@HZ=FILE")
    parser.add_argument("--json", type=Path, help="write the figures there")
    parser.add_argument("--client", choices=CLIENTS, action="append", help="default: both")
    parser.add_argument("--rounds", type=int, default=1)
    options = parser.parse_args()
    try:
        results = dict(measure(options, entry) for entry in options.case)
    except (MeasureError, OSError, subprocess.SubprocessError) as error:
        print(f"bench pacing: {error}", file=sys.stderr)
        return 1
    print("pictures per second @ refreshes per second; off_line: more than half a refresh from even\n")
    for case, rounds in results.items():
        print(table(case, rounds) + "\n")
    if options.json:
        options.json.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
