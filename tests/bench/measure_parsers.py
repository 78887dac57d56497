# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts the instructions that parsing one packet costs, Weir beside libavcodec's parsers.

A figure is that of a 300-frame clip less that of the 100 frames it starts with, over 200 frames.
Instructions repeat exactly, so that each is counted once."""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

LONG, SHORT = 300, 100
PARSERS = {"libavcodec": "parseWithLibavcodec", "weir": "parseWithWeir"}


class MeasureError(Exception):
    """A run did not do what is to be measured."""


def run(options, parser, file):
    """(instructions within the parser, pictures that it found)."""
    environment = os.environ | {"LD_LIBRARY_PATH": str(options.stub)}
    done = subprocess.run(
        ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", "--collect-atstart=no",
         f"--toggle-collect={PARSERS[parser]}", str(options.program), parser, str(file)],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, env=environment, check=False)
    collected = re.search(r"Collected : (\d+)", done.stderr)
    pictures = re.match(r"(\d+) pictures", done.stdout)
    if done.returncode != 0 or not collected or not pictures or int(collected[1]) == 0:
        raise MeasureError(f"{parser} on {file}: exit status {done.returncode}: "
                           f"{done.stderr[-500:]}")
    return int(collected[1]), int(pictures[1])


def profile(options, clip):
    """The functions that most of Weir's instructions are in, as callgrind_annotate lists them."""
    with tempfile.NamedTemporaryFile() as figures:
        subprocess.run(
            ["valgrind", "--tool=callgrind", f"--callgrind-out-file={figures.name}", "--collect-atstart=no",
             f"--toggle-collect={PARSERS['weir']}", str(options.program), "weir",
             str(options.clips / f"{clip}-{LONG}.mkv")],
            stdin=subprocess.DEVNULL, capture_output=True, check=True,
            env=os.environ | {"LD_LIBRARY_PATH": str(options.stub)})
        listed = subprocess.run(["callgrind_annotate", "--threshold=90", figures.name],
                                capture_output=True, text=True, check=True).stdout
    lines = []
    for line in listed.splitlines():
        share = re.match(r"\s*[\d,]+ \(\s*([\d.]+)%\)\s+(?:\S*/)?[^:\s]+:(.+?)(?: \[\S+\])?$", line)
        if share and float(share[1]) >= 2:
            lines.append(f"  {share[1]:>6} %  {share[2][:100]}")
    return "\n".join(lines)


def instructions_per_frame(options, parser, clip):
    counts = {}
    for frames in LONG, SHORT:
        counts[frames], pictures = run(options, parser, options.clips / f"{clip}-{frames}.mkv")
        if pictures != frames:
            raise MeasureError(f"{parser} found {pictures} pictures in {frames} frames of {clip}")
    return (counts[LONG] - counts[SHORT]) / (LONG - SHORT)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", type=Path, required=True)
    parser.add_argument("--clips", type=Path, required=True, help="where the clips are")
    parser.add_argument("--stub", type=Path, required=True,
                        help="libraries for valgrind in place of the system's")
    parser.add_argument("--json", type=Path, help="write the figures there")
    parser.add_argument("--profile", action="store_true", help="list where Weir's instructions are")
    parser.add_argument("clip", nargs="+", help="CODEC")
    options = parser.parse_args()
    results = {}
    print(f"instructions a packet {'':<6}" + "".join(f"{name:>14}" for name in PARSERS))
    try:
        for clip in options.clip:
            results[clip] = {name: instructions_per_frame(options, name, clip) for name in PARSERS}
            print(f"{clip:<28}" + "".join(f"{results[clip][name] / 1000:>12.1f} k"
                                          for name in PARSERS), flush=True)
            if options.profile:
                print(profile(options, clip), flush=True)
    except (MeasureError, OSError, subprocess.CalledProcessError) as error:
        print(f"bench parsers: {error}", file=sys.stderr)
        return 1
    if options.json:
        options.json.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
