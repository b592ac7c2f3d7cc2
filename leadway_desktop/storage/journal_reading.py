"""The journal as another program has it open: read, never written, never mended."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from leadway_desktop.domain.errors import JournalNotWritten
from leadway_desktop.storage.journal_file import read_rows, reason
from leadway_desktop.storage.journal_rows import RowUnreadable, from_row
from leadway_desktop.storage.paths import Folders
from leadway_desktop.storage.upload_journal import FILE_NAME, Loaded

_BUSY_SECONDS = 5.0
"""For the program that writes to let readers in."""


def read_journal(folders: Folders) -> Loaded:
    """Return what is on the list, with revisions, as far as it is on the disk.

    Nothing is, where there is no journal.

    Raises JournalNotWritten where it cannot be read.
    """
    if not (folders.data / FILE_NAME).exists():
        return []
    try:
        with closing(reading(folders)) as connection:
            return [from_row(row) for row in read_rows(connection)]
    except (OSError, sqlite3.Error, RowUnreadable) as error:
        raise JournalNotWritten(detail=reason(error)) from None


def reading(folders: Folders) -> sqlite3.Connection:
    """Open the journal's file for reading alone, whoever writes it; raises OSError, sqlite3.Error.

    Without a journal it is an error of SQLite's.
    """
    file = folders.data / FILE_NAME
    address = f"{file.absolute().as_uri()}?mode=ro"
    connection = sqlite3.connect(address, uri=True, timeout=_BUSY_SECONDS)
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
    return connection
