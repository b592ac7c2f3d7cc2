"""The claim on a data folder by a command: one program at a time works on its journal.

QtNetwork, by which programs talk to each other, is imported when there is somebody to talk to.
"""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from leadway_desktop.cli.interrupts import Interrupts
from leadway_desktop.cli.output import tell
from leadway_desktop.domain.cancel import Cancelled
from leadway_desktop.domain.errors import JournalNotWritten
from leadway_desktop.storage.paths import Folders, make_private_folder
from leadway_desktop.workers.instance_errors import NobodyAnswers
from leadway_desktop.workers.instance_lock import InstanceLock

if TYPE_CHECKING:
    from leadway_desktop.workers.single_instance import SingleInstance

_LONGEST_LOOK = 5.0
"""Seconds: as long as a window may take for its first answer."""
_STEP = 0.2
"""Seconds between two looks whether another command has ended."""

translate = QCoreApplication.translate


class WindowIsOpen(Exception):
    """A window works on the journal."""


class HolderSilent(Exception):
    """Some program works on the journal and does not answer."""

    def __str__(self) -> str:
        return translate(
            "CommandLine",
            "Another Leadway Desktop works on the list of uploads and does not answer. If it has a "
            "window, look there for the files; else close it, and try again.",
        )


class Claim:
    """The lock on a data folder; and an ear for other programs, from the first `listen` on."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.is_wanted_by_window = False
        self._lock = InstanceLock(folder)
        self._ear: SingleInstance | None = None
        self._goes_with_the_process = False

    def acquire(self) -> bool:
        """Take the lock; False if another program has it. Raises JournalNotWritten."""
        try:
            make_private_folder(self.folder)
            return self._lock.acquire()
        except OSError as error:
            raise JournalNotWritten(detail=error.strerror or type(error).__name__) from None

    def listen(self) -> None:
        """Hear other programs; for the main thread."""
        if self._ear is None:
            self._ear = self._make_ear()
        QCoreApplication.processEvents()

    def keep_to_the_end(self) -> None:
        """Have the lock go with the process, which has something to do last of all."""
        self._goes_with_the_process = True

    def release(self) -> None:
        """Give the folder up; after the journal was closed."""
        if self._ear is not None:
            self._ear.stop_answering()
        if not self._goes_with_the_process:
            self._lock.release()

    def _make_ear(self) -> SingleInstance:
        from leadway_desktop.workers.instance_messages import Role
        from leadway_desktop.workers.single_instance import SingleInstance

        ear = SingleInstance(self.folder, Role.COMMAND, lock=self._lock)
        ear.show_wanted.connect(self._note_the_window)
        ear.listen()
        return ear

    def _note_the_window(self) -> None:
        self.is_wanted_by_window = True


def wait_for(claim: Claim, interrupts: Interrupts) -> None:
    """Return once the folder is the command's; raises WindowIsOpen, HolderSilent, Cancelled."""
    if not claim.acquire():
        _wait_for_another(claim, interrupts)


def _wait_for_another(claim: Claim, interrupts: Interrupts) -> None:
    from leadway_desktop.workers.instance_client import QUICK, ask_role
    from leadway_desktop.workers.instance_messages import Role

    is_told, silent_since = False, time.monotonic()
    while not claim.acquire():
        if interrupts.pressed:
            raise Cancelled
        with suppress(NobodyAnswers):
            if ask_role(claim.folder, patience=_STEP) is Role.WINDOW:
                raise WindowIsOpen
            silent_since = time.monotonic()
            if not is_told:
                tell(translate("CommandLine", "Waiting for another command to finish …"))
                is_told = True
        if time.monotonic() - silent_since > QUICK:
            raise HolderSilent
        time.sleep(_STEP)


def window_is_open(folders: Folders) -> bool:
    """Whether a window works on the journal, as far as can be told soon."""
    lock = InstanceLock(folders.data)
    end = time.monotonic() + _LONGEST_LOOK
    try:
        while not lock.acquire():
            from leadway_desktop.workers.instance_client import ask_role
            from leadway_desktop.workers.instance_messages import Role

            with suppress(NobodyAnswers):
                return ask_role(folders.data, patience=_STEP) is Role.WINDOW
            # A command hears nobody before its files go, nor once they are done.
            if time.monotonic() > end:
                return False  # who goes on to claim the journal will find out
        lock.release()
    except OSError:
        return False
    return False
