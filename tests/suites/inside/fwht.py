# SPDX-License-Identifier: GPL-3.0-or-later
"""fwht.py FOLDER: weir and vicodec's stateless decoder give what vicodec's stateful one does. FOLDER has the raw pictures."""

import os
import sys
from pathlib import Path

from checks import Checks, expect, expect_equal, expect_md5, expect_played, expect_refusal, weir
from fwht_streams import decode, encode, md5
from screen import convert, held, psnr, wait_for
from software import MARGIN, MIN_PSNR

DECODER = ("--decoder", "v4l2", "--device", "vicodec")
RATE = 25


class Expected:
    """What expect_md5 compares with."""

    def __init__(self, pictures):
        self.md5 = md5(pictures)


def md5_of(stream, *options):
    return weir("--md5", *DECODER, *options, stream, timeout=120)


def written(name, data):
    path = Path(os.environ["LAB_OUT"]) / f"{name}.fwht"
    path.write_bytes(data)
    return path


def picture_bytes(size):
    return size[0] * size[1] * 3 // 2


def is_exact(stream, pictures, gop):
    kinds = stream.kinds()
    expect_equal("the number of pictures", len(pictures), len(kinds) * picture_bytes(stream.size))
    wanted = "".join("I" if number % gop == 0 else "P" for number in range(len(kinds)))
    expect_equal("the kinds of frames", kinds, wanted)
    expect_md5(md5_of(stream.path), Expected(pictures))
    return f"{len(kinds)} pictures"


def size_changes(streams):
    """An intra frame of another size in the middle of the file."""
    path = written("joined", b"".join(stream.path.read_bytes() for stream, _ in streams))
    expect_md5(md5_of(path), Expected(b"".join(pictures for _, pictures in streams)))


def starts_late(stream, pictures):
    """Without the first intra frame: nothing is shown before the next one."""
    path = written("late", stream.path.read_bytes()[stream.frames()[1][0]:])
    first = stream.kinds().index("I", 1)
    expect_md5(md5_of(path), Expected(pictures[first * picture_bytes(stream.size):]))


def is_cut(stream, pictures):
    """In the middle of its last frame but two."""
    offset, _, length = stream.frames()[-3]
    path = written("cut", stream.path.read_bytes()[:offset + length // 2])
    ended = md5_of(path)
    whole = len(stream.frames()) - 3
    expect_md5(ended, Expected(pictures[:whole * picture_bytes(stream.size)]))
    expect("ends in the middle of a picture" in ended.errors, f"says '{ended.errors}'")
    return f"\"{ended.sentence}\""


def is_cut_at_once(stream):
    for length in (9, 44, 1000):
        path = written(f"cut-{length}", stream.path.read_bytes()[:length])
        ended = md5_of(path)
        expect_refusal(ended, path.name)
    return f"\"{ended.sentence}\""


def has_broken_magic_first(stream):
    path = written("no-magic", b"\x4e" + stream.path.read_bytes()[1:])
    ended = md5_of(path)
    expect_refusal(ended, path.name)
    return f"\"{ended.sentence}\""


def has_broken_magic_later(stream):
    """One frame is lost; what refers to it is told to be damaged, up to the next intra frame."""
    data, kinds, lost = bytearray(stream.path.read_bytes()), stream.kinds(), 2
    data[stream.frames()[lost][0] + 5] ^= 1
    ended = md5_of(written("broken", bytes(data)))
    expect_played(ended)
    damaged = kinds.index("I", lost) - lost - 1
    words = f"{damaged} of {len(kinds) - 1} pictures are damaged"
    expect(words in ended.errors, f"says '{ended.errors}', not '{words}'")
    expect("damaged data is left out" in ended.errors, f"says '{ended.errors}'")
    return f"\"{ended.sentence}\""


def no_device(stream):
    ended = weir("--md5", "--decoder", "software", stream.path)
    expect_refusal(ended, "libavcodec has no decoder for fwht")
    return f"\"{ended.sentence}\""


def is_small(stream):
    """Headers that tell another size than vicodec takes; it would refuse them in other words."""
    data = bytearray(stream.path.read_bytes())
    for offset, _, _ in stream.frames():
        data[offset + 12:offset + 20] = (320).to_bytes(4, "big") + (240).to_bytes(4, "big")
    ended = md5_of(written("small", bytes(data)))
    expect_refusal(ended, "320x240 is smaller than")
    return f"\"{ended.sentence}\""


def is_422(raw):
    stream = encode(raw, (640, 360), 4, "NV16")
    ended = md5_of(stream.path)
    expect_refusal(ended, "4:2:0")
    return f"\"{ended.sentence}\""


def is_listed():
    ended = weir("--list-decoders")
    expect_played(ended)
    expect("FWHT" in ended.output and "vicodec" in ended.output, f"says '{ended.output}'")


def reference(path, size, number):
    """Picture `number` of I420 data as the lab's compositor shows it: it takes every picture for BT.601, while these
    headers name BT.709."""
    return convert(["-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", f"{size[0]}x{size[1]}", "-i", path,
                    "-vf", f"select=eq(n\\,{number}),scale=in_color_matrix=bt601:in_range=tv"], size)


def is_on_the_screen(stream, pictures, number):
    """Sought, and shown by the compositor."""
    path = stream.path.with_suffix(".i420")
    path.write_bytes(pictures)
    wanted = reference(path, stream.size, number)
    others = [reference(path, stream.size, other) for other in (number - 1, number + 1)]

    def check(image):
        near, neighbour = psnr(image, wanted), max(psnr(image, other) for other in others)
        expect(near >= MIN_PSNR and near >= neighbour + MARGIN,
               f"{near:.1f} dB from picture {number}, {neighbour:.1f} dB from a neighbour")
        return f"{near:.1f} dB, neighbours {neighbour:.1f} dB"

    with held(stream.path, (number + 0.5) / RATE, *DECODER) as player:
        return wait_for(f"fwht-{number}", player, check)


def main():
    folder, checks = Path(sys.argv[1]), Checks()
    api = Path("/sys/module/vicodec/parameters/multiplanar").read_text(encoding="ascii").strip()
    label = "multiplanar" if api == "Y" else "single"
    made = []
    for width, height, gop in ((640, 360, 10), (640, 360, 1), (650, 366, 4), (1288, 722, 3)):
        stream = encode(folder / f"{width}x{height}.nv12", (width, height), gop)
        pictures = decode(stream)
        made.append((stream, pictures))
        checks.run(f"{label} {width}x{height} gop {gop}", is_exact, stream, pictures, gop)
    (stream, pictures), middle = made[0], made[2]
    checks.run(f"{label} size changes", size_changes, [middle, made[3], middle])
    checks.run(f"{label} starts late", starts_late, *middle)
    checks.run(f"{label} is listed", is_listed)
    for number in (4, 17):
        checks.run(f"{label} picture {number} on the screen", is_on_the_screen, stream, pictures,
                   number)
    if label == "single":
        checks.run("cut", is_cut, stream, pictures)
        checks.run("cut in the first picture", is_cut_at_once, stream)
        checks.run("broken magic first", has_broken_magic_first, stream)
        checks.run("broken magic later", has_broken_magic_later, stream)
        checks.run("no device", no_device, stream)
        checks.run("too small", is_small, stream)
        checks.run("4:2:2", is_422, folder / "640x360.nv16")
    return checks.status


if __name__ == "__main__":
    sys.exit(main())
