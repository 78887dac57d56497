# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a dump of visl's trace events and refuses one that is not complete.

A dump is the text of tracefs' `trace` file followed by the ring's statistics, one line per CPU and
counter, and by how the client ended; record.py writes `#stats cpu0 overrun 0`, `#client 0 message`.
A block of events starts with the line `task-pid [cpu] flags counter: event: text` and goes on with
`name value` lines.
"""

import re
from dataclasses import dataclass, field

EVENT_LINE = re.compile(r"^\s*\S.*-\d+\s+\[\d+\]\s+\S+\s+(\d+): (\w+): ?(.*)$")
ENTRIES_LINE = re.compile(r"^# entries-in-buffer/entries-written: (\d+)/(\d+)")
STATS_LINE = re.compile(r"^#stats (cpu\d+) ([a-z ]+) (\d+)$")
CLIENT_LINE = re.compile(r"^#client (-?\d+) ?(.*)$")
BUFFER_LINE = re.compile(r"index = (\d+), type = (\d+), bytesused = (\d+), timestamp = (\d+)")
LOSSES = ("overrun", "commit overrun", "dropped events")
BITSTREAM_QUEUE = 10  # V4L2_BUF_TYPE_VIDEO_OUTPUT_MPLANE


class DumpError(Exception):
    """The dump cannot be trusted; the message says why."""


@dataclass
class Event:
    """One trace event: its global order, its name, the text on its line and the lines below it."""

    order: int
    name: str
    text: str
    lines: list = field(default_factory=list)


@dataclass
class Run:
    """The control events of one request, and the bitstream buffer that they belonged to."""

    events: dict  # name -> list of Event, in order
    bytesused: int
    timestamp: int


def check_complete(header, stats):
    """Raises DumpError unless ring and text together prove that no event was lost."""
    if header is None:
        raise DumpError("the header with the number of entries is missing")
    inside, written = header
    if inside != written:
        raise DumpError(f"lost events: {written} written, {inside} in the buffer")
    if written == 0:
        raise DumpError("no events: the client never reached the device")
    if not stats:
        raise DumpError("the statistics of the ring are missing")
    for cpu, counters in stats.items():
        for name in LOSSES:
            if name not in counters:
                raise DumpError(f"{cpu}: the counter '{name}' is missing")
            if counters[name]:
                raise DumpError(f"lost events: {cpu} counts {counters[name]} as '{name}'")


def check_count(events, header):
    """The text must hold as many events as the ring says, in strict global order."""
    if len(events) != header[0]:
        raise DumpError(f"{header[0]} events announced, {len(events)} found")
    for before, after in zip(events, events[1:]):
        if after.order <= before.order:
            raise DumpError(f"events out of order at {after.order}: is the clock 'counter'?")


def parse_events(lines):
    """All events of a dump (an iterable of lines), after the proof that none is missing."""
    events, stats, header = [], {}, None
    for line in lines:
        line = line.rstrip("\n")
        if line.startswith("#"):
            if found := ENTRIES_LINE.match(line):
                header = int(found[1]), int(found[2])
            elif found := STATS_LINE.match(line):
                stats.setdefault(found[1], {})[found[2]] = int(found[3])
        elif "[LOST " in line:
            raise DumpError(f"lost events: {line.strip()}")
        elif found := EVENT_LINE.match(line):
            events.append(Event(int(found[1]), found[2], found[3]))
        elif line and events:
            events[-1].lines.append(line)
    check_complete(header, stats)
    check_count(events, header)
    return events


def split_runs(events):
    """Groups control events into runs: each ends with its bitstream buffer being done.

    A buffer that comes back without controls (end of stream, stream off) is no run."""
    runs, pending = [], {}
    for event in events:
        if event.name != "vb2_buf_done":
            pending.setdefault(event.name, []).append(event)
            continue
        found = BUFFER_LINE.search(event.text)
        if not found:
            raise DumpError(f"event {event.order}: cannot read '{event.text}'")
        if int(found[2]) == BITSTREAM_QUEUE and pending:
            runs.append(Run(pending, int(found[3]), int(found[4])))
            pending = {}
    if pending:
        raise DumpError("the dump ends within a run")
    if not runs:
        raise DumpError("no run: control events or buffer events are missing")
    return runs


def read_runs(path):
    """The runs of the dump at `path`."""
    with open(path, encoding="utf-8", errors="replace") as dump:
        return split_runs(parse_events(dump))


def read_client(path):
    """(exit status, message) of the client that made the dump, from its last line."""
    with open(path, "rb") as dump:
        dump.seek(max(0, dump.seek(0, 2) - 1000))
        lines = dump.read().decode(errors="replace").splitlines()
    found = CLIENT_LINE.match(lines[-1]) if lines else None
    if not found:
        raise DumpError("the dump does not say how the client ended")
    return int(found[1]), found[2]
