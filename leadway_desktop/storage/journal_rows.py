"""Uploads as rows of the journal, and back, without loss.

Every row carries a checksum of its own: SQLite's pages have none, and a row whose bits have
flipped must not send a file to somebody else's conversation. Signed URLs and tokens have no
column, and an Upload has no field for them.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.history import words_of
from leadway_desktop.domain.proof import Proof
from leadway_desktop.domain.upload import LocalFile, StoredBytes, Upload, UploadSlot, UploadTarget
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.domain.wait import Wait
from leadway_desktop.storage.journal_errors import Value, error_values, read_error
from leadway_desktop.storage.journal_json import (
    delivery_text,
    moment_text,
    read_delivery,
    read_moment,
    read_steps,
    read_wait,
    steps_text,
)
from leadway_desktop.storage.journal_schema import COLUMNS

Row = dict[str, Any]

POSITION = "position"
CHECK = "row_check"
_CHECKED = frozenset(COLUMNS) - {POSITION, CHECK}
_PATHS = frozenset({"path", "origin"})
"""In the bytes of the file system, which need not be text."""
_NOTHING: Row = dict.fromkeys(COLUMNS)
_LARGEST = 2**63 - 1
"""What SQLite's integers hold."""


class RowUnreadable(Exception):
    """A row that is not what was written, or that no version of this program wrote."""


def to_row(upload: Upload, revision: int, hide: Callable[[str], str]) -> Row:
    """Return the columns of an upload but its position; None stands for what it has not.

    Raises TypeError or ValueError where something in it cannot be kept.
    """
    target, file = upload.target, upload.file
    row: dict[str, Value] = {
        "id": upload.id,
        "revision": revision,
        "location_id": target.location_id,
        "conversation_id": target.conversation_id,
        "contact_id": target.contact_id,
        "title": target.title,
        "channel": target.channel.value,
        "path": os.fsencode(file.path),
        "origin": os.fsencode(file.origin) if file.origin is not None else None,
        "size": file.size,
        "modified_ns": file.modified_ns,
        "created_at": upload.created_at.isoformat(),
        "stage": upload.stage.value,
        "attempts": upload.attempts,
        "failures": upload.failures,
        "renewals": upload.renewals or None,
        "link": upload.link,
        "checksum": upload.checksum,
        "finished_at": moment_text(upload.finished_at),
        "proof": upload.proof.value if upload.proof else None,
        "steps": steps_text(upload.steps),
        "delivery": delivery_text(upload.delivery, hide),
        "place": None if upload.place is None else repr(upload.place),
        "is_put_away": int(upload.is_put_away) or None,
        "is_drafted": int(upload.is_drafted) or None,
        "tried_at": moment_text(upload.tried_at),
        "is_untold": int(upload.is_untold) or None,
        "told_at": moment_text(upload.told_at),
        "unsaid": upload.unsaid or None,
        "unsaid_of": upload.unsaid_of or None,
        "words": words_of(upload) if upload.stage is UploadStage.UPLOADED else None,
        **_stored_values(upload.stored),
        **_wait_values(upload.wait),
        **error_values(upload.error, hide),
    }
    kept = {name: _storable(value) for name, value in row.items() if value is not None}
    return {**kept, CHECK: row_check(kept)}


def from_row(row: Mapping[str, Any]) -> tuple[Upload, int]:
    """Return the upload and its revision; a column that is missing is NULL.

    Raises RowUnreadable.
    """
    if row.get(CHECK) != row_check(row):
        raise RowUnreadable("the row is not what was written")
    try:
        return _upload({**_NOTHING, **row, **_texts_in_bytes(row)})
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise RowUnreadable(type(error).__name__) from None


def row_check(row: Mapping[str, Any]) -> int:
    """Return the CRC-32 of what a row holds, wherever it stands.

    Columns that are NULL do not count, so a column that a later version adds changes nothing.
    """
    facts = [
        f"{name}={value.decode('latin-1') if type(value) is bytes else value}"
        for name in sorted(_CHECKED & row.keys())
        if (value := row[name]) is not None
    ]
    return zlib.crc32("\n".join(facts).encode("utf-8", "surrogatepass"))


def _upload(row: Row) -> tuple[Upload, int]:
    upload = Upload(
        id=row["id"],
        target=UploadTarget(
            location_id=row["location_id"],
            conversation_id=row["conversation_id"],
            contact_id=row["contact_id"],
            title=row["title"],
            channel=Channel(row["channel"]),
        ),
        file=LocalFile(_path(row["path"]), row["size"], row["modified_ns"], _origin(row["origin"])),
        created_at=datetime.fromisoformat(row["created_at"]),
        stage=UploadStage(row["stage"]),
        error=read_error(row),
        link=row["link"],
        checksum=row["checksum"],
        finished_at=read_moment(row["finished_at"]),
        attempts=row["attempts"],
        failures=row["failures"],
        renewals=row["renewals"] or 0,
        proof=_read_proof(row["proof"]),
        steps=read_steps(row["steps"]),
        delivery=read_delivery(row["delivery"]),
        place=None if row["place"] is None else float(row["place"]),
        is_put_away=bool(row["is_put_away"]),
        is_drafted=bool(row["is_drafted"]),
        tried_at=read_moment(row["tried_at"]),
        is_untold=bool(row["is_untold"]),
        told_at=read_moment(row["told_at"]),
        unsaid=row["unsaid"] or "",
        unsaid_of=row["unsaid_of"] or "",
        stored=_read_stored(row),
        wait=read_wait(row),
    )
    return upload, row["revision"]


def _path(value: bytes) -> Path:
    return Path(os.fsdecode(value))


def _origin(value: bytes | None) -> Path | None:
    return None if value is None else _path(value)


def _stored_values(stored: StoredBytes | None) -> dict[str, Value]:
    if stored is None:
        return {}
    return {
        "slot_upload_id": stored.slot.upload_id,
        "slot_file_path": stored.slot.file_path,
        "stored_file_name": stored.file_name,
        "stored_content_type": stored.content_type,
        "stored_crc32c": stored.crc32c,
        "stored_proof": stored.proof.value if stored.proof else None,
    }


def _read_stored(row: Row) -> StoredBytes | None:
    if row["slot_upload_id"] is None:
        return None
    return StoredBytes(
        slot=UploadSlot(row["slot_upload_id"], row["slot_file_path"]),
        file_name=row["stored_file_name"],
        content_type=row["stored_content_type"],
        crc32c=row["stored_crc32c"],
        proof=_read_stored_proof(row),
    )


def _wait_values(wait: Wait | None) -> dict[str, Value]:
    if wait is None:
        return {}
    return {"wait_reason": wait.reason.value, "wait_until": moment_text(wait.until)}


def _read_proof(text: str | None) -> Proof | None:
    return None if text is None else Proof(text)


def _read_stored_proof(row: Row) -> Proof | None:
    """Return what the bucket proved; version 1 kept whether it had named the crc32c."""
    if row["stored_is_confirmed"] is not None:
        return Proof.CRC32C if row["stored_is_confirmed"] else Proof.NONE
    return _read_proof(row["stored_proof"])


def _storable(value: Value) -> Value:
    """Return what SQLite can keep: text that UTF-8 cannot hold (half a pair) goes as bytes."""
    if isinstance(value, int) and not -_LARGEST <= value <= _LARGEST:
        raise ValueError("a number is too large for the journal")
    if not isinstance(value, str):
        return value
    try:
        value.encode()
    except UnicodeEncodeError:
        return value.encode("utf-8", "surrogatepass")
    return value


def _texts_in_bytes(row: Mapping[str, Any]) -> Row:
    return {
        name: value.decode("utf-8", "surrogatepass")
        for name, value in row.items()
        if type(value) is bytes and name not in _PATHS
    }
