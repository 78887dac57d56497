# SPDX-License-Identifier: GPL-3.0-or-later
"""Intra pictures of an MPEG-2 elementary stream as V4L2 controls and slices (H.262 clause 6.2)."""

import struct
from dataclasses import dataclass

SEQUENCE, PICTURE, QUANTISATION = 0xa409dc, 0xa409dd, 0xa409de
PICTURE_START, SEQUENCE_START, EXTENSION_START = 0x00, 0xb3, 0xb5
SLICES = range(0x01, 0xb0)
SEQUENCE_EXTENSION, PICTURE_CODING_EXTENSION = 1, 8
INTRA_CODED = 1
# Default matrices, in zigzag order (6.3.11).
INTRA_MATRIX = bytes((8, 16, 16, 19, 16, 19, 22, 22, 22, 22, 22, 22, 26, 24, 26, 27, 27, 27, 26, 26,
                      26, 26, 27, 27, 27, 29, 29, 29, 34, 34, 34, 29, 29, 29, 27, 27, 29, 29, 32,
                      32, 34, 34, 37, 38, 37, 35, 35, 34, 35, 38, 38, 40, 40, 40, 48, 48, 46, 46,
                      56, 56, 58, 69, 69, 83))
NON_INTRA_MATRIX = bytes([16] * 64)


@dataclass
class Picture:
    width: int
    height: int
    controls: dict  # id: bytes
    slices: bytes


class Bits:
    def __init__(self, data):
        self.value, self.left = int.from_bytes(data, "big"), len(data) * 8

    def take(self, count):
        self.left -= count
        return self.value >> self.left & (1 << count) - 1


def units(data):
    """(code, payload with its start code) of each start code."""
    at = data.find(b"\0\0\1")
    while 0 <= at < len(data) - 4:
        end = data.find(b"\0\0\1", at + 3)
        end = len(data) if end < 0 else end
        yield data[at + 3], data[at:end]
        at = end


def sequence_header(unit):
    bits = Bits(unit[4:12])
    width, height = bits.take(12), bits.take(12)
    bits.take(8 + 18 + 1)
    vbv = bits.take(10)
    if unit[11] & 3:
        raise ValueError("streams with matrices of their own are not for this parser")
    return width, height, vbv


def sequence_control(header, unit):
    bits = Bits(unit[4:10])
    bits.take(4)
    profile, progressive, chroma = bits.take(8), bits.take(1), bits.take(2)
    width, height, vbv = header
    return struct.pack("<HHIHBB", width, height, vbv * 16 * 1024 // 8, profile, chroma, progressive)


def picture_control(unit):
    bits = Bits(unit[4:])
    bits.take(4)
    codes = bytes(bits.take(4) for _ in range(4))
    precision, structure = bits.take(2), bits.take(2)
    names = ("top_field_first", "frame_pred_dct", "concealment", "q_scale", "intra_vlc",
             "alternate_scan", "repeat_first")
    flags = sum(bits.take(1) << place for place, _ in enumerate(names))
    bits.take(1)  # chroma_420_type
    flags |= bits.take(1) << 7
    return struct.pack("<QQI4sBBB5x", 0, 0, flags, codes, INTRA_CODED, structure, precision)


def pictures(path):
    """The pictures of a stream all of whose pictures are intra coded."""
    header = sequence = control = None
    found, slices = [], b""
    with open(path, "rb") as file:
        data = file.read()

    def finish():
        if slices:
            quantisation = (INTRA_MATRIX + NON_INTRA_MATRIX) * 2
            found.append(Picture(header[0], header[1], {SEQUENCE: sequence, PICTURE: control,
                                                        QUANTISATION: quantisation}, slices))

    for code, unit in units(data):
        if code in SLICES:
            slices += unit
            continue
        finish()
        slices = b""
        if code == SEQUENCE_START:
            header = sequence_header(unit)
        elif code == EXTENSION_START and unit[4] >> 4 == SEQUENCE_EXTENSION:
            sequence = sequence_control(header, unit)
        elif code == EXTENSION_START and unit[4] >> 4 == PICTURE_CODING_EXTENSION:
            control = picture_control(unit)
        elif code == PICTURE_START and unit[5] >> 3 & 7 != INTRA_CODED:
            raise ValueError("not all pictures are intra coded")
    finish()
    return found
