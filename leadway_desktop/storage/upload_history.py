"""The history: the receipts in the journal, read beside whoever writes it.

A search gives positions, newest first, and the rows are read as they come into sight: fifty
thousand receipts are a list of numbers. Every method takes its time: not for the window's thread.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime, timedelta

from leadway_desktop.domain.errors import HistoryNotRead
from leadway_desktop.domain.history import (
    HistoryQuery,
    is_same_file,
    kept_for,
    may_expire,
    open_plans,
)
from leadway_desktop.domain.upload import Upload
from leadway_desktop.storage.drafts import drafted_uploads
from leadway_desktop.storage.journal_file import ON_LIST, read_rows, reason
from leadway_desktop.storage.journal_reading import reading
from leadway_desktop.storage.journal_rows import POSITION, Row, RowUnreadable, from_row
from leadway_desktop.storage.paths import Folders

logger = logging.getLogger(__name__)

_AT_ONCE = 200
"""Rows of one statement: less than any SQLite's limit of parameters."""
_MOST_OF_A_SIZE = 50
"""Receipts of one conversation and size that a new file is compared with, the newest ones."""
_DONE = "stage = 'uploaded'"
"""To the letter as in the indexes, or SQLite would not use them."""
_SENT = '"stage": "sent"'
"""In the JSON of a message; in its words, where quotes are escaped, it cannot stand."""


class UploadHistory:
    """Reads receipts; any thread may call anything. Every method raises HistoryNotRead."""

    def __init__(self, folders: Folders) -> None:
        self._folders = folders

    def find(self, query: HistoryQuery) -> list[int]:
        """Return the positions of the receipts that fit, newest first."""
        clauses, values = _conditions(query)
        sql = f"SELECT position FROM upload WHERE {clauses} ORDER BY finished_at DESC"
        with self._reading() as connection:
            return [int(position) for (position,) in connection.execute(sql, values)]

    def read(self, positions: Sequence[int]) -> dict[int, Upload]:
        """Return receipts by position; what was deleted or is damaged is left out."""
        with self._reading() as connection:
            blocks = _blocks(positions)
            rows = (row for one in blocks for row in read_rows(connection, _among(one), one))
            return {int(row[POSITION]): upload for row, upload in _sound(rows)}

    def links(self, positions: Sequence[int]) -> list[str]:
        """Return the links of receipts, in the order of the positions."""
        links = self._column("link", positions)
        return [links[position] for position in positions if links.get(position)]

    def ids(self, positions: Sequence[int]) -> list[str]:
        """Return the ids of receipts, readable or not."""
        return list(self._column("id", positions).values())

    def earlier(self, uploads: Sequence[Upload]) -> dict[str, Upload]:
        """Return by id the last receipts of the same files in the same conversations.

        One that was sent comes before a later one that was not: the customer has it.
        """
        with self._reading() as connection:
            known = _files_known(connection, {one.target.conversation_id for one in uploads})
            to_compare = (one for one in uploads if _file_of(one) in known)
            found = ((upload.id, _earlier(connection, upload)) for upload in to_compare)
            return {upload_id: one for upload_id, one in found if one is not None}

    def expired(self, now: datetime, history: timedelta) -> list[str]:
        """Return the ids of receipts of any location that are settled, and kept long enough.

        What stands in a draft is not settled: the agent means to send it. `history`: as `kept_for`
        takes it.
        """
        with self._reading() as connection:
            moment = (now - history).isoformat()
            rows = read_rows(connection, f"{_DONE} AND finished_at < ?", (moment,))
            settled = [upload for _, upload in _sound(rows) if may_expire(upload)]
            plans = _open_plans(connection) if any(one.delivery for one in settled) else ()
            drafted = drafted_uploads(self._folders)
        return [
            one.id
            for one in settled
            if one.id not in drafted
            and one.finished_at is not None
            and now - one.finished_at > kept_for(one, history, plans)
        ]

    def _column(self, name: str, positions: Sequence[int]) -> dict[int, str]:
        with self._reading() as connection:
            return {
                int(position): str(value)
                for block in _blocks(positions)
                for position, value in connection.execute(
                    f"SELECT position, {name} FROM upload WHERE {_among(block)}", block
                )
                if value is not None
            }

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(reading(self._folders)) as connection:
                yield connection
        except (OSError, sqlite3.Error) as error:
            raise HistoryNotRead(detail=reason(error)) from None


def _open_plans(connection: sqlite3.Connection) -> frozenset[str]:
    """Read those that are not sent alone: thousands that are would take a second or two."""
    rows = read_rows(connection, f"instr(delivery, ?) = 0 AND {ON_LIST}", (_SENT,))
    return open_plans(upload for _, upload in _sound(rows))


def _file_of(upload: Upload) -> tuple[str, int]:
    """Return what a receipt of the same file has too, and an index knows."""
    return upload.target.conversation_id, upload.file.size


def _files_known(
    connection: sqlite3.Connection, conversation_ids: Iterable[str]
) -> set[tuple[str, int]]:
    """Return `_file_of` of every receipt: one question for each conversation, not each file."""
    sql = f"SELECT DISTINCT size FROM upload WHERE {_DONE} AND conversation_id = ?"
    return {
        (conversation_id, size)
        for conversation_id in conversation_ids
        for (size,) in connection.execute(sql, (conversation_id,))
    }


def _earlier(connection: sqlite3.Connection, upload: Upload) -> Upload | None:
    """Compare with those alone that may be it: to read a receipt takes longer than to find it."""
    which = f"{_DONE} AND conversation_id = ? AND size = ? AND id <> ?"
    which += " AND (modified_ns = ? OR checksum = ?)"  # see `is_same_file`
    which += f" ORDER BY finished_at DESC LIMIT {_MOST_OF_A_SIZE}"
    file = upload.file
    of_conversation = upload.target.conversation_id, file.size, upload.id
    values = (*of_conversation, file.modified_ns, upload.checksum)
    rows = read_rows(connection, which, values)
    latest: Upload | None = None
    for _, one in _sound(rows):
        if not is_same_file(upload, one) or one.created_at > upload.created_at:
            continue
        if one.is_sent:
            return one
        latest = latest or one
    return latest


def _conditions(query: HistoryQuery) -> tuple[str, list[str]]:
    clauses: list[str] = [_DONE]
    values: list[str] = []
    if query.location_id:
        clauses.append("location_id = ?")
        values.append(query.location_id)
    if query.since is not None:
        clauses.append("finished_at >= ?")
        values.append(query.since.isoformat())
    if query.conversation_id is not None:
        clauses.append("conversation_id = ?")
        values.append(query.conversation_id)
    for word in query.words:
        clauses.append("instr(coalesce(words, lower(title || char(10) || link)), ?)")
        values.append(word)
    return " AND ".join(clauses), values


def _blocks(positions: Sequence[int]) -> Iterator[Sequence[int]]:
    return (positions[start : start + _AT_ONCE] for start in range(0, len(positions), _AT_ONCE))


def _among(positions: Sequence[int]) -> str:
    return f"position IN ({','.join('?' * len(positions))})"


def _sound(rows: Iterable[Row]) -> Iterator[tuple[Row, Upload]]:
    for row in rows:
        try:
            yield row, from_row(row)[0]
        except RowUnreadable as error:
            logger.info("A receipt cannot be read: %s", error)
