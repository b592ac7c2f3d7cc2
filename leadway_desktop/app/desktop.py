"""One run of the program with a window: which account is open, the real one or practice."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QMessageBox

from leadway_desktop.app.keepers import LogFile
from leadway_desktop.app.open_account import OpenAccount
from leadway_desktop.storage.paths import Folders, find_folders
from leadway_desktop.ui.main_window import MainWindow
from leadway_desktop.ui.theme import Theme
from leadway_desktop.workers.failure_bell import FailureBell
from leadway_desktop.workers.garbage import GarbageCollector
from leadway_desktop.workers.instance_client import Start, begin
from leadway_desktop.workers.instance_messages import Role
from leadway_desktop.workers.single_instance import SingleInstance

logger = logging.getLogger(__name__)


class Desktop(QObject):
    """The program with a window: one account at a time.

    Practice has folders, settings, a journal and a window of its own, so that nothing of it can
    reach the real account's.
    """

    closed = Signal()
    """The window is closed and every thread has ended."""

    def __init__(self, app: QApplication, environment: Mapping[str, str]) -> None:
        super().__init__()
        self._app = app
        self._environment = dict(environment)
        self._garbage = GarbageCollector(self)
        self._log = LogFile()
        self._bell = FailureBell(self)
        self._bell.rang.connect(self._tell_of_failure)
        self._theme = Theme(parent=self)
        self._theme.apply(app)

    @property
    def window(self) -> MainWindow:
        """The window that is open."""
        return self._account.window

    def open(self, *, is_practice: bool, files: Sequence[Path] = ()) -> bool:
        """Open a window on the real account or on practice, and offer `files` there.

        Returns False where another window has it: that one comes to the front, and offers them.
        """
        folders = self._folders_of(is_practice=is_practice)
        trouble = self._log.start(folders)
        instance = self._claim(folders, files)
        if instance is None:
            self._stop()
            return False
        self._begin(folders, instance, trouble)
        self.offer_files(files)
        return True

    def offer_files(self, files: Sequence[Path]) -> None:
        """Ask in the window which conversation files are for; absolute paths."""
        self._account.offer_files(files)

    def tell_of_crash(self) -> None:
        """Say that the last run did not end in order."""
        self.window.show_crash()

    def quit(self) -> None:
        """End the program whatever is under way; the journal keeps it."""
        self._account.window.hide()
        self._account.leave()
        self._account.dispose()
        self._stop()
        self.closed.emit()

    def _stop(self) -> None:
        self._bell.stop()
        self._garbage.stop()
        self._log.stop()

    def _tell_of_failure(self) -> None:
        self.window.show_mishap()

    def _begin(self, folders: Folders, instance: SingleInstance, trouble: str) -> None:
        """Open the window on an account whose folder has been claimed."""
        self._account = OpenAccount(
            self._app, folders, instance, self._environment, self._theme, self
        )
        self._account.practice_wanted.connect(self._switch)
        self._account.closing.connect(self.quit)
        self._account.begin(trouble)

    def _switch(self, is_practice: bool) -> None:
        """Go to the other account; stay where another window has that one."""
        folders = self._folders_of(is_practice=is_practice)
        with suppress(OSError):
            folders.create()
        instance = self._claim(folders)
        if instance is None:
            return
        left = self._account
        left.leave()
        self._begin(folders, instance, self._log.start(folders))
        self.offer_files(left.offered)
        left.dispose()

    def _folders_of(self, *, is_practice: bool) -> Folders:
        folders = find_folders(self._environment)
        return folders.for_practice() if is_practice else folders

    def _claim(self, folders: Folders, files: Sequence[Path] = ()) -> SingleInstance | None:
        """Claim the account's folder; None where another program has it."""
        instance = SingleInstance(folders.data, Role.WINDOW, self)
        try:
            start = begin(instance, files=files)
        except OSError as error:
            logger.warning("The folder takes no lock: %s", type(error).__name__)
            start = Start.OURS  # its owner has been told that it cannot be written
        if start is Start.OURS:
            return instance
        if start is Start.SILENT:
            text = self.tr(
                "Another program works on the uploads and does not answer. End it, then try again."
            )
            QMessageBox.warning(None, "Leadway Desktop", text)
        instance.deleteLater()
        return None
