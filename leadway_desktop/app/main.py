"""The process with a window: Qt's application around a Desktop."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, qInstallMessageHandler
from PySide6.QtGui import QFileOpenEvent, QGuiApplication
from PySide6.QtWidgets import QApplication

from leadway_desktop import __version__
from leadway_desktop.app.desktop import Desktop
from leadway_desktop.app.screen import has_screen, tell_that_there_is_none
from leadway_desktop.logs import crashes_kept_in, install_exception_hooks, log_nowhere
from leadway_desktop.storage.paths import find_folders
from leadway_desktop.workers.process_events import CtrlC, log_qt_message


def run_window(*, is_practice: bool, files: Sequence[Path] = ()) -> int:
    """Open the window, offer it `files`, and run until it is closed; returns the exit status.

    Where a window is open on the account already, that one comes to the front instead; where there
    is no screen, a sentence says so.
    """
    if not has_screen(os.environ):
        tell_that_there_is_none(os.environ)
        return 1
    QCoreApplication.setApplicationName("Leadway Desktop")
    QCoreApplication.setApplicationVersion(__version__)
    QGuiApplication.setDesktopFileName("leadway-desktop")
    app = QApplication(sys.argv[:1])
    app.setQuitOnLastWindowClosed(False)
    log_nowhere()  # where no log file can be had
    install_exception_hooks()
    qInstallMessageHandler(log_qt_message)
    desktop = Desktop(app, os.environ)
    desktop.closed.connect(app.quit)
    with CtrlC(desktop.quit):
        if not desktop.open(is_practice=is_practice, files=files):
            return 0
        app.installEventFilter(DockFiles(desktop.offer_files, app))
        folders = find_folders(os.environ)
        with crashes_kept_in(
            (folders.for_practice() if is_practice else folders).logs
        ) as has_crashed:
            if has_crashed:
                desktop.tell_of_crash()
            return app.exec()


class DockFiles(QObject):
    """Hears of files that were dropped on the icon in macOS' Dock, each in an event of its own."""

    def __init__(self, offer: Callable[[Sequence[Path]], None], parent: QObject) -> None:
        super().__init__(parent)
        self._offer = offer

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take such an event, and leave all others."""
        if isinstance(event, QFileOpenEvent) and event.file():
            self._offer([Path(event.file())])
            return True
        return super().eventFilter(watched, event)
