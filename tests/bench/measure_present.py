# SPDX-License-Identifier: GPL-3.0-or-later
"""Plays a clip in real time through the compositor and says what became of its pictures.

Runs inside the lab. Weir's figures are those of its report, which come from presentation feedback;
GStreamer's are what its sink says it rendered and dropped: it knows nothing of the screen."""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CLIENTS = ("gstreamer", "weir")
TIMEOUT_SECONDS = 300


class MeasureError(Exception):
    """A run did not do what is to be measured."""


def run(command):
    """Output and children's CPU seconds of a command that must succeed."""
    before = os.times()
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=TIMEOUT_SECONDS, check=False)
    after = os.times()
    text = done.stdout.decode(errors="replace")
    if done.returncode != 0:
        raise MeasureError(f"{' '.join(command)}: exit status {done.returncode}: {text[-500:]}")
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return text, cpu


def play_weir(clip):
    with tempfile.TemporaryDirectory() as directory:
        report = Path(directory) / "report.json"
        _, cpu = run(["weir", "--bench", "--presenter", "subsurface", "--decoder", "v4l2",
                      "--no-audio", "--json", str(report), str(clip)])
        found = json.loads(report.read_text(encoding="utf-8"))
    frames = found["frames"]
    return {"shown": frames["presented"], "lost": frames["discarded"] + frames["skipped"],
            "late": frames["late"], "late_p95_ms": found["lateness_ms"]["p95"],
            "zero_copy": found["presenter"]["zero_copy"], "cpu_seconds": cpu}


def play_gstreamer(clip):
    text, cpu = run(["gst-launch-1.0", "-v", "filesrc", f"location={clip}", "!", "parsebin", "!",
                     "v4l2slh264dec", "!", "fpsdisplaysink", "text-overlay=false",
                     "video-sink=waylandsink fullscreen=true"])
    counts = re.findall(r"rendered: (\d+), dropped: (\d+)", text)
    if not counts:
        raise MeasureError(f"fpsdisplaysink counted nothing: {text[-500:]}")
    return {"shown": int(counts[-1][0]), "lost": int(counts[-1][1]), "cpu_seconds": cpu}


PLAY = {"weir": play_weir, "gstreamer": play_gstreamer}


def table(rounds):
    names = ("shown", "lost", "late", "late_p95_ms", "zero_copy", "cpu_seconds")
    lines = [f"{'':<14}" + "".join(f"{client:>14}" for client in rounds)]
    for name in names:
        cells = []
        for client in rounds:
            values = [r[name] for r in rounds[client] if name in r]
            cells.append(f"{statistics.median(values):.1f}" if values else "-")
        lines.append(f"{name:<14}" + "".join(f"{cell:>14}" for cell in cells))
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clip", type=Path, required=True)
    parser.add_argument("--json", type=Path, help="write the figures there")
    parser.add_argument("--client", choices=CLIENTS, action="append", help="default: both")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    clients = options.client or CLIENTS
    rounds = {client: [] for client in clients}
    try:
        for number in range(options.rounds):
            for client in clients:
                rounds[client].append(PLAY[client](options.clip))
                print(f"round {number + 1} of {options.rounds}, {client}: {rounds[client][-1]}",
                      file=sys.stderr, flush=True)
                time.sleep(1)
    except (MeasureError, OSError, subprocess.TimeoutExpired) as error:
        print(f"bench present: {error}", file=sys.stderr)
        return 1
    print(f"{options.clip.name} on {os.environ['LAB_SIZE']}, medians of {options.rounds}\n")
    print(table(rounds))
    if options.json:
        options.json.write_text(json.dumps(rounds, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
