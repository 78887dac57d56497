# SPDX-License-Identifier: GPL-3.0-or-later
"""GStreamer's stateless decoders on every personality of the virtual VPU: vectors against MANIFEST.tsv.

Runs in the lab. Prints a line for each codec and personality; writes a table of all vectors to the
file named by WEIR_TABLE. GStreamer gives a picture up after a second, which a busy machine may take:
what misses unexpectedly is played again, alone. What is expected to miss is listed in tests/vpu/gst_misses.tsv."""

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

TREE = Path(__file__).resolve().parents[3]
CODECS = ("h264", "hevc", "vp8", "vp9", "av1", "mpeg2")
ELEMENT = {"h264": "h264dec", "hevc": "h265dec", "vp8": "vp8dec", "vp9": "vp9dec", "av1": "av1dec",
           "mpeg2": "mpeg2dec"}
# What is larger than this is played on the first personality of its codec only.
ONCE_BYTES = 1_500_000
# Of each codec so many of the smallest vectors, on one personality each in turn, unless all are asked for.
SAMPLE = 20
# A vector's time to play; the largest take 10 s on a quiet machine.
LIMIT = 60


@dataclass(frozen=True)
class Vector:
    path: Path
    codec: str
    name: str
    pixels: str
    md5: str
    size: int


def vectors(directory, pattern):
    """The vectors of MANIFEST.tsv whose md5 is known and whose name fits."""
    found = []
    for line in (directory / "MANIFEST.tsv").read_text().splitlines()[1:]:
        words = line.split("\t")
        codec = words[0].split("/")[0]
        if codec in CODECS and words[7] != "-" and fnmatch(words[0], pattern):
            found.append(Vector(directory / words[0], codec, words[0], words[6], words[7],
                                int(words[12])))
    return found


def personalities():
    """personality -> video node, by the name that the driver gives its nodes."""
    found = {}
    for name in Path("/sys/class/video4linux").glob("video*/name"):
        words = name.read_text().strip()
        if words.startswith("virtual-"):
            found[words.removeprefix("virtual-")] = f"/dev/{name.parent.name}"
    return found


def elements():
    """(codec, video node) -> element of GStreamer."""
    listed = subprocess.run(["gst-inspect-1.0", "v4l2codecs"], capture_output=True, text=True,
                            check=True).stdout
    found = {}
    for name in re.findall(r"^\s+(v4l2sl\w+dec):", listed, re.MULTILINE):
        text = subprocess.run(["gst-inspect-1.0", name], capture_output=True, text=True,
                              check=True).stdout
        node = re.search(r"Path to the video device node.*?Default: \"([^\"]*)\"", text, re.DOTALL)
        for codec, ending in ELEMENT.items():
            if node and name.endswith(ending):
                found[(codec, node[1])] = name
    return found


def pipeline(vector, element):
    """GStreamer's command line. 10 bit goes through a conversion that loses nothing."""
    sink = ["videocodectestsink"]
    if vector.pixels.endswith("10le"):
        plain = "I422_10LE" if "422" in vector.pixels else "I420_10LE"
        sink = ["videoconvert", "dither=none", "chroma-mode=none", "!",
                f"video/x-raw,format={plain}", "!", *sink]
    return ["gst-launch-1.0", "-m", "filesrc", f"location={vector.path}", "!", "parsebin", "!",
            element, "!", *sink]


def play(vector, element):
    """'' when the md5 is right, else what was seen."""
    try:
        ended = subprocess.run(pipeline(vector, element), capture_output=True, text=True,
                               timeout=LIMIT, check=False)
    except subprocess.TimeoutExpired:
        return f"took longer than {LIMIT} s"
    found = re.search(r"checksum=\(string\)(\w+)", ended.stdout)
    error = re.search(r"^ERROR: (.*)$", ended.stdout + ended.stderr, re.MULTILINE)
    if found and found[1].lower() == vector.md5:
        return ""
    if error:
        return error[1]
    return f"md5 {found[1]}" if found else f"no md5, exit status {ended.returncode}"


def expected_misses():
    """[(vector, personality pattern, reason)]"""
    lines = (TREE / "tests/vpu/gst_misses.tsv").read_text().splitlines()
    return [tuple(line.split("\t")) for line in lines if line and not line.startswith("#")]


def reason(misses, vector, personality):
    for name, pattern, why in misses:
        if fnmatch(vector.name, name) and fnmatch(personality, pattern):
            return why
    return ""


def plan(chosen, nodes, names, misses):
    """[(vector, personality, element)]; of large vectors only one, where no miss is expected."""
    runs = []
    for vector in chosen:
        takers = [(personality, names[(vector.codec, node)])
                  for personality, node in sorted(nodes.items()) if (vector.codec, node) in names]
        if vector.size > ONCE_BYTES:
            takers.sort(key=lambda taker: bool(reason(misses, vector, taker[0])))
            takers = takers[:1]
        runs += [(vector, personality, element) for personality, element in takers]
    return runs


def sample(runs):
    """A part of the plan that takes two minutes, of every codec and personality."""
    kept = []
    for codec in CODECS:
        of_codec = {}
        for run in runs:
            if run[0].codec == codec:
                of_codec.setdefault(run[0], []).append(run)
        smallest = sorted(of_codec, key=lambda vector: vector.size)[:SAMPLE]
        kept += [of_codec[vector][number % len(of_codec[vector])]
                 for number, vector in enumerate(smallest)]
    return kept


def judge(runs, results, misses):
    """Prints the summary; returns the table's lines and whether all is as expected."""
    table, good = [], True
    groups = {}
    for (vector, personality, _), seen in zip(runs, results):
        why = reason(misses, vector, personality)
        table.append(f"{vector.name}\t{personality}\t{seen or 'exact'}\t{why}")
        exact, missed, wrong = groups.setdefault((vector.codec, personality), ([], [], []))
        if why.startswith("unsteady"):
            missed.append(vector.name)
        elif not seen and why:
            wrong.append(f"{vector.name} is exact, yet listed as a miss")
        elif not seen:
            exact.append(vector.name)
        elif why:
            missed.append(vector.name)
        else:
            wrong.append(f"{vector.name}: {seen}")
    for (codec, personality), (exact, missed, wrong) in sorted(groups.items()):
        words = f"{len(exact)} exact, {len(missed)} listed misses"
        if wrong:
            good = False
            words += f", {len(wrong)} wrong: " + "; ".join(wrong)
        print(f"{'not ok' if wrong else 'ok'} vpu-gst_{codec}_{personality} {words[:2000]}")
    return table, good


def main():
    chosen = vectors(Path(os.environ["WEIR_VECTORS"]), os.environ.get("WEIR_PATTERN", "*"))
    misses = expected_misses()
    runs = plan(chosen, personalities(), elements(), misses)
    if not os.environ.get("WEIR_ALL"):
        runs = sample(runs)
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda run: play(run[0], run[2]), runs))
    results = [play(run[0], run[2]) if seen and not reason(misses, run[0], run[1]) else seen
               for run, seen in zip(runs, results)]
    table, good = judge(runs, results, misses)
    Path(os.environ["WEIR_TABLE"]).write_text("\n".join(sorted(table)) + "\n")
    return 0 if good and runs else 1


if __name__ == "__main__":
    sys.exit(main())
