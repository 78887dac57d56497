# SPDX-License-Identifier: GPL-3.0-or-later
"""compositors.py CLIP: the player in front of the lab's compositor, decoding by V4L2 requests and in software. In a window,
resized, sought, full screen with and without controls, and as a kiosk: the screen shows ffmpeg's picture, the compositor
complains of nothing, and the report names the path that this compositor allows.
CLIP: of film.py."""

import os
import sys

from checks import Checks, Skipped, bench, expect, expect_equal
from driven import Driven
from film import RATE, find, middle, number_in, numbered, part
from screen import output_size, psnr

COMPOSITOR = os.environ["LAB_COMPOSITOR"]
FIRST, SOUGHT, KIOSK = 45, 195, 100  # pictures; the right-arrow key goes five seconds on
WINDOW, RESIZED = (480, 270), (560, 315)
DECODERS = ("v4l2", "software")
# A scaled picture differs from ffmpeg's by the filter, one at its own size by rounding.
MIN_SCALED_PSNR, MIN_PSNR = 20, 27

# The path of each decoder's pictures in the player: NV12 by requests, planar 4:2:0 of libavcodec.
DMABUF, TEXTURE = "subsurface", "texture"
PATHS = {"weston": (DMABUF, DMABUF), "weston-drm": (DMABUF, DMABUF), "mutter": (DMABUF, DMABUF),
         "sway": (DMABUF, DMABUF), "cage": (TEXTURE, TEXTURE), "kwin": (DMABUF, TEXTURE)}
SHM = "shm"  # looked at where no dma-buf is taken, and all that --bench can do there
# What it takes YUV for of which nothing is said, as of our clip.
MATRIX = {"mutter": "bt709"}
NO_WINDOWS = {"cage": "cage shows every window over the whole output"}
NO_PICTURES = {"kwin-qpainter": "KWin takes screenshots only with OpenGL"}

WINDOWED = ("windowed", "resized")
STEPS = (*WINDOWED, "fullscreen", "sought", "hidden", "shown_again", "kiosk")


def step_name(decoder, step):
    return f"{COMPOSITOR} {decoder} {step.replace('_', '-')}"


def path_of(decoder):
    return PATHS[COMPOSITOR][DECODERS.index(decoder)]


class Session:
    """One run of the player; each step begins where the one before has ended."""

    def __init__(self, player, clip, path):
        self.player = player
        self.has_surface = path != TEXTURE
        self.clip = clip
        self.failed = ""
        width, height = output_size()
        self.full = (width, width * 9 // 16)
        self.place = (0, (height - self.full[1]) // 2 // 2 * 2)

    def numbered(self, number, size):
        return numbered(self.clip, number, size, MATRIX.get(COMPOSITOR, "bt601"))

    def shows(self, number, size, floor):
        """Picture `number` is somewhere on the screen in that size, under the controls."""
        wanted = self.numbered(number, size)

        def check(image):
            place, near = find(image, wanted)
            expect(near >= floor, f"at {place} it is {near:.1f} dB from picture {number}")
            expect_equal("the picture's number", number_in(part(image, (*place, *size))), number)
            return f"{near:.1f} dB"
        return check

    def step(self, name):
        """One more; without those before it, it would show nothing."""
        expect(not self.failed, f"a step before has failed: {self.failed}")
        self.failed = name
        note = getattr(self, name)()
        self.failed = ""
        return note

    def windowed(self):
        return self.player.picture("windowed", self.shows(FIRST, WINDOW, MIN_SCALED_PSNR),
                                   "resize {} {}".format(*WINDOW))

    def resized(self):
        return self.player.picture("resized", self.shows(FIRST, RESIZED, MIN_SCALED_PSNR),
                                   "resize {} {}".format(*RESIZED))

    def fullscreen(self):
        self.player.send("key F")
        return self.player.picture("fullscreen", self.shows(FIRST, self.full, MIN_PSNR))

    def sought(self):
        self.player.send("key Right")
        return self.player.picture("sought", self.shows(SOUGHT, self.full, MIN_PSNR))

    def of_the_film(self, image):
        """How near the screen is to the picture whose number it shows: all of it, and between the controls."""
        seen = part(image, (*self.place, *self.full))
        wanted = self.numbered(number_in(seen), self.full)
        return psnr(seen, wanted), psnr(middle(seen), middle(wanted))

    def wait_for_order(self, order):
        if self.has_surface:
            self.player.wait(f"the video lies {order} the window", lambda: self.player.order() == [order])

    def hidden(self):
        """The film plays, and nothing else is on the screen."""
        self.player.send("key Space")
        self.wait_for_order("above")

        def check(image):
            whole, _ = self.of_the_film(image)
            expect(whole >= MIN_PSNR, f"{whole:.1f} dB from the picture whose number it shows")
            return f"{whole:.1f} dB"
        return self.player.picture("hidden", check)

    def shown_again(self):
        """Paused: the controls are back over some picture of the film."""
        self.player.send("key Space")
        self.wait_for_order("below")

        def check(image):
            whole, between = self.of_the_film(image)
            expect(between >= MIN_PSNR > whole, f"the middle is {between:.1f} dB from the picture "
                   f"whose number it shows, all of it {whole:.1f} dB")
            return f"{between:.1f} dB between the controls, {whole:.1f} dB with them"
        return self.player.picture("shown", check)


def at(number):
    return f"{(number + 0.5) / RATE:.4f}"


def check_report(report, decoder, path):
    expect_equal("decoder.kind", report["decoder"]["kind"], decoder)
    expect_equal("presenter.kind", report["presenter"]["kind"], path)
    return path


def ended(player, decoder, path):
    return check_report(player.stop(), decoder, path)


def run_session(checks, clip, decoder):
    with Driven(f"{COMPOSITOR}-{decoder}", clip, "--paused", "--loop", "--start", at(FIRST),
                "--decoder", decoder) as player:
        session = Session(player, clip, path_of(decoder))
        for step in STEPS[:-1]:
            if step in WINDOWED and COMPOSITOR in NO_WINDOWS:
                checks.run(step_name(decoder, step), skip, NO_WINDOWS[COMPOSITOR])
            else:
                checks.run(step_name(decoder, step), session.step, step)
        checks.run(f"{COMPOSITOR} {decoder} path", ended, player, decoder,
                   path_of(decoder))


def skip(why):
    raise Skipped(why)


def kiosk(clip, decoder, path, *options):
    """No controls at any time: the whole picture counts."""
    with Driven(f"{COMPOSITOR}-{decoder}-kiosk-{path}", clip, "--kiosk", "--paused", "--start",
                at(KIOSK), "--decoder", decoder, *options) as player:
        session = Session(player, clip, path)
        wanted = session.numbered(KIOSK, session.full)

        def check(image):
            seen = part(image, (*session.place, *session.full))
            near = psnr(seen, wanted)
            expect(near >= MIN_PSNR, f"{near:.1f} dB from picture {KIOSK}")
            expect_equal("the picture's number", number_in(seen), KIOSK)
            return f"{near:.1f} dB"
        note = player.picture("kiosk", check)
        ended(player, decoder, path)
        return note


def bench_path(clip, decoder):
    report = bench(clip, "--decoder", decoder, "--frames", "60")
    expect(report["frames"]["presented"] > 10, f"presented {report['frames']['presented']} of 60")
    return check_report(report, decoder, SHM)


def main():
    clip, checks = sys.argv[1], Checks()
    for decoder in DECODERS:
        if COMPOSITOR in NO_PICTURES:
            checks.run(step_name(decoder, "path"), bench_path, clip, decoder)
            checks.run(step_name(decoder, "pictures"), skip, NO_PICTURES[COMPOSITOR])
            continue
        run_session(checks, clip, decoder)
        checks.run(step_name(decoder, "kiosk"), kiosk, clip, decoder, path_of(decoder))
        if path_of(decoder) == TEXTURE:
            checks.run(step_name(decoder, "kiosk-shm"), kiosk, clip, decoder, SHM, "--presenter", SHM)
    return checks.status


if __name__ == "__main__":
    sys.exit(main())
