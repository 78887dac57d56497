# SPDX-License-Identifier: GPL-3.0-or-later
"""Fails when the tree breaks a rule of its architecture; the rules are tried on bad examples too."""

import os
import unittest
from pathlib import Path

import includes
import sizes
import sources

ROOT = Path(os.environ.get("WEIR_SOURCE", Path(__file__).resolve().parents[2]))
LICENCE = "SPDX-License-Identifier: GPL-3.0-or-later"
KERNEL_LICENCE = "SPDX-License-Identifier: GPL-2.0"


def read(path):
    return (ROOT / path).read_text(encoding="utf-8", errors="replace")


class TreeTest(unittest.TestCase):
    """The tree as it is."""

    def check(self, suffixes, rule):
        found = [why for path in sources.files(ROOT, suffixes) for why in rule(str(path), read(path))]
        self.assertEqual(found, [], "\n" + "\n".join(found))

    def test_there_are_sources(self):
        self.assertGreater(len(sources.files(ROOT, sources.CODE)), 20)

    def test_includes_go_one_way_and_foreign_headers_stay_fenced(self):
        self.check(sources.CODE, includes.violations)

    def test_no_file_and_no_function_is_too_long(self):
        self.check(sources.CODE + sources.SCRIPTS, sizes.violations)

    def test_the_kernel_module_is_gpl_2_and_in_small_files(self):
        found = sources.kernel_files(ROOT)
        self.assertNotEqual(found, [])
        for path in found:
            self.assertIn(KERNEL_LICENCE, read(path).split("\n")[0], path)
            self.assertEqual(sizes.violations(str(path), read(path)), [])

    def test_every_file_names_its_licence(self):
        self.check(sources.CODE + sources.SCRIPTS, lambda path, text: []
                   if LICENCE in "\n".join(text.split("\n")[:2])
                   else [f"{path}: the SPDX line is missing on top"])


class IncludeRuleTest(unittest.TestCase):
    """Each rule refuses what it is for."""

    def refuses(self, path, line):
        self.assertEqual(len(includes.violations(path, f"\n{line}\n")), 1, (path, line))

    def accepts(self, path, line):
        self.assertEqual(includes.violations(path, line), [], (path, line))

    def test_direction(self):
        self.refuses("platform/base/a.h", '#include "decode/frame/picture.h"')
        self.refuses("decode/a.cpp", '#include "render/presenter.h"')
        self.refuses("render/a.cpp", '#include "app/cli.h"')
        self.accepts("app/a.cpp", '#include "decode/medium/medium.h"')
        self.accepts("tests/a.cpp", '#include "app/cli.h"')

    def test_render_sees_frames_only(self):
        self.refuses("render/a.cpp", '#include "decode/demux/packet.h"')
        self.accepts("render/a.cpp", '#include "decode/frame/picture.h"')

    def test_fences(self):
        for path, header in (("decode/stateless/a.cpp", "linux/videodev2.h"),
                             ("app/a.cpp", "libavformat/avformat.h"),
                             ("decode/v4l2/a.cpp", "libavutil/frame.h"),
                             ("platform/wayland/a.h", "wayland-client.h"),
                             ("app/a.cpp", "viewporter-client-protocol.h"),
                             ("render/shm/a.cpp", "EGL/egl.h"), ("decode/a.cpp", "xf86drm.h"),
                             ("render/audio/a.cpp", "pipewire/pipewire.h"),
                             ("render/a.cpp", "QGuiApplication"), ("decode/a.h", "QtCore/QString"),
                             ("platform/a.cpp", "private/qwindow_p.h")):
            self.refuses(path, f"#include <{header}>")

    def test_behind_the_fences(self):
        for path, header in (("decode/v4l2/a.cpp", "linux/videodev2.h"),
                             ("decode/demux/a.h", "libavformat/avformat.h"),
                             ("platform/wayland/a.cpp", "wayland-client.h"),
                             ("platform/pipewire/a.h", "pipewire/pipewire.h"),
                             ("render/quick/a.h", "QQuickItem"), ("app/a.cpp", "QGuiApplication")):
            self.accepts(path, f"#include <{header}>")

    def test_relative_include(self):
        self.refuses("decode/a.cpp", '#include "../platform/base/result.h"')


class SizeRuleTest(unittest.TestCase):
    """The heuristic finds functions and measures them."""

    def names(self, text):
        return [(name, count) for _, name, count in sizes.functions(text)]

    def test_functions_of_all_kinds(self):
        text = """
namespace weir {
int one(int a)
{
    if (a) {
        return f({1, 2});
    }
    return 0;
}
struct S {
    S() : a{1}, b(2) {}
    auto two() const -> int { return '{'; }
    int c = 0;
};
Result<T> S::three(std::span<const int> x) noexcept
{
    auto l = [&](int y) {
        return "}";
    };
}
const int table[] = {1, 2};
} // namespace weir }
"""
        # A constructor's body goes by the name of its last member.
        self.assertEqual(self.names(text),
                         [("one", 6), ("S", 1), ("b", 1), ("two", 1), ("S::three", 5)])

    def test_long_function_is_refused(self):
        def text(lines):
            return "void f()\n{\n" + "    g();\n" * (lines - 2) + "}\n"
        self.assertEqual(sizes.violations("a.cpp", text(60)), [])
        self.assertEqual(len(sizes.violations("a.cpp", text(61))), 1)

    def test_long_file_is_refused(self):
        self.assertEqual(sizes.violations("a.cpp", "int a;\n" * 500), [])
        self.assertEqual(len(sizes.violations("a.cpp", "int a;\n" * 501)), 1)
        self.assertEqual(sizes.violations("a_tables.cpp", "int a;\n" * 501), [])

    def test_braces_in_comments_and_literals_do_not_count(self):
        text = "int f()\n{\n  // {\n  g('{', \"{\\\"\", R\"x({)x\");\n  int n = 1'000;\n}\nint h() { }\n"
        self.assertEqual(self.names(text), [("f", 5), ("h", 1)])


if __name__ == "__main__":
    unittest.main()
