"""An upload as the fields of a JSON object, the same under each command."""

from __future__ import annotations

from leadway_desktop.cli.error_words import error_fields
from leadway_desktop.domain.delivery import Delivery
from leadway_desktop.domain.errors import FileEmpty
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.vanishing_places import is_our_copy


def upload_fields(upload: Upload) -> dict[str, object]:
    """Return what every command tells of an upload."""
    checksum = upload.checksum
    return {
        "id": upload.id,
        "file": _file(upload),
        "conversation_id": upload.target.conversation_id,
        "channel": upload.target.channel.value,
        "size": _size(upload),
        "status": upload.stage.value,
        "link": upload.link,
        "crc32c": None if checksum is None else f"{checksum:08x}",
        "error": None if upload.error is None else error_fields(upload.error),
        "message": _message_fields(upload.delivery),
    }


def journal_fields(upload: Upload) -> dict[str, object]:
    """Return all that the journal keeps of an upload, for `uploads` and `history`."""
    wait, finished = upload.wait, upload.finished_at
    until = wait.until if wait is not None else None
    return upload_fields(upload) | {
        "location_id": upload.target.location_id,
        "contact_id": upload.target.contact_id,
        "contact": upload.target.title,
        "waits_for": wait.reason.value if wait is not None else None,
        "waits_until": until.isoformat() if until is not None else None,
        "is_drafted": upload.is_drafted,
        "attempts": upload.attempts,
        "created_at": upload.created_at.isoformat(),
        "finished_at": finished.isoformat() if finished is not None else None,
        "proof": upload.proof.value if upload.proof is not None else None,
        "steps": [
            {"stage": step.stage.value, "at": step.at.isoformat(), "trace_id": step.trace_id}
            for step in upload.steps
        ],
    }


def _file(upload: Upload) -> str:
    """Return where the agent's file is; its name where what was uploaded is a copy of ours."""
    path = upload.file.path
    return path.name if is_our_copy(path) else str(path)


def _size(upload: Upload) -> int | None:
    """Return the file's size; None where nobody could tell it."""
    return 0 if isinstance(upload.error, FileEmpty) else upload.file.size or None


def _message_fields(delivery: Delivery | None) -> dict[str, object] | None:
    """Return a message for JSON; None where none is wanted."""
    if delivery is None:
        return None
    return {
        "stage": delivery.state,
        "id": delivery.message_id,
        "trace_id": delivery.trace_id,
        "recipient": delivery.recipient,
        "text": delivery.text,
        "error": None if delivery.error is None else error_fields(delivery.error),
    }
