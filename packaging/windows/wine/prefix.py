"""A computer with Windows, as wine plays it: a folder with its disk and registry."""

import os
import shlex
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from environment import must
from frozen.freezing import surroundings
from steps import Failure, step

from windows.wine.fonts import CONFIGURATION, give_fonts
from windows.wine.needs import find
from windows.wine.stand_ins import put_stand_ins

_LIBRARIES = {
    "mscms": "n",  # our stand-in: wine's ends the program
    "netprofm": "",  # Qt asks it for the network's state, and never gets an answer
    "mscoree": "",
    "mshtml": "",
    "winemenubuilder.exe": "",
    "winedbg.exe": "",  # a program that crashes ends at once, instead of waiting for a debugger
}
"""Which libraries wine takes as they lie in its Windows (n), and which it does without."""
_PRESENCE = """
import ctypes, sys
ctypes.windll.user32.GetDesktopWindow()
print("here", flush=True)
sys.stdin.read()
"""
"""A program for Windows' Python that wants a desktop, and does nothing more."""
PATIENCE = 300
"""Seconds for one program; an installer takes ten."""


@dataclass(frozen=True, slots=True)
class Finished:
    """How a program ended, and what it printed."""

    status: int
    printed: str


@dataclass(frozen=True, slots=True)
class Prefix:
    """One such computer."""

    folder: Path
    display: str

    @property
    def disk(self) -> Path:
        """Its drive C."""
        return self.folder / "drive_c"

    @property
    def fonts(self) -> Path:
        """Where the fonts are that wine sees."""
        return self.folder.with_name("fonts")

    @property
    def user(self) -> Path:
        """The folder of its only user."""
        (user,) = (one for one in (self.disk / "users").iterdir() if one.name != "Public")
        return user

    def environment(self) -> dict[str, str]:
        """Return what wine is told: no menus of this desktop, no browser, no .NET."""
        overrides = ";".join(f"{name}={how}" for name, how in _LIBRARIES.items())
        return {
            **surroundings(),
            "WINEPREFIX": str(self.folder),
            "WINEARCH": "win64",
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": overrides,
            "DISPLAY": self.display,
            "FONTCONFIG_FILE": str(self.fonts / CONFIGURATION),
            "LANG": "en_US.UTF-8",
        }

    def create(self, qt: Path) -> None:
        """Set it up anew: Windows 10, nothing installed; `qt` is the folder of Qt's libraries."""
        with step("Setting up a computer with Windows (wine)") as progress:
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder.mkdir(parents=True)
            give_fonts(self.fonts)
            must(progress, [*wine(), "wineboot", "--init"], self.environment())
            must(progress, [*wine(), "winecfg", "-v", "win10"], self.environment())
            self.rest()
        put_stand_ins(qt, self.disk / "windows" / "system32")

    def run(self, *command: str | Path) -> Finished:
        """Run a program of that computer to its end; its output goes into a pipe.

        Python for Windows does not start under wine with its output in a file.
        """
        done = subprocess.run(
            [*wine(), *map(str, command)],
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=PATIENCE,
            check=False,
        )
        return Finished(done.returncode, done.stdout.decode("utf-8", "replace"))

    @contextmanager
    def inhabited(self, python: Path) -> Iterator[None]:
        """Have its desktop open for the block, by a program of Windows' `python`.

        wine opens it for the first program that wants one, and with that one's output: who reads
        this to its end waits until the desktop closes, behind the last program of all.
        """
        command = [*wine(), str(python), "-c", _PRESENCE]
        with subprocess.Popen(
            command,
            env=self.environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        ) as presence:
            assert presence.stdout is not None
            said = presence.stdout.readline().strip()
            if said != b"here":
                raise Failure(f"wine opens no desktop: {said!r}")
            yield

    def rest(self) -> None:
        """Wait until nothing of it runs any more, and its registry is on the disk."""
        self._server("-w")

    def end(self) -> None:
        """End whatever runs in it, and nothing else."""
        self._server("-k")

    def _server(self, *arguments: str) -> None:
        command = [find("wineserver64") or "wineserver", *arguments]
        subprocess.run(command, env=self.environment(), timeout=PATIENCE, check=False)


def wine() -> list[str]:
    """Return wine's own command."""
    return [find("wine64") or "wine"]


def as_windows(path: Path) -> str:
    """Return a path of this computer as that one names it: its drive Z is our root."""
    return "Z:" + str(path).replace("/", "\\")


def runner(prefix: Prefix, file: Path) -> Sequence[str]:
    """Write a command that starts a program of that computer, and keeps its process id.

    The output goes through a pipe, see `Prefix.run`.
    """
    told = prefix.environment()
    names = ("WINEPREFIX", "WINEARCH", "WINEDEBUG", "WINEDLLOVERRIDES", "FONTCONFIG_FILE")
    lines = [f"export {name}={shlex.quote(told[name])}" for name in names]
    start = f'exec {shlex.join(wine())} "$@" > >(cat) 2> >(cat >&2)'
    file.write_text("\n".join(["#!/bin/bash", *lines, start]) + "\n", encoding="utf-8")
    os.chmod(file, 0o755)
    return [str(file)]
