# SPDX-License-Identifier: GPL-3.0-or-later
"""weir on the virtual VPU in front of a compositor: the film that "hardware" decoded is on the
screen, also when the driver says done before the pixels are there."""

import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from checks import Checks, bench, expect, expect_equal
from screen import Image, held, output_size, playing, psnr, screenshot, wait_for
from software import picture_is

RATE, FRAMES = 30, 120
DRIVERS = ("hantro-vpu", "rkvdec")
MIN_PSNR = 30
LATE_MS = 800  # more than pictures wait decoded before they are shown
NEVER_MS = 600_000
HELD = 45  # the picture that is paused at
SHOTS, FEWEST_SHOTS = 5, 2  # of a playing film
SHOT_SECONDS = 25
GREEN = (0, 77, 0)  # YUV 0,0,0 as limited range BT.709 or BT.601 shows it: no red, no blue
NEAR = 12


def switches():
    """The fault switches of the devices, by driver name."""
    return {personality(place): place
            for place in Path("/sys/kernel/debug/weir-vpu").iterdir() if place.is_dir()}


def personality(place):
    name = (place / "personality").read_text(encoding="ascii").strip()
    return {"hantro-g1": "hantro-vpu"}.get(name, name)


@contextmanager
def faults(driver, **values):
    """The switches are set for the time of the block."""
    place = switches()[driver]
    before = {name: (place / name).read_text(encoding="ascii") for name in values}
    for name, value in values.items():
        (place / name).write_text(f"{value}\n", encoding="ascii")
    try:
        yield
    finally:
        for name, value in before.items():
            (place / name).write_text(value, encoding="ascii")


def shown(clip, number, driver):
    options = ("--decoder", "v4l2", "--device", driver)
    with held(clip, (number + 0.5) / RATE, *options) as player:
        return wait_for(f"vpu-{driver}-{number}", player, picture_is(clip, number))


def play(clip, driver, *options):
    return bench(clip, "--decoder", "v4l2", "--device", driver, *options)


def report_without_fences(clip, driver):
    """As in mainline: nothing is published, and nothing is waited for."""
    report = play(clip, driver)
    expect_equal("decoder.driver", report["decoder"]["driver"], driver)
    expect_equal("presenter.kind", report["presenter"]["kind"], "subsurface")
    expect_equal("frames.decoded", report["frames"]["decoded"], FRAMES)
    expect_equal("frames.corrupt", report["frames"]["corrupt"], 0)
    expect_equal("fallbacks", report["fallbacks"], [])
    expect_equal("fences.waited", report["fences"]["waited"], 0)
    expect_equal("fences.producer", report["fences"]["producer"], "")
    expect(report["fences"]["none"] > 0, "no picture's fences were looked at")


def all_pictures(clip):
    width, height = output_size()
    done = subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-i", clip, "-f", "rawvideo",
                           "-pix_fmt", "rgb24", "-"], check=True, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE)
    size = 3 * width * height
    return [thinned(Image(width, height, done.stdout[at:at + size]))
            for at in range(0, len(done.stdout), size)]


def thinned(image):
    """Every 101st pixel: enough to tell pictures from each other, and 100 times as fast."""
    data = b"".join(image.data[at:at + 3] for at in range(0, len(image.data), 303))
    return Image(len(data) // 3, 1, data)


def is_green(image):
    pixels = [image.pixel(x, y) for x in range(8, image.width, 37)
              for y in range(8, image.height, 31)]
    green = sum(all(abs(a - b) <= NEAR for a, b in zip(pixel, GREEN)) or
                (pixel[0] < NEAR and pixel[2] < NEAR and pixel[1] > 60) for pixel in pixels)
    return green > 0.9 * len(pixels)


def is_dark(image):
    """The desktop's background or the window before its first picture."""
    return all(max(image.pixel(x, y)) < 70 for x in range(8, image.width, 37)
               for y in range(8, image.height, 31))


def looks(name):
    """Pictures of the screen on which there is something: a busy machine takes few."""
    end, images = time.monotonic() + SHOT_SECONDS, []
    while len(images) < SHOTS and time.monotonic() < end:
        image = screenshot(f"{name}-{len(images)}")
        if not is_dark(image):
            images.append(image)
    expect(len(images) >= FEWEST_SHOTS, f"only {len(images)} pictures of the screen show anything")
    return images


def green(image):
    expect(is_green(image), "the screen is not green")
    return "green"


# What makes the frames green: nothing tells that the pixels come later, they never come, or only the
# decoder's own mapping has them.
GREEN_FAULTS = {"late": {"fence": "none", "late_ms": NEVER_MS}, "untouched": {"untouched": 1},
                "noncoherent": {"noncoherent": 1}}


def green_unchecked(clip, driver, fault):
    """A client that trusts the driver shows what nobody has written: the mode does what it is for."""
    with faults(driver, **GREEN_FAULTS[fault]):
        with held(clip, (HELD + 0.5) / RATE, "--decoder", "v4l2", "--device", driver,
                  "--picture-check", "off") as player:
            return wait_for(f"{fault}-unchecked-{driver}", player, green)


def right_checked(clip, driver, fault):
    """Found out before anything is shown."""
    is_right, seen = picture_is(clip, HELD), []

    def never_green(image):
        seen.append(is_green(image))
        return is_right(image)

    with faults(driver, **GREEN_FAULTS[fault]):
        with held(clip, (HELD + 0.5) / RATE, "--device", driver) as player:
            note = wait_for(f"{fault}-checked-{driver}", player, never_green)
    expect(not any(seen), f"{sum(seen)} of {len(seen)} pictures of the screen were green")
    return note


def held_with_fence(clip, driver):
    """The first picture is waited for: nothing but the desktop until its pixels are there."""
    is_right, seen = picture_is(clip, HELD), []

    def dark_or_right(image):
        seen.append(is_green(image))
        return is_right(image)

    with faults(driver, fence="device_run", late_ms=LATE_MS):
        with held(clip, (HELD + 0.5) / RATE, "--decoder", "v4l2", "--device", driver) as player:
            note = wait_for(f"late-held-{driver}", player, dark_or_right)
    expect(not any(seen), f"{sum(seen)} of {len(seen)} pictures of the screen were green")
    return note


def played_with_fence(clip, driver, pictures):
    with faults(driver, fence="device_run", late_ms=LATE_MS):
        with playing(clip, "--decoder", "v4l2", "--device", driver):
            images = looks(f"late-fence-{driver}")
    worst = min(max(psnr(thinned(image), picture) for picture in pictures) for image in images)
    expect(worst >= MIN_PSNR, f"a picture of the screen is {worst:.1f} dB from every frame")
    return f"{worst:.1f} dB at worst of {len(images)}"


def report_names_producer(clip, driver):
    with faults(driver, fence="device_run", late_ms=LATE_MS):
        report = play(clip, driver, "--frames", "40")
    expect(report["fences"]["waited"] > 0, f"nothing was waited for: {report['fences']}")
    expect_equal("fences.failed", report["fences"]["failed"], 0)
    expect("weir-vpu" in report["fences"]["producer"],
           f"the producer is '{report['fences']['producer']}'")
    return report["fences"]["producer"]


def main():
    clip, checks = sys.argv[1], Checks()
    for driver in DRIVERS:
        checks.run(f"report on {driver}", report_without_fences, clip, driver)
        for number in (0, 45, 100):
            checks.run(f"picture {number} on {driver}", shown, clip, number, driver)
    pictures = all_pictures(clip)
    driver = DRIVERS[0]
    for fault in GREEN_FAULTS:
        checks.run(f"{fault} is green when not checked", green_unchecked, clip, driver, fault)
        checks.run(f"{fault} is right when checked", right_checked, clip, driver, fault)
    checks.run("late with fence is right when held", held_with_fence, clip, driver)
    checks.run("late with fence is right when played", played_with_fence, clip, driver, pictures)
    checks.run("late with fence names the producer", report_names_producer, clip, driver)
    return checks.status


if __name__ == "__main__":
    sys.exit(main())
