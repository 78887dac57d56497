# SPDX-License-Identifier: GPL-3.0-or-later
"""What the modules of all codecs share: the fields of an event, and pictures instead of timestamps.

A module of a codec has `canonical(runs, mode, labels)`, which turns runs into Requests that those
of another client can be compared with field by field.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from dump import DumpError

HEX_ROW = re.compile(r"^[0-9a-f]{2}( [0-9a-f]{2})*$")
NUMBER = re.compile(r"-?\d+")


@dataclass
class Request:
    """One request as it was sent: fields by full name, references by picture number."""

    number: int  # counts pictures in decode order; slices of one picture share it
    fields: dict
    key: tuple  # what tells it from its neighbours, whatever the client
    is_start: bool  # an IDR picture or key frame: nothing later refers to what came before


def parse_value(name, text):
    if NUMBER.fullmatch(text):
        return int(text)
    if name.endswith("flags"):
        return frozenset(text.split("|")) if text else frozenset()
    if text.startswith("{") and text.endswith("}"):
        return tuple(int(item, 0) for item in text[1:-1].split(",") if item)
    return text


def split_line(line):
    """(name, text): most events print `name value`, those of AV1 `name: value` or `name:value`."""
    name, _, text = line.partition(" ")
    if ":" in name:
        name, _, text = line.partition(":")
    return name, text.strip()


@lru_cache(maxsize=4096)
def parse_lines(lines):
    """The lines of one event as a dict that nobody may change; `name {` opens rows of hex bytes up
    to `}`. Most events are those of the picture before, letter by letter: hence the cache."""
    values, array = {}, None
    for line in lines:
        line = line.strip()
        if array is None and "{" in line and "}" not in line:
            array, _, line = line.partition("{")
            array = array.strip()
            values[array] = b""
        if array is not None:
            row = line.rstrip("}").strip()
            if row and not HEX_ROW.match(row):
                raise DumpError(f"'{row}' is no row of bytes")
            values[array] += bytes.fromhex(row)
            array = None if line.endswith("}") else array
        elif line:
            name, text = split_line(line)
            values[name] = parse_value(name, text)
    return values


def parse_block(event):
    """The fields of one event."""
    try:
        values = parse_lines(tuple(event.lines))
    except DumpError as error:
        raise DumpError(f"event {event.order}: {error}") from None
    if not values:
        raise DumpError(f"event {event.order}: {event.name} has no fields")
    return values


def check_counts(run, number, counts):
    """Each event comes as often as `counts` (name -> times) says."""
    for name, count in counts.items():
        seen = len(run.events.get(name, ()))
        if seen != count:
            wanted = "once" if count == 1 else f"{count} times"
            raise DumpError(f"run {number}: {seen} times {name}, not {wanted}")


def prefixed(prefix, values):
    return {f"{prefix}.{name}": value for name, value in values.items()}


def without(values, *names):
    """A copy of `values` that lacks `names`."""
    return {name: value for name, value in values.items() if name not in names}


def signed32(value):
    """`value` as a two's complement number of 32 bits."""
    return value - (1 << 32) if value >= 1 << 31 else value


def signed_items(values, bits=16):
    """__print_array shows the bare bits of signed items."""
    return tuple(v - (1 << bits) if v >= 1 << (bits - 1) else v for v in values)


def picture_of(stamp, latest):
    """The picture that a reference's timestamp means."""
    return latest.get(stamp, f"unknown timestamp {stamp}")


def label_of(number, labels):
    return number if labels is None else labels.get(number, f"unmatched {number}")


def numbered(runs, mode, labels):
    """Yields (number, run, latest). The number goes up when the timestamp changes; in frame mode
    with every run. `latest` resolves references to *the latest picture before* the run that had
    the timestamp: clients may use one timestamp again and again.

    `labels` renames pictures (number -> number) when the two dumps do not hold the same ones."""
    latest, number, before = {}, -1, None
    for run in runs:
        if before is not None:
            latest[before] = label_of(number, labels)
        if run.timestamp != before or mode == "frame":
            number += 1
            before = run.timestamp
        yield number, run, latest
