# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line of weir: what it takes, how it ends, what it reports."""

import json
import re
import sys
import tempfile
from pathlib import Path

from checks import Checks, Skipped, expect, expect_equal, expect_played, weir

KEYS = ("decoder.kind", "decoder.device", "decoder.driver", "decoder.reason", "presenter.kind",
        "presenter.zero_copy", "frames.decoded", "frames.submitted", "frames.presented",
        "frames.discarded", "frames.late", "fps.decoded", "fps.presented", "lateness_ms.median",
        "lateness_ms.p95", "lateness_ms.max", "av_offset_ms.median", "av_offset_ms.p95",
        "av_offset_ms.max", "cpu_ms_per_frame", "rss_peak_kib", "fences", "fallbacks")
DOCTOR_KEYS = ("weir", "machine", "kernel", "architecture", "distribution", "reference", "fault",
               "clips", "devices", "remarks")
WRONG = (("--no-such-option",), ("--frames",), ("--frames", "0", "x.mp4"),
         ("--frames", "many", "x.mp4"), ("--start", "later", "x.mp4"),
         ("--decoder", "magic", "x.mp4"), ("--presenter", "wall", "x.mp4"),
         ("--audio", "loud", "x.mp4"), ("--bench",), ("--md5",), ("--bench", "--md5", "x.mp4"),
         ("--doctor", "x.mp4"), ("--doctor", "--bench"), ("--doctor=now",))
HEADLESS = ("--bench", "--presenter", "null", "--no-audio")


def version():
    ended = weir("--version")
    expect_played(ended)
    expect(re.fullmatch(r"weir \d+\.\d+\.\d+\S*\n", ended.output), f"prints '{ended.output}'")


def help_names_every_option():
    ended = weir("--help")
    expect_played(ended)
    for option in ("bench", "json", "frames", "start", "loop", "fullscreen", "kiosk", "decoder",
                   "device", "presenter", "audio", "no-audio", "list-decoders", "doctor", "md5", "verbose",
                   "version", "picture-check", "verify-zero-copy"):
        expect(f"--{option}" in ended.output, f"--{option} is not in the help")


def list_decoders():
    ended = weir("--list-decoders")
    expect_played(ended)
    expect("software" in ended.output.lower(), f"no software decoder in '{ended.output}'")


def doctor_without_a_decoder():
    """The root's machine has no stateless decoder, or one that says nothing about this program."""
    ended = weir("--doctor", "--json", "-")
    report = json.loads(ended.output)
    for key in DOCTOR_KEYS:
        expect(key in report, f"{key} is missing")
    if report["devices"]:
        raise Skipped("this machine has a stateless decoder")
    expect_equal("exit status", ended.status, 0)
    expect(report["remarks"], "the report does not say why there is no decoder")
    text = weir("--doctor")
    expect_equal("exit status of the text", text.status, 0)
    expect("No stateless decoder was found" in text.output, f"prints '{text.output}'")
    expect(report["kernel"] in text.output, "the text does not name the kernel")


def doctor_of_an_unknown_device():
    ended = weir("--doctor", "--device", "/dev/no-such-node")
    if ended.status == 0:
        expect("No stateless decoder" in ended.output, f"prints '{ended.output}'")
    else:
        expect("/dev/no-such-node" in ended.sentence, f"says '{ended.sentence}'")


def wrong_usage(arguments):
    ended = weir(*arguments)
    expect_equal("exit status", ended.status, 2)
    expect(len(ended.sentence.split()) >= 4, f"no sentence: '{ended.sentence}'")


def bench_report(clip):
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "report.json"
        ended = weir(*HEADLESS, "--json", path, clip)
        expect_played(ended)
        report = json.loads(path.read_text(encoding="utf-8"))
    for key in KEYS:
        value = report
        for part in key.split("."):
            expect(part in value, f"{key} is missing")
            value = value[part]
    expect_equal("frames.decoded", report["frames"]["decoded"], 120)
    expect_equal("decoder.kind", report["decoder"]["kind"], "software")
    expect(report["decoder"]["reason"], "the report does not say why software")
    expect_equal("presenter.kind", report["presenter"]["kind"], "null")


def json_on_standard_output(clip):
    ended = weir(*HEADLESS, "--json", "-", clip)
    expect_played(ended)
    start = ended.output.index("{")
    json.JSONDecoder().raw_decode(ended.output[start:])


def frames_stops(clip):
    ended = weir(*HEADLESS, "--frames", "10", "--json", "-", clip)
    expect_played(ended)
    report, _ = json.JSONDecoder().raw_decode(ended.output[ended.output.index("{"):])
    seen = max(report["frames"]["presented"], report["frames"]["submitted"])
    expect(seen in (0, 10), f"{seen} frames were shown, not 10")
    expect(10 <= report["frames"]["decoded"] < 40, f"{report['frames']['decoded']} decoded")


def start_skips(clip):
    ended = weir(*HEADLESS, "--start", "3", "--json", "-", clip)
    expect_played(ended)
    report, _ = json.JSONDecoder().raw_decode(ended.output[ended.output.index("{"):])
    expect(0 < report["frames"]["submitted"] <= 31, f"submitted {report['frames']['submitted']}")


def several_files(clip):
    ended = weir(*HEADLESS, clip, clip)
    expect_played(ended)


def no_v4l2_device(clip):
    """--decoder v4l2 never falls back behind one's back."""
    ended = weir(*HEADLESS, "--decoder", "v4l2", clip)
    expect_equal("exit status", ended.status, 1)
    expect(len(ended.sentence.split()) >= 4, f"no sentence: '{ended.sentence}'")


def unwritable_report(clip):
    ended = weir(*HEADLESS, "--json", "/nonexistent/report.json", clip)
    expect_equal("exit status", ended.status, 1)
    expect("/nonexistent/report.json" in ended.errors, f"says '{ended.sentence}'")


def no_display(clip):
    """Without a compositor the player ends with a sentence, it does not hang or abort."""
    ended = weir(clip, env={"WAYLAND_DISPLAY": "", "DISPLAY": "", "QT_QPA_PLATFORM": "wayland",
                            "XDG_RUNTIME_DIR": "/tmp"})
    expect_equal("exit status", ended.status, 1)
    expect(len(ended.sentence.split()) >= 4, f"no sentence: '{ended.sentence}'")


def main():
    clip, checks = sys.argv[1], Checks()
    checks.run("version", version)
    checks.run("help", help_names_every_option)
    checks.run("list-decoders", list_decoders)
    checks.run("doctor without a decoder", doctor_without_a_decoder)
    checks.run("doctor of an unknown device", doctor_of_an_unknown_device)
    for arguments in WRONG:
        checks.run("wrong usage " + " ".join(arguments), wrong_usage, arguments)
    for check in (bench_report, json_on_standard_output, frames_stops, start_skips, several_files,
                  no_v4l2_device, unwritable_report, no_display):
        checks.run(check.__name__.replace("_", "-"), check, clip)
    return checks.status


if __name__ == "__main__":
    sys.exit(main())
