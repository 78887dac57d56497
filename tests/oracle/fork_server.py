# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs that are linked once and forked for each run, see fork_server.cpp."""

import os
import signal
import socket
import struct
import subprocess
from pathlib import Path

LIBRARY = Path(__file__).resolve().parents[2] / "build/dev/tests/oracle/libweir_fork_server.so"
# What every pipeline of the oracle loads.
PLUGINS = ("coreelements", "typefindfunctions", "playback", "videoparsersbad", "v4l2codecs",
           "isomp4", "matroska", "mpegtsdemux", "mpegpsdemux", "ivfparse", "audioparsers")


class ForkServer:
    """One program, waiting to be run."""

    def __init__(self, program):
        self.output = f"/tmp/{Path(program).name}.output"
        self.socket, theirs = socket.socketpair()
        environment = os.environ | {
            "LD_PRELOAD": str(LIBRARY), "LD_BIND_NOW": "1",
            "WEIR_FORK_SERVER": str(theirs.fileno()),
            "WEIR_FORK_SERVER_PLUGINS": ":".join(PLUGINS)}
        # The server itself lives until the socket is closed.
        self.process = subprocess.Popen([program], env=environment, pass_fds=[theirs.fileno()],
                                        stdin=subprocess.DEVNULL)
        theirs.close()

    def number(self):
        data = self.socket.recv(4, socket.MSG_WAITALL)
        if len(data) != 4:
            raise OSError("the fork server has ended")
        return struct.unpack("i", data)[0]

    def run(self, arguments, timeout):
        """(status as a shell tells it, what was said); raises TimeoutExpired like subprocess."""
        text = b"".join(os.fsencode(word) + b"\0" for word in (self.output, *arguments))
        self.socket.sendall(struct.pack("I", len(text)) + text)
        child = 0
        self.socket.settimeout(timeout)
        try:
            child = self.number()
            status = self.number()
        except TimeoutError:
            os.kill(child or self.process.pid, signal.SIGKILL)
            self.socket.settimeout(None)
            if child:
                self.number()
            raise subprocess.TimeoutExpired(arguments, timeout) from None
        finally:
            self.socket.settimeout(None)
        said = Path(self.output).read_text(encoding="utf-8", errors="replace")
        return os.waitstatus_to_exitcode(status), said
