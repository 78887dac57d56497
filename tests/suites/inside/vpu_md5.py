# SPDX-License-Identifier: GPL-3.0-or-later
"""weir --md5 --decoder v4l2 on the virtual VPU gives what MANIFEST.tsv says, for every vector of the
codecs named by the arguments that the device can take; what it cannot take is refused with the reason."""

import sys

from checks import TREE, Checks, Skipped, expect, expect_md5, vectors_directory, weir

sys.path.insert(0, str(TREE / "tests/oracle"))
import vectors  # noqa: E402

# The drivers that the virtual VPU has for each codec.
DRIVERS = {
    "h264": ("hantro-vpu", "rkvdec"),
    "mpeg2": ("hantro-vpu", "cedrus", "weir-vpu"),
    "vp8": ("hantro-vpu", "cedrus", "weir-vpu"),
    "vp9": ("hantro-vpu", "rkvdec"),
    "av1": ("hantro-vpu", "weir-vpu"),
}
# What is larger than this is played on the first driver that takes it.
ONCE_BYTES = 1_500_000
# Two vectors have 6551 pictures that show nothing which the others do not.
MOST_PICTURES = 2000
# What hardware of that kind cannot do: driver, name, a word of the refusal.
CANNOT = {
    ("hantro-vpu", "h264/PPH10I1_Panasonic_A.264"): "High 10",
    ("hantro-vpu", "h264/gen_x264_high10_inter.264"): "High 10",
    ("hantro-vpu", "h264/amve.mp4"): "High 10",
    ("hantro-vpu", "h264/vkcts_4k_26_ibp_main.h264"): "limit of 1920x1088",
    # rkvdec's menu of profiles begins at Constrained Baseline, and these may hold FMO or ASO.
    ("rkvdec", "h264/MR2_TANDBERG_E.264"): "H.264 Baseline",
    ("rkvdec", "h264/SarVui.264"): "H.264 Baseline",
    ("rkvdec", "h264/Static.264"): "H.264 Baseline",
    ("rkvdec", "h264/jcodec_seq_mmco_test.264"): "H.264 Baseline",
    ("rkvdec", "h264/jm_1080p_allslice.264"): "H.264 Baseline",
    **{(driver, name): "chroma_format"
       for driver in DRIVERS["mpeg2"]
       for name in ("mpeg2/gen_mpeg2_422_profile.m2v", "mpeg2/xdcam8mp2-1s_small.ts")},
    # VP9: rkvdec is EBUSY while it has picture buffers, hantro goes on with new ones.
    **{("rkvdec", f"vp9/{name}"): "between key frames" for name in (
        "vp90-2-05-resize.ivf", "vp90-2-22-svc_1280x720_3.ivf",
        *(f"vp90-2-21-resize_inter_{size}_{step}_1-2.webm" for step in (5, 7) for size in (
            "320x180", "320x240", "640x360", "640x480", "1280x720", "1920x1080")))},
    ("rkvdec", "vp9/vp91-2-04-yuv444.webm"): "VP9 Profile 1",
    ("rkvdec", "vp9/vp92-2-20-10bit-yuv420.webm"): "VP9 Profile 2",
    ("rkvdec", "vp9/vp93-2-20-10bit-yuv444.webm"): "VP9 Profile 3",
    ("hantro-vpu", "vp9/vp91-2-04-yuv444.webm"): "only 4:2:0",
    ("hantro-vpu", "vp9/vp93-2-20-10bit-yuv444.webm"): "only 4:2:0",
    ("hantro-vpu", "vp9/vp90-2-14-resize-fp-tiles-1-16.webm"): "4096x2304",
    ("hantro-vpu", "vp9/vp90-2-14-resize-fp-tiles-16-2.webm"): "4096x2304",
    # The drivers take 8 and 10 bit, and no picture format of theirs has 4:4:4.
    **{(driver, f"av1/{name}.ivf"): word for driver in DRIVERS["av1"] for name, word in (
        ("00000686", "BitDepth 12"), ("00000715", "only 4:2:0"), ("00000820", "only 4:2:0"),
        ("00000822", "only 4:2:0"))},
}
# A slice of the last picture is damaged: libavcodec conceals that, a device says that it failed.
DAMAGED = ("mpeg2/greyramp.mpg", "mpeg2/mp3ac325-4864-small.ts")


def plan(codec):
    """(vector, driver), of large vectors one only."""
    for vector in vectors.of_codec(vectors_directory(), codec):
        drivers = DRIVERS[codec]
        if vector.frames.isdigit() and int(vector.frames) > MOST_PICTURES:
            continue
        if vector.path.stat().st_size > ONCE_BYTES:
            takers = [driver for driver in drivers if (driver, vector.name) not in CANNOT]
            drivers = (takers or drivers)[:1]
        yield from ((vector, driver) for driver in drivers)


def is_exact(vector, driver):
    if vector.md5 == "-":
        raise Skipped("the manifest has no md5 for it")
    if vector.name in DAMAGED:
        raise Skipped("its last picture is damaged, and only software conceals")
    ended = weir("--md5", "--decoder", "v4l2", "--device", driver, vector.path, timeout=120)
    reason = CANNOT.get((driver, vector.name))
    if reason is not None:
        expect(ended.status == 1 and reason in ended.errors,
               f"it is to be refused for '{reason}': status {ended.status}, {ended.sentence}")
        return f"refused: {reason}"
    return expect_md5(ended, vector)


def main():
    checks = Checks()
    for codec in sys.argv[1:]:
        for vector, driver in plan(codec):
            checks.run(f"{vector.name} on {driver}", is_exact, vector, driver)
    return checks.status


if __name__ == "__main__":
    sys.exit(main())
