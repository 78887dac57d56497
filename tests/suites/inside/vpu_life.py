# SPDX-License-Identifier: GPL-3.0-or-later
"""The virtual VPU's daemon dies, its device is unplugged, its module goes."""

import errno
import os
import signal
import subprocess
import time
from pathlib import Path

from checks import expect, expect_equal
from decoder import Decoder, Device
from uapi import CAPTURE, REQUEST_QUEUE, call, errno_of
from vpu_bench import DRIVER_WATCHDOG_S, PERSONALITIES, kill_daemon, start_daemon, watchdog

DRIVER = Path("/sys/bus/platform/drivers/weir-vpu")
FRAMES, DEATHS = 1000, (200, 500, 800)


# KiB that the kernel may have more of after a thousand pictures and three deaths; a picture has 90.
NOISE_KIB = 256


def kernel_memory():
    """KiB of slabs that nobody can take back, and of vmalloc, where the pictures lie."""
    lines = dict(line.split(":") for line in Path("/proc/meminfo").read_text().splitlines())
    return {name: int(lines[name].split()[0]) for name in ("SUnreclaim", "VmallocUsed")}


def expect_no_more_memory(before):
    """What was freed may take a grace period to be gone."""
    deadline = time.monotonic() + 20
    while True:
        more = {name: size - before[name] for name, size in kernel_memory().items()}
        if all(size <= NOISE_KIB for size in more.values()):
            return
        expect(time.monotonic() < deadline, f"the kernel has more memory in use than before, KiB: {more}")
        time.sleep(0.1)


def daemon_dies(bench):
    """The client sees an ERROR flag at each death, all other pictures are right, no memory is lost."""
    kill_and_restart(bench, FRAMES // 10, (50,))  # what is made once is there afterwards
    before = kernel_memory()
    kill_and_restart(bench, FRAMES, DEATHS)
    expect_no_more_memory(before)


def kill_and_restart(bench, frames, deaths):
    failed = []
    with bench.decoder() as (device, decoder):
        for number in range(frames):
            picture = number % len(bench.pictures)
            slot = number % 4
            if number in deaths:
                device.set("slow_ms", 500)
            decoder.start(bench.pictures[picture], slot, number + 1)
            if number in deaths:
                kill_daemon(device)
                device.set("slow_ms", 0)
            if not decoder.finish(slot):
                expect(number in deaths, f"picture {number} has the ERROR flag")
                failed.append(number)
            elif number not in deaths:
                bench.expect_picture(decoder.pixels(slot), picture)
            if number in deaths:
                start_daemon(device)
    expect_equal("pictures with the ERROR flag", failed, list(deaths))


def without_daemon(bench):
    """The watchdog ends what nobody does; a daemon that comes in time does it."""
    with bench.decoder() as (device, decoder):
        kill_daemon(device)
        started = time.monotonic()
        with watchdog(DRIVER_WATCHDOG_S):
            expect(not decoder.decode(bench.pictures[0]), "no ERROR flag")
        taken = time.monotonic() - started
        expect(taken > DRIVER_WATCHDOG_S - 0.1, f"it took {taken:.2f} s")
        decoder.start(bench.pictures[1])
        start_daemon(device)
        expect(decoder.finish(), "ERROR flag although the daemon came")
        bench.expect_picture(decoder.pixels(), 1)


def daemon_stops(bench):
    """A daemon that hangs is as good as none, and its late answers change nothing."""
    with bench.decoder() as (device, decoder):
        expect(decoder.decode(bench.pictures[0]), "ERROR flag")
        pid = int(Path("/run/lab/weir-vpud.pid").read_text())
        os.kill(pid, signal.SIGSTOP)
        with watchdog(DRIVER_WATCHDOG_S):
            expect(not decoder.decode(bench.pictures[1]), "no ERROR flag")
        os.kill(pid, signal.SIGCONT)
        expect(decoder.decode(bench.pictures[2]), "ERROR flag after it went on")
        bench.expect_picture(decoder.pixels(), 2)
        expect(device.count("watchdogs") > 0, "the watchdog was not counted")


def unplugged(bench):
    """Unbind during a job: the client is told at each step, and its old dma-buf stays mapped."""
    with_fence = bench.device("any")
    with_fence.set("slow_ms", 500)
    with_fence.set("fence", "device_run")
    # The device's switches and counters go with it, so this is no `with`.
    decoder = Decoder(with_fence, bench.pictures[0])
    decoder.start(bench.pictures[0])
    fence = decoder.fence()
    (DRIVER / "unbind").write_text(with_fence.platform)
    expect(decoder.wait(0, 5), "the request does not complete")
    expect(fence.wait(), "the fence is not signalled")
    expect_equal("the fence's status", fence.info()[0], -errno.EIO)
    fence.close()
    expect_equal("errno of DQBUF", errno_of(decoder.dequeue, CAPTURE), errno.ENODEV)
    expect_equal("errno of QBUF", errno_of(decoder.queue_buffer, CAPTURE, 1), errno.ENODEV)
    expect_equal("errno of controls", errno_of(decoder.set_controls, bench.pictures[0], 0),
                 errno.ENODEV)
    code = errno_of(call, decoder.requests[1], REQUEST_QUEUE)
    expect(code in (errno.ENOENT, errno.ENODEV), f"errno of REQUEST_QUEUE is {code}")
    decoder.pixels()  # no SIGBUS
    decoder.close()
    (DRIVER / "bind").write_text(with_fence.platform)
    start = time.monotonic()
    while time.monotonic() - start < 20 and not Path(with_fence.daemon).exists():
        time.sleep(0.02)
    again = bench.device("any")
    kill_daemon(bench.device("hantro-g1"), signal.SIGTERM)
    start_daemon(again)
    with bench.decoder("any") as (_, decoder):
        expect(decoder.decode(bench.pictures[3]), "ERROR flag on the new device")
        bench.expect_picture(decoder.pixels(), 3)


def reload(*parameters):
    """rmmod works once nobody holds anything; the module comes back with other parameters."""
    kill_daemon(Device("any"), signal.SIGTERM)
    subprocess.run(["rmmod", "weir_vpu"], check=True)
    module = "/host" + os.environ["LAB_VPU_MODULE"]
    subprocess.run(["insmod", module, f"personality={','.join(PERSONALITIES)}", *parameters],
                   check=True)
    subprocess.run(["udevadm", "settle"], check=True)
    start_daemon(Device("any"))


def run(checks, bench):
    for check in (without_daemon, daemon_stops, daemon_dies, unplugged):
        checks.run(check.__name__, check, bench)
