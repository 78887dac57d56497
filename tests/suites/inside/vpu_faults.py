# SPDX-License-Identifier: GPL-3.0-or-later
"""Each switch of the virtual VPU does what it says, seen by a client that stops between two steps."""

import errno
import mmap
import os
import threading
import time

from checks import CheckError, expect, expect_equal
from decoder import Decoder
from uapi import errno_of
from vpu_bench import DRIVER_WATCHDOG_S, PICTURE_BYTES, watchdog

SIGNALLED, PENDING = 1, 0
MARK = 0x55
SLOW_MS, LATE_MS = 1000, 1000


def importer_sees(decoder, slot=0):
    """What a mapping of the dma-buf shows."""
    with mmap.mmap(decoder.export(slot), PICTURE_BYTES) as memory:
        return memory[:]


def picture_is_right(bench, personality):
    with bench.decoder(personality) as (_, decoder):
        for number, picture in enumerate(bench.pictures):
            slot = number % 4
            expect(decoder.decode(picture, slot, number + 1), f"picture {number} has the ERROR flag")
            bench.expect_picture(decoder.pixels(slot), number)


def imported_memory(bench):
    with bench.decoder(imports=True) as (_, decoder):
        for number in range(6):
            expect(decoder.decode(bench.pictures[number], number % 2), "ERROR flag")
            bench.expect_picture(decoder.pixels(number % 2), number)


def two_devices_at_once(bench):
    errors = []

    def play(personality):
        try:
            picture_is_right(bench, personality)
        except Exception as error:  # pylint: disable=broad-except # told by the main thread
            errors.append(f"{personality}: {error}")

    threads = [threading.Thread(target=play, args=(name,)) for name in ("hantro-g1", "any")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    expect(not errors, "; ".join(errors))


def fence_none(bench):
    with bench.decoder(slow_ms=SLOW_MS) as (_, decoder):
        decoder.start(bench.pictures[0])
        fence = decoder.fence()
        status, name = fence.info()
        fence.close()
        expect(decoder.pending(), "the request has completed already: nothing was shown")
        expect(decoder.finish(), "ERROR flag")
        expect_equal("the fence's status", status, SIGNALLED)
        return f"driver {name}"


def fence_device_run(bench):
    with bench.decoder(slow_ms=SLOW_MS, fence="device_run") as (_, decoder):
        decoder.start(bench.pictures[0])
        fence = decoder.fence()
        expect_equal("the fence", fence.info(), (PENDING, "weir-vpu"))
        decoder.forget_export()
        other = decoder.fence()
        expect_equal("the fence on another export", other.info(), (PENDING, "weir-vpu"))
        other.close()
        expect(decoder.pending(), "the request has completed already: nothing was shown")
        expect(fence.wait(), "the fence is not signalled")
        expect_equal("the fence's status afterwards", fence.info()[0], SIGNALLED)
        bench.expect_picture(importer_sees(decoder))
        expect(decoder.finish(), "ERROR flag")
        fence.close()


def fence_tells_errors(bench):
    with bench.decoder(slow_ms=SLOW_MS, fence="device_run", error_every=1) as (_, decoder):
        decoder.start(bench.pictures[0])
        fence = decoder.fence()
        expect(not decoder.finish(), "no ERROR flag")
        expect(fence.wait(), "the fence is not signalled")
        expect_equal("the fence's status", fence.info()[0], -errno.EIO)
        fence.close()


def late_with_fence(bench):
    with bench.decoder(late_ms=LATE_MS, fence="device_run") as (_, decoder):
        decoder.clear(0, MARK)
        decoder.start(bench.pictures[0])
        expect(decoder.finish(), "ERROR flag")
        fence = decoder.fence()
        bench.expect_all(importer_sees(decoder), 0, "the dma-buf before the fence")
        expect_equal("the fence's status after DQBUF", fence.info()[0], PENDING)
        expect(fence.wait(), "the fence is not signalled")
        fence.close()
        bench.expect_picture(importer_sees(decoder))
        bench.expect_picture(decoder.pixels())


def late_without_fence(bench):
    with bench.decoder(late_ms=LATE_MS) as (_, decoder):
        decoder.clear(0, MARK)
        decoder.start(bench.pictures[0])
        expect(decoder.finish(), "ERROR flag")
        fence = decoder.fence()
        bench.expect_all(importer_sees(decoder), 0, "the dma-buf right after DQBUF")
        expect_equal("the fence's status", fence.info()[0], SIGNALLED)
        fence.close()
        deadline = time.monotonic() + 20
        while importer_sees(decoder) != bench.expected[0]:
            expect(time.monotonic() < deadline, "the picture never comes")
            time.sleep(0.02)


def noncoherent(bench):
    with bench.decoder(noncoherent=1) as (_, decoder):
        expect(decoder.decode(bench.pictures[0]), "ERROR flag")
        bench.expect_picture(decoder.pixels())
        bench.expect_all(importer_sees(decoder), 0, "the dma-buf")


def untouched(bench):
    with bench.decoder(untouched=1) as (device, decoder):
        decoder.clear(0, MARK)
        expect(decoder.decode(bench.pictures[0]), "ERROR flag")
        bench.expect_all(decoder.pixels(), MARK, "the buffer")
        device.set("untouched", 0)
        expect(decoder.decode(bench.pictures[1]), "ERROR flag")
        bench.expect_picture(decoder.pixels(), 1)


def null(bench):
    with bench.decoder(null=1, slow_ms=SLOW_MS) as (_, decoder):
        decoder.clear(0, MARK)
        started = time.monotonic()
        expect(decoder.decode(bench.pictures[0]), "ERROR flag")
        expect(time.monotonic() - started < SLOW_MS / 1000, "somebody was asked")
        bench.expect_all(decoder.pixels(), MARK, "the buffer")


def error_every(bench):
    with bench.decoder(error_every=3) as (_, decoder):
        seen = [decoder.decode(bench.pictures[number], 0, number + 1) for number in range(9)]
    expect_equal("pictures with the ERROR flag", seen.count(False), 3)
    first = seen.index(False)
    expect(first < 3 and not any(seen[first::3]), f"not every third: {seen}")


def slow(bench):
    with bench.decoder(slow_ms=SLOW_MS) as (_, decoder):
        started = time.monotonic()
        expect(decoder.decode(bench.pictures[0]), "ERROR flag")
        taken = time.monotonic() - started
        expect(taken >= SLOW_MS / 1000, f"it took {taken:.3f} s")
        bench.expect_picture(decoder.pixels())


def stall(bench):
    with watchdog(DRIVER_WATCHDOG_S), \
            bench.decoder(stall=1, fence="device_run") as (device, decoder):
        before = device.count("watchdogs")
        started = time.monotonic()
        decoder.start(bench.pictures[0])
        fence = decoder.fence()
        expect(not decoder.finish(), "no ERROR flag")
        taken = time.monotonic() - started
        expect(DRIVER_WATCHDOG_S - 0.1 < taken < DRIVER_WATCHDOG_S + 10, f"it took {taken:.2f} s")
        expect_equal("the fence's status", fence.info()[0], -errno.EIO)
        fence.close()
        expect_equal("watchdogs", device.count("watchdogs") - before, 1)
        device.set("stall", 0)
        expect(decoder.decode(bench.pictures[1]), "the next picture has the ERROR flag")
        bench.expect_picture(decoder.pixels(), 1)
        return f"{taken:.2f} s"


def stop_while_stalled(bench):
    """STREAMOFF does not wait for the watchdog."""
    with bench.decoder(stall=1) as (_, decoder):
        decoder.start(bench.pictures[0])
        started = time.monotonic()
        decoder.stop()
        taken = time.monotonic() - started
        expect(taken < 20, f"STREAMOFF took {taken:.2f} s")
        expect(decoder.wait(0, 1), "the request did not complete")


def enomem(bench):
    with bench.decoder(enomem_after=2) as (device, decoder):
        made = sum(queue == 9 for queue, _ in decoder.maps)
        expect_equal("CAPTURE buffers", made, 2)
        code = errno_of(Decoder, device, bench.pictures[0])
        expect_equal("the second client's errno", code, errno.ENOMEM)


def refuse_sps(bench):
    try:
        with bench.decoder(refuse_sps=1):
            pass
    except OSError as error:
        expect_equal("errno", error.errno, errno.EINVAL)
    else:
        raise CheckError("the sequence was accepted")
    finally:
        bench.device("hantro-g1").reset()


def second_daemon(bench):
    node = bench.device("hantro-g1").daemon
    expect_equal("errno of a second daemon", errno_of(os.open, node, os.O_RDWR), errno.EBUSY)


def run(checks, bench):
    for personality in ("hantro-g1", "any"):
        checks.run(f"picture {personality}", picture_is_right, bench, personality)
    for check in (imported_memory, two_devices_at_once, fence_none, fence_device_run,
                  fence_tells_errors, late_with_fence, late_without_fence, noncoherent, untouched,
                  null, error_every, slow, stall, stop_while_stalled, enomem, refuse_sps,
                  second_daemon):
        checks.run(check.__name__, check, bench)
