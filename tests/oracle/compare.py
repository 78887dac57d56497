# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares two canonical runs field by field and sorts what differs by the table of allowed.py."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from fnmatch import fnmatch

import allowed

MISSING = "(not sent)"


@dataclass
class Difference:
    """One field of one run in which the two clients do not agree."""

    vector: str
    mode: str
    picture: object  # decode order number, ours
    field: str  # full name, a reference's picture in brackets
    ours: object
    peer: object
    ours_fields: dict
    peer_fields: dict
    explanation: str = ""

    @property
    def name(self):
        """The field without the picture: what the table of explanations speaks of."""
        return re.sub(r"\[.*?\]", "", self.field)

    def __str__(self):
        return (f"{self.vector} ({self.mode} mode) picture {self.picture}: {self.field}: "
                f"ours {show(self.ours)}, peer {show(self.peer)}")


def show(value):
    if isinstance(value, frozenset):
        return "{" + ", ".join(sorted(map(str, value))) + "}"
    if isinstance(value, bytes):
        return value.hex()
    return str(value)


@dataclass
class Result:
    """What one vector in one mode came to."""

    vector: str
    mode: str
    runs: int
    differences: list  # nothing in the table explains these
    explained: list

    @property
    def is_equal(self):
        return not self.differences


def align(ours, peer):
    """Pairs (ours, peer) of indices, None where one side has no such run."""
    if len(ours) == len(peer) and all(a.key == b.key for a, b in zip(ours, peer)):
        return [(i, i) for i in range(len(ours))]
    matcher = SequenceMatcher(None, [p.key for p in ours], [p.key for p in peer], autojunk=False)
    pairs = []
    for tag, a0, a1, b0, b1 in matcher.get_opcodes():
        if tag in ("equal", "replace") and a1 - a0 == b1 - b0:
            pairs += zip(range(a0, a1), range(b0, b1))
        else:
            pairs += [(i, None) for i in range(a0, a1)] + [(None, i) for i in range(b0, b1)]
    return pairs


def common_numbers(ours, peer, pairs):
    """The peer's picture number -> ours, for the pictures that both sent."""
    return {peer[b].number: ours[a].number
            for a, b in pairs if a is not None and b is not None}


def compare_fields(vector, mode, ours, peer):
    differences = []
    for name in sorted(ours.fields.keys() | peer.fields.keys()):
        values = ours.fields.get(name, MISSING), peer.fields.get(name, MISSING)
        if values[0] != values[1]:
            differences.append(Difference(vector, mode, ours.number, name, *values,
                                          ours.fields, peer.fields))
    return differences


def lone_run(vector, mode, ours, peer):
    """The difference that a run of one side alone is."""
    here = ours or peer
    values = ("sent", MISSING) if ours else (MISSING, "sent")
    return Difference(vector, mode, here.number, "run", *values,
                      here.fields, here.fields)


def explain_all(found, starts, peer_name):
    """Fills in the explanations, in decode order: a reference that the peer is known to drop
    explains what its absence does to the references of later pictures, up to the next IDR picture
    or key frame."""
    dropped, end = "", -1
    for difference in found:
        if end >= 0 and difference.picture >= end:
            dropped = ""
        difference.explanation = allowed.explain(difference, peer_name)
        if difference.field == "run" and difference.explanation:
            dropped = difference.explanation
            end = min((n for n in starts if n > difference.picture), default=-1)
        elif dropped and not difference.explanation and \
                any(fnmatch(difference.name, field) for field in allowed.FOLLOWS_FROM_DROP):
            difference.explanation = f"follows from: {dropped}"


def compare(vector, mode, codec, runs, peer_name):
    """Compares `runs` = (ours, peer), lists of dump.Run, by the rules of the module `codec`."""
    ours, peer = codec.canonical(runs[0], mode), codec.canonical(runs[1], mode)
    pairs = align(ours, peer)
    numbers = common_numbers(ours, peer, pairs)
    if any(a != b for a, b in numbers.items()):
        peer = codec.canonical(runs[1], mode, numbers)
    found = []
    for a, b in pairs:
        if a is None or b is None:
            found.append(lone_run(vector, mode, ours[a] if a is not None else None,
                                  peer[b] if b is not None else None))
        else:
            found += compare_fields(vector, mode, ours[a], peer[b])
    explain_all(found, [p.number for p in ours if p.is_start], peer_name)
    return Result(vector, mode, len(ours), [d for d in found if not d.explanation],
                  [d for d in found if d.explanation])
