# SPDX-License-Identifier: GPL-3.0-or-later
"""Which test vectors there are, from MANIFEST.tsv. The vectors lie outside the tree."""

import os
from dataclasses import dataclass
from pathlib import Path

INTERLACED = ("interlaced", "MBAFF", "PAFF", "field")
TREE = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Vector:
    """One line of the manifest."""

    name: str  # path below the vectors' directory
    path: Path
    codec: str
    width: str
    height: str
    frames: str  # '-' when nothing decodes
    md5: str  # of all raw frames; '-' when there is none to compare with
    features: tuple

    @property
    def is_progressive(self):
        return not any(word in feature for feature in self.features for word in INTERLACED)


def directory():
    """Where the vectors are, or None."""
    for place in (os.environ.get("WEIR_VECTORS"), TREE.parent / "shared/vectors"):
        if place and (Path(place) / "MANIFEST.tsv").is_file():
            return Path(place)
    return None


def manifest(root):
    """All vectors below `root`."""
    with open(root / "MANIFEST.tsv", encoding="utf-8") as lines:
        names = next(lines).rstrip("\n").split("\t")
        rows = [dict(zip(names, line.rstrip("\n").split("\t"))) for line in lines if line.strip()]
    return [Vector(row["path"], root / row["path"], row["codec"], row["width"], row["height"],
                   row["frames"], row["md5_raw_frames"],
                   tuple(row["features"].split(";"))) for row in rows]


def of_codec(root, codec):
    """The vectors of one codec, in its folder or a container."""
    return [vector for vector in manifest(root)
            if vector.codec == codec and not vector.name.startswith("malformed/")]


def progressive_h264(root):
    """The vectors that the engine has to decode."""
    return [vector for vector in manifest(root)
            if vector.name.startswith("h264/") and vector.is_progressive]
