# SPDX-License-Identifier: GPL-3.0-or-later
"""FWHT streams by vicodec's stateful encoder, and what its stateful decoder makes of them: v4l2-ctl drives both, so
nothing of weir has a part in it."""

import hashlib
import os
import struct
import subprocess
from dataclasses import dataclass
from pathlib import Path

from checks import CheckError, expect

MAGIC = bytes.fromhex("4f4f4f4fffffffff")
HEADER = struct.Struct(">8s9I")  # magic, version, width, height, flags, four of colour, size
INTRA = 1 << 10
TIMEOUT_SECONDS = 120


def node(name):
    """The device node of one of vicodec's three devices."""
    for place in sorted(Path("/sys/class/video4linux").iterdir()):
        if (place / "name").read_text(encoding="ascii").strip() == name:
            return f"/dev/{place.name}"
    raise CheckError(f"vicodec has no {name}")


def v4l2_ctl(device, *arguments):
    done = subprocess.run(["v4l2-ctl", "-d", node(device), *map(str, arguments)],
                          stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, timeout=TIMEOUT_SECONDS, check=False)
    expect(done.returncode == 0, f"v4l2-ctl: {done.stderr.decode(errors='replace')[-300:]}")


@dataclass
class Stream:
    path: Path
    size: tuple

    def frames(self):
        """[(offset, header fields, length of header and data)]"""
        data, at, found = self.path.read_bytes(), 0, []
        while at < len(data):
            fields = HEADER.unpack_from(data, at)
            expect(fields[0] == MAGIC, f"v4l2-ctl wrote no frame at {at} of {self.path.name}")
            found.append((at, fields, HEADER.size + fields[-1]))
            at += found[-1][2]
        return found

    def kinds(self):
        return "".join("I" if fields[4] & INTRA else "P" for _, fields, _ in self.frames())


def encode(raw, size, gop, pixels="NV12"):
    """The raw pictures as FWHT, with an intra frame every `gop` frames. The visible part is set too: sizes that are
    no multiple of 16 are padded by the driver."""
    path = Path(os.environ["LAB_OUT"]) / f"{raw.stem}-{pixels}-{gop}.fwht"
    width, height = size
    v4l2_ctl("stateful-encoder",
             f"--set-fmt-video-out=width={width},height={height},pixelformat={pixels}",
             f"--set-selection-output=target=crop,width={width},height={height}",
             f"--set-ctrl=video_gop_size={gop}", "--stream-mmap", "--stream-out-mmap",
             f"--stream-from={raw}", f"--stream-to={path}")
    return Stream(path, size)


def planar(data, size):
    """NV12 pictures as weir hashes them: the three planes one after the other."""
    width, height = size
    luma, chroma = width * height, width * height // 2
    out = bytearray()
    for at in range(0, len(data), luma + chroma):
        pairs = data[at + luma:at + luma + chroma]
        out += data[at:at + luma] + pairs[0::2] + pairs[1::2]
    return bytes(out)


def decode(stream):
    """The stream's pictures by the stateful decoder, which like weir is asked for NV12."""
    path = stream.path.with_suffix(".raw")
    v4l2_ctl("stateful-decoder", "--set-fmt-video=pixelformat=NV12", "--stream-mmap",
             "--stream-out-mmap", f"--stream-from={stream.path}", f"--stream-to={path}")
    return planar(path.read_bytes(), stream.size)


def md5(data):
    return hashlib.md5(data).hexdigest()
