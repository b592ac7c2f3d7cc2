"""The journal: every upload outlives a crash, in SQLite.

What `save` returned from is on the disk. One process at a time opens a journal; the caller holds
the lock that says so.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Self
from weakref import WeakSet

from leadway_desktop.domain.errors import JournalNotWritten
from leadway_desktop.domain.upload import Upload
from leadway_desktop.storage.being_told import forget_telling, told_in_vain
from leadway_desktop.storage.group_writer import FOR_EVER, Change, Changes, GroupWriter
from leadway_desktop.storage.journal_file import (
    close_quietly,
    open_database,
    read_rows,
    reason,
    write_rows,
)
from leadway_desktop.storage.journal_recovery import finish_recovery, recover
from leadway_desktop.storage.journal_rows import RowUnreadable, from_row, to_row
from leadway_desktop.storage.journal_schema import JournalDamaged
from leadway_desktop.storage.paths import Folders, make_private_folder
from leadway_desktop.storage.recovery_note import (
    Recovery,
    forget_recovery,
    note_told,
    untold_recovery,
)

logger = logging.getLogger(__name__)

FILE_NAME = "uploads.sqlite3"

Hide = Callable[[str], str]
Loaded = list[tuple[Upload, int]]


_opening = threading.Lock()
"""Held while a journal is opened or closed, and while somebody looks at its files."""
_open_here: WeakSet[UploadJournal] = WeakSet()


def unless_open_here(file: Path, look: Callable[[], bool]) -> bool:
    """Return what a look at a journal's files tells; False where this process has it open.

    It was looked at then. And on POSIX a process that closes a file loses all locks on it, SQLite's
    too: the next program would make the index of the log anew under who writes.
    """
    with _opening:
        return all(journal.file != file for journal in _open_here) and look()


def _as_it_is(text: str) -> str:
    return text


@dataclass(frozen=True, slots=True)
class OpenedJournal:
    """A journal, and what it took to open it."""

    journal: UploadJournal
    recovery: Recovery | None = None
    """What was found as a damaged file was recovered, now or by an earlier start of which the
    agent heard nothing; None: it was sound. Told again until `recovery_is_told`."""


def open_journal(folders: Folders, hide: Hide = _as_it_is) -> OpenedJournal:
    """Open this user's journal, made where it is missing; a damaged one is set aside first.

    `hide` takes secrets out of what servers have said before it is written. Raises JournalTooNew,
    and JournalNotWritten where the disk or the system refuses; then nothing has changed.
    """
    file = folders.data / FILE_NAME
    try:
        make_private_folder(folders.data)
        finish_recovery(file)
        journal = _open_or_recover(file, hide)
        _take_back_what_was_told_in_vain(journal, folders.data)
        return OpenedJournal(journal, journal.untold_recovery)
    except (OSError, sqlite3.Error, JournalDamaged) as error:
        raise JournalNotWritten(detail=reason(error)) from None


def _take_back_what_was_told_in_vain(journal: UploadJournal, folder: Path) -> None:
    """Have uploads be untold again where the command was killed that told of them."""
    told = told_in_vain(folder)
    if not told:
        return
    try:
        wrongly_told = [
            (replace(upload, is_untold=True), revision + 1)
            for upload, revision in journal.load()
            if upload.id in told and not upload.is_untold
        ]
        journal.save_all(wrongly_told)
    except JournalNotWritten as error:
        # Whoever reads the list is told, too, and takes nothing up until it is written.
        logger.warning("What a command told in vain is not taken back yet: %s", error)
        return
    forget_telling(folder)


def _open_or_recover(file: Path, hide: Hide) -> UploadJournal:
    try:
        return UploadJournal(file, hide)
    except JournalDamaged as damage:
        logger.info("The journal is damaged: %s", damage)
        recover(file)
    return UploadJournal(file, hide)


class UploadJournal:
    """An open journal; any thread may call anything.

    A newer revision of an upload replaces an older one, only, in whatever order they are saved;
    an id that was forgotten stays forgotten while this journal is open.
    """

    def __init__(self, file: Path, hide: Hide = _as_it_is) -> None:
        """Open a sound file; raises JournalDamaged, JournalTooNew, JournalNotWritten."""
        self.file = file
        self._hide = hide
        # Held while the connection is used: by one writer at a time, or by a reader.
        self._disk = threading.Lock()
        with _opening:
            self._connection = open_database(file)
            _open_here.add(self)
        try:
            # Read at once, as only the rows themselves tell whether they are sound.
            self._unread: Loaded | None = _uploads(self._connection)
            self.untold_recovery = untold_recovery(self._connection, file.parent)
        except (sqlite3.Error, RowUnreadable) as error:
            self._close_file()
            raise JournalDamaged(str(error)) from None
        newest = {upload.id: revision for upload, revision in self._unread}
        self._writer = GroupWriter(self._write, newest)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def load(self) -> Loaded:
        """Return what is on the list, with revisions, in the order in which they were first saved.

        Raises JournalNotWritten where what was saved cannot be written, or not be read.
        """
        self._writer.flush()
        with self._disk:
            unread, self._unread = self._unread, None
            if unread is not None:
                return unread
            try:
                return _uploads(self._connection)
            except (sqlite3.Error, RowUnreadable) as error:
                raise JournalNotWritten(detail=reason(error)) from None

    def save(self, upload: Upload, revision: int) -> None:
        """Write it, and return when a power cut could no longer undo that.

        Raises JournalNotWritten; what was not written is tried again later, of itself.
        """
        self.save_all([(upload, revision)])

    def save_all(self, uploads: Iterable[tuple[Upload, int]]) -> None:
        """Write them in one transaction; returns and raises as `save` does."""
        self._writer.put_and_wait(*(self._change(*pair) for pair in uploads))

    def save_soon(self, upload: Upload, revision: int) -> None:
        """Have it written in a moment; never waits for the disk.

        Raises JournalNotWritten where the disk refuses at present; it is tried again all the same.
        """
        self.save_all_soon([(upload, revision)])

    def save_all_soon(self, uploads: Iterable[tuple[Upload, int]]) -> None:
        """Have them written in one transaction, in a moment; raises as `save_soon` does."""
        self._writer.put(*(self._change(*pair) for pair in uploads))

    def forget(self, upload_id: str) -> None:
        """Remove it, in a moment; raises as `save_soon` does."""
        self._writer.put(Change(upload_id, FOR_EVER, None))

    def flush(self) -> None:
        """Return when all that came before is on the disk; raises JournalNotWritten."""
        self._writer.flush()

    def recovery_is_told(self, *, by_command: bool = False) -> None:
        """Note that the agent knows of the recovery, or that a command has told it.

        Where that fails, it is told once more.
        """
        with self._disk:
            try:
                (note_told if by_command else forget_recovery)(self._connection)
            except sqlite3.Error as error:
                logger.warning("A recovery will be told again: %s", reason(error))

    def close(self) -> None:
        """Write what has not been written, end the thread and close the file; then no more saves.

        Raises JournalNotWritten where something could not be written; the file is closed even so.
        """
        try:
            self._writer.close()
        finally:
            with self._disk:
                self._close_file()

    def _close_file(self) -> None:
        with _opening:
            close_quietly(self._connection)
            _open_here.discard(self)

    def _change(self, upload: Upload, revision: int) -> Change:
        """Make the row here: what cannot be kept must not spoil the batch of others."""
        try:
            return Change(upload.id, revision, to_row(upload, revision, self._hide))
        except (TypeError, ValueError) as error:
            raise JournalNotWritten(detail=type(error).__name__) from None

    def _write(self, changes: Changes) -> None:
        rows = [change.row for change in changes.values() if change.row is not None]
        forgotten = [change.upload_id for change in changes.values() if change.row is None]
        with self._disk:
            try:
                write_rows(self._connection, rows, forgotten)
            except sqlite3.Error as error:
                raise JournalNotWritten(detail=reason(error)) from None
            self._unread = None


def _uploads(connection: sqlite3.Connection) -> Loaded:
    uploads = [from_row(row) for row in read_rows(connection)]
    if len({upload.id for upload, _ in uploads}) < len(uploads):
        raise RowUnreadable("an upload is there twice: the index is damaged")
    return uploads
