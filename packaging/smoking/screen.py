"""A screen for the trial, and a mouse on it: Xvfb where there is none, xdotool, a real drag."""

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from frozen import build_environment

from smoking.program import PATIENCE, Running, expect, wait_for

_SIZE = "1600x900x24"
_DRAG_SOURCE = Path(__file__).with_name("drag_source.py")
_SOURCE_PLACE = (1300, 40)
_WINDOW_SIZE = (1180, 760)
_STEPS = 12
_PAUSE = 0.05
_DRAG_SECONDS = 15.0


def python_with_qt() -> Path | None:
    """Return a Python that can play the other program in a drag, if there is one here."""
    for python in (Path(sys.executable), build_environment.PYTHON):
        command = [str(python), "-c", "import PySide6.QtWidgets"]
        if python.exists() and subprocess.run(command, capture_output=True).returncode == 0:
            return python
    return None


def what_is_missing() -> list[str]:
    """Return what a real drag on this computer lacks."""
    if not sys.platform.startswith("linux"):
        return ["an X11 screen"]
    wanted = ["xdotool", *([] if os.environ.get("DISPLAY") else ["Xvfb"])]
    missing = [tool for tool in wanted if shutil.which(tool) is None]
    return missing + ([] if python_with_qt() else ["PySide6"])


@contextmanager
def screen() -> Iterator[str]:
    """Yield the display to use: the one that is there, or a new one without anything on it."""
    if display := os.environ.get("DISPLAY"):
        yield display
        return
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", _SIZE, "-nolisten", "tcp"]
    command.append("-noreset")  # else it begins anew, deaf meanwhile, when the last program ends
    with subprocess.Popen(
        command, pass_fds=[writing], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        os.close(writing)
        try:
            with os.fdopen(reading) as told:
                yield f":{told.readline().strip()}"
        finally:
            server.terminate()


class Mouse:
    """Hands on a display: finds windows, moves them, drags from one to another."""

    def __init__(self, display: str) -> None:
        # The other program is on the screen, wherever Qt is told to draw in this environment.
        self._environment = os.environ | {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}

    def window_of(self, running: Running, title: str) -> str:
        """Return the id of a program's window as soon as its title contains a text."""
        return wait_for(f"A window titled {title}", lambda: self._find(running, title))

    def arrange(self, window: str) -> None:
        """Put a window where its parts are where they are expected."""
        self._do("windowsize", window, *map(str, _WINDOW_SIZE))
        self._do("windowmove", window, "0", "0")

    def drop(self, file: Path, window: str, x: int, y: int) -> str:
        """Drag a file from another program's window to a point of `window`; return its words.

        None come, and it is empty, where the drag does not come about.
        """
        python = python_with_qt()
        assert python is not None
        command = [str(python), str(_DRAG_SOURCE), *map(str, _SOURCE_PLACE), str(file)]
        with subprocess.Popen(
            command, env=self._environment, stdout=subprocess.PIPE, text=True
        ) as source:
            watchdog = threading.Timer(_DRAG_SECONDS, source.kill)
            watchdog.start()
            try:
                assert source.stdout is not None
                if source.stdout.readline().strip() != "ready":
                    return ""
                self._drag(window, x, y)
                return source.stdout.readline().strip()
            finally:
                watchdog.cancel()
                source.terminate()

    def press(self, window: str, keys: str) -> None:
        """Press keys while a window has the keyboard."""
        self._do("windowfocus", "--sync", window)
        self._do("key", keys)

    def _drag(self, window: str, x: int, y: int) -> None:
        begin = tuple(place + 40 for place in _SOURCE_PLACE)
        self._do("mousemove", *map(str, begin))
        self._do("mousedown", "1")
        for step in range(1, _STEPS + 1):
            to = (
                begin[0] + (x - begin[0]) * step // _STEPS,
                begin[1] + (y - begin[1]) * step // _STEPS,
            )
            self._do("mousemove", *map(str, to))
            time.sleep(_PAUSE)
        self._do("mousemove", str(x + 1), str(y + 1))
        time.sleep(10 * _PAUSE)  # nothing tells from outside that the target has accepted
        self._do("mouseup", "1")

    def _find(self, running: Running, title: str) -> str | None:
        command = ["search", "--onlyvisible", "--all", "--pid", str(running.process.pid)]
        found = self._ask(*command, "--name", title).split()
        expect(running.process.poll() is None, f"the program ended:\n{running.printed()}")
        return found[-1] if found else None

    def _do(self, *arguments: str) -> None:
        command = ["xdotool", *arguments]
        subprocess.run(command, env=self._environment, check=True, timeout=PATIENCE)

    def _ask(self, *arguments: Sequence[str] | str) -> str:
        command = ["xdotool", *map(str, arguments)]
        done = subprocess.run(
            command, env=self._environment, capture_output=True, text=True, check=False
        )
        return done.stdout
