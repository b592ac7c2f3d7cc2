"""The journal's file: opened for its owner alone, checked, and written so that it lasts."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

from leadway_desktop.domain.errors import JournalNotWritten
from leadway_desktop.storage.journal_index import log_lacks_commits
from leadway_desktop.storage.journal_rollback import is_undone_by_another, was_being_made
from leadway_desktop.storage.journal_rows import POSITION, Row
from leadway_desktop.storage.journal_schema import (
    COLUMNS,
    STEPS,
    JournalDamaged,
    bring_up_to_date,
    columns_of,
)
from leadway_desktop.storage.journal_wal import MAGIC, hides_commits, page_size_of
from leadway_desktop.storage.private_file import sync_folder

SIDE_FILES = ("-wal", "-shm", "-journal")
"""What SQLite puts beside the file while it is open, and leaves there after a crash."""

_HEAD = 512
"""Bytes; the smallest page, and so the smallest file that is not an empty one."""

_BUSY_SECONDS = 5.0
"""For another program to let go of the file."""
_LARGEST_WAL = 4 * 1024 * 1024
"""Bytes that the -wal file may keep once what is in it stands in the file itself."""

_SETTINGS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    # macOS: ask the drive itself; elsewhere these two do nothing.
    "PRAGMA fullfsync = ON",
    "PRAGMA checkpoint_fullfsync = ON",
    # What was forgotten is overwritten: customers' names go, and a recovery cannot revive it.
    "PRAGMA secure_delete = ON",
    "PRAGMA cell_size_check = ON",
    "PRAGMA trusted_schema = OFF",
    f"PRAGMA journal_size_limit = {_LARGEST_WAL}",
)

_NOT_DAMAGE = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_AUTH,
    sqlite3.SQLITE_INTERRUPT,
}
_NO_ROOM = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE}
"""The second is a quota's way to say so."""
_DAMAGE_OF_IO = {sqlite3.SQLITE_IOERR_READ, sqlite3.SQLITE_IOERR_SHORT_READ}

_OTHERS = [name for name in COLUMNS if name not in (POSITION, "id")]
_SAVE = (
    f"INSERT INTO upload ({', '.join(COLUMNS[1:])}) "
    f"VALUES ({', '.join(f':{name}' for name in COLUMNS[1:])}) "
    f"ON CONFLICT (id) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in _OTHERS)} "
    "WHERE excluded.revision > revision"
)
_FORGET = "DELETE FROM upload WHERE id = ?"

ON_LIST = "is_put_away IS NULL ORDER BY position"
"""Of which rows `read_rows` returns those that are on the list, in order."""


def reason(error: Exception) -> str:
    """Return why something failed, without a path."""
    if isinstance(error, OSError):
        return error.strerror or type(error).__name__
    name = getattr(error, "sqlite_errorname", None)
    return f"{error} ({name})" if name else type(error).__name__


def open_database(file: Path, steps: Sequence[str] = STEPS) -> sqlite3.Connection:
    """Open the journal's file, made where it is missing, with our tables in it.

    Raises JournalDamaged, JournalTooNew, and JournalNotWritten where the system refuses.
    """
    try:
        _prepare(file)
        connection = _connect(file)
    except OSError as error:
        raise JournalNotWritten(detail=reason(error)) from None
    try:
        _check(connection, file, steps)
    except (sqlite3.Error, ValueError, OverflowError, OSError) as error:
        close_quietly(connection)
        raise _judged(error) from None
    except BaseException:
        close_quietly(connection)
        raise
    return connection


def read_rows(
    connection: sqlite3.Connection, which: str = ON_LIST, values: Sequence[str | int | None] = ()
) -> list[Row]:
    """Return rows without their NULLs, which most columns are, unchecked; raises sqlite3.Error.

    `which` is SQL from behind the WHERE on. Those that were put away may be tens of thousands:
    `upload_history` reads what is asked for. The file may be of an older version, whose window is
    still open.
    """
    there = columns_of(connection)
    names = [name for name in COLUMNS if name in there]
    found = connection.execute(f"SELECT {', '.join(names)} FROM upload WHERE {which}", values)
    return [
        {name: value for name, value in zip(names, row, strict=True) if value is not None}
        for row in found
    ]


def write_rows(
    connection: sqlite3.Connection, rows: Iterable[Row], forgotten: Iterable[str]
) -> None:
    """Write all of it, or nothing; returns when a power cut can no longer undo it.

    A row replaces an older revision of the same upload, only. Where the disk is full, the log is
    begun anew in the room that it has: what is uploaded then would be so again, were it not noted.
    Raises sqlite3.Error.
    """
    rows, forgotten = list(rows), list(forgotten)
    try:
        _write_rows(connection, rows, forgotten)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode not in _NO_ROOM:
            raise
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        _write_rows(connection, rows, forgotten)


def _write_rows(
    connection: sqlite3.Connection, rows: Sequence[Row], forgotten: Sequence[str]
) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.executemany(_SAVE, ({**_NOTHING, **row} for row in rows))
        connection.executemany(_FORGET, ((upload_id,) for upload_id in forgotten))
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def check_pages(connection: sqlite3.Connection) -> None:
    """Raise JournalDamaged, or sqlite3.Error, where a page is not what it should be."""
    if connection.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
        raise JournalDamaged("the check of its pages failed")


def end_log(connection: sqlite3.Connection) -> None:
    """Bring everything into the file itself, which may then be moved; raises sqlite3.Error."""
    mode = connection.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
    if mode != "delete":
        raise sqlite3.OperationalError("the log is in use")


def close_quietly(connection: sqlite3.Connection) -> None:
    """Close a connection of which nothing is wanted any more."""
    try:
        connection.close()
    except sqlite3.Error:
        return


_NOTHING: Row = dict.fromkeys(COLUMNS[1:])


def _prepare(file: Path) -> None:
    """Make the file, or close it to others; SQLite gives the same mode to what it puts beside."""
    is_blank = not file.exists() or file.stat().st_size == 0 or was_being_made(file)
    _refuse_what_sqlite_would_drop(file, is_blank)
    handle = os.open(file, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        if os.name == "posix" and os.fstat(handle).st_mode & 0o077:
            os.fchmod(handle, 0o600)
    finally:
        os.close(handle)
    if is_blank:
        sync_folder(file.parent)


def _refuse_what_sqlite_would_drop(file: Path, is_blank: bool) -> None:
    """Notice what SQLite would pass over without a word."""
    log = file.with_name(f"{file.name}-wal")
    wal = log.read_bytes() if log.exists() else b""
    head = b"" if is_blank else _head(file)
    if wal and is_blank:
        raise JournalDamaged("its log has no file")
    if not is_blank and (len(head) < _HEAD or head[:16] != MAGIC):
        raise JournalDamaged("it has no header")
    if is_undone_by_another(file):
        raise JournalDamaged("a journal lies beside it that is not its own")
    if wal and hides_commits(wal, page_size_of(head, wal)):
        raise JournalDamaged("its log is broken midway")
    if log_lacks_commits(file, thoroughly=True):
        raise JournalDamaged("its log has lost commits")


def _head(file: Path) -> bytes:
    with file.open("rb") as content:
        return content.read(_HEAD)


def _connect(file: Path) -> sqlite3.Connection:
    try:
        return sqlite3.connect(
            file, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
    except sqlite3.Error as error:
        raise _judged(error) from None


def _check(connection: sqlite3.Connection, file: Path, steps: Sequence[str]) -> None:
    for setting in _SETTINGS:
        connection.execute(setting).fetchone()
    check_pages(connection)
    bring_up_to_date(connection, file, steps)
    if steps is STEPS and columns_of(connection) != COLUMNS:
        raise JournalDamaged("its table is not ours")


def _judged(error: Exception) -> Exception:
    """Return JournalDamaged where the file's content is at fault, else JournalNotWritten."""
    if isinstance(error, OSError):
        return JournalNotWritten(detail=reason(error))
    # Without a code: text that is no UTF-8, be it in SQLite's own message.
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
    is_io = code & 0xFF == sqlite3.SQLITE_IOERR and code not in _DAMAGE_OF_IO
    if is_io or code & 0xFF in _NOT_DAMAGE:
        return JournalNotWritten(detail=reason(error))
    return JournalDamaged(type(error).__name__)
