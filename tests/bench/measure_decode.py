# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts what decoding one frame costs a client: system calls, instructions, memory.

Runs inside the lab, on a virtual VPU that is done at once."""

import argparse
import json
import re
import subprocess
import sys
import time
from pathlib import Path

from counting import LONG, SHORT, MeasureError, calls_table, frame_costs, medians, run

DEFAULT_CLIENTS = ("gstreamer", "weir")
CLIENTS = {
    "gstreamer": ("gst-launch-1.0", "-q", "filesrc", "location={file}", "!", "parsebin", "!",
                  "{element}", "!", "fakevideosink", "sync=false"),
    # The device that is done at once writes nothing.
    "weir": ("weir", "--bench", "--presenter", "null", "--decoder", "v4l2", "--no-audio",
             "--picture-check", "off", "{file}"),
}
ELEMENTS = {"h264": "v4l2slh264dec", "hevc": "v4l2slh265dec", "vp8": "v4l2slvp8dec",
            "vp9": "v4l2slvp9dec", "av1": "v4l2slav1dec", "mpeg2": "v4l2slmpeg2dec"}
VPU = Path("/sys/kernel/debug/weir-vpu")


def peak_memory_kib(command):
    """VmHWM, read again and again until the process ends: it only grows. (What wait4 says counts
    the parent's memory from before exec.)"""
    peak = 0
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL) as child:
        status = Path(f"/proc/{child.pid}/status")
        while child.poll() is None:
            found = re.search(r"VmHWM:\s+(\d+)", status.read_text(encoding="ascii"))
            peak = int(found[1]) if found else peak
            time.sleep(0.002)
    if child.returncode != 0:
        raise MeasureError(f"{' '.join(command)}: exit status {child.returncode}")
    return peak


def command(client, clips, clip, count):
    """The client on the first `count` frames of a clip, called CODEC or CODEC-SIZE."""
    file = clips / f"{clip}-{count}.mkv"
    return [part.format(file=file, element=ELEMENTS[clip.split("-")[0]])
            for part in CLIENTS[client]]


def one_round(client, options, clip):
    long, short = (command(client, options.clips, clip, count) for count in (LONG, SHORT))
    return frame_costs(long, short, options.stub) | {"rss_peak_kib": peak_memory_kib(long)}


def measure(options, clip):
    """client -> medians and all rounds; the clients take turns."""
    clients, count = options.client or DEFAULT_CLIENTS, options.rounds
    for client in clients:
        run(command(client, options.clips, clip, SHORT))
    rounds = {client: [] for client in clients}
    for number in range(count):
        for client in clients:
            rounds[client].append(one_round(client, options, clip))
            last = rounds[client][-1]
            print(f"{clip}, round {number + 1} of {count}, {client}: {last['syscalls']:.1f} system "
                  f"calls, {last['instructions']:.0f} instructions a frame", file=sys.stderr,
                  flush=True)
    names = "syscalls", "instructions", "rss_peak_kib"
    return {client: medians(rounds[client], *names) | {"rounds": rounds[client]}
            for client in clients}


def table(results):
    """One row a clip; `a / b` are the clients in their order."""
    clients = list(next(iter(results.values())))
    rows = [("clip", "system calls", "instructions", "peak memory")]
    for clip, figures in results.items():
        columns = [[f"{figures[c]['syscalls']:.1f}" for c in clients],
                   [f"{figures[c]['instructions'] / 1000:.1f} k" for c in clients],
                   [f"{figures[c]['rss_peak_kib'] / 1024:.1f} MiB" for c in clients]]
        rows.append((clip, *(" / ".join(column) for column in columns)))
    return "\n".join([f"a frame of {' / '.join(clients)}"]
                     + [f"{row[0]:<14}" + "".join(f"{cell:>22}" for cell in row[1:])
                        for row in rows])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clips", type=Path, required=True, help="where the clips are")
    parser.add_argument("--stub", type=Path, help="libraries for valgrind in place of the system's")
    parser.add_argument("--json", type=Path, help="write the figures there")
    parser.add_argument("--client", choices=CLIENTS, action="append", help="default: gstreamer, weir")
    parser.add_argument("--clip", action="append", help="CODEC or CODEC-SIZE; default: h264")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    for device in VPU.iterdir():
        (device / "null").write_text("1", encoding="ascii")
    try:
        results = {clip: measure(options, clip) for clip in options.clip or ["h264"]}
    except (MeasureError, OSError, subprocess.TimeoutExpired) as error:
        print(f"bench decode: {error}", file=sys.stderr)
        return 1
    print(f"virtual VPU, steady state ({LONG} frames less {SHORT}), medians of {options.rounds}\n")
    print(table(results) + "\n")
    for clip, figures in results.items():
        print(calls_table(clip, figures) + "\n")
    if options.json:
        options.json.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
