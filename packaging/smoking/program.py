"""The program under trial: where its executables are, and how it is started."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

PATIENCE = 60.0
"""Seconds for whatever must come about; for a slow machine, not for a slow program."""
_STEP = 0.1
_KEPT = ("PATH", "DISPLAY", "SYSTEMROOT", "TEMP", "TMP", "USERPROFILE", "APPDATA", "LOCALAPPDATA")
_WINDOWS = ("Leadway Desktop.exe", "leadway-desktop.exe")
_MACS = ("Contents/MacOS/leadway-desktop",)
_OF_MACOS = re.compile(r"^\d{4}-\d\d-\d\d [\d:.]+ \S+\[\d+:\w+\] .*\bIMK.*\n?", re.MULTILINE)
"""What its input methods print, from version 15 on, for every program with a field to type in."""
_T = TypeVar("_T")


class SmokeFailure(Exception):
    """What was expected did not come about; the text tells what was seen instead."""


class NotTried(Exception):
    """This computer lacks what a check takes; the text says what."""


def expect(is_so: object, otherwise: str) -> None:
    """Raise SmokeFailure with a text unless something is so."""
    if not is_so:
        raise SmokeFailure(otherwise)


def wait_for(what: str, look: Callable[[], _T | None], patience: float = PATIENCE) -> _T:
    """Return what `look` finds as soon as it finds something; raises SmokeFailure."""
    end = time.monotonic() + patience
    while not (found := look()):
        expect(time.monotonic() < end, f"{what} did not come within {patience:.0f} s")
        time.sleep(_STEP)
    return found


@dataclass(frozen=True)
class Program:
    """The executables of one frozen program, and the environment that its user has."""

    window: Path
    command: Path
    home: Path
    surroundings: Mapping[str, str] = field(default_factory=dict)
    runner: tuple[str, ...] = ()
    """What is put before each command, such as `wine`."""

    @property
    def folder(self) -> Path:
        """Where the program's files are; on a Mac its bundle's `Contents`."""
        here = self.command.resolve().parent
        return here.parent if here.name == "MacOS" else here

    def using(self, **variables: str) -> "Program":
        """Return the same program for a user who has set these."""
        known = {**self.surroundings, **variables}
        return Program(self.window, self.command, self.home, known, self.runner)

    def environment(self) -> dict[str, str]:
        """Return what a fresh user's session holds: nothing of ours bends the program."""
        kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
        if sys.platform != "win32":
            # A Mac looks for the user's keychain below HOME: another one has none.
            home = os.environ.get("HOME", "") if sys.platform == "darwin" else str(self.home)
            kept |= {"HOME": home, "LANG": "C.UTF-8"}
        told = {"LEADWAY_DESKTOP_HOME": str(self.home / "leadway")}
        return kept | told | dict(self.surroundings)

    def run(self, *arguments: str, given: str = "") -> "subprocess.CompletedProcess[str]":
        """Run a subcommand to its end, with `given` on its standard input; or SmokeFailure."""
        try:
            return subprocess.run(
                [*self.runner, str(self.command), *arguments],
                input=given,
                env=self.environment(),
                capture_output=True,
                text=True,
                encoding="utf-8",
                errors="replace",  # into a pipe, Windows' programs write in the user's code page
                timeout=PATIENCE,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise SmokeFailure(f"{' '.join(arguments)}: no end within {PATIENCE:.0f} s") from None

    def answer(self, *arguments: str, given: str = "") -> str:
        """Return what a subcommand prints; SmokeFailure unless it ends well, and in silence."""
        done = self.run(*arguments, given=given)
        told = f"{' '.join(arguments)}: exit status {done.returncode}\n{done.stdout}{done.stderr}"
        expect(done.returncode == 0, told)
        return done.stdout

    def records(self, *arguments: str) -> list[dict[str, Any]]:
        """Return the objects that a subcommand prints with --json."""
        return [json.loads(line) for line in self.answer(*arguments, "--json").splitlines()]

    @contextmanager
    def started(self, executable: Path, *arguments: str) -> "Iterator[Running]":
        """Start one of the executables for the block; it is ended at the end whatever happens."""
        output = self.home / "output.txt"
        with output.open("wb") as stream:
            process = subprocess.Popen(
                [*self.runner, str(executable), *arguments],
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=subprocess.STDOUT,
            )
        try:
            yield Running(process, output)
        finally:
            process.kill()
            process.wait()

    @contextmanager
    def practice(self, *arguments: str) -> Iterator[dict[str, Any]]:
        """Run the practice account that the program brings; yield what it says of itself."""
        command = [*self.runner, str(self.command), "practice", *arguments]
        with subprocess.Popen(
            command, env=self.environment(), stdout=subprocess.PIPE, text=True, encoding="utf-8"
        ) as server:
            try:
                assert server.stdout is not None
                line = server.stdout.readline()
                expect(line, "the practice account said nothing")
                yield json.loads(line)
            finally:
                server.terminate()


@dataclass(frozen=True)
class Running:
    """A started program, and the file that holds what it prints."""

    process: "subprocess.Popen[bytes]"
    output: Path

    def printed(self) -> str:
        """Return what it has printed so far, on both streams, less what macOS says itself."""
        return _OF_MACOS.sub("", self.output.read_text(encoding="utf-8", errors="replace"))

    def wait_for_end(self) -> int:
        """Return the exit status; raises SmokeFailure if the program does not end."""
        try:
            return self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            raise SmokeFailure("the program did not end") from None


def find_program(path: Path, home: Path, runner: Sequence[str] = ()) -> Program:
    """Return the program in a folder, or of an executable; raises SmokeFailure."""
    window, command = _executables(path)
    return Program(window, command, home, runner=tuple(runner))


def _executables(path: Path) -> tuple[Path, Path]:
    if path.is_file():
        return path, path
    found = [path / name for name in (*_WINDOWS, "leadway-desktop", *_MACS)]
    there = [one for one in found if one.is_file()]
    if not there:
        raise SmokeFailure(f"{path} holds no Leadway Desktop")
    return there[0], there[-1]
