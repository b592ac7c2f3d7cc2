"""Receipts as the rows of a table, for a spreadsheet or a script."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

from leadway_desktop.domain.delivery import Delivery
from leadway_desktop.domain.proof import Proof
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.ui import texts
from leadway_desktop.ui.history.receipt_words import proof_of
from leadway_desktop.ui.sending.delivery_words import stage_name
from leadway_desktop.ui.uploads.upload_words import stage_name as step_name
from leadway_desktop.ui.uploads.upload_words import taken_from
from leadway_desktop.workers.history_desk import Table

_Cell = Callable[[Upload], str]

translate = QCoreApplication.translate


def table_for_agents() -> Table:
    """Return a table in the agent's language, as their spreadsheet splits it.

    Where the decimal point is a comma, Excel takes the semicolon for the separator.
    """
    heads = _heads()
    delimiter = ";" if QLocale().decimalPoint() == "," else ","
    cells = _CELLS | {"message": _message_words, "proof": _proof_words}
    return Table(
        [heads[name] for name in cells],
        lambda upload: [cell(upload) for cell in cells.values()],
        delimiter,
    )


def table_for_scripts() -> Table:
    """Return a table with heads and states that no language changes."""
    return Table(list(_CELLS), row_of, ",")


def row_of(upload: Upload) -> list[str]:
    """Return a receipt's cells for scripts."""
    return [cell(upload) for cell in _CELLS.values()]


def _heads() -> dict[str, str]:
    return {
        "uploaded": translate("ReceiptTable", "Uploaded"),
        "file": translate("ReceiptTable", "File"),
        "size": translate("ReceiptTable", "Size in bytes"),
        "contact": translate("ReceiptTable", "Contact"),
        "recipient": translate("ReceiptTable", "Number or address"),
        "channel": translate("ReceiptTable", "Channel"),
        "link": translate("ReceiptTable", "Link"),
        "message": translate("ReceiptTable", "Message"),
        "sent": translate("ReceiptTable", "Sent"),
        "text": translate("ReceiptTable", "Text"),
        "message_id": translate("ReceiptTable", "Message id"),
        "crc32c": "CRC-32C",
        "proof": translate("ReceiptTable", "Confirmed by"),
        "path": translate("ReceiptTable", "Taken from"),
        "location_id": translate("ReceiptTable", "Location"),
        "conversation_id": translate("ReceiptTable", "Conversation"),
        "contact_id": translate("ReceiptTable", "Contact id"),
        "upload_id": translate("ReceiptTable", "Upload"),
        "initiate_trace": translate("ReceiptTable", "traceId of the link"),
        "put_trace": translate("ReceiptTable", "Storage's id"),
        "complete_trace": translate("ReceiptTable", "traceId of the end"),
        "message_trace": translate("ReceiptTable", "traceId of the message"),
        **{head: step_name(stage) for head, stage in _STEPS.items()},
    }


def _message_words(upload: Upload) -> str:
    return stage_name(upload.delivery) if upload.delivery else ""


def _proof_words(upload: Upload) -> str:
    words = {
        Proof.CRC32C: "CRC-32C",
        Proof.MD5: "MD5",
        Proof.ETAG: "ETag",
        Proof.SIZE: translate("ReceiptTable", "The size alone"),
        Proof.NONE: translate("ReceiptTable", "Nothing"),
    }
    return words[proof_of(upload)]


def _of_message(read: Callable[[Delivery], str | None]) -> _Cell:
    return lambda upload: (read(upload.delivery) or "") if upload.delivery else ""


def _trace_of(stage: UploadStage) -> _Cell:
    return lambda upload: next(
        (step.trace_id or "" for step in upload.steps if step.stage is stage), ""
    )


def _time_of(stage: UploadStage) -> _Cell:
    return lambda upload: next(
        (_moment(step.at) for step in upload.steps if step.stage is stage), ""
    )


def _moment(moment: datetime | None) -> str:
    """Return local time as every spreadsheet reads it."""
    if moment is None:
        return ""
    local = QDateTime.fromMSecsSinceEpoch(int(moment.timestamp() * 1000))
    return local.toString("yyyy-MM-dd HH:mm:ss")


_STEPS = {
    "checked": UploadStage.PREPARING,
    "initiated": UploadStage.INITIATING,
    "put": UploadStage.UPLOADING,
    "completed": UploadStage.COMPLETING,
}
"""When each of these was begun; its end is the next one's beginning, or that it was uploaded."""
_CELLS: dict[str, _Cell] = {
    "uploaded": lambda upload: _moment(upload.finished_at),
    "file": lambda upload: upload.file.path.name,
    "size": lambda upload: str(upload.file.size),
    "contact": lambda upload: upload.target.title,
    "recipient": _of_message(lambda delivery: delivery.recipient),
    "channel": lambda upload: texts.channel_name(upload.target.channel),
    "link": lambda upload: upload.link or "",
    "message": _of_message(lambda delivery: delivery.state),
    "sent": _of_message(lambda delivery: _moment(delivery.sent_at)),
    "text": _of_message(lambda delivery: delivery.text),
    "message_id": _of_message(lambda delivery: delivery.message_id),
    "crc32c": lambda upload: "" if upload.checksum is None else f"{upload.checksum:08x}",
    "proof": lambda upload: proof_of(upload).value,
    "path": taken_from,
    "location_id": lambda upload: upload.target.location_id,
    "conversation_id": lambda upload: upload.target.conversation_id,
    "contact_id": lambda upload: upload.target.contact_id,
    "upload_id": lambda upload: upload.id,
    "initiate_trace": _trace_of(UploadStage.INITIATING),
    "put_trace": _trace_of(UploadStage.UPLOADING),
    "complete_trace": _trace_of(UploadStage.COMPLETING),
    "message_trace": _of_message(lambda delivery: delivery.trace_id),
    **{head: _time_of(stage) for head, stage in _STEPS.items()},
}
"""By the head for scripts, in order."""
