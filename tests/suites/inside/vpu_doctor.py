# SPDX-License-Identifier: GPL-3.0-or-later
"""weir --doctor on the virtual VPU: every clip that a personality takes is exact, each fault that is switched on gets its
name, and a node that may not be opened is told with what to do."""

import contextlib
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

from checks import TREE, Checks, Skipped, expect, expect_equal, expect_played, program, weir

sys.path.insert(0, str(TREE / "tests/vpu/client"))
from decoder import Device  # noqa: E402
from vpu_bench import DRIVER_WATCHDOG_S, watchdog  # noqa: E402

NOBODY = 65534
# What each claims. "-" behind a clip: claimed, or not told, and refused by the driver.
CLAIMS = {
    "hantro-g1": "h264-high h264-interlaced vp8 mpeg2-main",
    "hantro-g2": "hevc-main hevc-main10 vp9-profile0 vp9-profile2",
    "vpu981": "av1-main",
    "rkvdec": "h264-high h264-interlaced hevc-main hevc-main10 vp9-profile0",
    "vdpu346": "h264-high h264-interlaced hevc-main hevc-main10",
    "cedrus": "h264-high h264-interlaced hevc-main hevc-main10- vp8 mpeg2-main",
}
CODECS = ("H.264", "HEVC", "VP8", "VP9", "AV1", "MPEG-2")


def doctor(*options, user=None, path=None):
    """(how it ended, its report)"""
    ended = weir("--doctor", "--json", "-", *options, timeout=300, user=user, path=path)
    return ended, json.loads(ended.output)


def results(device):
    return {result["clip"]: result for result in device["results"]}


def diagnose(device, *clips):
    """(exit status, results of these clips) on one device."""
    ended, report = doctor("--device", device.video)
    (entry,) = report["devices"]
    seen = results(entry)
    for clip in clips:
        if seen[clip]["result"] == "not_checked":
            raise Skipped(seen[clip]["reason"])
    return ended.status, [seen[clip] for clip in clips]


@contextlib.contextmanager
def faults(personality, **switches):
    device = Device(personality)
    device.reset()
    for name, value in switches.items():
        device.set(name, value)
    try:
        yield device
    finally:
        device.reset()


def all_exact(personality):
    """What is claimed is exact, what a driver cannot is refused ("-" behind its name)."""
    device = Device(personality)
    ended, report = doctor("--device", device.video)
    (entry,) = report["devices"]
    for clip, result in results(entry).items():
        claims = CLAIMS[personality].split()
        wanted = "exact" if clip in claims else "refused" if f"{clip}-" in claims else "not_claimed"
        if result["result"] != "not_checked":
            seen = f"{result['result']}, {result['reason']}"
            expect(result["result"] == wanted, f"{clip} is '{seen}', not {wanted}")
    expect_equal("exit status", ended.status, 0)
    expect_equal("pictures at work", device.count("jobs"), 0)


def untouched_is_green():
    with faults("hantro-g1", untouched=1) as device:
        status, seen = diagnose(device, "h264-high", "vp8", "mpeg2-main")
    expect_equal("exit status", status, 1)
    for result in seen:
        expect_equal("result", result["result"], "differs")
        expect_equal("difference", result["mismatch"]["difference"], "green")
        expect_equal("first picture", result["mismatch"]["picture"], 0)


def errors_are_named():
    """Now and then: pictures marked as damaged. Always: the device is given up."""
    with faults("rkvdec", error_every=4) as device:
        status, (some,) = diagnose(device, "h264-high")
    expect_equal("exit status", status, 1)
    expect_equal("result", some["result"], "failed")
    expect(some["damaged"] > 0 and "damaged" in some["reason"], f"says '{some['reason']}'")
    with faults("rkvdec", error_every=1) as device:
        status, (every,) = diagnose(device, "h264-high")
    expect_equal("result", every["result"], "failed")
    expect("with an error" in every["reason"], f"says '{every['reason']}'")


def a_stall_times_out(seconds):
    """By weir's own patience, and by the watchdog of the driver, which calls it an error."""
    with faults("hantro-g1", stall=1) as device, watchdog(seconds):
        status, (result,) = diagnose(device, "vp8")
    expect_equal("exit status", status, 1)
    expect_equal("result", result["result"], "timed_out")
    expect(" s" in result["reason"], f"says '{result['reason']}'")
    return result["reason"].replace("\n", " ")


def a_refused_header_is_named():
    for personality, clip, control in (("hantro-g2", "hevc-main", "HEVC_SPS"),
                                       ("rkvdec", "h264-high", "H264_SPS"),
                                       ("vpu981", "av1-main", "AV1_SEQUENCE"),
                                       ("cedrus", "mpeg2-main", "MPEG2_SEQUENCE")):
        with faults(personality, refuse_sps=1) as device:
            status, (result,) = diagnose(device, clip)
        expect_equal("exit status", status, 0)
        seen = f"{result['result']}, {result['reason']}"
        expect_equal(f"result of {clip}", result["result"], "refused")
        expect(f"V4L2_CID_STATELESS_{control}" in seen, f"says '{seen}'")
        expect("208x1" in seen, f"says '{seen}'")


def text_names_everything():
    ended = weir("--doctor", timeout=300)
    expect_equal("exit status", ended.status, 0)
    print(ended.output, file=sys.stderr)
    for word in ("hantro-vpu", "rkvdec", "cedrus", "Linux ", "Debian", "libavcodec", "AV1 Main",
                 "exact"):
        expect(word in ended.output, f"'{word}' is not in its text")


def list_says_what_is_first():
    ended = weir("--list-decoders")
    expect_played(ended)
    print(ended.output, file=sys.stderr)
    for word in ("first choice", "which takes larger pictures", "which decodes whole frames",
                 "whose limits are known", "Main 10", "1920x1088", "slice"):
        expect(word in ended.output, f"'{word}' is not in the list")
    for codec in CODECS:
        expect(codec in ended.output, f"{codec} is not in the list")


def denied_nodes_are_told():
    """Somebody who may open no node reads whose they are and what to do."""
    with tempfile.TemporaryDirectory() as place:
        # The tree may be closed to that user: it runs a copy.
        os.chmod(place, 0o755)
        copy = shutil.copy(shutil.which(program()), place)
        ended, report = doctor(user=NOBODY, path=copy)
        listed = weir("--list-decoders", user=NOBODY, path=copy)
    expect_equal("exit status", ended.status, 0)
    expect_equal("devices", report["devices"], [])
    text = " ".join(report["remarks"])
    for word in ("/dev/media", "belongs to root", "may not be opened by nobody"):
        expect(word in text, f"'{word}' is not in '{text}'")
    expect("may not be opened by nobody" in listed.output, f"the list says '{listed.output}'")


def main():
    checks = Checks()
    for personality in CLAIMS:
        checks.run(f"doctor {personality} is exact", all_exact, personality)
    for check in (untouched_is_green, errors_are_named, a_refused_header_is_named,
                  text_names_everything, list_says_what_is_first, denied_nodes_are_told):
        checks.run(f"doctor {check.__name__}", check)
    checks.run("doctor a stall times out", a_stall_times_out, 60_000)
    checks.run("doctor the driver's watchdog is a time-out", a_stall_times_out, DRIVER_WATCHDOG_S)
    return checks.status


if __name__ == "__main__":
    sys.exit(main())
