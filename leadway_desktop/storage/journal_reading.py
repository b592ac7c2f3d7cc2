"""The journal as another program has it open: read, never written, never mended."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from leadway_desktop.domain.errors import JournalNotWritten
from leadway_desktop.storage.being_told import told_in_vain
from leadway_desktop.storage.journal_file import check_pages, close_quietly, read_rows, reason
from leadway_desktop.storage.journal_index import log_lacks_commits
from leadway_desktop.storage.journal_recovery import recovered_beside
from leadway_desktop.storage.journal_rollback import is_undone_by_another, was_being_made
from leadway_desktop.storage.journal_rows import RowUnreadable, from_row
from leadway_desktop.storage.journal_schema import (
    JournalDamaged,
    bring_up_to_date,
    is_empty,
    version_of,
)
from leadway_desktop.storage.journal_wal import hides_commits, page_size_of, with_log
from leadway_desktop.storage.paths import Folders
from leadway_desktop.storage.upload_journal import FILE_NAME, Loaded, unless_open_here

_BUSY_SECONDS = 5.0
"""For the program that writes to let readers in."""
_NOTHING_BESIDE = {
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_READONLY_DIRECTORY,
    sqlite3.SQLITE_READONLY_CANTINIT,
    sqlite3.SQLITE_READONLY_RECOVERY,
    sqlite3.SQLITE_READONLY_ROLLBACK,
}
"""How SQLite says that it wants to put a file beside the journal, be it only to read it; or
to undo by what lies there, which is our log's beginning at most: another's is damage."""


def read_journal(folders: Folders) -> Loaded:
    """Return what is on the list, with revisions, as far as it is on the disk.

    What a command told in vain is untold, though that is not written yet. Raises JournalNotWritten
    where it cannot be read.
    """
    try:
        with closing(reading(folders, thoroughly=True)) as connection:
            check_pages(connection)
            found = [from_row(row) for row in read_rows(connection)]
            told = told_in_vain(folders.data)
            return [
                (replace(upload, is_untold=True) if upload.id in told else upload, revision)
                for upload, revision in found
            ]
    except (OSError, sqlite3.Error, JournalDamaged, RowUnreadable) as error:
        raise JournalNotWritten(detail=reason(error)) from None


def reading(folders: Folders, *, thoroughly: bool = False) -> sqlite3.Connection:
    """Open the journal's file for reading alone, whoever writes it; raises OSError, sqlite3.Error.

    A journal that was never made, or not to its end, is one without uploads. A folder that is
    read-only hides nothing of what is there. `thoroughly`: see `log_lacks_commits`.
    """
    file = folders.data / FILE_NAME
    _leave_damage_alone(file, thoroughly=thoroughly)
    if not file.exists():
        return _without_uploads()
    before = file.stat().st_ino  # a recovery puts another one in its place
    try:
        connection = _connected(file, "mode=ro")
    except sqlite3.OperationalError as refusal:
        if was_being_made(file):
            return _without_uploads()
        if refusal.sqlite_errorcode not in _NOTHING_BESIDE:
            raise
        connection = _at_rest(file)
    if recovered_beside(file).exists() or file.stat().st_ino != before:
        connection.close()
        raise sqlite3.DatabaseError("it is being recovered, and perhaps without its log already")
    if version_of(connection) == 0 and is_empty(connection):
        connection.close()
        return _without_uploads()
    return connection


def _leave_damage_alone(file: Path, *, thoroughly: bool) -> None:
    """Refuse what others can recover, such as a damaged log: SQLite drops it, even as a reader."""
    log = file.with_name(f"{file.name}-wal")
    has_no_file = log.exists() and not (file.exists() and file.stat().st_size)
    if (has_no_file and log.stat().st_size) or unless_open_here(
        file, lambda: log_lacks_commits(file, thoroughly=thoroughly)
    ):
        raise sqlite3.DatabaseError("the log has no file, or has lost commits")
    if unless_open_here(file, lambda: is_undone_by_another(file)):
        raise sqlite3.DatabaseError("a journal lies beside it that is not its own")


def _without_uploads() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    bring_up_to_date(connection, Path())
    return connection


def _connected(file: Path, how: str) -> sqlite3.Connection:
    address = f"{file.absolute().as_uri()}?{how}"
    connection = sqlite3.connect(address, uri=True, timeout=_BUSY_SECONDS)
    connection.text_factory = _text
    try:
        connection.execute("PRAGMA schema_version").fetchone()  # SQLite opens it only now
    except sqlite3.Error:
        close_quietly(connection)
        raise
    return connection


def _at_rest(file: Path) -> sqlite3.Connection:
    """Open it without a file beside it, which is for those who write at the same time."""
    log = file.with_name(f"{file.name}-wal")
    wal = log.read_bytes() if log.exists() else b""
    if not wal:
        return _connected(file, "mode=ro&immutable=1")
    main = file.read_bytes()
    if log.read_bytes() != wal or hides_commits(wal, page_size_of(main, wal)):
        raise sqlite3.DatabaseError("the log is written at this moment, or broken midway")
    connection = sqlite3.connect(":memory:")
    connection.text_factory = _text
    connection.deserialize(with_log(main, wal))
    return connection


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")
