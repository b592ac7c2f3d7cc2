"""The window's frame: what a start shows first. What fills it is imported once it is painted."""

from __future__ import annotations

from collections.abc import Mapping
from time import monotonic

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from leadway_desktop.app.keepers import SettingsFile
from leadway_desktop.storage.paths import Folders
from leadway_desktop.storage.settings import load_settings
from leadway_desktop.storage.window_state import load_window_state
from leadway_desktop.ui.language import speak
from leadway_desktop.ui.main_window import MainWindow
from leadway_desktop.ui.theme import Theme
from leadway_desktop.workers.settings_desk import SettingsDesk

_PATIENCE = 0.2
"""Seconds for the screen to ask for a picture; a window that starts minimized is never asked."""

_PAINTING = (
    QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents
    | QEventLoop.ProcessEventsFlag.ExcludeSocketNotifiers
)
"""Nothing that somebody does, or another program asks for: there is nobody yet to answer it."""


class Frame:
    """An account's settings, and its window, which is empty yet."""

    def __init__(
        self, app: QApplication, folders: Folders, environment: Mapping[str, str], theme: Theme
    ) -> None:
        loaded = load_settings(folders, environment)
        speak(app, loaded.settings.language)
        self._app, self._theme = app, theme
        theme.prime(app, loaded.settings.theme)
        self.desk = SettingsDesk(loaded, SettingsFile(loaded, environment))
        self.window = MainWindow(self.desk, theme)
        self.window.restore_layout(load_window_state(folders))

    def show(self) -> None:
        """Show the window, and dress it once it is painted."""
        self.window.show()
        self._wait_for_paint()
        self._theme.apply(self._app)
        self.window.equip()

    def _wait_for_paint(self) -> None:
        handle, end = self.window.windowHandle(), monotonic() + _PATIENCE
        QTimer.singleShot(int(_PATIENCE * 1000), _wake)
        self._app.processEvents(_PAINTING)
        while not handle.isExposed() and monotonic() < end:
            self._app.processEvents(_PAINTING | QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def _wake() -> None:
    """Do nothing: an event has come, and the waiting for one is over."""
