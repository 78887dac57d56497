# SPDX-License-Identifier: GPL-3.0-or-later
"""Plays clips in real time through the compositor: what became of the pictures, what one costs the
client, and how soon the first is committed.

Runs inside the lab. What became of Weir's pictures is told by presentation feedback; GStreamer's
sink says what it rendered and dropped: it knows nothing of the screen. Costs are counted on a device
that is done at once; the first commit is the first of a surface with a dma-buf in the client's log
of the protocol (WAYLAND_DEBUG)."""

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

from counting import LONG, SHORT, TIMEOUT_SECONDS, MeasureError, calls_table, frame_costs, medians

CLIENTS = ("gstreamer", "weir")
VPU = Path("/sys/kernel/debug/weir-vpu")
GSTREAMER = ("gst-launch-1.0", "filesrc", "location={file}", "!", "parsebin", "!", "v4l2slh264dec",
             "!")
WEIR = ("weir", "--bench", "--presenter", "subsurface", "--decoder", "v4l2", "--no-audio")
# What is counted: the same, but nobody looks whether the pictures were written.
REPORT = Path("/tmp/counted.json")
COUNTED = {"gstreamer": (*GSTREAMER, "waylandsink", "fullscreen=true"),
           "weir": (*WEIR, "--picture-check", "off", "--json", str(REPORT), "{file}")}
STARTS = 5  # of a client, for the time to the first commit
MOST_LOST = 0.02  # of the frames, in a run that is counted


def run(command, environment=None):
    """What a command that must succeed says, in both its outputs. Into a file: who reads a pipe takes
    turns with the client on the lab's only processor, at each line."""
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=output,
                              stderr=subprocess.STDOUT, timeout=TIMEOUT_SECONDS, check=False,
                              env=os.environ | (environment or {}))
        output.seek(0)
        text = output.read().decode(errors="replace")
    if done.returncode != 0:
        raise MeasureError(f"{' '.join(command)}: exit status {done.returncode}: {text[-500:]}")
    return text


def on_file(command, file):
    return [part.format(file=file) for part in command]


def play_weir(clip):
    with tempfile.TemporaryDirectory() as directory:
        report = Path(directory) / "report.json"
        run([*WEIR, "--json", str(report), str(clip)])
        found = json.loads(report.read_text(encoding="utf-8"))
    frames = found["frames"]
    return {"shown": frames["presented"], "lost": frames["discarded"] + frames["skipped"],
            "late": frames["late"], "late_p95_ms": found["lateness_ms"]["p95"],
            "zero_copy": found["presenter"]["zero_copy"]}


def play_gstreamer(clip):
    text = run([*on_file(GSTREAMER, clip), "fpsdisplaysink", "text-overlay=false",
                "video-sink=waylandsink fullscreen=true", "-v"])
    counts = re.findall(r"rendered: (\d+), dropped: (\d+)", text)
    if not counts:
        raise MeasureError(f"fpsdisplaysink counted nothing: {text[-500:]}")
    return {"shown": int(counts[-1][0]), "lost": int(counts[-1][1])}


PLAY = {"weir": play_weir, "gstreamer": play_gstreamer}


def first_commit_in(log, started):
    """ms from `started` (seconds since 1970) to the first commit of a dma-buf in a protocol log."""
    buffers, pending = set(), set()
    for line in log.splitlines():
        found = re.match(r"\[\s*(\d+)\.(\d+)\]", line)
        if not found:
            continue
        imported = re.search(r"zwp_linux_buffer_params_v1[#@]\d+\.(?:created|create_immed)"
                             r"\(new id wl_buffer[#@](\d+)", line)
        attached = re.search(r"wl_surface[#@](\d+)\.attach\(wl_buffer[#@](\d+)", line)
        committed = re.search(r"wl_surface[#@](\d+)\.commit\(", line)
        if imported:
            buffers.add(imported[1])
        elif attached and attached[2] in buffers:
            pending.add(attached[1])
        elif committed and committed[1] in pending:
            # libwayland prints microseconds since 1970 modulo 2^32.
            now, then = int(found[1]) * 1000 + int(found[2]), int(started * 1e6)
            return ((now - then) & 0xffffffff) / 1000
    raise MeasureError("no dma-buf was committed")


def first_commit(command):
    started = time.time()
    return first_commit_in(run(command, {"WAYLAND_DEBUG": "client"}), started)


def warm_first_commit(command):
    """The median of some starts, less the first: that one comes after another program, and waits for
    the host to bring back the memory of this one (80 ms and more, for any client)."""
    return statistics.median([first_commit(command) for _ in range(STARTS + 1)][1:])


def all_presented(count, frames):
    """What `count` counts in a run of Weir; a lost picture would cost less."""
    REPORT.unlink(missing_ok=True)
    result = count()
    presented = json.loads(REPORT.read_text(encoding="utf-8"))["frames"]["presented"]
    if presented < (1 - MOST_LOST) * frames:
        raise MeasureError(f"only {presented} of {frames} frames were presented while counting: "
                           "the machine is too busy")
    return result


def cost(client, options):
    """What a presented frame costs, and the first commit."""
    long, short = (on_file(COUNTED[client], options.clips / f"h264-{count}.mkv")
                   for count in (LONG, SHORT))
    checks = (all_presented,) if client == "weir" else ()
    return (frame_costs(long, short, options.stub, *checks)
            | {"first_commit_ms": warm_first_commit(short)})


def take_turns(options, clients, what):
    """client -> one result a round of `what`(client)."""
    rounds = {client: [] for client in clients}
    for number in range(options.rounds):
        for client in clients:
            rounds[client].append(what(client))
            figures = {name: value for name, value in rounds[client][-1].items() if name != "by_name"}
            print(f"round {number + 1} of {options.rounds}, {client}: {figures}", file=sys.stderr,
                  flush=True)
            time.sleep(1)
    return rounds


def set_null(value):
    for device in VPU.iterdir():
        (device / "null").write_text(value, encoding="ascii")


def table(rounds):
    names = ("shown", "lost", "late", "late_p95_ms", "zero_copy", "syscalls", "instructions",
             "first_commit_ms")
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
    parser.add_argument("--clip", type=Path, required=True, help="played in real time")
    parser.add_argument("--clips", type=Path, required=True, help="where those to count with are")
    parser.add_argument("--stub", type=Path, help="libraries for valgrind in place of the system's")
    parser.add_argument("--json", type=Path, help="write the figures there")
    parser.add_argument("--client", choices=CLIENTS, action="append", help="default: both")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", choices=("play", "cost"), help="default: both")
    options = parser.parse_args()
    clients = options.client or CLIENTS
    played, counted = {}, {}
    try:
        if options.only != "cost":
            played = take_turns(options, clients, lambda client: PLAY[client](options.clip))
        if options.only != "play":
            set_null("1")
            counted = take_turns(options, clients, lambda client: cost(client, options))
    except (MeasureError, OSError, subprocess.TimeoutExpired) as error:
        print(f"bench present: {error}", file=sys.stderr)
        return 1
    print(f"{options.clip.name} on {os.environ['LAB_SIZE']}, medians of {options.rounds}; costs of a "
          f"presented frame ({LONG} frames less {SHORT}) on a device that is done at once\n")
    rounds = {client: played.get(client, []) + counted.get(client, []) for client in clients}
    print(table(rounds))
    if counted:
        print("\n" + calls_table("system calls a presented frame",
                                 {client: medians(counted[client]) for client in clients}))
    if options.json:
        options.json.write_text(json.dumps(rounds, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
