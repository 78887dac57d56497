# SPDX-License-Identifier: GPL-3.0-or-later
"""The player's window, driven by keys and sizes as by a user (tests/tools/drive_player.cpp), with its requests to the
compositor written down."""

import json
import os
import re
import subprocess
import tempfile
import time
from pathlib import Path

from checks import TREE, CRASH_WORDS, CheckError, expect, program
from screen import screenshot

PLUGINS = TREE / "build" / "dev" / "tests" / "tools" / "plugins"
WAIT_SECONDS = 25  # for anything to come up, on a busy machine


class Driven:
    """Ended by stop(), or at the end of its block."""

    def __init__(self, name, clip, *options):
        self.name = name
        self.folder = Path(tempfile.mkdtemp())
        self.fifo = self.folder / "commands"
        os.mkfifo(self.fifo)
        self.log = Path(os.environ["LAB_OUT"]) / f"{name}.wayland"
        command = [program(), "--no-audio", "--json", self.folder / "report", *options, clip]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(  # pylint: disable=consider-using-with
                command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=log,
                env=os.environ | {"WAYLAND_DEBUG": "client", "QT_PLUGIN_PATH": str(PLUGINS),
                                  "QT_QPA_GENERIC_PLUGINS": f"drive:{self.fifo}"})
        # Both ends, so that writing waits for nobody.
        self.commands = os.open(self.fifo, os.O_RDWR)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self.commands)

    def send(self, command):
        os.write(self.commands, f"{command}\n".encode())

    def text(self):
        return self.log.read_text(encoding="utf-8", errors="replace")

    def order(self):
        """"above" or "below": where the video was put last; nothing at first."""
        return re.findall(r"wl_subsurface[#@]\d+\.place_(above|below)", self.text())[-1:]

    def wait(self, what, is_so):
        """Until is_so() is true."""
        end = time.monotonic() + WAIT_SECONDS
        while not is_so():
            self.expect_alive()
            expect(time.monotonic() < end, f"{what}: not within {WAIT_SECONDS} s")
            time.sleep(0.1)

    def picture(self, step, is_right, again=None):
        """Takes pictures of the screen until is_right(picture) returns a note; the last one's error. The command
        `again` is sent before each: a compositor that lets the first size come late undoes one that was asked for
        before."""
        end = time.monotonic() + WAIT_SECONDS
        while True:
            if again:
                self.send(again)
            image = screenshot(f"{self.name}-{step}")
            self.expect_alive()
            try:
                return is_right(image)
            except CheckError:
                if time.monotonic() > end:
                    raise

    def expect_alive(self):
        status = self.process.poll()
        expect(status is None, f"the player ended with status {status}: {self.last_words()}")

    def stop(self):
        """Ends it as a session does, and looks at how it went; returns the report."""
        self.expect_alive()
        self.process.terminate()
        try:
            status = self.process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            raise CheckError("the player does not end upon SIGTERM") from None
        expect(status == 0, f"the player ended with status {status}: {self.last_words()}")
        self.expect_no_complaint()
        return json.loads((self.folder / "report").read_text(encoding="utf-8"))

    def expect_no_complaint(self):
        for line in self.text().splitlines():
            expect(not re.search(r"wl_display[#@]1\.error\(", line), f"protocol error: {line}")
            expect(not any(word in line for word in CRASH_WORDS), f"standard error says: {line}")

    def last_words(self):
        lines = self.text().splitlines()
        return " / ".join(line for line in lines[-40:] if not line.startswith("["))[-300:]
