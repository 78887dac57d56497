# SPDX-License-Identifier: GPL-3.0-or-later
"""vpu_trouble.py CLIP: each fault of the virtual VPU, and what weir makes of it: which pictures are lost, marked or
concealed, when the device is opened again, when software goes on. CLIP: 120 pictures, key pictures every 30."""

import sys
import threading
import time
from pathlib import Path

from checks import Checks, bench, expect, expect_equal, weir
from vpu_screen import faults, switches

FRAMES = 120
DRIVER = "hantro-vpu"
PLATFORM = Path("/sys/bus/platform/drivers/weir-vpu")
NULL = ("--presenter", "null")


def play(clip, *options):
    return bench(clip, "--device", DRIVER, *NULL, *options)


def steps(report):
    """The words of the fallbacks: what was left for what."""
    return [(step["from"].split(" ")[0], "again" if "again" in step["to"] else step["to"])
            for step in report["fallbacks"]]


REOPENED, SOFTWARE = ("V4L2", "again"), ("V4L2", "software")


def no_fault(clip):
    report = play(clip)
    expect_equal("frames.decoded", report["frames"]["decoded"], FRAMES)
    expect_equal("frames.corrupt", report["frames"]["corrupt"], 0)
    expect_equal("fallbacks", report["fallbacks"], [])


def single_errors(clip):
    """Now and then a picture with the ERROR flag: shown, counted as damaged, the device is kept."""
    with faults(DRIVER, error_every=25):
        report = play(clip)
    expect_equal("fallbacks", report["fallbacks"], [])
    expect_equal("frames.decoded", report["frames"]["decoded"], FRAMES)
    lost = report["frames"]["corrupt"]
    # Each takes with it what refers to it, at most to the next key picture.
    expect(FRAMES // 25 <= lost <= FRAMES, f"{lost} pictures are marked")
    return f"{lost} of {FRAMES} marked"


def every_picture_fails(clip):
    """Three in a row: opened again; three more: software, from the key picture on. What was shown
    damaged stays so, nothing is missing."""
    with faults(DRIVER, error_every=1):
        report = play(clip)
    expect_equal("steps", steps(report), [REOPENED, SOFTWARE])
    expect_equal("decoder.kind", report["decoder"]["kind"], "software")
    decoded, corrupt = report["frames"]["decoded"], report["frames"]["corrupt"]
    expect_equal("frames.decoded", decoded, FRAMES)
    expect(0 < corrupt <= 6, f"{corrupt} pictures are damaged")  # three of each opening
    return f"{corrupt} of {FRAMES} damaged"


def never_done(clip):
    """The driver's watchdog ends a job with ERROR after 2 s, before our own limit. What refers to
    the picture may fail too: with three in a row it is opened again, and when that happens to the
    second stalled job as well, software follows. Which pictures are hit depends on how many were
    under way. No picture is missing in any case."""
    with faults(DRIVER, stall=60):
        report = play(clip)
    expect_equal("frames.decoded", report["frames"]["decoded"], FRAMES)
    expect(report["frames"]["corrupt"] >= 1, "no picture is marked")
    expect(steps(report) in ([], [REOPENED], [REOPENED, SOFTWARE]), f"steps are {steps(report)}")
    return f"{report['frames']['corrupt']} marked, steps {steps(report)}"


def hangs(clip):
    """No watchdog ends the job: our own limit does, the device is opened again, then software."""
    watchdog = Path("/sys/module/weir_vpu/parameters/watchdog_ms")
    before = watchdog.read_text(encoding="ascii")
    watchdog.write_text("60000", encoding="ascii")
    try:
        with faults(DRIVER, stall=1):
            report = play(clip)
    finally:
        watchdog.write_text(before, encoding="ascii")
    expect_equal("steps", steps(report), [REOPENED, SOFTWARE])
    decoded, corrupt = report["frames"]["decoded"], report["frames"]["corrupt"]
    expect_equal("whole pictures", decoded - corrupt, FRAMES)
    return f"{report['fallbacks'][0]['reason']}"


def few_buffers(clip):
    """ENOMEM: with fewer buffers it goes slower, and nothing is lost."""
    with faults(DRIVER, enomem_after=8):
        report = play(clip)
    expect_equal("frames.decoded", report["frames"]["decoded"], FRAMES)
    expect_equal("frames.corrupt", report["frames"]["corrupt"], 0)
    expect_equal("decoder.kind", report["decoder"]["kind"], "v4l2")


def too_few_buffers(clip):
    """Not even the references fit: software, which says why."""
    with faults(DRIVER, enomem_after=1):
        report = play(clip)
    expect_equal("decoder.kind", report["decoder"]["kind"], "software")
    expect_equal("frames.decoded", report["frames"]["decoded"], FRAMES)
    expect(report["fallbacks"], "no fallback is told")
    return report["fallbacks"][0]["reason"]


def slow_device(clip):
    with faults(DRIVER, slow_ms=30):
        report = play(clip)
    expect_equal("frames.decoded", report["frames"]["decoded"], FRAMES)
    expect_equal("fallbacks", report["fallbacks"], [])


def refused_sequence(clip):
    """The refusal names the control; asked for V4L2 only, weir says so and plays nothing."""
    with faults(DRIVER, refuse_sps=1):
        report = play(clip)
        ended = weir("--bench", *NULL, "--no-audio", "--decoder", "v4l2", "--device", DRIVER, clip)
    expect_equal("decoder.kind", report["decoder"]["kind"], "software")
    expect_equal("frames.decoded", report["frames"]["decoded"], FRAMES)
    reason = report["fallbacks"][0]["reason"]
    expect("SPS" in reason, f"the control is not named: {reason}")
    expect_equal("exit status with --decoder v4l2", ended.status, 1)
    expect("SPS" in ended.sentence, f"the control is not named: {ended.sentence}")
    return reason


def untouched(clip):
    """"Done", and nothing was written: found out by the first picture in each buffer, none of which
    is shown; opened again, then software. No picture is lost."""
    with faults(DRIVER, untouched=1):
        report = play(clip)
        trusting = play(clip, "--picture-check", "off")
    expect_equal("steps", steps(report), [REOPENED, SOFTWARE])
    expect_equal("frames.decoded", report["frames"]["decoded"], FRAMES)
    expect_equal("frames.corrupt", report["frames"]["corrupt"], 0)
    expect(report["frames"]["unwritten"] > 0, "none is counted as never written")
    expect_equal("fallbacks when not checked", trusting["fallbacks"], [])
    expect_equal("frames.decoded when not checked", trusting["frames"]["decoded"], FRAMES)
    return report["fallbacks"][0]["reason"]


def untouched_now_and_then(clip):
    """Only who looks at every picture finds those: each is left out and counted, and so is a
    picture that repeats one. Which are hit depends on the jobs that the device had before."""
    started = switches()[DRIVER] / "jobs_started"
    told = []
    for _ in range(5):  # 120 is no multiple of 25: others are hit each time
        with faults(DRIVER, untouched=25):
            before = int(started.read_text())
            report = play(clip, "--verify-zero-copy")
            untouched_jobs = int(started.read_text()) // 25 - before // 25
        expect_equal("fallbacks", report["fallbacks"], [])
        lost = report["frames"]["unwritten"]
        expect(untouched_jobs <= lost <= 2 * untouched_jobs,
               f"{lost} are left out, {untouched_jobs} were not written")
        expect_equal("frames.decoded", report["frames"]["decoded"], FRAMES - lost)
        expect(report["frames"]["corrupt"] > 0, "what refers to them is not marked")
        told.append(f"{untouched_jobs} not written, {lost} left out")
    return "; ".join(told)


def importers_see_zeros(clip):
    """Opened again it would be no better: software at once."""
    with faults(DRIVER, noncoherent=1):
        report = play(clip)
    expect_equal("steps", steps(report), [SOFTWARE])
    expect_equal("frames.decoded", report["frames"]["decoded"], FRAMES)
    expect("dma-buf" in report["fallbacks"][0]["reason"], f"says {report['fallbacks']}")
    return report["fallbacks"][0]["reason"]


def late_without_fence(clip):
    with faults(DRIVER, fence="none", late_ms=600_000):
        report = play(clip)
    expect_equal("steps", steps(report), [REOPENED, SOFTWARE])
    expect_equal("frames.decoded", report["frames"]["decoded"], FRAMES)
    expect("green" in report["fallbacks"][0]["reason"], f"says {report['fallbacks']}")
    return report["fallbacks"][0]["reason"]


def unplugged(clip):
    """In the middle: software goes on where the device left, no picture is lost."""
    node = next(place for place in Path("/sys/kernel/debug/weir-vpu").iterdir()
                if (place / "personality").read_text().strip() == "hantro-g1")
    device = (Path("/sys/class/video4linux") / node.name / "device").resolve().name

    def unbind():
        started = node / "jobs_started"
        first = int(started.read_text())
        while int(started.read_text()) < first + 40:
            time.sleep(0.005)
        (PLATFORM / "unbind").write_text(device)

    with faults(DRIVER, slow_ms=20):
        worker = threading.Thread(target=unbind)
        worker.start()
        try:
            report = play(clip)
        finally:
            worker.join()
            (PLATFORM / "bind").write_text(device)
            time.sleep(1)
    expect_equal("decoder.kind", report["decoder"]["kind"], "software")
    decoded, corrupt = report["frames"]["decoded"], report["frames"]["corrupt"]
    expect_equal("whole pictures", decoded - corrupt, FRAMES)
    return report["fallbacks"][0]["reason"]


def main():
    clip, checks = sys.argv[1], Checks()
    for check in (no_fault, single_errors, every_picture_fails, never_done, hangs, few_buffers,
                  too_few_buffers, slow_device, refused_sequence, untouched, untouched_now_and_then,
                  importers_see_zeros, late_without_fence, unplugged):
        checks.run(f"trouble {check.__name__}", check, clip)
    return checks.status


if __name__ == "__main__":
    sys.exit(main())
