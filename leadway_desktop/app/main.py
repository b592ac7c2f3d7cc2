"""The process with a window: Qt's application around a Desktop."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from leadway_desktop import NAME, __version__
from leadway_desktop.app.desktop import Desktop
from leadway_desktop.app.screen import has_screen, tell_that_there_is_none
from leadway_desktop.logs import crashes_kept_in, install_exception_hooks, log_nowhere
from leadway_desktop.storage.paths import find_folders
from leadway_desktop.ui.theme import STYLE
from leadway_desktop.workers.process_events import CtrlC, log_qt_message


def run_window(*, is_practice: bool, files: Sequence[Path] = ()) -> int:
    """Open the window, offer it `files`, and run until it is closed; returns the exit status.

    Where a window is open on the account already, that one comes to the front instead; where there
    is no screen, a sentence says so.
    """
    if not has_screen(os.environ):
        tell_that_there_is_none(os.environ)
        return 1
    QCoreApplication.setApplicationName(NAME)
    QCoreApplication.setApplicationVersion(__version__)
    QGuiApplication.setDesktopFileName("leadway-desktop")
    # The theme's style from the beginning: the system's own would be made for nothing.
    app = QApplication([*sys.argv[:1], "-style", STYLE])
    app.setQuitOnLastWindowClosed(False)
    log_nowhere()  # where no log file can be had
    install_exception_hooks()
    qInstallMessageHandler(log_qt_message)
    desktop = Desktop(app, os.environ)
    desktop.closed.connect(app.quit)
    if sys.platform == "darwin":
        from leadway_desktop.app.dock_files import DockFiles

        app.installEventFilter(DockFiles(desktop.offer_files, app))
    with CtrlC(desktop.quit):
        if not desktop.open(is_practice=is_practice, files=files):
            return 0
        folders = find_folders(os.environ)
        with crashes_kept_in(
            (folders.for_practice() if is_practice else folders).logs
        ) as has_crashed:
            if has_crashed:
                desktop.tell_of_crash()
            return app.exec()
