# SPDX-License-Identifier: GPL-3.0-or-later
"""A V4L2 request client that does one picture at a time and can stop between any two steps."""

import ctypes
import mmap
import os
import select
from pathlib import Path

from uapi import (CAPTURE, DMABUF, DQBUF, EXPBUF, EXPORT_SYNC_FILE, FLAG_ERROR,
                  FLAG_REQUEST_FD, G_FMT, HEAP_ALLOC, MMAP, OUTPUT, QBUF, QUERYBUF, REQBUFS,
                  REQUEST_ALLOC, REQUEST_QUEUE, REQUEST_REINIT, S_EXT_CTRLS, S_FMT, STREAMOFF,
                  STREAMON, SYNC_FILE_INFO, WHICH_REQUEST, Buffer, Control, Controls, ExportBuffer,
                  FenceInfo, Format, HeapAllocation, Plane, RequestBuffers, SyncFile, SyncInfo, call, close_all,
                  fourcc)

DEBUG = Path("/sys/kernel/debug/weir-vpu")


class Device:
    """A device of the module: its nodes, switches and counters."""

    def __init__(self, personality):
        for place in sorted(DEBUG.iterdir()):
            if (place / "personality").read_text().strip() == personality:
                self.debug, self.name = place, place.name
                break
        else:
            raise LookupError(f"no device is a {personality}")
        system = Path("/sys/class/video4linux") / self.name / "device"
        self.platform = system.resolve().name
        self.video = f"/dev/{self.name}"
        self.media = next(f"/dev/{node.name}" for node in system.glob("media*"))
        self.daemon = f"/dev/weir-vpu{self.platform.split('.')[-1]}"

    def set(self, name, value):
        (self.debug / name).write_text(f"{value}\n")

    def count(self, name):
        return int((self.debug / name).read_text())

    def reset(self):
        for name in ("error_every", "stall", "untouched", "enomem_after", "slow_ms", "late_ms",
                     "refuse_sps", "noncoherent", "null"):
            self.set(name, 0)
        self.set("fence", "none")


class Decoder:
    """One open video node with its requests. Pictures are those of mpeg2.py, or look like them."""

    def __init__(self, device, picture, buffers=4, imports=False, coded="MG2S"):
        self.video = os.open(device.video, os.O_RDWR | os.O_NONBLOCK)
        self.media = os.open(device.media, os.O_RDWR)
        self.requests, self.maps, self.exports = [], {}, {}
        self.imports = imports  # CAPTURE buffers are a dma-heap's
        self.coded = coded
        try:
            self._set_up(picture, buffers)
        except OSError:
            self.close()
            raise

    def _set_up(self, picture, buffers):
        coded = Format(type=OUTPUT, pixelformat=fourcc(self.coded), width=picture.width,
                       height=picture.height, num_planes=1)
        coded.planes[0].sizeimage = 1 << 20
        call(self.video, S_FMT, coded)
        self.set_controls(picture, 0)
        self.format = Format(type=CAPTURE)
        call(self.video, G_FMT, self.format)
        for queue in (OUTPUT, CAPTURE):
            self._make_buffers(queue, buffers)
        for _ in range(buffers):
            request = ctypes.c_int32()
            call(self.media, REQUEST_ALLOC, request)
            self.requests.append(request.value)
        for queue in (OUTPUT, CAPTURE):
            call(self.video, STREAMON, ctypes.c_uint32(queue))

    def _memory(self, queue):
        return DMABUF if self.imports and queue == CAPTURE else MMAP

    def _make_buffers(self, queue, count):
        wanted = RequestBuffers(count=count, type=queue, memory=self._memory(queue))
        call(self.video, REQBUFS, wanted)
        for index in range(wanted.count):
            if wanted.memory == DMABUF:
                self.exports[index], self.maps[queue, index] = self._from_heap()
            else:
                self.maps[queue, index] = self._map(queue, index)

    def _from_heap(self):
        heap = os.open("/dev/dma_heap/system", os.O_RDWR)
        size = self.format.planes[0].sizeimage
        wanted = HeapAllocation(length=size, fd_flags=os.O_RDWR | os.O_CLOEXEC)
        call(heap, HEAP_ALLOC, wanted)
        os.close(heap)
        return wanted.fd, mmap.mmap(wanted.fd, size)

    def _map(self, queue, index):
        planes = (Plane * 1)()
        buffer = Buffer(index=index, type=queue, memory=MMAP, length=1,
                        planes=ctypes.cast(planes, ctypes.POINTER(Plane)))
        call(self.video, QUERYBUF, buffer)
        return mmap.mmap(self.video, planes[0].length, offset=planes[0].place & 0xffffffff)

    def set_controls(self, picture, request):
        """For the request, or at once (0)."""
        values = {name: ctypes.create_string_buffer(value, len(value))
                  for name, value in picture.controls.items()}
        items = (Control * len(values))(*(Control(id=name, size=len(value),
                                                  value=ctypes.addressof(value))
                                          for name, value in values.items()))
        call(self.video, S_EXT_CTRLS,
             Controls(which=WHICH_REQUEST if request else 0, count=len(items),
                      request_fd=request, controls=ctypes.cast(items, ctypes.POINTER(Control))))

    def queue_buffer(self, queue, index, used=0, request=-1, timestamp=0):
        planes = (Plane * 1)()
        planes[0].bytesused = used
        if self._memory(queue) == DMABUF:
            planes[0].place = self.exports[index]
        buffer = Buffer(index=index, type=queue, memory=self._memory(queue), length=1, microseconds=timestamp,
                        planes=ctypes.cast(planes, ctypes.POINTER(Plane)))
        if request >= 0:
            buffer.flags, buffer.request_fd = FLAG_REQUEST_FD, request
        call(self.video, QBUF, buffer)

    def dequeue(self, queue):
        """(index, flags) of a finished buffer."""
        planes = (Plane * 1)()
        buffer = Buffer(type=queue, memory=self._memory(queue), length=1,
                        planes=ctypes.cast(planes, ctypes.POINTER(Plane)))
        call(self.video, DQBUF, buffer)
        return buffer.index, buffer.flags

    def start(self, picture, slot=0, timestamp=1):
        """Queues the picture's request with OUTPUT, CAPTURE and request number `slot`."""
        request = self.requests[slot]
        self.maps[OUTPUT, slot][:len(picture.slices)] = picture.slices
        self.set_controls(picture, request)
        self.queue_buffer(CAPTURE, slot)
        self.queue_buffer(OUTPUT, slot, len(picture.slices), request, timestamp)
        call(request, REQUEST_QUEUE)

    def pending(self, slot=0):
        return not self.wait(slot, 0)

    def wait(self, slot=0, seconds=30.0):
        """True when the request has completed within this time."""
        poll = select.poll()
        poll.register(self.requests[slot], select.POLLPRI)
        return bool(poll.poll(int(seconds * 1000)))

    def finish(self, slot=0, seconds=30.0):
        """Waits for the request; True when its picture has no ERROR flag."""
        if not self.wait(slot, seconds):
            raise TimeoutError(f"the request did not complete within {seconds} s")
        index, flags = self.dequeue(CAPTURE)
        output, _ = self.dequeue(OUTPUT)
        if (index, output) != (slot, slot):
            raise ValueError(f"buffers {index} and {output} came back, not {slot}")
        call(self.requests[slot], REQUEST_REINIT)
        return not flags & FLAG_ERROR

    def decode(self, picture, slot=0, timestamp=1):
        self.start(picture, slot, timestamp)
        return self.finish(slot)

    def pixels(self, slot=0):
        """NV12 of the visible part, from the V4L2 mapping."""
        return self.crop(self.maps[CAPTURE, slot])

    def crop(self, memory):
        """Lines of `bytesperline` without padding; the tests' pictures are 16-aligned."""
        size = self.format.width * self.format.height * 3 // 2
        if self.format.planes[0].bytesperline != self.format.width:
            raise ValueError("padded lines")
        return memory[:size]

    def clear(self, slot=0, value=0):
        memory = self.maps[CAPTURE, slot]
        memory[:] = bytes([value]) * len(memory)

    def export(self, slot=0):
        """The CAPTURE buffer as a dma-buf, exported once."""
        if slot not in self.exports:
            wanted = ExportBuffer(type=CAPTURE, index=slot, flags=os.O_RDWR | os.O_CLOEXEC)
            call(self.video, EXPBUF, wanted)
            self.exports[slot] = wanted.fd
        return self.exports[slot]

    def fence(self, slot=0):
        """A sync file of what has to be waited for before reading the dma-buf."""
        wanted = SyncFile(flags=1)
        call(self.export(slot), EXPORT_SYNC_FILE, wanted)
        return SyncFence(wanted.fd)

    def forget_export(self, slot=0):
        """The next export of this buffer is another dma-buf."""
        close_all(self.exports.pop(slot))

    def stop(self):
        for queue in (OUTPUT, CAPTURE):
            call(self.video, STREAMOFF, ctypes.c_uint32(queue))

    def close(self):
        for memory in self.maps.values():
            memory.close()
        close_all(*self.exports.values(), *self.requests, self.media, self.video)
        self.maps, self.exports, self.requests = {}, {}, []
        self.video = self.media = -1


class SyncFence:
    """A sync file."""

    def __init__(self, fd):
        self.fd = fd

    def info(self):
        """(status, driver's name): 0 pending, 1 signalled, else -errno."""
        fences = (FenceInfo * 4)()
        info = SyncInfo(fences=len(fences), pointer=ctypes.addressof(fences))
        call(self.fd, SYNC_FILE_INFO, info)
        return info.status, fences[0].driver.decode()

    def wait(self, seconds=30.0):
        poll = select.poll()
        poll.register(self.fd, select.POLLIN)
        return bool(poll.poll(int(seconds * 1000)))

    def close(self):
        os.close(self.fd)
