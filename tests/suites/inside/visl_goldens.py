# SPDX-License-Identifier: GPL-3.0-or-later
"""The pictures that visl paints for weir, by their md5. It writes into each what it was asked: sequence,
timestamp, picture order count, sizes and the timestamps of all references. So the sum says that pictures are
sent, numbered and handed out as they were when tests/oracle/goldens.tsv was written.

  visl_goldens.py clips DIR    in the root: makes the clips
  visl_goldens.py write DIR    in the lab: writes goldens.tsv anew"""

import sys
from pathlib import Path

from checks import TREE, CheckError, Skipped, expect, expect_equal, expect_played, ffmpeg, \
    vectors_directory, weir

TABLE = TREE / "tests/oracle/goldens.tsv"
HEADER = "# file\tmode\tmd5 of all pictures\n"
# Large enough for all that visl writes. One thread: encoders are to do the same each time.
PICTURES = ("-f", "lavfi", "-i", "testsrc2=size=640x480:rate=25:duration=1", "-pix_fmt", "yuv420p",
            "-threads", "1")
CLIPS = {
    "clip/mpeg2.m2v": ("-c:v", "mpeg2video", "-bf", "2", "-g", "12", "-qscale:v", "8"),
    "clip/vp8.ivf": ("-c:v", "libvpx", "-b:v", "400k", "-g", "12", "-auto-alt-ref", "0"),
    "clip/vp9.ivf": ("-c:v", "libvpx-vp9", "-b:v", "400k", "-g", "12", "-cpu-used", "5"),
    "clip/av1.ivf": ("-c:v", "libaom-av1", "-b:v", "400k", "-g", "12", "-cpu-used", "8"),
    "clip/hevc.h265": ("-c:v", "libx265", "-preset", "fast", "-x265-params",
                       "bframes=2:keyint=12:pools=none:frame-threads=1:log-level=error"),
    "clip/h264.h264": ("-c:v", "libx264", "-preset", "fast", "-bf", "2", "-g", "12"),
}
VECTORS = ("mpeg2/sony-ct3.m2v", "vp8/vp80-02-inter-1418.ivf",
           "vp9/vp90-2-10-show-existing-frame.webm", "av1/00000055.ivf",
           "hevc/cars_320x240.h265", "h264/MR1_BT_A.h264")
WITH_MODES = ("h264", "hevc")


def make_clips(directory):
    for name, options in CLIPS.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            part = path.with_name(f"new-{path.name}")
            ffmpeg(*PICTURES, *options, part)
            part.rename(path)


def goldens():
    """[(file, mode, md5)]"""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines if line and not line.startswith("#")]


def painted(name, mode, clips):
    """The md5 of visl's pictures."""
    path = clips / name if name in CLIPS else vectors_directory() / name
    ended = weir("--md5", "--decoder", "v4l2", path, env={"WEIR_V4L2_MODE": mode})
    expect_played(ended)
    words = ended.output.split()
    expect(words, "nothing on standard output")
    return words[0]


def is_as_before(name, mode, md5, clips):
    expect_equal("md5", painted(name, mode, clips), md5)


def check_goldens(checks, clips):
    for name, mode, md5 in goldens():
        checks.run(f"golden {name} {mode}", is_as_before, name, mode, md5, clips)


def write(clips):
    rows = []
    for name in (*CLIPS, *VECTORS):
        modes = ("frame", "slice") if any(codec in name for codec in WITH_MODES) else ("frame",)
        rows += [f"{name}\t{mode}\t{painted(name, mode, clips)}\n" for mode in modes]
    TABLE.write_text(HEADER + "".join(rows), encoding="utf-8")


def main():
    command, directory = sys.argv[1], Path(sys.argv[2])
    try:
        {"clips": make_clips, "write": write}[command](directory)
    except (CheckError, Skipped) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
