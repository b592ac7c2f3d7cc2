"""The journal for a command that works alone: claimed, opened, and given up in order."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Protocol

from PySide6.QtCore import QCoreApplication

from leadway_desktop.cli.interrupts import Interrupts
from leadway_desktop.cli.output import tell
from leadway_desktop.cli.surroundings import Surroundings
from leadway_desktop.domain.cancel import Cancelled
from leadway_desktop.domain.errors import JournalNotWritten
from leadway_desktop.domain.upload import Upload
from leadway_desktop.logs import redact
from leadway_desktop.storage.journal_reading import read_journal
from leadway_desktop.storage.paths import Folders, make_private_folder
from leadway_desktop.storage.upload_journal import OpenedJournal, open_journal
from leadway_desktop.transfer.ports import Journal
from leadway_desktop.ui.error_texts import error_text
from leadway_desktop.workers.instance_client import QUICK, NobodyAnswers, ask_role
from leadway_desktop.workers.instance_lock import InstanceLock
from leadway_desktop.workers.instance_messages import Role
from leadway_desktop.workers.single_instance import SingleInstance

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


class KeptJournal(Journal, Protocol):
    """A journal that can be read too."""

    def load(self) -> list[tuple[Upload, int]]:
        """Return every upload with its revision."""
        ...


class Holding:
    """The journal while a command works on it, and whether a window has asked for it."""

    def __init__(self, journal: KeptJournal, instance: SingleInstance | None) -> None:
        self.journal = journal
        self.is_wanted_by_window = False
        if instance is not None:
            instance.show_wanted.connect(self._note_the_window)

    def listen(self) -> None:
        """Hear other programs; for the main thread, now and then."""
        QCoreApplication.processEvents()

    def _note_the_window(self) -> None:
        self.is_wanted_by_window = True


@contextmanager
def holding_journal(
    surroundings: Surroundings, interrupts: Interrupts, *, may_do_without: bool = False
) -> Iterator[Holding]:
    """Hold the journal in the block, after waiting for another command to end.

    Raises WindowIsOpen, HolderSilent, Cancelled, JournalTooNew; and JournalNotWritten unless the
    block `may_do_without`: then it goes on, is told so, and a crash would lose what it does.
    """
    folders = surroundings.folders
    instance = SingleInstance(folders.data, Role.COMMAND)
    try:
        try:
            _claim(instance, interrupts)
            opened = open_journal(folders, hide=redact)
        except JournalNotWritten as error:
            if not may_do_without:
                raise
            tell(error_text(error).text)
            yield Holding(_NoJournal(), None)
            return
        _tell_of_damage(opened)
        try:
            yield Holding(opened.journal, instance)
        finally:
            _close(opened)
    finally:
        instance.release()


def window_is_open(folders: Folders) -> bool:
    """Whether a window works on the journal, as far as can be told at once."""
    lock = InstanceLock(folders.data)
    try:
        if lock.acquire():
            lock.release()
            return False
        return ask_role(folders.data) is Role.WINDOW
    except (OSError, NobodyAnswers):
        return False  # who goes on to claim the journal will find out


def journal_as_it_is(surroundings: Surroundings) -> list[Upload]:
    """Return what the journal holds, whoever works on it; raises JournalNotWritten."""
    return [upload for upload, _ in read_journal(surroundings.folders)]


def _claim(instance: SingleInstance, interrupts: Interrupts) -> None:
    is_told, silent_since = False, time.monotonic()
    while not _acquired(instance):
        if interrupts.pressed:
            raise Cancelled
        with suppress(NobodyAnswers):
            if ask_role(instance.folder, patience=_STEP) is Role.WINDOW:
                raise WindowIsOpen
            silent_since = time.monotonic()
            if not is_told:
                tell(translate("CommandLine", "Waiting for another command to finish …"))
                is_told = True
        if time.monotonic() - silent_since > QUICK:
            raise HolderSilent
        time.sleep(_STEP)


def _acquired(instance: SingleInstance) -> bool:
    try:
        make_private_folder(instance.folder)
        return instance.acquire()
    except OSError as error:
        raise JournalNotWritten(detail=error.strerror or type(error).__name__) from None


def _tell_of_damage(opened: OpenedJournal) -> None:
    if opened.set_aside is not None:
        pattern = translate(
            "CommandLine",
            "The list of uploads was damaged. Read from it: {count}. It is now {file}.",
        )
        tell(pattern.format(count=opened.recovered, file=opened.set_aside))


def _close(opened: OpenedJournal) -> None:
    try:
        opened.journal.close()
    except JournalNotWritten as error:
        tell(error_text(error).text)


class _NoJournal:
    """Where no journal can be kept: uploads go on, and nothing outlives a crash."""

    def load(self) -> list[tuple[Upload, int]]:
        return []

    def save(self, upload: Upload, revision: int) -> None:
        """Keep nothing."""

    def save_soon(self, upload: Upload, revision: int) -> None:
        """Keep nothing."""

    def forget(self, upload_id: str) -> None:
        """Forget nothing."""
