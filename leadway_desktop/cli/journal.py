"""The journal for a command that works alone: claimed, opened, and given up in order."""

from __future__ import annotations

import errno
import logging
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Protocol

from PySide6.QtCore import QCoreApplication

from leadway_desktop.cli.error_words import error_text
from leadway_desktop.cli.interrupts import Interrupts
from leadway_desktop.cli.journal_claim import Claim, WindowIsOpen, wait_for
from leadway_desktop.cli.last_act import do_last
from leadway_desktop.cli.output import tell
from leadway_desktop.domain.errors import HistoryNotRead, JournalNotWritten
from leadway_desktop.domain.upload import Upload
from leadway_desktop.logs import redact
from leadway_desktop.storage.being_told import Telling
from leadway_desktop.storage.journal_reading import read_journal
from leadway_desktop.storage.paths import Folders
from leadway_desktop.storage.upload_history import UploadHistory
from leadway_desktop.storage.upload_journal import OpenedJournal, open_journal
from leadway_desktop.surroundings import Surroundings
from leadway_desktop.transfer.no_journal import NoJournal
from leadway_desktop.transfer.ports import Journal
from leadway_desktop.transfer.system_clock import SystemClock

logger = logging.getLogger(__name__)

translate = QCoreApplication.translate


class JournalShut(Exception):
    """The journal cannot be opened for writing; what is in it stays as it is."""

    def __init__(self, folders: Folders, reason: str) -> None:
        super().__init__()
        self._folder, self._reason = folders.data, reason

    def __str__(self) -> str:
        pattern = translate(
            "CommandLine",
            "The list of uploads cannot be written ({reason}). Nothing was changed. Make room on "
            "the disk, or see to it that you may write in {folder}, then try again; `uploads` "
            "shows what is on the list, as far as it can be read.",
        )
        return pattern.format(reason=self._reason, folder=self._folder)


class KeptJournal(Journal, Protocol):
    """A journal that can be read too."""

    def load(self) -> list[tuple[Upload, int]]:
        """Return every upload with its revision."""
        ...


class Holding:
    """The journal while a command works on it, and whether a window has asked for it."""

    def __init__(self, journal: KeptJournal, claim: Claim | None) -> None:
        self.journal = journal
        self._claim = claim
        self.confirmed_now: Callable[[], datetime | None] = lambda: None
        """Tells the time if a server has: receipts go by no other clock."""
        self.told: tuple[Sequence[str], Callable[[], None]] | None = None
        """The ids of uploads of which all is told, once the command ends; and what notes that."""

    @property
    def outlives_a_crash(self) -> bool:
        """Whether there is a journal on the disk at all."""
        return self._claim is not None

    @property
    def is_wanted_by_window(self) -> bool:
        """Whether a window asks for the journal, as far as `listen` has heard."""
        return self._claim is not None and self._claim.is_wanted_by_window

    def listen(self) -> None:
        """Hear other programs; for the main thread, now and then."""
        if self._claim is not None:
            self._claim.listen()


@contextmanager
def holding_journal(
    surroundings: Surroundings, interrupts: Interrupts, *, may_do_without: bool = False
) -> Iterator[Holding]:
    """Hold the journal in the block, after waiting for another command to end.

    Raises WindowIsOpen, HolderSilent, Cancelled, JournalTooNew; and JournalShut unless the block
    `may_do_without`: then it goes on, is told so, and a crash would lose what it does.
    """
    folders = surroundings.folders
    claim = Claim(folders.data)
    try:
        try:
            wait_for(claim, interrupts)
            opened = open_journal(folders, hide=redact)
        except JournalNotWritten as error:
            if not may_do_without:
                raise JournalShut(folders, error.detail) from None
            tell(error_text(error).text)
            yield Holding(NoJournal(), None)
            return
        except WindowIsOpen:
            if not may_do_without:
                _check_writable(folders)
            raise
        _tell_of_damage(opened)
        holding = Holding(opened.journal, claim)
        try:
            yield holding
        finally:
            telling = _note_told(holding, folders)
            if telling is not None:
                claim.keep_to_the_end()
                do_last(telling.end)
            _forget_expired(holding, opened, surroundings)
            _close(opened)
    finally:
        claim.release()


def journal_as_it_is(surroundings: Surroundings) -> list[Upload]:
    """Return what the journal holds, whoever works on it; raises JournalNotWritten."""
    return [upload for upload, _ in read_journal(surroundings.folders)]


def _check_writable(folders: Folders) -> None:
    """Raise JournalShut where a window cannot write either: perhaps it does not have the list."""
    if not os.access(folders.data, os.W_OK):
        raise JournalShut(folders, os.strerror(errno.EACCES))


def _tell_of_damage(opened: OpenedJournal) -> None:
    if opened.recovery is not None and not opened.recovery.was_told:
        pattern = translate(
            "CommandLine",
            "The list of uploads was damaged. Read from it: {count}. It is now {file}.",
        )
        tell(pattern.format(count=opened.recovery.recovered, file=opened.recovery.set_aside))
        _tell_of_losses(opened.recovery.lost)
        opened.journal.recovery_is_told(by_command=True)


def _tell_of_losses(lost: int | None) -> None:
    if lost is None:
        tell(translate("CommandLine", "Nobody can tell whether that is all: see what is missing."))
    elif lost:
        pattern = translate("CommandLine", "Not readable, and to be uploaded again: {count}.")
        tell(pattern.format(count=lost))


def _note_told(holding: Holding, folders: Folders) -> Telling | None:
    """Note of what the command has told; a kill takes that back until the end of what it returns.

    None where nothing is noted, or the disk does not take that a kill could take it back.
    """
    if holding.told is None:
        return None
    upload_ids, note = holding.told
    telling = None
    try:
        telling = Telling(folders.data, upload_ids)
    except OSError as error:
        logger.warning("A kill from here on is not noticed: %s", error.strerror)
    note()
    return telling


def _forget_expired(holding: Holding, opened: OpenedJournal, surroundings: Surroundings) -> None:
    """Keep receipts no longer than the settings say; without a history, not at all."""
    days = surroundings.loaded.settings.history_days
    now = holding.confirmed_now() if days else SystemClock().now()
    if now is None:
        return  # this computer's clock may be years ahead
    try:
        opened.journal.flush()
        receipts = UploadHistory(surroundings.folders)
        for upload_id in receipts.expired(now, timedelta(days=days)):
            opened.journal.forget(upload_id)
    except (JournalNotWritten, HistoryNotRead) as error:
        logger.info("The history was not tidied: %s", error)


def _close(opened: OpenedJournal) -> None:
    try:
        opened.journal.close()
    except JournalNotWritten as error:
        pattern = translate(
            "CommandLine",
            "The last steps are not on the list of uploads ({reason}): `resume` may upload again "
            "what has arrived. If the disk is full, make room; `uploads --remove` takes it off "
            "the list.",
        )
        tell(pattern.format(reason=error.detail))
