# SPDX-License-Identifier: GPL-3.0-or-later
"""Which codecs are compared, and what each needs for it."""

from dataclasses import dataclass
from types import ModuleType

import av1
import h264
import hevc
import mpeg2
import vp8
import vp9
from dump import DumpError


@dataclass(frozen=True)
class Codec:
    """One codec of visl."""

    module: ModuleType  # canonical(runs, mode, labels)
    element: str  # GStreamer's decoder
    modes: tuple = ("frame",)  # of the kernel's interface; most codecs have one only


CODECS = {
    "mpeg2": Codec(mpeg2, "v4l2slmpeg2dec"),
    "vp8": Codec(vp8, "v4l2slvp8dec"),
    "vp9": Codec(vp9, "v4l2slvp9dec"),
    "av1": Codec(av1, "v4l2slav1dec"),
    "hevc": Codec(hevc, "v4l2slh265dec", ("slice", "frame")),
    "h264": Codec(h264, "v4l2slh264dec", ("slice", "frame")),
}


def of_runs(runs):
    """The codec whose controls a dump holds."""
    for name in runs[0].events:
        for codec in CODECS:
            if name.startswith(f"v4l2_ctrl_{codec}_"):
                return CODECS[codec]
    raise DumpError(f"no codec known has the events {', '.join(runs[0].events)}")
