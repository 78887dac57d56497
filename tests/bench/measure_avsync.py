# SPDX-License-Identifier: GPL-3.0-or-later
"""Plays a film of pictures and clicks and says how far apart they were, shown less heard.

Runs inside the lab. The test compositor writes down when it showed each picture, record-clicks when
the sink's cycle played each click; neither asks the client. Between two clicks sound goes on evenly."""

import argparse
import contextlib
import json
import re
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

FPS = 30
CLICKS = 5  # a second
CLIENTS = {
    "gstreamer": ("gst-launch-1.0", "-q", "filesrc", "location={file}", "!", "parsebin", "name=parser",
                  "parser.", "!", "queue", "!", "v4l2slh264dec", "!", "waylandsink",
                  "parser.", "!", "queue", "!", "flacdec", "!", "audioconvert", "!", "audioresample",
                  "!", "pulsesink"),
    "weir": ("weir", "--bench", "--presenter", "subsurface", "--decoder", "v4l2", "--json", "{report}",
             "{file}"),
}
TIMEOUT_SECONDS = 300
MILLISECOND = 1e6  # ns


class MeasureError(Exception):
    """A run did not do what is to be measured."""


@contextlib.contextmanager
def clicks_recorded(program, path):
    with subprocess.Popen([program, path], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as recorder:
        try:
            if recorder.stdout.readline() != b"listening\n":
                raise MeasureError("record-clicks does not listen")
            yield
        finally:
            recorder.terminate()


def play(options, client, directory):
    """When the pictures were shown and the clicks played, and what the client says itself."""
    log, heard, report = (directory / name for name in ("shots", "clicks", "report.json"))
    command = [options.programs / "compositor/fake-compositor", "--refresh", "60", "--contents", "read",
               "--log", log, "--", *(part.format(file=options.file, report=report) for part in CLIENTS[client])]
    with clicks_recorded(options.programs / "tools/record-clicks", heard):
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=TIMEOUT_SECONDS, check=False)
    if done.returncode != 0:
        raise MeasureError(f"{client}: exit status {done.returncode}: {done.stdout.decode(errors='replace')[-500:]}")
    shots = re.findall(r"^shot \d+ (\S+) .* (\d+)$", log.read_text("ascii"), re.MULTILINE)
    clicks = [int(line) for line in heard.read_text("ascii").split()]
    said = json.loads(report.read_text("utf-8"))["av_offset_ms"] if report.exists() else None
    return shots, clicks, said


def film(file):
    """md5 -> number, of the film's pictures."""
    done = subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-i", file, "-map", "0:v", "-f", "framemd5", "-"],
                          check=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    lines = [line for line in done.stdout.splitlines() if not line.startswith("#")]
    return {line.rsplit(",", 1)[1].strip(): number for number, line in enumerate(lines)}


def offsets_of(shots, clicks, pictures):
    """Shown less heard of each picture, in ms."""
    expected = CLICKS * len(pictures) // FPS
    if len(clicks) != expected:
        raise MeasureError(f"{len(clicks)} of {expected} clicks were heard")
    offsets = []
    for md5, shown in shots:
        if md5 not in pictures:
            raise MeasureError(f"a picture that is not the film's was seen: {md5}")
        number = pictures[md5]
        before = min(number * CLICKS // FPS, len(clicks) - 2)
        part = number * CLICKS / FPS - before
        heard = clicks[before] + part * (clicks[before + 1] - clicks[before])
        offsets.append((int(shown) - heard) / MILLISECOND)
    return offsets


def figures(options, client, pictures):
    with tempfile.TemporaryDirectory() as directory:
        shots, clicks, said = play(options, client, Path(directory))
    offsets = offsets_of(shots, clicks, pictures)
    distances = sorted(abs(offset) for offset in offsets)
    median = statistics.median(offsets)
    spread = sorted(abs(offset - median) for offset in offsets)
    return {"lost": len(pictures) - len(shots), "median": median, "p95": distances[int(len(distances) * 0.95)], "largest": distances[-1],
            "p95_from_median": spread[int(len(spread) * 0.95)], "said": said}


def table(rounds):
    names = ("lost", "median", "p95", "largest", "p95_from_median")
    lines = [f"{'ms':<18}" + "".join(f"{client:>14}" for client in rounds)]
    for name in names:
        lines.append(f"{name:<18}" + "".join(
            f"{statistics.median(r[name] for r in results):>14.1f}" for results in rounds.values()))
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--programs", type=Path, required=True)
    parser.add_argument("--file", required=True)
    parser.add_argument("--json", type=Path, help="write the figures there")
    parser.add_argument("--client", choices=CLIENTS, action="append", help="default: both")
    parser.add_argument("--rounds", type=int, default=1)
    options = parser.parse_args()
    rounds, pictures = {client: [] for client in options.client or CLIENTS}, film(options.file)
    # GStreamer plays to PulseAudio, which is PipeWire's on Debian's desktops.
    with subprocess.Popen(["pipewire-pulse"], stdin=subprocess.DEVNULL) as pulse:
        try:
            for _ in range(options.rounds):
                for client, results in rounds.items():
                    results.append(figures(options, client, pictures))
                    print(f"{client}: {results[-1]}", file=sys.stderr, flush=True)
        except (MeasureError, OSError, subprocess.SubprocessError) as error:
            print(f"bench avsync: {error}", file=sys.stderr)
            return 1
        finally:
            pulse.terminate()
    print("shown less heard, |offset| but for the median\n\n" + table(rounds))
    if options.json:
        options.json.write_text(json.dumps(rounds, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
