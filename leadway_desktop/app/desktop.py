"""One run of the program with a window: which account is open, the real one or practice."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from leadway_desktop import NAME
from leadway_desktop.app.frame import Frame
from leadway_desktop.app.keepers import LogFile
from leadway_desktop.storage.paths import Folders, find_folders
from leadway_desktop.storage.settings import settings_in_passing
from leadway_desktop.ui.language import speak
from leadway_desktop.ui.theme import Theme
from leadway_desktop.workers.failure_bell import FailureBell
from leadway_desktop.workers.garbage import GarbageCollector
from leadway_desktop.workers.instance_lock import InstanceLock
from leadway_desktop.workers.process_events import ending_within

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from leadway_desktop.app.open_account import OpenAccount
    from leadway_desktop.ui.main_window import MainWindow

logger = logging.getLogger(__name__)


LONGEST_END = 30.0
"""Seconds; a reply, copies and what is still written take a few. The journal survives any end."""


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
        self._frame: Frame
        self._account: OpenAccount
        self._leaving: OpenAccount | None = None
        """The one before, while what it did ends."""
        self._wanted_next: bool | None = None
        """Whether practice is wanted, or the other one, once that has ended."""
        self._is_open = False
        """Not before the first account is, nor between two; their window may be on the screen."""
        self._offered: list[Path] = []
        """Files that came meanwhile."""
        self._is_over = False
        """Whether the end came meanwhile."""

    @property
    def window(self) -> MainWindow:
        """The window that is open."""
        return self._frame.window

    def open(self, *, is_practice: bool, files: Sequence[Path] = ()) -> bool:
        """Open a window on the real account or on practice, and offer `files` there.

        Returns False where another window has it: that one comes to the front, and offers them.
        """
        folders = self._folders_of(is_practice=is_practice)
        trouble = self._log.start(folders)
        lock = self._claim(folders, files)
        if lock is None:
            self._stop()
            return False
        self.offer_files(files)
        self._begin(folders, lock, trouble)
        return True

    def offer_files(self, files: Sequence[Path]) -> None:
        """Ask in the window which conversation files are for; absolute paths."""
        if self._is_open:
            self._account.offer_files(files)
        else:
            self._offered += files

    def tell_of_crash(self) -> None:
        """Say that the last run did not end in order."""
        self.window.show_crash()

    def quit(self) -> None:
        """End the program whatever is under way; the journal keeps it."""
        if not self._is_open:
            self._is_over = True
            return
        self.window.hide()
        with ending_within(LONGEST_END):
            self._account.leave()
            self._finish_leaving()
            self._account.finish_leaving()
        self._account.dispose()
        self._stop()
        self.closed.emit()

    def _stop(self) -> None:
        self._bell.stop()
        self._garbage.stop()
        self._log.stop()

    def _tell_of_failure(self) -> None:
        self.window.show_mishap()

    def _begin(self, folders: Folders, lock: InstanceLock, trouble: str) -> None:
        """Show the window of an account whose folder has been claimed, and open the account.

        Another start is answered once all of it is there; until then it waits, as it does for a
        window that is about to close.
        """
        self._frame = Frame(self._app, folders, self._environment, self._theme)
        self._frame.show()
        # Here: the window is shown first.
        from leadway_desktop.app.open_account import OpenAccount
        from leadway_desktop.workers.instance_messages import Role
        from leadway_desktop.workers.single_instance import SingleInstance

        instance = SingleInstance(folders.data, Role.WINDOW, self, lock=lock)
        if lock.is_ours:
            instance.listen()
        self._account = OpenAccount(
            folders, instance, self._environment, self._theme, self._frame, self
        )
        self._account.practice_wanted.connect(self._switch)
        self._account.closing.connect(self.quit)
        self._account.begin(trouble)
        self._account.offer_files(self._offered)
        self._offered, self._is_open = [], True
        if self._is_over:
            QTimer.singleShot(0, self.quit)

    def _switch(self, is_practice: bool) -> None:
        """Go to the other account; stay where another window has that one."""
        if self._leaving is not None:  # this folder may be its
            self._wanted_next = is_practice
            self._let_use(False)
            return
        folders = self._folders_of(is_practice=is_practice)
        with suppress(OSError):
            folders.create()
        lock = self._claim(folders)
        if lock is None:
            return
        self._leaving = left = self._account
        self._is_open = False
        left.left.connect(self._take_left)
        left.leave()
        self.offer_files(left.offered)
        self._begin(folders, lock, self._log.start(folders))
        left.window.hide()
        # Not before: events are processed while the new window is painted, and what was clicked in
        # the old one is still at it.
        left.tell_when_left()

    def _let_use(self, is_usable: bool) -> None:
        """Have the window take anything but its end, and the answer to what that asks, or not."""
        from PySide6.QtCore import Qt  # its enums take longer than the window

        if (inside := self.window.centralWidget()) is not None:
            inside.setEnabled(is_usable)
        shapes = Qt.CursorShape
        self.window.setCursor(shapes.ArrowCursor if is_usable else shapes.WaitCursor)

    def _take_left(self, account: OpenAccount) -> None:
        if account is not self._leaving:
            return  # the end did not wait for this
        self._finish_leaving()
        wanted, self._wanted_next = self._wanted_next, None
        if wanted is not None:
            self._let_use(True)
            self._switch(wanted)

    def _finish_leaving(self) -> None:
        leaving, self._leaving = self._leaving, None
        if leaving is not None:
            leaving.finish_leaving()
            leaving.dispose()

    def _folders_of(self, *, is_practice: bool) -> Folders:
        folders = find_folders(self._environment)
        return folders.for_practice() if is_practice else folders

    def _claim(self, folders: Folders, files: Sequence[Path] = ()) -> InstanceLock | None:
        """Claim the account's folder; None where another program has it."""
        lock = InstanceLock(folders.data)
        try:
            is_ours = lock.acquire() or self._wins(lock, folders, files)
        except OSError as error:
            logger.warning("The folder takes no lock: %s", type(error).__name__)
            is_ours = True  # its owner has been told that it cannot be written
        return lock if is_ours else None

    def _wins(self, lock: InstanceLock, folders: Folders, files: Sequence[Path]) -> bool:
        """Ask the other program that has the lock; return whether it has left it to this one."""
        from leadway_desktop.workers.instance_client import Start, begin

        start = begin(lock, files=files)
        if start is Start.SILENT:
            self._tell_of_silence(folders)
        return start is Start.OURS

    def _tell_of_silence(self, folders: Folders) -> None:
        """Say it in the agent's language and colours, which no window has been given yet."""
        from PySide6.QtWidgets import QMessageBox

        if not self._is_open:
            settings = settings_in_passing(folders, self._environment)
            speak(self._app, settings.language)
            self._theme.prime(self._app, settings.theme)
        self._theme.apply(self._app)
        text = self.tr(
            "Another program works on the uploads and does not answer. End it, then try again."
        )
        QMessageBox.warning(None, NAME, text)
