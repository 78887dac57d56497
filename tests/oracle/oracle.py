#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Do we send the kernel what an independent client sends for the same stream?

  oracle.py run [--mode M] [--vector GLOB] [--ours CLIENT] [--peer CLIENT] [--keep DIR]
      inside the lab: records both clients on every progressive H.264 vector and compares
  oracle.py compare --mode M OURS PEER
      compares two dumps that were kept

Prints `ok`, `not ok` and `skip` lines, then the list of differences that nothing explains.
"""

import argparse
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

import allowed
import h264
import record
import vectors
from compare import compare
from dump import DumpError, read_runs

FRAME_BASED = Path("/sys/module/visl/parameters/frame_based")
MODES = ("slice", "frame")
CLIENTS = {
    "weir": ("weir", "--bench", "--presenter", "null", "--decoder", "v4l2", "--audio", "null",
             "--no-audio", "{file}"),
    "gstreamer": ("gst-launch-1.0", "-q", "filesrc", "location={file}", "!", "parsebin", "!",
                  "v4l2slh264dec", "!", "fakesink", "sync=false"),
}
SHOWN_DIFFERENCES = 12  # of one vector; the rest is counted


@dataclass
class Outcome:
    """One cell of the table vector x mode."""

    vector: str
    mode: str
    verdict: str  # ok, not ok, skip
    text: str
    details: list = field(default_factory=list)

    def line(self):
        return f"{self.verdict} {self.vector}:{self.mode} {self.text}"


def summary(differences):
    """Fields and how often, e.g. 'decode.flags x12'."""
    counts = {}
    for difference in differences:
        counts[difference.name] = counts.get(difference.name, 0) + 1
    return ", ".join(f"{name} x{count}" for name, count in counts.items())


def outcome_of(result):
    if result.differences:
        details = [str(d) for d in result.differences[:SHOWN_DIFFERENCES]]
        if len(result.differences) > SHOWN_DIFFERENCES:
            details.append(f"{result.vector} ({result.mode} mode): and "
                           f"{len(result.differences) - SHOWN_DIFFERENCES} more")
        return Outcome(result.vector, result.mode, "not ok",
                       f"differs: {summary(result.differences)}", details)
    text = f"{result.runs} requests equal"
    if result.explained:
        reasons = sorted({d.explanation for d in result.explained})
        text += f" but for {summary(result.explained)} ({'; '.join(reasons)})"
    return Outcome(result.vector, result.mode, "ok", text)


def read_recording(client, vector, recording):
    """The runs, or an Outcome's (verdict, text) when there are none to compare."""
    try:
        return read_runs(recording.path)
    except DumpError as error:
        if "no events" not in str(error):
            return "not ok", f"{client}: {error}"
        refusal = allowed.refusal(client, vector)
        message = f"{client} refuses: {refusal or recording.message or 'without a word'}"
        return "skip" if refusal else "not ok", message


def judge(vector, mode, clients, recordings):
    """Reads and compares both dumps; runs in a process of its own beside the next recording."""
    runs = [read_recording(c, vector, r) for c, r in zip(clients, recordings)]
    if all(isinstance(r, tuple) for r in runs):
        verdict = "not ok" if "not ok" in (runs[0][0], runs[1][0]) else "skip"
        return Outcome(vector, mode, verdict, f"{runs[0][1]}; {runs[1][1]}")
    for read in runs:
        if isinstance(read, tuple):
            return Outcome(vector, mode, *read)
    stop = allowed.early_end(clients[1], vector)
    if recordings[0].status != 0:
        return Outcome(vector, mode, "not ok", f"{clients[0]} ended with status "
                       f"{recordings[0].status}: {recordings[0].message}")
    if recordings[1].status != 0 and not stop:
        return Outcome(vector, mode, "not ok", f"{clients[1]} ended with status "
                       f"{recordings[1].status}: {recordings[1].message}")
    if stop:
        runs[0] = runs[0][:len(runs[1])]
    try:
        outcome = outcome_of(compare(vector, mode, h264, runs, clients[1]))
    except DumpError as error:
        return Outcome(vector, mode, "not ok", str(error))
    if stop:
        outcome.text += f" up to where {clients[1]} stops: {stop}"
    return outcome


def judge_and_forget(vector, mode, clients, recordings, keep):
    outcome = judge(vector, mode, clients, recordings)
    for recording in recordings:
        if not keep:
            recording.path.unlink()
    return outcome


def command_of(client, path):
    return [part.format(file=path) for part in CLIENTS[client]]


def record_pair(vector, mode, clients, place):
    """One after the other: events do not say whose they are."""
    FRAME_BASED.write_text("1" if mode == "frame" else "0", encoding="ascii")
    stem = vector.name.replace("/", "_")
    return [record.record(command_of(client, vector.path),
                          place / f"{stem}.{mode}.{index}-{client}.trace")
            for index, client in enumerate(clients)]


def run(options, chosen):
    """Yields an Outcome for each vector and mode."""
    clients = options.ours, options.peer
    with tempfile.TemporaryDirectory() as temporary, ProcessPoolExecutor(1) as pool:
        place = Path(options.keep or temporary)
        place.mkdir(parents=True, exist_ok=True)
        waiting = []
        for mode in options.mode or MODES:
            for vector in chosen:
                pair = record_pair(vector, mode, clients, place)
                waiting.append(pool.submit(judge_and_forget, vector.name, mode, clients, pair,
                                           options.keep))
                if len(waiting) > 3:
                    yield waiting.pop(0).result()
        for job in waiting:
            yield job.result()


def report(outcomes):
    """Prints each outcome as it comes, then the list of differences; the exit status."""
    details, failed = [], False
    for outcome in outcomes:
        print(outcome.line(), flush=True)
        details += outcome.details
        failed |= outcome.verdict == "not ok"
    print(f"\ndifferences that nothing explains: {len(details) or 'none'}")
    for detail in details:
        print(f"  {detail}")
    return 1 if failed else 0


def command_run(options):
    root = vectors.directory()
    if root is None:
        print("skip oracle no test vectors: set WEIR_VECTORS to their directory")
        return 0
    chosen = [vector for vector in vectors.progressive_h264(root)
              if fnmatch(vector.name, options.vector)]
    if not chosen:
        print(f"not ok oracle no vector is called {options.vector}")
        return 1
    record.prepare()
    return report(run(options, chosen))


def command_compare(options):
    runs = [read_runs(path) for path in (options.dump_ours, options.dump_peer)]
    name = Path(options.dump_ours).name
    return report([outcome_of(compare(name, options.mode, h264, runs, options.peer))])


def parse_options(arguments):
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    runner = commands.add_parser("run", help="record and compare, inside the lab")
    runner.add_argument("--mode", choices=MODES, action="append", help="default: both")
    runner.add_argument("--vector", default="*", help="pattern on the vector's path")
    runner.add_argument("--ours", choices=CLIENTS, default="weir")
    runner.add_argument("--peer", choices=CLIENTS, default="gstreamer")
    runner.add_argument("--keep", metavar="DIR", help="keep the dumps there")
    runner.set_defaults(command=command_run)
    comparer = commands.add_parser("compare", help="compare two dumps")
    comparer.add_argument("--mode", choices=MODES, required=True)
    comparer.add_argument("--peer", choices=CLIENTS, default="gstreamer")
    comparer.add_argument("dump_ours", metavar="OURS")
    comparer.add_argument("dump_peer", metavar="PEER")
    comparer.set_defaults(command=command_compare)
    return parser.parse_args(arguments)


def main(arguments):
    options = parse_options(arguments)
    try:
        return options.command(options)
    except (DumpError, OSError) as error:
        print(f"not ok oracle {error}")
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
