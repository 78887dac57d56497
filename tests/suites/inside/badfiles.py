# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes files that no player can play. Each maker takes (directory, name, good clip) and gives the
path to try."""

from checks import ffmpeg


def missing(place, name, clip):
    return place / f"{name}.mp4"


def directory(place, name, clip):
    path = place / f"{name}.mp4"
    path.mkdir()
    return path


def empty(place, name, clip):
    path = place / f"{name}.mp4"
    path.touch()
    return path


def text(place, name, clip):
    path = place / f"{name}.txt"
    path.write_text("This is no film. It is a text of some length.\n" * 200, encoding="ascii")
    return path


def text_named_mp4(place, name, clip):
    return text(place, name, clip).rename(place / f"{name}.mp4")


def zeros(place, name, clip):
    path = place / f"{name}.mp4"
    path.write_bytes(bytes(100000))
    return path


def without_index(place, name, clip):
    """An mp4 whose index, at its end, was never written."""
    whole = place / f"{name}-whole.mp4"
    ffmpeg("-i", clip, "-c", "copy", whole)
    path = place / f"{name}.mp4"
    data = whole.read_bytes()
    path.write_bytes(data[:len(data) * 6 // 10])
    return path


def first_bytes(place, name, clip):
    path = place / f"{name}.mp4"
    path.write_bytes(clip.read_bytes()[:64])
    return path


def audio_mp4(place, name, clip):
    path = place / f"{name}.mp4"
    ffmpeg("-i", clip, "-vn", "-c", "copy", path)
    return path


def audio_only(place, name, clip):
    path = place / f"{name}.wav"
    ffmpeg("-i", clip, "-vn", path)
    return path


def subtitles_only(place, name, clip):
    path = place / f"{name}.srt"
    path.write_text("1\n00:00:00,000 --> 00:00:02,000\nHello\n", encoding="ascii")
    return path


def unknown_codec(place, name, clip):
    """An mkv whose video codec has a name that nobody knows."""
    good = place / f"{name}-good.mkv"
    ffmpeg("-i", clip, "-an", "-c", "copy", good)
    path = place / f"{name}.mkv"
    path.write_bytes(good.read_bytes().replace(b"V_MPEG4/ISO/AVC", b"V_NOBODY/KNOWS/"))
    return path


def cut_middle(place, clip):
    """The index is in front, 60 % of the data follow."""
    path = place / "cut.mp4"
    data = clip.read_bytes()
    path.write_bytes(data[:len(data) * 6 // 10])
    return path


UNPLAYABLE = {
    "missing": missing,
    "directory": directory,
    "empty": empty,
    "text": text,
    "text-named-mp4": text_named_mp4,
    "zeros": zeros,
    "without-index": without_index,
    "first-bytes": first_bytes,
    "mp4-without-video": audio_mp4,
    "audio-only": audio_only,
    "subtitles-only": subtitles_only,
    "unknown-codec": unknown_codec,
}
