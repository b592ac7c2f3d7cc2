"""A damaged journal: set aside as it is, and a new one made of what can be read of it.

A crash at any moment of this loses nothing: the damaged files stay in their place until the new
journal is whole on the disk, and the next start begins anew or finishes.

What is read of an upload may be older than what was lost: a message that was not sent then may have
been sent since, and is the agent's to look for.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from leadway_desktop.domain.delivery import DeliveryStage
from leadway_desktop.domain.errors import LeadwayError, MessageUnknown
from leadway_desktop.storage.dated_name import dated_name
from leadway_desktop.storage.journal_file import SIDE_FILES, end_log, open_database, write_rows
from leadway_desktop.storage.journal_json import delivery_text, read_delivery
from leadway_desktop.storage.journal_pages import Value, records_in
from leadway_desktop.storage.journal_rows import (
    CHECK,
    POSITION,
    Row,
    RowUnreadable,
    from_row,
    row_check,
)
from leadway_desktop.storage.journal_schema import COLUMNS, JournalDamaged
from leadway_desktop.storage.private_file import sync_folder
from leadway_desktop.storage.recovery_note import Recovery, note_recovery


def recover(file: Path) -> None:
    """Keep the damaged files under a dated name, and put a sound journal in their place.

    What was found stands in that one, whoever puts it there: see `untold_recovery`.
    Raises OSError, sqlite3.Error or JournalNotWritten; then the damaged files are where they were.
    """
    aside = _copy_aside(file)
    rows = _rows_left_in(file)
    there_were = _count(file)
    lost = None if there_were is None else there_were - len(rows)
    _make_new(recovered_beside(file), rows, Recovery(aside, len(rows), lost))
    finish_recovery(file)


def finish_recovery(file: Path) -> None:
    """Put a recovered journal that is whole in the place of the damaged one; raises OSError."""
    recovered = recovered_beside(file)
    if not recovered.exists():
        return
    # First what is beside it: SQLite would take it for a part of the new file.
    for side in _set(file)[1:]:
        side.unlink(missing_ok=True)
    sync_folder(file.parent)
    os.replace(recovered, file)
    sync_folder(file.parent)


def _rows_left_in(file: Path) -> list[Row]:
    """Return each upload's newest row that is what was written, in order."""
    found: dict[str, Row] = {}
    for position, values in records_in(file):
        row = _row(position, values)
        known = found.get(row["id"]) if row else None
        if row and (known is None or known["revision"] < row["revision"]):
            found[row["id"]] = row
    return sorted(map(_in_doubt, found.values()), key=lambda row: int(row[POSITION]))


def _in_doubt(row: Row) -> Row:
    """Return a row whose message was not sent, as one of which nobody knows."""
    delivery = read_delivery(row["delivery"])
    if delivery is None or delivery.stage not in {DeliveryStage.PLANNED, DeliveryStage.REFUSED}:
        return row
    unknown = replace(
        delivery, stage=DeliveryStage.UNKNOWN, wait=None, error=MessageUnknown(), failures=0
    )
    changed = row | {"delivery": delivery_text(unknown, hide=str)}
    return changed | {CHECK: row_check(changed)}


def _count(file: Path) -> int | None:
    """Return how many uploads there were, where the file is whole and only rows are damaged."""
    try:
        with closing(open_database(file)) as connection:
            return int(connection.execute("SELECT count(DISTINCT id) FROM upload").fetchone()[0])
    except (sqlite3.Error, JournalDamaged, LeadwayError):
        return None


def _row(position: int, values: list[Value]) -> Row | None:
    """Return a record as a row of ours, or None where it is none or not what was written."""
    if len(values) > len(COLUMNS):
        return None
    missing = [None] * (len(COLUMNS) - len(values))
    row: Row = dict(zip(COLUMNS, [*values, *missing], strict=True))
    row[POSITION] = position
    try:
        from_row(row)
    except RowUnreadable:
        return None
    return row


def _copy_aside(file: Path) -> Path:
    """Copy what there is under a dated name, and return the first; raises OSError."""
    aside = dated_name(file, "broken")
    copies: list[Path] = []
    try:
        for source, copy in zip(_set(file), _set(aside), strict=True):
            if source.exists():
                _copy(source, copy)
                copies.append(copy)
    except OSError:
        for copy in copies:
            copy.unlink(missing_ok=True)
        raise
    sync_folder(file.parent)
    return copies[0]


def _copy(source: Path, copy: Path) -> None:
    handle = os.open(copy, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with open(handle, "wb") as out, source.open("rb") as content:
            shutil.copyfileobj(content, out)
            out.flush()
            os.fsync(out.fileno())
    except OSError:
        copy.unlink(missing_ok=True)
        raise


def _make_new(file: Path, rows: list[Row], recovery: Recovery) -> None:
    """Make a journal of these rows under that name, whole or not at all."""
    partial = file.with_name(f"{file.name}.partial")
    for left in _set(partial):
        left.unlink(missing_ok=True)
    with closing(open_database(partial)) as connection:
        write_rows(connection, rows, [])
        note_recovery(connection, recovery)
        end_log(connection)
    os.replace(partial, file)
    sync_folder(file.parent)


def recovered_beside(file: Path) -> Path:
    """Return where a recovered journal is from when it is whole until it takes the place."""
    return file.with_name(f"{file.name}.recovered")


def _set(file: Path) -> list[Path]:
    """Return the file and all that SQLite may have put beside it."""
    return [file.with_name(f"{file.name}{ending}") for ending in ("", *SIDE_FILES)]
