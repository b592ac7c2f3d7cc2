"""A receipt in the agent's language: what went where, when, and what was proved of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

from leadway_desktop.domain.delivery import Delivery, DeliveryStage
from leadway_desktop.domain.proof import Proof
from leadway_desktop.domain.upload import Step, Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.ui import texts
from leadway_desktop.ui.error_texts import error_text
from leadway_desktop.ui.plain_text import DOT, NO_BREAK_SPACE, one_line
from leadway_desktop.ui.sending.delivery_words import stage_name as delivery_stage_name
from leadway_desktop.ui.uploads.upload_words import name_of, stage_name, taken_from, title_of

_CALLS = {
    UploadStage.INITIATING: "initiate",
    UploadStage.UPLOADING: "PUT",
    UploadStage.COMPLETING: "complete",
}
"""The call that each stage waits for, as the support knows it."""

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of a receipt: what it is, and what it says. `name` ends its value's objectName."""

    name: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Section:
    """Lines that belong together."""

    title: str
    facts: tuple[Fact, ...]


def sections_of(upload: Upload) -> tuple[Section, ...]:
    """Return a receipt but its link; lines of which nothing is known are left out."""
    sections = (
        Section(translate("Receipts", "For"), _whom(upload)),
        Section(translate("Receipts", "Message"), _message(upload)),
        Section(translate("Receipts", "File"), _file(upload)),
        Section(translate("Receipts", "Steps"), tuple(map(_step, upload.steps))),
        Section(translate("Receipts", "For support"), _ids(upload)),
    )
    present = (
        Section(one.title, tuple(fact for fact in one.facts if fact.value)) for one in sections
    )
    return tuple(section for section in present if section.facts)


def proof_of(upload: Upload) -> Proof:
    """Return what was proved; receipts of older versions kept the checksum alone."""
    if upload.proof is not None:
        return upload.proof
    return Proof.NONE if upload.checksum is None else Proof.CRC32C


def proof_words(upload: Upload) -> str:
    """Return what was proved of the bytes in the storage, and how."""
    words = {
        Proof.CRC32C: translate(
            "Receipts", "The storage confirmed the same CRC-32C checksum: every byte arrived."
        ),
        Proof.MD5: translate(
            "Receipts", "The storage confirmed the same MD5 checksum: every byte arrived."
        ),
        Proof.ETAG: translate(
            "Receipts", "The storage's ETag is the file's MD5 checksum: every byte arrived."
        ),
        Proof.SIZE: translate(
            "Receipts", "The size was confirmed. The storage named no checksum to compare."
        ),
        Proof.NONE: translate(
            "Receipts",
            "Leadway confirmed the file, but nobody named its size or a checksum: open the link "
            "to see that it is right.",
        ),
    }
    return words[proof_of(upload)]


def done_words(upload: Upload) -> str:
    """Return size and moment."""
    done = texts.full_date(upload.finished_at)
    uploaded = translate("Receipts", "Uploaded {moment}").format(moment=done) if done else ""
    return DOT.join(filter(None, (texts.size(upload.file.size), uploaded)))


def _message(upload: Upload) -> tuple[Fact, ...]:
    """Return how the link reached the customer, as far as this program knows."""
    delivery = upload.delivery
    if delivery is None:
        return (Fact("message", translate("Receipts", "State"), _without_message(upload)),)
    why = error_text(delivery.error).text if delivery.error is not None else ""
    return (
        Fact("message", translate("Receipts", "State"), _delivery_words(delivery)),
        Fact("message_why", translate("Receipts", "Why"), why),
        Fact("message_text", translate("Receipts", "Text"), delivery.text),
        Fact(
            "message_id", translate("Receipts", "Message id"), one_line(delivery.message_id or "")
        ),
        Fact("message_trace", "traceId", delivery.trace_id or ""),
    )


def receipt_text(upload: Upload) -> str:
    """Return the whole receipt as text, for a ticket or a mail."""
    blocks = [
        "\n".join(filter(None, (name_of(upload), done_words(upload), proof_words(upload)))),
        upload.link or "",
    ]
    for section in sections_of(upload):
        lines = [f"{fact.label}: {fact.value}" for fact in section.facts]
        blocks.append("\n".join((section.title, *lines)))
    return "\n\n".join(filter(None, blocks))


def row_words(upload: Upload) -> str:
    """Return a receipt's row in words, for screen readers and tool tips."""
    pattern = translate("Receipts", "{file} for {contact}, {channel}")
    where = pattern.format(
        file=name_of(upload),
        contact=title_of(upload),
        channel=texts.channel_name(upload.target.channel),
    )
    sent = _delivery_words(upload.delivery) if upload.delivery else ""
    return ". ".join(filter(None, (where, done_words(upload), sent)))


def _whom(upload: Upload) -> tuple[Fact, ...]:
    target, delivery = upload.target, upload.delivery
    return (
        Fact("contact", translate("Receipts", "Contact"), title_of(upload)),
        Fact(
            "recipient",
            translate("Receipts", "Number or address"),
            one_line(delivery.recipient) if delivery else "",
        ),
        Fact("channel", translate("Receipts", "Channel"), texts.channel_name(target.channel)),
        Fact("location", translate("Receipts", "From the location"), one_line(target.location_id)),
    )


def _file(upload: Upload) -> tuple[Fact, ...]:
    checksum = "" if upload.checksum is None else f"{upload.checksum:08x}"
    read = upload.stored.crc32c if upload.stored is not None else None
    if not checksum and read is not None:
        checksum = f"{read:08x}"
    return (
        Fact("size", translate("Receipts", "Size"), _exact_size(upload.file.size)),
        Fact("checksum", "CRC-32C", checksum),
        Fact("path", translate("Receipts", "Taken from"), one_line(taken_from(upload))),
    )


def _ids(upload: Upload) -> tuple[Fact, ...]:
    target = upload.target
    there = one_line(target.conversation_id)
    return (
        Fact("upload_id", translate("Receipts", "Upload"), upload.id),
        Fact("conversation_id", translate("Receipts", "Conversation"), there),
        Fact("contact_id", translate("Receipts", "Contact id"), one_line(target.contact_id)),
        Fact("attempts", translate("Receipts", "Attempts"), str(upload.attempts or "")),
        *(_trace(step) for step in upload.steps if step.stage in _CALLS),
    )


def _step(step: Step) -> Fact:
    """Return when a stage was entered."""
    label = stage_name(step.stage)
    if step.stage is UploadStage.UPLOADED:
        label = translate("Receipts", "Done")
    return Fact(f"step_{step.stage.value}", label, _clock(step.at))


def _trace(step: Step) -> Fact:
    """Return the name of the reply that ended a stage, if it has one."""
    label = f"traceId ({_CALLS[step.stage]})"
    return Fact(f"trace_{step.stage.value}", label, one_line(step.trace_id or ""))


def _without_message(upload: Upload) -> str:
    if upload.is_drafted:
        return translate("Receipts", "Not sent yet: the file is in your draft.")
    return translate("Receipts", "None: the file was not sent to the customer.")


def _delivery_words(delivery: Delivery) -> str:
    if delivery.stage is DeliveryStage.SENT and delivery.sent_at is not None:
        pattern = translate("Receipts", "Sent {moment}")
        return pattern.format(moment=texts.full_date(delivery.sent_at))
    return delivery_stage_name(delivery)


def _exact_size(count: int) -> str:
    exact = f"{QLocale().toString(count)}{NO_BREAK_SPACE}B"
    short = texts.size(count)
    return exact if short == exact else f"{short} ({exact})"


def _clock(moment: datetime) -> str:
    """Return the local time of day to the second: a step takes less than a minute."""
    local = QDateTime.fromMSecsSinceEpoch(int(moment.timestamp() * 1000))
    return QLocale().toString(local.time(), "HH:mm:ss")
