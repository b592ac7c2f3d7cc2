"""The journal's tables, and how an older version's become ours.

`PRAGMA user_version` names the version. To change the tables: append a step to STEPS, never edit
one; let it add columns at the end (`ALTER TABLE upload ADD COLUMN`), so that rows which are
recovered from a damaged file of any version still fit.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from leadway_desktop.domain.errors import JournalTooNew
from leadway_desktop.storage.dated_name import dated_name
from leadway_desktop.storage.private_file import sync_folder

STEPS: Sequence[str] = (
    """
    CREATE TABLE upload (
        position INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        revision INTEGER NOT NULL,
        location_id TEXT NOT NULL,
        conversation_id TEXT NOT NULL,
        contact_id TEXT NOT NULL,
        title TEXT NOT NULL,
        channel TEXT NOT NULL,
        path BLOB NOT NULL,
        size INTEGER NOT NULL,
        modified_ns INTEGER NOT NULL,
        created_at TEXT NOT NULL,
        stage TEXT NOT NULL,
        wait_reason TEXT,
        wait_until TEXT,
        slot_upload_id TEXT,
        slot_file_path TEXT,
        stored_file_name TEXT,
        stored_content_type TEXT,
        stored_crc32c INTEGER,
        stored_is_confirmed INTEGER,
        attempts INTEGER NOT NULL,
        failures INTEGER NOT NULL,
        link TEXT,
        checksum INTEGER,
        finished_at TEXT,
        error TEXT,
        error_detail TEXT,
        error_trace_id TEXT,
        error_status INTEGER,
        error_parameters TEXT,
        row_check INTEGER NOT NULL
    )
    """,
    """
    ALTER TABLE upload ADD COLUMN renewals INTEGER;
    ALTER TABLE upload ADD COLUMN stored_proof TEXT;
    ALTER TABLE upload ADD COLUMN proof TEXT;
    ALTER TABLE upload ADD COLUMN steps TEXT;
    ALTER TABLE upload ADD COLUMN delivery TEXT;
    ALTER TABLE upload ADD COLUMN place TEXT;
    ALTER TABLE upload ADD COLUMN is_put_away INTEGER;
    """,
    """
    ALTER TABLE upload ADD COLUMN words TEXT;
    CREATE INDEX receipt_by_time ON upload (stage, location_id, finished_at)
        WHERE stage = 'uploaded';
    CREATE INDEX receipt_by_file ON upload (conversation_id, size) WHERE stage = 'uploaded';
    """,
    """
    ALTER TABLE upload ADD COLUMN is_drafted INTEGER;
    """,
    """
    ALTER TABLE upload ADD COLUMN tried_at TEXT;
    ALTER TABLE upload ADD COLUMN is_untold INTEGER;
    ALTER TABLE upload ADD COLUMN told_at TEXT;
    """,
    """
    ALTER TABLE upload ADD COLUMN origin BLOB;
    """,
    """
    ALTER TABLE upload ADD COLUMN unsaid TEXT;
    """,
    """
    ALTER TABLE upload ADD COLUMN unsaid_of TEXT;
    """,
)
"""SQL, one script a version: the first makes version 1 of nothing."""

PLAUSIBLE = range(1000)
"""Versions beyond these were not written by anybody: the file is damaged."""


class JournalDamaged(Exception):
    """The file is there and is no journal, or no longer a whole one."""


def bring_up_to_date(
    connection: sqlite3.Connection, file: Path, steps: Sequence[str] = STEPS
) -> None:
    """Make the tables, or make an older version's ours, in one transaction.

    The file as it was is kept beside it under the old version's number and the date. Raises
    JournalTooNew, JournalDamaged, sqlite3.Error, OSError; then the file is as it was.
    """
    version = version_of(connection)
    if version not in PLAUSIBLE or (version == 0 and not is_empty(connection)):
        raise JournalDamaged("no such version")
    if version > len(steps):
        raise JournalTooNew(detail=f"version {version}; this program knows {len(steps)}")
    if version == len(steps):
        return
    if version:
        keep_copy(connection, dated_name(file, f"v{version}"))
    script = ";".join(steps[version:])
    try:
        connection.executescript(
            f"BEGIN IMMEDIATE; {script}; PRAGMA user_version = {len(steps)}; COMMIT"
        )
    except sqlite3.Error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def version_of(connection: sqlite3.Connection) -> int:
    """Return the schema's version; 0 where there is none yet."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def columns_of(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Return the names of the upload table's columns, in order; none where there is no table."""
    return tuple(row[1] for row in connection.execute("PRAGMA table_info(upload)"))


def keep_copy(connection: sqlite3.Connection, copy: Path) -> None:
    """Write the database as it is now to another file, whole or not at all."""
    partial = copy.with_name(f"{copy.name}.partial")
    partial.unlink(missing_ok=True)
    os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        target = sqlite3.connect(partial)
        try:
            connection.backup(target)
        finally:
            target.close()
        partial.replace(copy)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    sync_folder(copy.parent)


def is_empty(connection: sqlite3.Connection) -> bool:
    """Whether there is no table, nor anything else."""
    return connection.execute("SELECT 1 FROM sqlite_master").fetchone() is None


def _expected_columns() -> tuple[str, ...]:
    connection = sqlite3.connect(":memory:")
    try:
        connection.executescript(";".join(STEPS))
        return columns_of(connection)
    finally:
        connection.close()


COLUMNS = _expected_columns()
"""The present version's columns, in order, as the steps make them."""
