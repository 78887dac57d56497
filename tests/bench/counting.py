# SPDX-License-Identifier: GPL-3.0-or-later
"""What repeats in the lab and is therefore counted: system calls and instructions a frame.

Each figure is that of a long run less that of a short one, over the frames between: what starting
costs falls out. CPU time is not measured, the lab's clock is too coarse."""

import re
import statistics
import subprocess
import tempfile
from pathlib import Path

LONG, SHORT = 300, 100
# A system call in the lab only, where there is no vDSO.
NOT_COUNTED = {"clock_gettime", "total"}
TIMEOUT_SECONDS = 300


class MeasureError(Exception):
    """A run did not do what is to be measured."""


def run(command, seconds=TIMEOUT_SECONDS):
    """Standard error of a command that must succeed."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=seconds, check=False)
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


def frame_costs(long, short, stub, checked=lambda count, frames: count()):
    """One round: `long` and `short` are commands that do LONG and SHORT frames. `checked` calls the
    function that it is given and looks whether it was so."""
    frames = LONG - SHORT
    calls = (checked(lambda: count_syscalls(long), LONG),
             checked(lambda: count_syscalls(short), SHORT))
    by_name = {name: (calls[0].get(name, 0) - calls[1].get(name, 0)) / frames
               for name in calls[0].keys() | calls[1].keys() if name != "total"}
    return {
        "syscalls": sum(count for name, count in by_name.items() if name not in NOT_COUNTED),
        "instructions": (checked(lambda: count_instructions(long, stub), LONG)
                         - checked(lambda: count_instructions(short, stub), SHORT)) / frames,
        "by_name": by_name,
    }


def medians(rounds, *names):
    """Of the figures called so, and of each system call."""
    figures = {name: statistics.median(r[name] for r in rounds) for name in names}
    calls = {name for r in rounds for name in r["by_name"]}
    figures["by_name"] = {name: round(statistics.median(r["by_name"].get(name, 0) for r in rounds), 3)
                          for name in sorted(calls)}
    return figures


def calls_table(title, figures):
    """What the system calls are; `figures`: client -> medians."""
    clients = list(figures)
    counts = {c: figures[c]["by_name"] for c in clients}
    names = {name for c in clients for name, count in counts[c].items() if count >= 0.05}
    lines = [f"{title:<32}" + "".join(f"{client:>14}" for client in clients)]
    for name in sorted(names, key=lambda n: -max(counts[c].get(n, 0) for c in clients)):
        mark = " (not counted)" if name in NOT_COUNTED else ""
        lines.append(f"  {name + mark:<30}"
                     + "".join(f"{counts[c].get(name, 0):>14.2f}" for c in clients))
    return "\n".join(lines)
