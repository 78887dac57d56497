# SPDX-License-Identifier: GPL-3.0-or-later
"""Turns the AV1 events of a dump into requests, see fields.py.

The trace does not tell the type of a frame. A slot that holds no picture yet has the timestamp 0
with all clients, and 0 is also GStreamer's first picture: before that one is decoded it means
nothing. Left out are film grain that is not applied, the starts of tiles past the last, and the
bytes of a tile's size where no tile has one in front of it (5.9.15). Clients
may keep the headers in the buffer, and the offset tells where the data begins: what is compared is
how much there is from there on."""

from fields import Request, check_counts, numbered, parse_block, picture_of, prefixed, without

SEQUENCE, FRAME, GRAIN, TILE = (f"v4l2_ctrl_av1_{name}" for name in
                                ("sequence", "frame", "film_grain", "tile_group_entry"))
COUNTS = {SEQUENCE: 1, FRAME: 1, GRAIN: 1, TILE: 1}
ALL_SLOTS = 255


def slots(stamps, latest):
    """What each of the eight slots holds before the frame."""
    return tuple("none" if stamp == 0 and 0 not in latest else picture_of(stamp, latest)
                 for stamp in stamps)


def frame_fields(frame, latest):
    fields = without(frame, "reference_frame_ts")
    fields["references"] = slots(frame["reference_frame_ts"], latest)
    for direction, count in (("col", "tile_info.tile_cols"), ("row", "tile_info.tile_rows")):
        name = f"tile_info.mi_{direction}_starts"
        fields[name] = frame[name][:frame[count] + 1]
    if (frame["tile_info.tile_cols"], frame["tile_info.tile_rows"]) == (1, 1):
        del fields["tile_info.tile_size_bytes"]
    return fields


def grain_fields(grain):
    return grain if "APPLY_GRAIN" in grain["flags"] else {"flags": grain["flags"]}


def canonical(runs, mode, labels=None):
    """The requests of a dump."""
    requests = []
    for number, run, latest in numbered(runs, mode, labels):
        check_counts(run, len(requests), COUNTS)
        sequence, frame, grain, tile = (parse_block(run.events[name][0]) for name in COUNTS)
        fields = prefixed("sequence", sequence)
        fields |= prefixed("frame", frame_fields(frame, latest))
        fields |= prefixed("grain", grain_fields(grain))
        fields |= prefixed("tile", without(tile, "tile_offset"))
        fields["bytes from the first tile on"] = run.bytesused - tile["tile_offset"]
        key = (frame["order_hint"], frame["refresh_frame_flags"],
               frame["quantization.base_q_idx"], tile["tile_size"])
        requests.append(Request(number, fields, key, frame["refresh_frame_flags"] == ALL_SLOTS))
    return requests
