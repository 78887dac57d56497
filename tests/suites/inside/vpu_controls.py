# SPDX-License-Identifier: GPL-3.0-or-later
"""A wrong control must show: each field of the controls is changed in recorded jobs, and some picture
or status must differ. Runs in the root, without a kernel.

Usage: vpu_controls.py clips DIRECTORY          makes the clips, prints CODEC PERSONALITY CLIP lines
       vpu_controls.py judge RECORDINGS CODEC…"""

import os
import shlex
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

TREE = Path(__file__).resolve().parents[3]
LISTS = TREE / "tests/vpu/mutations"
REPLAY = TREE / "build/dev/tests/vpu/weir-vpu-replay"
# Tried one after the other until one shows.
CHANGES = ("^=1", "+=1", "^=2", "+=5")
SMALL = 4  # of an array up to this size every element is changed, else the first ones
SOURCE = "testsrc2=size=176x144:rate=25:duration=1,noise=alls=12:allf=t+u"


@dataclass
class Plan:
    """tests/vpu/mutations/CODEC.txt"""

    codec: str
    personality: str = ""
    clips: list = field(default_factory=list)    # (name, jobs, words for ffmpeg)
    vectors: list = field(default_factory=list)  # (path, jobs)
    exempt: list = field(default_factory=list)   # (pattern, reason)
    samples: dict = field(default_factory=dict)  # field -> indices
    references: list = field(default_factory=list)  # changes that the reference model finds
    swaps: list = field(default_factory=list)    # changes that must show beside those of each field


def read_plan(path):
    plan = Plan(path.stem)
    for line in path.read_text().splitlines():
        words = line.split("#")[0].split() if line.startswith("#") else line.split()
        if not words:
            continue
        kind, rest = words[0], words[1:]
        if kind == "personality":
            plan.personality = rest[0]
        elif kind == "clip":
            plan.clips.append((rest[0], int(rest[1]), rest[2:]))
        elif kind == "vector":
            plan.vectors.append((rest[0], int(rest[1])))
        elif kind == "exempt":
            plan.exempt.append((rest[0], " ".join(rest[1:])))
        elif kind == "sample":
            plan.samples[rest[0]] = [int(word) for word in rest[1:]]
        elif kind == "reference":
            plan.references.append(rest[0])
        elif kind == "change":
            plan.swaps.append(rest[0])
        else:
            raise ValueError(f"{path}: {line}")
    return plan


def plans():
    return [read_plan(path) for path in sorted(LISTS.glob("*.txt"))]


def vectors_directory():
    return Path(os.environ.get("WEIR_VECTORS", TREE.parent / "shared/vectors"))


def make_clips(directory):
    for plan in plans():
        for name, _, words in plan.clips:
            clip = directory / f"{plan.codec}-{name}"
            if not clip.exists():
                subprocess.run(["ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", SOURCE,
                                "-pix_fmt", "yuv420p", *words, clip], check=True)
            print(plan.codec, plan.personality, clip)
        for path, _ in plan.vectors:
            if (vectors_directory() / path).exists():
                print(plan.codec, plan.personality, vectors_directory() / path)


def replay(recording, jobs, *changes, trust=False):
    words = [word for change in changes for word in ("--set", change)]
    words += ["--trust-references"] if trust else []
    ended = subprocess.run([REPLAY, recording, "--limit", str(jobs), *words], capture_output=True,
                           text=True, check=False)
    return ended.returncode, ended.stdout


def fields_of(codec):
    listed = subprocess.run([REPLAY, "--fields", codec], capture_output=True, text=True, check=True)
    return [(line.split()[0], int(line.split()[1])) for line in listed.stdout.splitlines()]


def recordings(plan, directory):
    """[(file, jobs, what it prints unchanged)]; those that are not decoded without error are named."""
    found, broken = [], []
    named = [(f"{plan.codec}-{name}", jobs) for name, jobs, _ in plan.clips]
    named += [(Path(path).name, jobs) for path, jobs in plan.vectors]
    for name, jobs in named:
        recording = directory / f"{plan.codec}-{name}.jobs"
        if not recording.exists():
            continue
        _, output = replay(recording, jobs)
        found.append((recording, jobs, output))
        if " error " in output or not output:
            broken.append(f"{name}: {output.splitlines()[:1]}")
    return found, broken


def first_showing(change_of, found):
    """The change and the recording in which it shows; None when it never does."""
    for change in change_of:
        for recording, jobs, before in found:
            status, output = replay(recording, jobs, *change)
            if status == 0 and output != before:
                return change, recording.name
    return None


def judge_field(name, index, found):
    return first_showing([(f"{name}[{index}]{change}",) for change in CHANGES], found)


def found_by_model(change, found):
    """Whether the change spoils a picture of some recording, without an error, and does so only
    because of the reference model."""
    for recording, jobs, before in found:
        status, output = replay(recording, jobs, change)
        if status != 0 or output == before or " error " in output:
            continue
        if replay(recording, jobs, change, trust=True)[1] == before:
            return True
    return False


def exemption(plan, name):
    return next((why for pattern, why in plan.exempt if fnmatch(name, pattern)), "")


def judge(plan, directory):
    """The codec's line of the suite's output."""
    found, broken = recordings(plan, directory)
    if not found:
        return f"not ok vpu-controls_{plan.codec} nothing was recorded"
    targets = []
    for name, count in fields_of(plan.codec):
        indices = plan.samples.get(name, range(min(count, SMALL)))
        targets += [(name, index) for index in indices]
    with ThreadPoolExecutor(2) as pool:
        seen = list(pool.map(lambda target: judge_field(*target, found), targets))
    hidden = [f"{name}[{index}]" for (name, index), shown in zip(targets, seen)
              if not shown and not exemption(plan, name)]
    for (name, index), shown in zip(targets, seen):
        why = exemption(plan, name)
        if shown:
            print(f"{name}[{index}]: {shown[0][0]} shows in {shown[1]}", file=sys.stderr)
        elif why:
            print(f"{name}[{index}]: does not show: {why}", file=sys.stderr)
    wrong = [f"unchanged, {text}" for text in broken]
    wrong += [f"a change does not show: {name}" for name in hidden]
    wrong += [f"a change does not show: {change}" for change in plan.swaps
              if not first_showing([(change,)], found)]
    wrong += [f"the reference model does not find {change}" for change in plan.references
              if not found_by_model(change, found)]
    shown = sum(1 for one in seen if one)
    words = f"{shown} of {len(targets)} changes show in {len(found)} recordings"
    if wrong:
        return f"not ok vpu-controls_{plan.codec} {words}; {'; '.join(wrong)}"
    return f"ok vpu-controls_{plan.codec} {words}, the others are exempt"


def main():
    if sys.argv[1] == "clips":
        make_clips(Path(sys.argv[2]))
        return 0
    lines = [judge(plan, Path(sys.argv[2])) for plan in plans()
             if not sys.argv[3:] or plan.codec in sys.argv[3:]]
    print("\n".join(lines))
    return 1 if any(line.startswith("not") for line in lines) else 0


if __name__ == "__main__":
    sys.exit(main())
