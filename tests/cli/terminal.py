"""A terminal on which a command asks and a person answers."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.cli.conftest import ROOT, Command

CTRL_C = "\x03"


class Terminal:
    """The command on a terminal of its own."""

    def __init__(self, command: Command, *arguments: str | Path) -> None:
        import pty

        self._leader, follower = pty.openpty()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "leadway_desktop", *map(str, arguments)],
            cwd=ROOT,
            env=os.environ | command.environment,
            stdin=follower,
            stderr=follower,
            stdout=subprocess.DEVNULL,
        )
        os.close(follower)
        self.text = ""

    def read_until(self, words: str) -> None:
        while words not in self.text:
            self.text += os.read(self._leader, 4096).decode("utf-8", "replace")

    def say(self, text: str) -> int:
        if text == CTRL_C:
            self._process.send_signal(signal.SIGINT)
        else:
            os.write(self._leader, text.encode())
        status = self._process.wait(60)
        self._read_to_the_end()
        return status

    def _read_to_the_end(self) -> None:
        try:
            while rest := os.read(self._leader, 4096):
                self.text += rest.decode("utf-8", "replace")
        except OSError:  # how Linux says that the other side has closed
            pass
        finally:
            os.close(self._leader)
