# SPDX-License-Identifier: GPL-3.0-or-later
"""A wrong control must show: each field of the controls is changed in recorded jobs, and some picture
or status must differ. Runs in the root, without a kernel.

Usage: vpu_controls.py clips DIRECTORY          makes the clips, prints CODEC PERSONALITY CLIP lines
       vpu_controls.py judge RECORDINGS CODEC…"""

import os
import shlex
import subprocess
import sys
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
    personality: str = ""  # of the clips and vectors below it
    clips: list = field(default_factory=list)    # (personality, name, jobs, words for ffmpeg)
    vectors: list = field(default_factory=list)  # (personality, path, jobs)
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
            plan.clips.append((plan.personality, rest[0], int(rest[1]), rest[2:]))
        elif kind == "vector":
            plan.vectors.append((plan.personality, rest[0], int(rest[1])))
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
        for personality, name, _, words in plan.clips:
            clip = directory / f"{plan.codec}-{name}"
            if not clip.exists():
                subprocess.run(["ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", SOURCE,
                                "-pix_fmt", "yuv420p", *words, clip], check=True)
            print(plan.codec, personality, clip)
        for personality, path, _ in plan.vectors:
            if (vectors_directory() / path).exists():
                print(plan.codec, personality, vectors_directory() / path)


def sweep(recording, jobs, changes, trust=False):
    """What the replayer says of each change: "same", or the first job where it shows. Raises with the
    reason when the unchanged recording is not decoded without error."""
    ended = subprocess.run([REPLAY, recording, "--sweep", "--limit", str(jobs),
                            *(["--trust-references"] if trust else [])],
                           input="\n".join(changes) + "\n", capture_output=True, text=True,
                           check=False)
    answers = ended.stdout.splitlines()
    if ended.returncode != 0 or len(answers) != len(changes):
        raise ValueError(f"{recording.name}: {ended.stderr.strip() or ended.returncode}")
    return answers


def fields_of(codec):
    listed = subprocess.run([REPLAY, "--fields", codec], capture_output=True, text=True, check=True)
    return [(line.split()[0], int(line.split()[1])) for line in listed.stdout.splitlines()]


def recordings(plan, directory):
    """[(file, jobs)] of what was recorded."""
    named = [(personality, f"{plan.codec}-{name}", jobs)
             for personality, name, jobs, _ in plan.clips]
    named += [(personality, Path(path).name, jobs) for personality, path, jobs in plan.vectors]
    found = [(directory / f"{plan.codec}-{personality}-{name}.jobs", jobs)
             for personality, name, jobs in named]
    return [(recording, jobs) for recording, jobs in found if recording.exists()]


def exemption(plan, name):
    return next((why for pattern, why in plan.exempt if fnmatch(name, pattern)), "")


def targets_of(plan):
    """FIELD[INDEX] of all fields that are not exempt; [(pattern, field)] of those that are."""
    targets, exempt = [], []
    for name, count in fields_of(plan.codec):
        if exemption(plan, name):
            exempt.append(name)
            continue
        indices = plan.samples.get(name, range(min(count, SMALL)))
        targets += [f"{name}[{index}]" for index in indices]
    return targets, exempt


def try_changes(targets, found):
    """{target: (change, recording, answer)} of the targets whose change shows. `targets`: target ->
    changes, tried one after the other on one recording after the other."""
    shown = {}
    rounds = max(len(changes) for changes in targets.values())
    for recording, jobs in found:
        for number in range(rounds):
            open_ones = [(target, changes[number]) for target, changes in targets.items()
                         if target not in shown and number < len(changes)]
            if not open_ones:
                continue
            answers = sweep(recording, jobs, [change for _, change in open_ones])
            for (target, change), answer in zip(open_ones, answers):
                if answer != "same":
                    shown[target] = (change, recording.name, answer)
    return shown


def found_by_model(change, found):
    """Whether the change spoils a picture of some recording, without an error, and does so only
    because of the reference model."""
    return any(" ok " in sweep(recording, jobs, [change])[0]
               and sweep(recording, jobs, [change], trust=True)[0] == "same"
               for recording, jobs in found)


def judge(plan, directory):
    """The codec's line of the suite's output."""
    found = recordings(plan, directory)
    if not found:
        return f"not ok vpu-controls_{plan.codec} nothing was recorded"
    fields, exempt = targets_of(plan)
    targets = {target: [target + change for change in CHANGES] for target in fields}
    targets |= {change: [change] for change in plan.swaps}
    try:
        shown = try_changes(targets, found)
        missed = [change for change in plan.references if not found_by_model(change, found)]
    except ValueError as error:
        return f"not ok vpu-controls_{plan.codec} {' '.join(str(error).split())}"
    for target, (change, recording, answer) in shown.items():
        print(f"{target}: {change} shows in {recording}, job {answer}", file=sys.stderr)
    wrong = [f"a change does not show: {target}" for target in targets if target not in shown]
    wrong += [f"the reference model does not find {change}" for change in missed]
    words = f"{len(shown)} of {len(targets)} changes show in {len(found)} recordings"
    if wrong:
        return f"not ok vpu-controls_{plan.codec} {words}; {'; '.join(wrong)}"
    return f"ok vpu-controls_{plan.codec} {words}, {len(exempt)} fields are exempt"


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
