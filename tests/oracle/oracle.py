#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Do we send the kernel what an independent client sends for the same stream?

  oracle.py record --mode M [--vector GLOB] [--ours CLIENT] [--peer CLIENT] [--reuse] DIR
      inside the lab: leaves a dump of each client for every vector of the codecs that have the
      mode in DIR; with --reuse, the peer's dumps that are there already are not made again
  oracle.py judge --mode M [--vector GLOB] [--ours CLIENT] [--peer CLIENT] [--keep] DIR
      compares them: prints `ok`, `not ok` and `skip` lines, then the list of differences that
      nothing explains
  oracle.py compare --mode M OURS PEER
      compares two dumps
"""

import argparse
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from fnmatch import fnmatch
from math import prod
from pathlib import Path

import allowed
import record
import vectors
import visl_codecs
from compare import compare
from dump import DumpError, read_client, read_runs
from visl_codecs import CODECS

FRAME_BASED = Path("/sys/module/visl/parameters/frame_based")
MODES = ("slice", "frame")
CLIENTS = {
    "weir": ("weir", "--bench", "--presenter", "null", "--decoder", "v4l2", "--audio", "null",
             "--no-audio", "{file}"),
    # The decoder without the player around it.
    "v4l2-play": (str(vectors.TREE / "build/dev/tests/tools/v4l2-play"), "{file}"),
    "gstreamer": ("gst-launch-1.0", "-q", "filesrc", "location={file}", "!", "parsebin", "!",
                  "{element}", "!", "fakesink", "sync=false"),
}
LEFT_OUT = ("containers/*",
            # The peer hangs: see allowed.EARLY_ENDS.
            "av1/Syntax_AV1_mainb8ss420_432x240_00[18]_*", "av1/av1-1-b8-03-sizeup.ivf")
# Of all pictures together: seven vectors have more, and take 10 s and longer each.
MOST_PIXELS = 200_000_000
# Edit lists: which packets are decoded is the demuxer's choice, and the two do not choose alike.
UNFIT = ("containers/mov-3elist.mp4", "containers/mov-elist-starts-ctts-2ndsample.mp4")
# Two vectors have 6551 pictures that show nothing which the others do not.
MOST_PICTURES = 2000
SHOWN_DIFFERENCES = 12  # of one vector; the rest is counted


@dataclass
class Outcome:
    """One cell of the table vector x mode."""

    vector: str
    mode: str
    verdict: str  # ok, not ok, skip
    text: str
    details: list = field(default_factory=list)  # differences that nothing explains
    understood: dict = field(default_factory=dict)  # explanation -> how often

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
        text += f" but for {summary(result.explained)}"
    return Outcome(result.vector, result.mode, "ok", text,
                   understood=Counter(d.explanation for d in result.explained))


@dataclass
class Recording:
    """The dump of one client on one vector: how the client ended, its runs or why there are none."""

    client: str
    status: int
    message: str
    runs: list
    reason: str

    @property
    def is_empty(self):
        return "no events" in self.reason


def read_recording(client, path):
    try:
        status, message = read_client(path)
    except (DumpError, OSError) as error:
        return Recording(client, -1, "", [], str(error))
    try:
        return Recording(client, status, message, read_runs(path), "")
    except DumpError as error:
        return Recording(client, status, message, [], str(error))


def judge_refusals(vector, mode, recordings):
    """The Outcome when a client did not take the stream to the device. Only known refusals pass."""
    texts, known = [], True
    for recording in (r for r in recordings if r.is_empty):
        reason = allowed.refusal(recording.client, vector)
        known &= bool(reason)
        texts.append(f"{recording.client} refuses: {reason or recording.message or 'silently'}")
    return Outcome(vector, mode, "skip" if known else "not ok", "; ".join(texts))


def judge_recordings(vector, mode, ours, peer):
    """The Outcome of one vector from both recordings."""
    for recording in (ours, peer):
        if recording.reason and not recording.is_empty:
            return Outcome(vector, mode, "not ok", f"{recording.client}: {recording.reason}")
    if ours.is_empty or peer.is_empty:
        return judge_refusals(vector, mode, (ours, peer))
    stops = [allowed.early_end(recording.client, vector) if recording.status else ""
             for recording in (ours, peer)]
    for recording, stop in zip((ours, peer), stops):
        if recording.status != 0 and not stop:
            return Outcome(vector, mode, "not ok", f"{recording.client} ended with status "
                           f"{recording.status}: {recording.message}")
    codec = visl_codecs.of_runs(ours.runs).module
    outcome = outcome_of(compare(vector, mode, codec, common_part(ours, peer, stops), peer.client))
    for recording, stop in zip((ours, peer), stops):
        if stop:
            outcome.text += f", up to where {recording.client} stops: {stop}"
    return outcome


def common_part(ours, peer, stops):
    """The runs of both, up to where the one that stops early does."""
    end = min((len(recording.runs) for recording, stop in zip((ours, peer), stops) if stop),
              default=None)
    return ours.runs[:end], peer.runs[:end]


def judge(vector, mode, clients, paths, keep):
    """One vector; runs in a process of its own."""
    recordings = [read_recording(client, path) for client, path in zip(clients, paths)]
    try:
        outcome = judge_recordings(vector, mode, *recordings)
    except DumpError as error:
        outcome = Outcome(vector, mode, "not ok", str(error))
    if not keep:
        for path in paths:
            path.unlink(missing_ok=True)
    return outcome


def dump_paths(options, vector):
    """Where the dumps of ours and of the peer are."""
    stem = vector.name.replace("/", "_")
    return [options.directory / f"{stem}.{options.mode}.{role}-{client}.trace"
            for role, client in (("ours", options.ours), ("peer", options.peer))]


def report(outcomes):
    """Prints each outcome as it comes, then the list of differences; the exit status."""
    details, understood, failed = [], Counter(), False
    for outcome in outcomes:
        print(outcome.line(), flush=True)
        details += outcome.details
        understood += Counter(outcome.understood)
        failed |= outcome.verdict == "not ok"
    print(f"\ndifferences that are understood: {sum(understood.values()) or 'none'}")
    for explanation, count in understood.most_common():
        print(f"  {count}: {explanation}")
    print(f"\ndifferences that nothing explains: {len(details) or 'none'}")
    for detail in details:
        print(f"  {detail}")
    return 1 if failed else 0


def chosen_vectors(options):
    root = vectors.directory()
    if root is None:
        raise DumpError("no test vectors: set WEIR_VECTORS to their directory")
    named = [vector for codec in CODECS for vector in vectors.of_codec(root, codec)
             if fnmatch(vector.name, options.vector)]
    if not named:
        raise DumpError(f"no vector is called {options.vector}")
    return [vector for vector in named if options.mode in CODECS[vector.codec].modes
            and not is_unfit(vector) and (options.all or not is_left_out(vector))]


def is_unfit(vector):
    is_long = vector.frames.isdigit() and int(vector.frames) > MOST_PICTURES
    return is_long or vector.name in UNFIT


def is_left_out(vector):
    """Only --all takes these: other containers around streams of the same kind, and what takes
    long for little."""
    size = vector.width, vector.height, vector.frames
    is_large = all(map(str.isdigit, size)) and prod(map(int, size)) > MOST_PIXELS
    return is_large or any(fnmatch(vector.name, pattern) for pattern in LEFT_OUT)


def command_of(client, vector):
    element = CODECS[vector.codec].element
    return [part.format(file=vector.path, element=element) for part in CLIENTS[client]]


def command_record(options):
    """One client after the other: events do not say whose they are."""
    options.directory.mkdir(parents=True, exist_ok=True)
    record.prepare()
    FRAME_BASED.write_text("1" if options.mode == "frame" else "0", encoding="ascii")
    runner = record.Runner(options.mode)
    for vector in chosen_vectors(options):
        ours, peer = dump_paths(options, vector)
        for client, path in ((options.ours, ours), (options.peer, peer)):
            if path == peer and options.reuse and peer.exists():
                continue
            record.record(runner, command_of(client, vector), path)
    return 0


def command_judge(options):
    clients = options.ours, options.peer
    with ProcessPoolExecutor(2) as pool:
        jobs = [pool.submit(judge, vector.name, options.mode, clients,
                            dump_paths(options, vector), options.keep)
                for vector in chosen_vectors(options)]
        return report(job.result() for job in jobs)


def command_compare(options):
    runs = [read_runs(path) for path in (options.dump_ours, options.dump_peer)]
    name = Path(options.dump_ours).name
    codec = visl_codecs.of_runs(runs[0]).module
    return report([outcome_of(compare(name, options.mode, codec, runs, options.peer))])


def parse_options(arguments):
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    for name, command in (("record", command_record), ("judge", command_judge)):
        sub = commands.add_parser(name)
        sub.add_argument("--mode", choices=MODES, required=True)
        sub.add_argument("--vector", default="*", help="pattern on the vector's path")
        sub.add_argument("--all", action="store_true", help="slow ones and containers, too")
        sub.add_argument("--ours", choices=CLIENTS, default="weir")
        sub.add_argument("--peer", choices=CLIENTS, default="gstreamer")
        sub.add_argument("directory", type=Path, metavar="DIR", help="of the dumps")
        sub.set_defaults(command=command)
        flag, text = {"record": ("--reuse", "keep the peer's dumps that are there"),
                      "judge": ("--keep", "keep the dumps")}[name]
        sub.add_argument(flag, action="store_true", help=text)
    comparer = commands.add_parser("compare")
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
