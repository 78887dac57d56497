# SPDX-License-Identifier: GPL-3.0-or-later
"""Misuses the virtual VPU at random for some seconds: clients that leave in the middle of a job, a
daemon that lies, faults that come and go, devices that are unplugged. Right pictures are not looked
at; the kernel has to stay calm and nothing may be left. In the lab, by hand:

    stress.py CLIP.m2v SECONDS [SEED]    (intra pictures only; devices hantro-g1 and any)
"""

import ctypes
import mmap
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from decoder import Decoder, Device
from mpeg2 import pictures
from uapi import READ, WRITE, Struct, call, ioctl_number, u32, u64

DRIVER = Path("/sys/bus/platform/drivers/weir-vpu")
PERSONALITIES = ("hantro-g1", "any")
BLOB = 1 << 20


class Job(Struct):
    """struct weir_vpu_job, of which only the begin is read."""
    _fields_ = [("id", u64), ("context", u64), ("type", u32), ("flags", u32), ("sizes", u32 * 8),
                ("memory", u64), ("memory_size", u64), ("timestamp", u64), ("rest", u32 * 6),
                ("references", u64 * 32)]


class Next(Struct):
    _fields_ = [("blob", u64), ("blob_size", u64), ("job", Job)]


class Answer(Struct):
    _fields_ = [("id", u64), ("error", u32), ("reserved", u32)]


NEXT = ioctl_number(READ | WRITE, "W", 1, ctypes.sizeof(Next))
DONE, PIXELS = (ioctl_number(WRITE, "W", number, ctypes.sizeof(Answer)) for number in (2, 3))
ALIVE = ioctl_number(WRITE, "W", 4, 8)


def quietly(function, *arguments):
    """Calls what may well fail."""
    try:
        return function(*arguments)
    except (OSError, LookupError, ValueError, TimeoutError, StopIteration):
        return None


class Liar:
    """A daemon that answers what it likes."""

    def __init__(self, dice):
        self.dice, self.fd, self.taken, self.maps = dice, -1, [], []
        self.blob = ctypes.create_string_buffer(BLOB)

    def open(self, device):
        self.close()
        self.fd = quietly(os.open, device.daemon, os.O_RDWR | os.O_NONBLOCK)
        if self.fd is None:
            self.fd = -1

    def take(self):
        job = Next(blob=self.dice.choice((ctypes.addressof(self.blob),) * 8 + (0, 4096)),
                   blob_size=self.dice.choice((BLOB, BLOB, BLOB, 16)))
        if quietly(call, self.fd, NEXT, job) is not None:
            self.taken.append(job.job)

    def map(self):
        memory = self.dice.choice([job.memory for job in self.taken[-5:]] + [0, 1, 1 << 40])
        size = self.dice.choice((4096, 92160, 1 << 22))
        mapped = quietly(lambda: mmap.mmap(self.fd, size, offset=memory * mmap.PAGESIZE))
        if mapped is not None:
            mapped[:64] = bytes(64)
            self.maps.append(mapped)
        if len(self.maps) > 20:
            self.maps.pop(0).close()

    def answer(self):
        number = self.dice.choice([job.id for job in self.taken[-5:]] + [0, 1 << 50])
        kind = self.dice.choice((DONE, PIXELS, PIXELS, ALIVE))
        quietly(call, self.fd, kind, u64(number) if kind == ALIVE else
                Answer(id=number, error=self.dice.randrange(2)))

    def step(self):
        self.dice.choice((self.take, self.take, self.answer, self.answer, self.map))()

    def close(self):
        for mapped in self.maps:
            mapped.close()
        self.maps, self.taken = [], []
        if self.fd >= 0:
            os.close(self.fd)
        self.fd = -1


class Stress:
    def __init__(self, clip, seconds, seed):
        self.pictures, self.until, self.seed = pictures(clip), time.monotonic() + seconds, seed
        self.counts = dict.fromkeys(("clients", "started", "finished", "faults", "unbinds", "lies"), 0)

    def running(self):
        return time.monotonic() < self.until

    def client(self, number):
        dice = random.Random(self.seed + number)
        while self.running():
            device = quietly(Device, dice.choice(PERSONALITIES))
            decoder = device and quietly(Decoder, device, dice.choice(self.pictures), 4,
                                         dice.random() < 0.3)
            if decoder:
                self.counts["clients"] += 1
                quietly(self.use, decoder, dice)
                quietly(decoder.close)
            else:
                time.sleep(0.05)

    def use(self, decoder, dice):
        """Some pictures, some exports, and then away, often in the middle of a job."""
        kept = []
        for step in range(dice.randrange(1, 12)):
            slot = step % 4
            decoder.start(dice.choice(self.pictures), slot, step + 1)
            self.counts["started"] += 1
            if dice.random() < 0.3:
                kept.append(mmap.mmap(decoder.export(slot), 4096))
            if dice.random() < 0.3:
                decoder.fence(slot).close()
            if dice.random() < 0.1:
                decoder.stop()
                return
            if dice.random() < 0.8:
                decoder.finish(slot, 6)
                self.counts["finished"] += 1

    def faults(self):
        dice = random.Random(self.seed + 100)
        choices = {"error_every": (0, 3), "stall": (0, 0, 0, 7), "untouched": (0, 2),
                   "enomem_after": (0, 0, 6), "slow_ms": (0, 0, 5), "late_ms": (0, 20),
                   "fence": ("none", "device_run", "device_run"), "noncoherent": (0, 1),
                   "null": (0, 0, 1)}
        while self.running():
            device = quietly(Device, dice.choice(PERSONALITIES))
            name = dice.choice(list(choices))
            if device:
                quietly(device.set, name, dice.choice(choices[name]))
                self.counts["faults"] += 1
            time.sleep(0.03)

    def unplugs(self):
        dice = random.Random(self.seed + 200)
        while self.running():
            time.sleep(dice.uniform(1, 3))
            device = quietly(Device, "any")
            if device:
                quietly((DRIVER / "unbind").write_text, device.platform)
                time.sleep(dice.uniform(0, 0.3))
                quietly((DRIVER / "bind").write_text, device.platform)
                self.counts["unbinds"] += 1

    def daemon(self):
        """Now a liar, now the real one, killed in the middle."""
        dice = random.Random(self.seed + 300)
        liar, program = Liar(dice), os.environ["LAB_VPU_DAEMON"]
        while self.running():
            for _ in range(2):
                liar.open(Device("hantro-g1"))
                end = time.monotonic() + dice.uniform(0.1, 1)
                while time.monotonic() < end:
                    liar.step()
                    self.counts["lies"] += 1
            liar.close()
            nodes = sorted(map(str, Path("/dev").glob("weir-vpu*")))
            with subprocess.Popen([program, *nodes], stderr=subprocess.DEVNULL) as real:
                time.sleep(dice.uniform(0.5, 3))
                real.kill()

    def run(self):
        threads = [threading.Thread(target=self.client, args=(number,)) for number in range(3)]
        threads += [threading.Thread(target=each) for each in (self.faults, self.unplugs, self.daemon)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def left_behind():
    """Jobs and buffers of both devices, once the late ones are over."""
    deadline = time.monotonic() + 10
    while True:
        left = {name: (Device(name).count("jobs"), Device(name).count("buffers"))
                for name in PERSONALITIES}
        if not any(map(any, left.values())) or time.monotonic() > deadline:
            return left
        time.sleep(0.1)


def main():
    stress = Stress(sys.argv[1], float(sys.argv[2]), int((sys.argv[3:] or ["1"])[0]))
    for name in PERSONALITIES:
        Device(name).reset()
    os.kill(int(Path("/run/lab/weir-vpud.pid").read_text()), signal.SIGKILL)
    stress.run()
    print(stress.counts)
    left = left_behind()
    print("left behind:", left)
    subprocess.run(["rmmod", "weir_vpu"], check=True)
    return any(map(any, left.values()))


if __name__ == "__main__":
    sys.exit(main())
