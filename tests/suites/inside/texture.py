# SPDX-License-Identifier: GPL-3.0-or-later
"""texture.py DIRECTORY: the player draws the clips of the directory in its own window (--presenter texture), and the screen shows
ffmpeg's pictures. texture.py DIRECTORY alone: it does so unasked where there is no compositor, and Qt draws on a display of vkms."""

import json
import os
import sys
from pathlib import Path

from checks import Checks, expect, expect_equal, expect_played, weir
from screen import convert, held, output_size, psnr, wait_for

RATE = 30
HELD = 45  # the picture that is paused at
MIN_PSNR = 40  # chroma half a pixel off is 31 dB
MARGIN = 3
FORMATS = ("bt601.mp4", "bt709.mp4", "full.mp4", "ten.mkv", "cropped.mp4", "wide.mp4")
TURNS = {90: "transpose=cclock,", 180: "hflip,vflip,", 270: "transpose=clock,"}
IMPORTED, COPIED = "draws the dma-bufs", "copied to the GPU"
SOFTWARE = ("--decoder", "software")
MEMORY = ("/dev/udmabuf", "/dev/dma_heap")  # what makes dma-bufs


# Chroma lies on the left pixel of two and between two lines (H.273, figure 1), and is interpolated.
SITED = "scale=in_h_chr_pos=0:in_v_chr_pos=128:flags=bilinear+accurate_rnd+full_chroma_inp,format=yuv444p16"


def reference(clip, number, degrees=0):
    """ffmpeg's picture, turned left, as large as the screen and black beside it, in its own colours. It would turn it itself
    before it looks where chroma lies."""
    width, height = output_size()
    turned = TURNS.get(degrees, "")
    fitted = (f"select=eq(n\\,{number}),{SITED},{turned}scale=iw*sar:ih,setsar=1,scale={width}:{height}:"
              f"force_original_aspect_ratio=decrease:flags=bilinear,pad={width}:{height}:-1:-1")
    return convert(["-noautorotate", "-i", clip, "-vf", fitted], (width, height))


def is_like(wanted, others):
    """The screen is near enough to `wanted`, and nearer than to the others."""
    def check(image):
        near, far = psnr(image, wanted), max(psnr(image, other) for other in others)
        words = f"{near:.1f} dB from the right picture, {far:.1f} dB from a wrong one"
        expect(near >= MIN_PSNR and near >= far + MARGIN, words)
        return words
    return check


def shown(name, clip, wanted, others, *options):
    with held(clip, (HELD + 0.5) / RATE, "--presenter", "texture", *options) as player:
        return wait_for(f"texture-{name}", player, is_like(wanted, others))


def picture_is_right(clip, *options):
    name = "-".join((clip.stem, *(option for option in options if not option.startswith("--"))))
    neighbours = [reference(clip, number) for number in (HELD - 1, HELD + 1)]
    return shown(name, clip, reference(clip, HELD), neighbours, *options)


def turn_is_right(directory, degrees):
    clip = directory / f"turned-{degrees}.mp4"
    wanted, *others = (reference(clip, HELD, turn) for turn in (degrees, *(TURNS.keys() - {degrees}), 0))
    return shown(f"turned-{degrees}", clip, wanted, others, *SOFTWARE)


def play(clip, *options, env=None):
    """The report of the player's window."""
    path = Path(os.environ["LAB_OUT"]) / "report.json"
    path.unlink(missing_ok=True)
    expect_played(weir("--fullscreen", "--no-audio", "--json", path, *options, clip, env=env))
    return json.loads(path.read_text(encoding="utf-8"))


def all_are_shown(clip, reason, *options):
    return expect_all(play(clip, "--presenter", "texture", *options), reason)


def all_are_shown_alone(clip):
    """On a display of Qt's own, which it takes its time for."""
    report = play(clip, *SOFTWARE, env={"QT_QPA_PLATFORM": "eglfs", "QT_QPA_EGLFS_INTEGRATION": "eglfs_kms"})
    return expect_all(report, "no Wayland compositor", fewest=50)


def expect_all(report, reason, fewest=80):
    """Ten seconds, many times as many pictures as there are buffers; a busy machine is late for some."""
    expect_equal("presenter.kind", report["presenter"]["kind"], "texture")
    expect(reason in report["presenter"]["reason"], f"the reason is {report['presenter']['reason']}")
    frames = report["frames"]
    expect_equal("frames.decoded", frames["decoded"], 100)
    expect_imports_read(report, reason)
    expect_equal("submitted and skipped", frames["submitted"] + frames["skipped"], 100)
    # The last picture's answer is not waited for longer than 300 ms.
    unanswered = frames["submitted"] - frames["presented"] - frames["discarded"]
    expect(0 <= unanswered <= 1, f"{unanswered} pictures submitted were neither presented nor discarded")
    expect(frames["presented"] >= fewest, f"{frames['presented']} of 100 presented")
    return f"{frames['presented']} of 100 presented"


def expect_imports_read(report, reason):
    """Imported pictures were read by the GPU, once, and it saw what lies in memory; copied ones were not."""
    verdict = report["presenter"]["import_check"]
    expect(verdict.startswith("right, says ") if reason != COPIED else verdict == "", f"the check says: {verdict}")
    expect_equal("presenter.imports_read", report["presenter"]["imports_read"], 0 if reason == COPIED else 1)


def every_picture_is_read(clip):
    """--verify-zero-copy: on its way to the compositor too."""
    for presenter in ("texture", "subsurface"):
        report = play(clip, "--presenter", presenter, "--verify-zero-copy", "--decoder", "v4l2")
        expect_equal("presenter.kind", report["presenter"]["kind"], presenter)
        read, frames = report["presenter"]["imports_read"], report["frames"]
        expect(frames["submitted"] <= read <= frames["decoded"], f"{read} read, {frames['submitted']} submitted")
        expect(report["presenter"]["import_check"].startswith("right, says "), report["presenter"]["import_check"])


def bench_has_no_scene(clip):
    ended = weir("--bench", "--presenter", "texture", clip)
    expect_equal("exit status", ended.status, 1)
    expect("no window that OpenGL draws" in ended.errors, f"it says: {ended.sentence}")


def main():
    directory, checks = Path(sys.argv[1]), Checks()
    if "alone" in sys.argv[2:]:
        checks.run("texture without a compositor", all_are_shown_alone, directory / "slow.mp4")
        return checks.status
    for name in FORMATS:
        checks.run(f"texture {name}", picture_is_right, directory / name, *SOFTWARE)
    for degrees in TURNS:
        checks.run(f"texture turned {degrees}", turn_is_right, directory, degrees)
    for driver, name in (("hantro-vpu", "bt709.mp4"), ("rkvdec", "bt601.mp4"), ("rkvdec", "ten.mkv")):
        checks.run(f"texture {name} of {driver}", picture_is_right, directory / name,
                   "--decoder", "v4l2", "--device", driver)
    slow = directory / "slow.mp4"
    checks.run("texture all pictures", all_are_shown, slow, IMPORTED, *SOFTWARE)
    checks.run("texture all pictures of a device", all_are_shown, slow, IMPORTED, "--decoder", "v4l2")
    checks.run("texture every picture is read", every_picture_is_read, slow)
    checks.run("texture bench", bench_has_no_scene, slow)
    for place in MEMORY:
        if os.path.exists(place):
            os.rename(place, f"{place}.gone")
    for name in ("bt709.mp4", "ten.mkv"):
        checks.run(f"texture {name} copied", picture_is_right, directory / name, *SOFTWARE)
    checks.run("texture all pictures copied", all_are_shown, slow, COPIED, *SOFTWARE)
    return checks.status


if __name__ == "__main__":
    sys.exit(main())
