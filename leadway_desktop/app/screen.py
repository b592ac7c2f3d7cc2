"""Whether there is a screen to open a window on: Qt aborts the process where there is none."""

from __future__ import annotations

import sys
from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from leadway_desktop.storage.paths import find_folders
from leadway_desktop.storage.settings import load_settings
from leadway_desktop.ui.language import speak

_PROMISES = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
"""Variables of the environment, one of which a session with a screen has."""


def has_screen(environment: Mapping[str, str], platform: str = sys.platform) -> bool:
    """Whether a screen is promised; Windows and macOS always have one."""
    return platform in {"win32", "darwin"} or any(map(environment.get, _PROMISES))


def tell_that_there_is_none(environment: Mapping[str, str]) -> None:
    """Say so on standard error, in the agent's language, and what works without."""
    app = QCoreApplication([])
    speak(app, load_settings(find_folders(environment), environment).settings.language)
    text = QCoreApplication.translate(
        "Screen",
        "There is no screen here to open a window on. `leadway-desktop --help` lists the commands "
        "that need none.",
    )
    print(text, file=sys.stderr)
