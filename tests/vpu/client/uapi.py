# SPDX-License-Identifier: GPL-3.0-or-later
"""The structs and ioctls of V4L2, media requests, dma-buf and sync files that the client uses
(64-bit machines), each as small as the kernel allows."""

import ctypes
import fcntl
import os

u8, u16, u32, u64 = ctypes.c_uint8, ctypes.c_uint16, ctypes.c_uint32, ctypes.c_uint64
s32 = ctypes.c_int32

OUTPUT, CAPTURE = 10, 9  # the multi-planar queues
MMAP, DMABUF = 1, 4
FLAG_ERROR, FLAG_HOLD, FLAG_REQUEST_FD = 0x40, 0x200, 0x00800000
WHICH_REQUEST = 0x0f010000
READ, WRITE = 2, 1


class Struct(ctypes.Structure):
    """A ctypes struct; all of it begins as zeros."""


class PlaneFormat(Struct):
    _pack_ = 1
    _fields_ = [("sizeimage", u32), ("bytesperline", u32), ("reserved", u16 * 6)]


class Format(Struct):
    """struct v4l2_format with its pix_mp."""
    _pack_ = 1
    _fields_ = [("type", u32), ("padding", u32), ("width", u32), ("height", u32),
                ("pixelformat", u32), ("field", u32), ("colorspace", u32),
                ("planes", PlaneFormat * 8), ("num_planes", u8), ("flags", u8), ("colours", u8 * 3),
                ("rest", u8 * 15)]


assert ctypes.sizeof(Format) == 208, ctypes.sizeof(Format)


class SinglePlanarFormat(Struct):
    """struct v4l2_format with its pix."""
    _pack_ = 1
    _fields_ = [("type", u32), ("padding", u32), ("width", u32), ("height", u32),
                ("pixelformat", u32), ("field", u32), ("bytesperline", u32), ("sizeimage", u32),
                ("rest", u8 * 176)]


assert ctypes.sizeof(SinglePlanarFormat) == 208, ctypes.sizeof(SinglePlanarFormat)


class FormatName(Struct):
    """struct v4l2_fmtdesc."""
    _fields_ = [("index", u32), ("type", u32), ("flags", u32), ("description", ctypes.c_char * 32),
                ("pixelformat", u32), ("code", u32), ("reserved", u32 * 3)]


class Plane(Struct):
    """struct v4l2_plane; `place` is m.mem_offset or m.fd."""
    _fields_ = [("bytesused", u32), ("length", u32), ("place", u64), ("data_offset", u32),
                ("reserved", u32 * 11)]


class Buffer(Struct):
    _fields_ = [("index", u32), ("type", u32), ("bytesused", u32), ("flags", u32), ("field", u32),
                ("seconds", u64), ("microseconds", u64), ("timecode", u32 * 4), ("sequence", u32),
                ("memory", u32), ("planes", ctypes.POINTER(Plane)), ("length", u32),
                ("reserved", u32), ("request_fd", s32)]


class RequestBuffers(Struct):
    _fields_ = [("count", u32), ("type", u32), ("memory", u32), ("capabilities", u32),
                ("flags", u32)]


class ExportBuffer(Struct):
    _fields_ = [("type", u32), ("index", u32), ("plane", u32), ("flags", u32), ("fd", s32),
                ("reserved", u32 * 11)]


class Control(Struct):
    _pack_ = 1
    _fields_ = [("id", u32), ("size", u32), ("reserved", u32), ("value", u64)]


class Controls(Struct):
    _fields_ = [("which", u32), ("count", u32), ("error", u32), ("request_fd", s32),
                ("reserved", u32), ("controls", ctypes.POINTER(Control))]


class HeapAllocation(Struct):
    """struct dma_heap_allocation_data."""
    _fields_ = [("length", u64), ("fd", u32), ("fd_flags", u32), ("heap_flags", u64)]


class SyncFile(Struct):
    """struct dma_buf_export_sync_file."""
    _fields_ = [("flags", u32), ("fd", s32)]


class SyncInfo(Struct):
    """struct sync_file_info."""
    _fields_ = [("name", ctypes.c_char * 32), ("status", s32), ("flags", u32), ("fences", u32),
                ("padding", u32), ("pointer", u64)]


class FenceInfo(Struct):
    _fields_ = [("timeline", ctypes.c_char * 32), ("driver", ctypes.c_char * 32), ("status", s32),
                ("flags", u32), ("timestamp", u64)]


def ioctl_number(direction, letter, number, size):
    return direction << 30 | size << 16 | ord(letter) << 8 | number


def both(letter, number, kind):
    return ioctl_number(READ | WRITE, letter, number, ctypes.sizeof(kind))


ENUM_FMT = both("V", 2, FormatName)
G_FMT, S_FMT = both("V", 4, Format), both("V", 5, Format)
REQBUFS, QUERYBUF = both("V", 8, RequestBuffers), both("V", 9, Buffer)
QBUF, DQBUF, EXPBUF = both("V", 15, Buffer), both("V", 17, Buffer), both("V", 16, ExportBuffer)
STREAMON, STREAMOFF = ioctl_number(WRITE, "V", 18, 4), ioctl_number(WRITE, "V", 19, 4)
S_EXT_CTRLS = both("V", 72, Controls)
REQUEST_ALLOC = ioctl_number(READ, "|", 5, 4)
REQUEST_QUEUE, REQUEST_REINIT = ioctl_number(0, "|", 0x80, 0), ioctl_number(0, "|", 0x81, 0)
HEAP_ALLOC = both("H", 0, HeapAllocation)
EXPORT_SYNC_FILE = both("b", 2, SyncFile)
SYNC_FILE_INFO = both(">", 4, SyncInfo)


def call(fd, number, argument=0):
    """The ioctl; raises OSError. `argument` is changed in place."""
    return fcntl.ioctl(fd, number, argument)


def fourcc(text):
    return int.from_bytes(text.encode(), "little")


def name_of(number):
    return number.to_bytes(4, "little").decode()


def errno_of(function, *arguments):
    """The errno of a call that ought to fail; 0 when it did not."""
    try:
        function(*arguments)
    except OSError as error:
        return error.errno
    return 0


def close_all(*fds):
    for fd in fds:
        if fd >= 0:
            os.close(fd)
