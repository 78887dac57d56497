# SPDX-License-Identifier: GPL-3.0-or-later
"""What tests/vpu/README.md says of the personalities: sizes, formats and their order, who is refused."""

import contextlib
import ctypes
import errno
import os
import struct
from types import SimpleNamespace

from checks import expect_equal
from decoder import Decoder, Device
from uapi import (CAPTURE, ENUM_FMT, G_FMT, MMAP, OUTPUT, QBUF, REQBUFS, S_EXT_CTRLS, S_FMT, Buffer,
                  Control, Controls, Format, FormatName, Plane, RequestBuffers, SinglePlanarFormat,
                  call, errno_of, fourcc, name_of)

H264_SPS, HEVC_SPS, SHORT_SETS = 0xa40902, 0xa40a90, 0xa40a98
SHORT_SET_BYTES = 80  # struct v4l2_ctrl_hevc_ext_sps_st_rps
SINGLE_PLANAR = {OUTPUT: 2, CAPTURE: 1}
CAN_HOLD = 1 << 5
FRAME_MBS_ONLY = 0x10
ASKED = (1900, 1070)
# coded format: what OUTPUT becomes when ASKED is wanted
SIZES = {
    ("hantro-g1", "S264"): (1904, 1072), ("hantro-g1", "VP8F"): (1904, 1072),
    ("hantro-g2", "S265"): (1900, 1072), ("vpu981", "AV1F"): (1904, 1072),
    ("rkvdec", "S264"): (1920, 1072), ("rkvdec", "VP9F"): (1920, 1088),
    ("vdpu346", "S265"): (1920, 1072), ("cedrus", "S264"): (1900, 1070),
    ("any", "S264"): (1904, 1072),
}
# CAPTURE formats before a sequence is known, of 8 and of 10 bit; None: that sequence is refused
PICTURES = {
    ("hantro-g1", "S264"): (["NV12"], ["NV12"], None),
    ("hantro-g2", "S265"): (["VT12", "NV12"], ["VT12", "NV12"], ["VT15", "P010"]),
    ("rkvdec", "S264"): (["NV12", "NV15", "NV16", "NV20"], ["NV12"], ["NV15"]),
    ("rkvdec", "S265"): (["NV12", "NV15"], ["NV12"], ["NV15"]),
    ("vdpu346", "S265"): (["NV12", "NV15"], ["NV12"], ["NV15"]),
    ("cedrus", "S265"): (["NV12"], ["NV12"], None),
    ("any", "S265"): (["NV12"], ["NV12"], ["P010"]),
}
HOLDS = {
    ("hantro-g1", "S264"): True, ("hantro-g1", "MG2S"): False, ("hantro-g2", "S265"): False,
    ("rkvdec", "S264"): True, ("rkvdec", "S265"): False, ("rkvdec", "VP9F"): False,
    ("vdpu346", "S265"): True, ("cedrus", "S264"): True, ("cedrus", "MG2S"): False,
}
NEEDS_REQUEST = {"hantro-g1": True, "hantro-g2": True, "vpu981": False, "rkvdec": True,
                 "vdpu346": True, "cedrus": True, "any": False}
# bytes behind 1920x1088 of CAPTURE: motion vectors
TAILS = {("hantro-g1", "S264"): 64 * 120 * 68 + 32, ("hantro-g1", "MG2S"): 0,
         ("hantro-g2", "S265"): 1920 * 1088 // 16, ("rkvdec", "S264"): 128 * 120 * 68,
         ("cedrus", "S264"): 0}


class Node:
    """An open video node in the terms of its API."""

    def __init__(self, personality):
        self.single = personality == "cedrus"
        self.fd = os.open(Device(personality).video, os.O_RDWR | os.O_NONBLOCK)

    def queue(self, kind):
        return SINGLE_PLANAR[kind] if self.single else kind

    def format(self, kind, **wanted):
        if self.single:
            return SinglePlanarFormat(type=self.queue(kind), **wanted)
        return Format(type=kind, num_planes=1, **wanted)

    def set_coded(self, name, size):
        wanted = self.format(OUTPUT, pixelformat=fourcc(name), width=size[0], height=size[1])
        call(self.fd, S_FMT, wanted)
        return wanted.width, wanted.height

    def capture(self):
        seen = self.format(CAPTURE)
        call(self.fd, G_FMT, seen)
        return seen

    def pictures(self):
        found = []
        while True:
            entry = FormatName(index=len(found), type=self.queue(CAPTURE))
            if errno_of(call, self.fd, ENUM_FMT, entry):
                return found
            found.append(name_of(entry.pixelformat))

    def buffers(self, kind, count):
        """Makes them; returns what the queue can do."""
        wanted = RequestBuffers(count=count, type=self.queue(kind), memory=MMAP)
        call(self.fd, REQBUFS, wanted)
        return wanted.capabilities

    def set_control(self, name, value):
        raw = ctypes.create_string_buffer(value, len(value))
        item = Control(id=name, size=len(value), value=ctypes.addressof(raw))
        call(self.fd, S_EXT_CTRLS, Controls(count=1, controls=ctypes.pointer(item)))


@contextlib.contextmanager
def node(personality):
    opened = Node(personality)
    try:
        yield opened
    finally:
        os.close(opened.fd)


def h264_sps(depth, size):
    return struct.pack("<12B 255i 2i 2H I", 110, 0, 40, 0, 1, depth - 8, depth - 8, 0, 0, 0, 4, 0,
                       *[0] * 257, size[0] // 16 - 1, size[1] // 16 - 1, FRAME_MBS_ONLY)


def hevc_sps(depth, size, short_sets=0):
    return struct.pack("<2B 2H 20B 6x Q", 0, 0, *size, depth - 8, depth - 8, 4, 4, 0, 0, 0, 3, 0, 3,
                       0, 0, 0, 0, 0, 0, short_sets, 0, 1, 0, 0)


def sequence(coded, depth, size=(1280, 720)):
    return (H264_SPS, h264_sps(depth, size)) if coded == "S264" else \
        (HEVC_SPS, hevc_sps(depth, size))


def sizes():
    for (personality, coded), wanted in SIZES.items():
        with node(personality) as one:
            expect_equal(f"{coded} of {personality}", one.set_coded(coded, ASKED), wanted)


def capture_formats():
    for (personality, coded), (first, *others) in PICTURES.items():
        with node(personality) as one:
            one.set_coded(coded, (1280, 768))
            expect_equal(f"{coded} of {personality}, first", one.pictures(), first)
            for depth, wanted in zip((8, 10), others):
                code = errno_of(one.set_control, *sequence(coded, depth))
                what = f"{coded} of {personality}, {depth} bit"
                expect_equal(f"errno, {what}", code, 0 if wanted else errno.EINVAL)
                if wanted:
                    expect_equal(what, one.pictures(), wanted)
                    expect_equal(f"{what}, chosen", name_of(one.capture().pixelformat), wanted[0])


def tails():
    for (personality, coded), wanted in TAILS.items():
        with node(personality) as one:
            one.set_coded(coded, (1920, 1088))
            seen = one.capture()
            size = seen.sizeimage if one.single else seen.planes[0].sizeimage
            expect_equal(f"bytes behind {coded} of {personality}", size - 1920 * 1088 * 3 // 2, wanted)


def holds():
    for (personality, coded), wanted in HOLDS.items():
        with node(personality) as one:
            one.set_coded(coded, (640, 480))
            expect_equal(f"{coded} of {personality} can hold",
                         bool(one.buffers(OUTPUT, 0) & CAN_HOLD), wanted)


def requests_are_needed():
    for personality, wanted in NEEDS_REQUEST.items():
        with node(personality) as one:
            one.buffers(OUTPUT, 1)
            planes = (Plane * 1)()
            planes[0].bytesused = 16
            buffer = Buffer(type=one.queue(OUTPUT), memory=MMAP, bytesused=16)
            if not one.single:
                buffer.length, buffer.planes = 1, planes
            expect_equal(f"errno of QBUF without a request, {personality}",
                         errno_of(call, one.fd, QBUF, buffer), errno.EBADR if wanted else 0)


def size_changes():
    """With CAPTURE buffers around: hantro takes another size, rkvdec and cedrus do not."""
    for personality, wanted in (("hantro-g1", 0), ("rkvdec", errno.EBUSY), ("cedrus", errno.EBUSY)):
        with node(personality) as one:
            one.set_coded("S264", (1280, 720))
            one.buffers(CAPTURE, 2)
            expect_equal(f"errno, {personality}", errno_of(one.set_coded, "S264", (640, 480)), wanted)


def depth_changes():
    """With CAPTURE buffers around the depth cannot change."""
    for personality in ("rkvdec", "hantro-g2"):
        with node(personality) as one:
            one.set_coded("S265", (1280, 768))
            one.set_control(*sequence("S265", 8))
            one.buffers(CAPTURE, 2)
            expect_equal(f"errno, {personality}",
                         errno_of(one.set_control, *sequence("S265", 10)), errno.EBUSY)


def too_large_sequences():
    for personality, coded, wanted in (("rkvdec", "S264", errno.EINVAL), ("rkvdec", "S265", errno.EINVAL),
                                       ("hantro-g1", "S264", 0)):
        with node(personality) as one:
            one.set_coded(coded, (1280, 720))
            code = errno_of(one.set_control, *sequence(coded, 8, (1920, 1072)))
            expect_equal(f"errno, {coded} of {personality}", code, wanted)


def sets_are_needed():
    """`null` asks no daemon: what fails here is refused by the module."""
    device = Device("vdpu346")
    device.set("null", 1)
    try:
        for sets, with_array, wanted in ((0, False, True), (1, False, False), (1, True, True)):
            controls = {HEVC_SPS: hevc_sps(8, (640, 480), sets)}
            if with_array:
                # One negative picture: what equals the default does not count as set, as in rkvdec.
                controls[SHORT_SETS] = bytes((0, 0, 1)).ljust(SHORT_SET_BYTES, b"\0")
            picture = SimpleNamespace(width=640, height=480, controls=controls, slices=b"\0\0\1")
            decoder = Decoder(device, picture, coded="S265")
            expect_equal(f"{sets} sets, array: {with_array}", decoder.decode(picture), wanted)
            decoder.close()
    finally:
        device.reset()


def run(checks):
    for check in (sizes, capture_formats, tails, holds, requests_are_needed, size_changes,
                  depth_changes, too_large_sequences, sets_are_needed):
        checks.run(f"rules {check.__name__}", check)
