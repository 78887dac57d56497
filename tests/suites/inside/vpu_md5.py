# SPDX-License-Identifier: GPL-3.0-or-later
"""weir --md5 --decoder v4l2 on the virtual VPU gives what MANIFEST.tsv says, for every vector of the
codecs named by the arguments that the device can take; what it cannot take is refused with the reason."""

import sys

from checks import TREE, Checks, Skipped, expect, expect_md5, vectors_directory, weir

sys.path.insert(0, str(TREE / "tests/oracle"))
import vectors  # noqa: E402

# For each codec: which vectors, and the drivers that the virtual VPU has for them.
PLANS = {
    "h264": (vectors.progressive_h264, ("hantro-vpu", "rkvdec")),
    "mpeg2": (lambda root: vectors.of_codec(root, "mpeg2"), ("hantro-vpu", "cedrus", "weir-vpu")),
    "vp8": (lambda root: vectors.of_codec(root, "vp8"), ("hantro-vpu", "cedrus", "weir-vpu")),
}
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
       for driver in PLANS["mpeg2"][1]
       for name in ("mpeg2/gen_mpeg2_422_profile.m2v", "mpeg2/xdcam8mp2-1s_small.ts")},
}
# A slice of the last picture is damaged: libavcodec conceals that, a device says that it failed.
DAMAGED = ("mpeg2/greyramp.mpg", "mpeg2/mp3ac325-4864-small.ts")


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
        choose, drivers = PLANS[codec]
        for vector in choose(vectors_directory()):
            for driver in drivers:
                checks.run(f"{vector.name} on {driver}", is_exact, vector, driver)
    return checks.status


if __name__ == "__main__":
    sys.exit(main())
