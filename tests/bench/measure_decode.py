# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts what decoding one frame costs a client: system calls, instructions, memory.

Runs inside the lab, on a virtual VPU that is done at once. Each figure is that of a 300-frame run
less that of a 100-frame run, over 200 frames: what starting costs falls out. CPU time is not
measured, the lab's clock is too coarse."""

import argparse
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LONG, SHORT = 300, 100
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
# A system call in the lab only, where there is no vDSO.
NOT_COUNTED = {"clock_gettime", "total"}
TIMEOUT_SECONDS = 300


class MeasureError(Exception):
    """A run did not do what is to be measured."""


def run(command):
    """Standard error of a command that must succeed."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=TIMEOUT_SECONDS, check=False)
    text = done.stderr.decode(errors="replace")
    if done.returncode != 0:
        raise MeasureError(f"{' '.join(command)}: exit status {done.returncode}: {text[-500:]}")
    return text


def parse_strace(text):
    """name -> calls of the table that `strace -c` writes."""
    calls = {}
    for line in text.splitlines():
        words = line.split()
        if len(words) >= 5 and re.fullmatch(r"[\d.]+", words[0]) and words[3].isdigit():
            calls[words[-1]] = int(words[3])
    return calls


def count_syscalls(command):
    with tempfile.NamedTemporaryFile() as table:
        run(["strace", "-f", "-c", "-o", table.name, *command])
        return parse_strace(Path(table.name).read_text(encoding="utf-8"))


def count_instructions(command, stub):
    """`stub`: where libraries lie that valgrind is to load in place of the system's, or None."""
    stubs = ["env", f"LD_LIBRARY_PATH={stub}"] if stub else []
    text = run([*stubs, "valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *command])
    collected = re.findall(r"Collected : (\d+)", text)
    if not collected:
        raise MeasureError(f"callgrind did not say what it collected: {text[-500:]}")
    return sum(map(int, collected))


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


def frame_costs(client, options, clip):
    """One round of one client."""
    long, short = (command(client, options.clips, clip, count) for count in (LONG, SHORT))
    frames = LONG - SHORT
    calls = count_syscalls(long), count_syscalls(short)
    by_name = {name: (calls[0].get(name, 0) - calls[1].get(name, 0)) / frames
               for name in calls[0].keys() | calls[1].keys() if name != "total"}
    return {
        "syscalls": sum(count for name, count in by_name.items() if name not in NOT_COUNTED),
        "instructions": (count_instructions(long, options.stub)
                         - count_instructions(short, options.stub)) / frames,
        "rss_peak_kib": peak_memory_kib(long),
        "by_name": by_name,
    }


def medians(rounds):
    figures = {name: statistics.median(r[name] for r in rounds)
               for name in ("syscalls", "instructions", "rss_peak_kib")}
    names = {name for r in rounds for name in r["by_name"]}
    figures["by_name"] = {name: round(statistics.median(r["by_name"].get(name, 0) for r in rounds), 3)
                          for name in sorted(names)}
    return figures


def measure(options, clip):
    """client -> medians and all rounds; the clients take turns."""
    clients, count = options.client or DEFAULT_CLIENTS, options.rounds
    for client in clients:
        run(command(client, options.clips, clip, SHORT))
    rounds = {client: [] for client in clients}
    for number in range(count):
        for client in clients:
            rounds[client].append(frame_costs(client, options, clip))
            last = rounds[client][-1]
            print(f"{clip}, round {number + 1} of {count}, {client}: {last['syscalls']:.1f} system "
                  f"calls, {last['instructions']:.0f} instructions a frame", file=sys.stderr,
                  flush=True)
    return {client: medians(rounds[client]) | {"rounds": rounds[client]} for client in clients}


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


def calls_table(clip, figures):
    """What the system calls are."""
    clients = list(figures)
    counts = {c: figures[c]["by_name"] for c in clients}
    names = {name for c in clients for name, count in counts[c].items() if count >= 0.05}
    lines = [f"{clip:<32}" + "".join(f"{client:>14}" for client in clients)]
    for name in sorted(names, key=lambda n: -max(counts[c].get(n, 0) for c in clients)):
        mark = " (not counted)" if name in NOT_COUNTED else ""
        lines.append(f"  {name + mark:<30}"
                     + "".join(f"{counts[c].get(name, 0):>14.2f}" for c in clients))
    return "\n".join(lines)


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
