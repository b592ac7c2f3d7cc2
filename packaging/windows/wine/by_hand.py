"""The installer as a person uses it: its pages by the keyboard, its last one opens the program."""

import os
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from frozen import parts
from smoking.program import PATIENCE, expect, wait_for

from windows.tree import CONSOLE
from windows.wine.trials import Trial

_PAUSE = 1.0
"""Seconds between two keys: a page that is not there yet takes none."""
ALSO_MY_DATA = "alt+a"
"""Checks the box of the uninstaller's page, in English."""


def install_by_hand(trial: Trial) -> str:
    """Go through the pages; the last one opens the program, which is then told to end."""
    _press_through(trial, trial.setup, f"{parts.NAME} Setup")
    title = f"^{parts.NAME}"
    wait_for("the program's window", lambda: _windows(trial, title))
    done = trial.run(trial.of_user / CONSOLE, "quit")
    expect(done.status == 0, f"the program does not end:\n{done.printed}")
    wait_for("the end of the program's window", lambda: not _windows(trial, title))
    return "Return on every page; the last one opened the program"


def remove_by_hand(trial: Trial) -> str:
    """Remove it with the box unchecked, then once more with it checked."""
    kept = trial.data / "settings.toml"
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.touch()
    _remove(trial)
    expect(kept.exists(), "the user's data went unasked")
    done = trial.run(trial.setup, "/S")
    expect(done.status == 0, f"exit status {done.status}:\n{done.printed}")
    _remove(trial, ALSO_MY_DATA)
    expect(not trial.data.exists(), "the user's data are still there")
    return "data stay where the box is left alone, and go where it is checked"


BY_HAND = [("Installer by hand", install_by_hand), ("Removal by hand", remove_by_hand)]


def _remove(trial: Trial, *first: str) -> None:
    _press_through(trial, trial.of_user / "uninstall.exe", f"{parts.NAME} Uninstall", first)
    wait_for("the program's removal", lambda: not (trial.of_user / CONSOLE).exists())


def _press_through(trial: Trial, program: Path, title: str, first: Sequence[str] = ()) -> None:
    """Press Return on each page of a program, after the `first` keys, until its window goes.

    An uninstaller goes on in a copy of itself, so its process tells nothing.
    """
    command, environment = [*trial.runner, str(program)], trial.prefix.environment()
    with subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL) as wizard:
        try:
            wait_for(title, lambda: _windows(trial, title))
            keys, end = [*first], time.monotonic() + 2 * PATIENCE
            while windows := _still_there(trial, title):
                expect(time.monotonic() < end, f"{title} does not end")
                key = keys.pop(0) if keys else "Return"
                _xdotool(trial, "windowactivate", "--sync", windows[0], "key", key)
                time.sleep(_PAUSE)
        except BaseException:
            wizard.kill()
            raise


def _still_there(trial: Trial, title: str) -> list[str]:
    """Return the windows; between two pages, for a moment, there may be none."""
    if windows := _windows(trial, title):
        return windows
    time.sleep(_PAUSE)
    return _windows(trial, title)


def _windows(trial: Trial, title: str) -> list[str]:
    return _xdotool(trial, "search", "--onlyvisible", "--name", title).split()


def _xdotool(trial: Trial, *words: str) -> str:
    surroundings = os.environ | {"DISPLAY": trial.prefix.display}
    done = subprocess.run(
        ["xdotool", *words], env=surroundings, capture_output=True, text=True, check=False
    )
    return done.stdout
