# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds the sources of the tree and blanks out what is no code."""

import re
from pathlib import Path

FOLDERS = ("app", "decode", "platform", "qml", "render", "tests")
CODE = (".cpp", ".h")
SCRIPTS = (".py", ".sh", ".qml")
NO_CODE = re.compile(r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])\'(?:\\.|[^\'\\\n])+\'',
                     re.DOTALL)


# Linux code in C and in its own style: GPL-2.0, and .h files that are no C++.
KERNEL = Path("tests/vpu/kernel")
KERNEL_CODE = (".c", ".h")


def kernel_files(root):
    """The kernel module's sources, relative to `root`, sorted."""
    return sorted(path.relative_to(root) for path in (Path(root) / KERNEL).rglob("*")
                  if path.suffix in KERNEL_CODE)


def files(root, suffixes, folders=FOLDERS):
    """Paths relative to `root`, sorted; without the kernel module's."""
    root = Path(root)
    return sorted(path.relative_to(root) for folder in folders
                  for path in (root / folder).rglob("*")
                  if path.suffix in suffixes and path.is_file()
                  and KERNEL not in path.relative_to(root).parents)


def blank(text):
    """`text` without comments and literals; lines stay where they are."""
    return NO_CODE.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
