# SPDX-License-Identifier: GPL-3.0-or-later
"""Clips whose pictures carry their number, what they look like in any size by ffmpeg, and where on the screen one is.

The number is a row of blocks, light for 1, at a height where no control of the player lies: a mark of one light and one
dark block, then the bits; a bar beside them."""

import functools
import subprocess
import sys

from checks import CheckError, expect, ffmpeg
from screen import Image, psnr

WIDTH, HEIGHT, RATE = 640, 360, 30
BLOCK, BITS = 40, 9  # pixels, of a number
SAMPLES = 120  # points that tell where a picture is
OTHER_COLOR = 70
AROUND_X, AROUND_Y = 2, 12


def filters():
    """ffmpeg's filters that write the number into each picture."""
    first, last = HEIGHT * 34 // 100, HEIGHT * 48 // 100
    box = f"drawbox=y={first}:h={last - first}:t=fill"
    blocks = [f"{box}:x=0:w={(2 + BITS) * BLOCK}:color=black", f"{box}:x=0:w={BLOCK}:color=white"]
    blocks += [f"{box}:x={(2 + i) * BLOCK}:w={BLOCK}:color=white:enable='mod(floor(n/{1 << i}),2)'"
               for i in range(BITS)]
    # Blocks are the same from top to bottom; this tells how high a picture lies.
    blocks.append(f"drawbox=t=fill:x=480:y={HEIGHT * 40 // 100}:w=120:h=9:color=black")
    return ",".join(blocks)


def make_clip(path, seconds):
    ffmpeg("-f", "lavfi", "-i", f"testsrc2=size={WIDTH}x{HEIGHT}:rate={RATE}:duration={seconds}", "-vf",
           filters(), "-c:v", "libx264", "-preset", "veryfast", "-bf", "2", "-pix_fmt", "yuv420p",
           "-movflags", "+faststart", path)


@functools.cache
def numbered(clip, number, size, matrix):
    """Picture `number` (from 0) of the clip in that size, as RGB by that matrix."""
    width, height = size
    done = subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-i", clip, "-vf",
                           f"select=eq(n\\,{number}),scale={width}:{height}:flags=bilinear:in_color_matrix={matrix}",
                           "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "rgb24", "-"], check=True,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    expect(len(done.stdout) == 3 * width * height, f"{clip} has no picture {number}")
    return Image(width, height, done.stdout)


def part(image, area):
    """The rectangle (left, top, width, height) of a picture."""
    left, top, width, height = area
    expect(0 <= left <= image.width - width and 0 <= top <= image.height - height,
           f"{area} is not within {image.width}x{image.height}")
    row = 3 * image.width
    return Image(width, height, b"".join(
        image.data[y * row + 3 * left:y * row + 3 * (left + width)]
        for y in range(top, top + height)))


def band(height):
    """The rows between the upper and the lower controls: the first, and the one after the last."""
    return height * 37 // 100, height * 45 // 100


def middle(image):
    first, last = band(image.height)
    return part(image, (0, first, image.width, last - first))


def number_in(image):
    """The number that a picture carries; an error when it has no mark."""
    y = sum(band(image.height)) // 2
    bits = [image.is_light((2 * i + 1) * BLOCK * image.width // (2 * WIDTH), y)
            for i in range(2 + BITS)]
    expect(bits[:2] == [True, False], "there is no picture with a number")
    return sum(bit << i for i, bit in enumerate(bits[2:]))


def difference(image, wanted, points, place, limit):
    """How many points have another colour, and by how much all differ, shadows of the controls and all; or something
    above `limit` when it is more."""
    left, top = place
    wrong = total = 0
    for x, y in points:
        a = image.pixel(left + x, top + y)
        b = wanted.pixel(x, y)
        far = max(abs(a[0] - b[0]), abs(a[1] - b[1]), abs(a[2] - b[2]))
        total += far
        wrong += far > OTHER_COLOR
        if wrong > limit[0]:
            break
    return wrong, total


def find(image, wanted):
    """Left and top of the place where the middle rows of `wanted` are nearest on the screen, and how near in dB."""
    if image.width < wanted.width or image.height < wanted.height:
        raise CheckError(f"{wanted.width}x{wanted.height} does not fit on the screen")
    places = [(left, top) for top in range(image.height - wanted.height + 1)
              for left in range(image.width - wanted.width + 1)]
    left, top = roughly(image, wanted, places)
    # Shadows and filters shift what a few points say by some pixels.
    around = [(x, y) for x, y in places
              if abs(x - left) <= AROUND_X and abs(y - top) <= AROUND_Y]
    near = {place: psnr(middle(part(image, (*place, wanted.width, wanted.height))), middle(wanted))
            for place in around}
    place = max(near, key=near.get)
    return place, near[place]


def roughly(image, wanted, places):
    """The one of the places where the fewest points have another colour."""
    first, last = band(wanted.height)
    points = [(wanted.width * (2 * i + 1) // (2 * SAMPLES),
               first + (last - first) * (i * 7 % SAMPLES) // SAMPLES) for i in range(SAMPLES)]
    best, found = (len(points), 0), (0, 0)
    for place in places:
        far = difference(image, wanted, points, place, best)
        if far < best:
            best, found = far, place
    return found


if __name__ == "__main__":
    make_clip(sys.argv[1], 10)
