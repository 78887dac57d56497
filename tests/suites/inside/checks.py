# SPDX-License-Identifier: GPL-3.0-or-later
"""What the suites share: result lines, running weir, where things are."""

import json
import os
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

TREE = Path(__file__).resolve().parents[3]
CRASH_WORDS = ("Sanitizer", "runtime error:", "terminate called", "Assertion", "Segmentation",
               "stack smashing", "corrupted", "double free")


class CheckError(Exception):
    """A check failed; the message says what was seen."""


class Skipped(Exception):
    """A check cannot run here; the message says why."""


class Checks:
    """Runs checks one by one and prints their lines; a check is a function that raises or not."""

    def __init__(self):
        self.failed = False

    def run(self, name, check, *arguments):
        name = name.replace(" ", "_")
        try:
            note = check(*arguments)
        except Skipped as why:
            print(f"skip {name} {one_line(why)}", flush=True)
        except Exception as error:  # pylint: disable=broad-except # the other checks still count
            self.failed = True
            kind = "" if isinstance(error, CheckError) else f"{type(error).__name__}: "
            print(f"not ok {name} {kind}{one_line(error)}", flush=True)
        else:
            print(f"ok {name}{' ' + note if note else ''}", flush=True)

    @property
    def status(self):
        return 1 if self.failed else 0


def one_line(text):
    return " ".join(str(text).split())[:400]


def expect(condition, message):
    if not condition:
        raise CheckError(message)


def expect_equal(what, seen, wanted):
    expect(seen == wanted, f"{what} is {seen}, not {wanted}")


@dataclass
class Ended:
    """A finished run of weir."""

    status: int
    output: str
    errors: str
    seconds: float

    @property
    def sentence(self):
        """The last line on standard error: what a person reads."""
        lines = [line for line in self.errors.splitlines() if line.strip()]
        return lines[-1] if lines else ""


def program():
    return os.environ.get("WEIR", "weir")


def weir(*arguments, timeout=60, user=None, env=None, path=None):
    """Runs weir (or the copy at `path`) to its end. A run that hangs or crashes fails the check at
    once."""
    started = time.monotonic()
    command = [str(path or program()), *map(str, arguments)]
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=timeout, check=False, user=user,
                              group=user, extra_groups=None if user is None else [],
                              env=None if env is None else os.environ | env)
    except subprocess.TimeoutExpired:
        raise CheckError(f"hangs: no end within {timeout} s: {' '.join(command)}") from None
    ended = Ended(done.returncode, done.stdout.decode(errors="replace"),
                  done.stderr.decode(errors="replace"), time.monotonic() - started)
    expect(ended.status >= 0, f"killed by signal {-ended.status}: {ended.errors[-300:]}")
    for line in ended.errors.splitlines():
        expect(not any(word in line for word in CRASH_WORDS), f"standard error says: {line}")
    return ended


def expect_played(ended):
    expect(ended.status == 0, f"exit status {ended.status}: {ended.sentence}")


def expect_md5(ended, vector):
    """weir --md5 printed what the manifest says."""
    expect_played(ended)
    words = ended.output.split()
    expect(words, "nothing on standard output")
    expect_equal("md5", words[0], vector.md5)


def bench(clip, *options):
    """The report of weir --bench, full screen and without sound, inside the lab."""
    path = Path(os.environ["LAB_OUT"]) / "report.json"
    path.unlink(missing_ok=True)
    expect_played(weir("--bench", "--fullscreen", "--no-audio", "--json", path, *options, clip))
    return json.loads(path.read_text(encoding="utf-8"))


def expect_refusal(ended, name, status=1):
    """The run ended with `status` and one sentence that names the cause."""
    expect_equal("exit status", ended.status, status)
    lines = [line for line in ended.errors.splitlines() if line.strip()]
    expect(lines, "nothing on standard error")
    expect(len(lines) <= 3, f"{len(lines)} lines on standard error: {ended.errors[:300]}")
    expect(name in ended.errors, f"the message does not name '{name}': {ended.sentence}")
    expect(len(ended.sentence.split()) >= 4, f"no sentence: {ended.sentence}")


def vectors_directory():
    place = os.environ.get("WEIR_VECTORS") or TREE.parent / "shared/vectors"
    if not (Path(place) / "MANIFEST.tsv").is_file():
        raise Skipped("no test vectors: set WEIR_VECTORS to their directory")
    return Path(place)


def ffmpeg(*arguments):
    """Makes a file; ffmpeg is part of the root."""
    subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-y", *map(str, arguments)], check=True,
                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
