# SPDX-License-Identifier: GPL-3.0-or-later
"""Records what one client sends to visl, by the kernel's trace events. Runs in the lab, as root."""

import os
import subprocess
from pathlib import Path

from dump import LOSSES
from fork_server import ForkServer

TRACEFS = Path("/sys/kernel/tracing")
EVENTS = ("visl_*_controls", "vb2/vb2_buf_done")
# Dynamic arrays: of a client that does not send them visl hands the tracepoint a null pointer, and
# the kernel panics.
UNSAFE_EVENTS = ("visl_hevc_controls/v4l2_ctrl_hevc_ext_sps_lt_rps",
                 "visl_hevc_controls/v4l2_ctrl_hevc_ext_sps_st_rps")
BUFFER_KIB = 48000  # per CPU; closing the file takes time that grows with it
TIMEOUT_SECONDS = 60


def write(name, text):
    (TRACEFS / name).write_text(text, encoding="ascii")


def prepare():
    """Sets up tracing once. The counter is a strict global order; UML's clock moves in 10 ms steps
    and would mix the events of one picture."""
    if not (TRACEFS / "trace").exists():
        subprocess.run(["mount", "-t", "tracefs", "t", TRACEFS], check=True)
    write("trace_clock", "counter")
    write("buffer_size_kb", str(BUFFER_KIB))
    for event in EVENTS:
        for switch in TRACEFS.glob(f"events/{event}/enable"):
            switch.write_text("1", encoding="ascii")
    for event in UNSAFE_EVENTS:
        write(f"events/{event}/enable", "0")
    write("tracing_on", "1")


def statistics():
    """The counters that say whether the ring lost anything, as lines for the end of the dump."""
    lines = []
    for cpu in sorted(TRACEFS.glob("per_cpu/cpu*")):
        counters = dict(line.split(": ", 1) for line in
                        (cpu / "stats").read_text(encoding="ascii").splitlines() if ": " in line)
        lines += [f"#stats {cpu.name} {name} {counters[name].strip()}"
                  for name in LOSSES if name in counters]
    return "\n".join(lines) + "\n"


def first_error(output):
    """What went wrong in one line: the first error, else the last thing said."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if "error" in line.lower()]
    return (errors or lines[-1:] or [""])[0][:200]


class Runner:
    """Runs clients. Weir chooses frame mode where it can: it is told the mode; others take the
    device's default."""

    def __init__(self, mode):
        os.environ["WEIR_V4L2_MODE"] = mode
        self.servers = {}  # program -> ForkServer

    def run(self, command):
        """Exit status and message; a client that hangs is ended and says so."""
        program = command[0]
        try:
            if program not in self.servers:
                self.servers[program] = ForkServer(program)
            status, said = self.servers[program].run(command, TIMEOUT_SECONDS)
        except subprocess.TimeoutExpired:
            return 124, f"no end within {TIMEOUT_SECONDS} s"
        except OSError as error:
            return 127, str(error)
        return status, first_error(said)


def record(runner, command, path):
    """Runs `command` with an empty ring and leaves the dump at `path`."""
    write("trace", "")
    status, message = runner.run(command)
    with open(TRACEFS / "trace", "rb") as trace, open(path, "wb") as dump:
        while chunk := trace.read(1 << 20):
            dump.write(chunk)
        tail = f"{statistics()}#client {status} {message}\n"
        dump.write(tail.encode("utf-8", errors="replace"))
    write("trace", "")
