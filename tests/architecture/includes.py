# SPDX-License-Identifier: GPL-3.0-or-later
"""Which file may include what: our own folders go one way, foreign headers are fenced."""

import re
from fnmatch import fnmatch

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)

# folder -> folders of ours it may include. Tests may include everything.
DIRECTION = {
    "platform": {"platform"},
    "decode": {"decode", "platform"},
    "render": {"render", "decode", "platform"},
    "app": {"app", "render", "decode", "platform"},
    "qml": {"qml", "app", "render", "decode", "platform"},
}

# What render may see of decode: pictures, not how they are made.
RENDER_SEES = ("decode/frame/*",)

# (pattern of the header, patterns of the files that may include it). The first that fits decides.
FENCES = (
    ("linux/videodev2.h", ("decode/v4l2/*",)),
    ("linux/media.h", ("decode/v4l2/*",)),
    ("linux/v4l2-*.h", ("decode/v4l2/*",)),
    ("libav*/*", ("decode/demux/*", "decode/software/*", "decode/audio/*")),
    ("libsw*/*", ("decode/demux/*", "decode/software/*", "decode/audio/*")),
    ("wayland-*", ("platform/wayland/*.cpp", "render/*.cpp")),
    ("*-client-protocol.h", ("platform/wayland/*.cpp", "render/*.cpp")),
    ("EGL/*", ("platform/egl/*", "render/quick/*")),
    ("GLES*/*", ("platform/egl/*", "render/quick/*")),
    ("xf86drm*", ("platform/drm/*", "platform/dmabuf/*")),
    ("drm_fourcc.h", ("platform/drm/*", "platform/dmabuf/*")),
    ("drm/drm_fourcc.h", ("platform/drm/*", "platform/dmabuf/*")),
    ("pipewire/*", ("platform/pipewire/*",)),
    ("spa/*", ("platform/pipewire/*",)),
    ("libudev.h", ("platform/*",)),
    ("Q[A-Z]*", ("app/*", "render/quick/*", "qml/*")),
    ("Qt*/*", ("app/*", "render/quick/*", "qml/*")),
    ("qpa/*", ("app/*", "render/quick/*")),
    ("private/q*", ("app/*", "render/quick/*")),
    ("qguiapplication_platform.h", ("app/*", "render/quick/*")),
)


def forbidden_own(path, header):
    """Why the file may not include this header of ours, or ''."""
    folder, target = path.split("/")[0], header.split("/")[0]
    if target not in DIRECTION or folder not in DIRECTION:
        return ""
    if target not in DIRECTION[folder]:
        return f"{folder} may not include {target}"
    if folder == "render" and target == "decode" and \
            not any(fnmatch(header, pattern) for pattern in RENDER_SEES):
        return "of decode, render may include decode/frame only"
    return ""


def forbidden_foreign(path, header):
    """Why the file may not include this foreign header, or ''."""
    if path.startswith("tests/"):
        return ""
    for pattern, allowed in FENCES:
        if fnmatch(header, pattern):
            if any(fnmatch(path, place) for place in allowed):
                return ""
            return f"{header} belongs in {', '.join(allowed)}"
    return ""


def violations(path, text):
    """All forbidden includes of one file, as sentences."""
    found = []
    for include in INCLUDE.finditer(text):
        header = include[2]
        why = forbidden_own(path, header) or forbidden_foreign(path, header)
        if why:
            line = text.count("\n", 0, include.start(2)) + 1
            found.append(f"{path}:{line}: {why}")
        if include[1] == '"' and header.startswith("."):
            found.append(f"{path}: include {header} by its path from the root")
    return found
