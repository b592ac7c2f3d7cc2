"""What `upload` and `resume` say of messages: once for each, and each time it stands otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from PySide6.QtCore import QCoreApplication

from leadway_desktop.cli.done_before import DoneBefore
from leadway_desktop.cli.error_words import error_text
from leadway_desktop.domain.delivery import Delivery, DeliveryStage, is_apart
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.ui import texts
from leadway_desktop.ui.error_texts import ErrorText
from leadway_desktop.ui.plain_text import one_line
from leadway_desktop.ui.wait_words import message_waits, seconds_left

translate = QCoreApplication.translate


class MessageWords:
    """Knows what has been said, and what a run did not do itself."""

    def __init__(self, before: DoneBefore) -> None:
        self._before = before
        self._files: dict[str, dict[str, str]] = {}
        self._told: dict[str, object] = {}

    def note(self, uploads: Iterable[Upload]) -> None:
        """Take the uploads, so that the first line of a message names all of its files."""
        for upload in uploads:
            if upload.delivery is not None:
                self._names(upload, upload.delivery)

    def line(self, upload: Upload) -> str:
        """Return the sentence about an upload's message; empty where there is nothing new."""
        delivery = upload.delivery
        if delivery is None:
            return ""
        names = self._names(upload, delivery)
        state = (delivery.stage, type(delivery.error), delivery.wait and delivery.wait.reason)
        if upload.stage is not UploadStage.UPLOADED or self._told.get(delivery.key) == state:
            return ""
        self._told[delivery.key] = state
        text = _sentence(upload, delivery, is_from_before=self._before.has_sent(upload))
        return f"{', '.join(names.values())}: {text}" if text else ""

    def summary(self, uploads: Iterable[Upload]) -> str:
        """Return how many messages became what; empty where one file has said it, or none goes."""
        by_key: dict[str, list[Upload]] = {}
        for upload in uploads:
            if upload.delivery is not None:
                by_key.setdefault(upload.delivery.key, []).append(upload)
        # A file that failed and was left behind by its message is none of its own.
        messages = [
            files for key, files in by_key.items() if not (is_apart(key) and _is_empty(files))
        ]
        if len(messages) < 2:
            return ""
        now = [files for files in messages if not self._before.has_sent(files[0])]
        line, before = _counted(now), len(messages) - len(now)
        return f"{line} {_sent_before(before)}" if before else line

    def _names(self, upload: Upload, delivery: Delivery) -> dict[str, str]:
        """Return what the files of a message are called that go in it, by their uploads' ids."""
        names = self._files.setdefault(delivery.key, {})
        if upload.stage.has_stopped:
            names.pop(upload.id, None)
        else:
            names[upload.id] = one_line(upload.file.path.name)
        return names


def message_word(delivery: Delivery) -> str:
    """Return how a message stands, in a word or two."""
    if delivery.has_failed:
        return translate("CommandLine", "not delivered")
    return {
        DeliveryStage.PLANNED: translate("CommandLine", "to be sent"),
        DeliveryStage.SENDING: translate("CommandLine", "to be looked for"),
        DeliveryStage.CHECKING: translate("CommandLine", "to be looked for"),
        DeliveryStage.SENT: translate("CommandLine", "sent"),
        DeliveryStage.REFUSED: translate("CommandLine", "not sent"),
        DeliveryStage.UNKNOWN: translate("CommandLine", "perhaps sent"),
    }[delivery.stage]


def _counted(messages: Sequence[Sequence[Upload]]) -> str:
    """Return how many messages, each by its files, became what."""
    states = [_state(files) for files in messages]
    pattern = translate(
        "CommandLine",
        "Messages sent: {sent}. Not sent: {refused}. Not delivered: {failed}. "
        "Perhaps sent: {unknown}. Kept: {kept}.",
    )
    sent, refused, failed, kept = (
        states.count(state) for state in ("sent", "refused", "failed", "planned")
    )
    unknown = len(states) - sent - refused - failed - kept
    return pattern.format(sent=sent, refused=refused, failed=failed, unknown=unknown, kept=kept)


def _state(files: Sequence[Upload]) -> str:
    """Return how a message stands; one of whose files none arrives is not sent."""
    return "refused" if _is_empty(files) else _delivery_of(files).state


def _is_empty(files: Sequence[Upload]) -> bool:
    return _delivery_of(files).is_certainly_unsent and all(one.stage.has_stopped for one in files)


def _delivery_of(files: Sequence[Upload]) -> Delivery:
    return next(one.delivery for one in files if one.delivery is not None)


def _sent_before(count: int) -> str:
    return translate("CommandLine", "Sent before: {count}.").format(count=count)


def kept_words(delivery: Delivery) -> str:
    """Return what is said of an upload that is done, and whose message is not."""
    if delivery.stage is DeliveryStage.PLANNED:
        return translate("CommandLine", "uploaded, but not sent yet; the message is kept.")
    return translate(
        "CommandLine", "uploaded; whether it was sent is not known yet. `resume` looks for it."
    )


def not_over_words(upload: Upload) -> str:
    """Return how far one is of which nobody knows whether it is kept."""
    if upload.stage is not UploadStage.UPLOADED:
        return translate("CommandLine", "not uploaded yet.")
    if upload.is_in_doubt:
        return translate("CommandLine", "uploaded; whether it was sent is not known yet.")
    return translate("CommandLine", "uploaded, but not sent yet.")


def _sentence(upload: Upload, delivery: Delivery, *, is_from_before: bool) -> str:
    error = None if delivery.error is None else error_text(delivery.error)
    if delivery.stage is DeliveryStage.SENT:
        whom = dict.fromkeys((upload.target.title, delivery.recipient))
        parts = [*filter(None, map(one_line, whom)), texts.channel_name(upload.target.channel)]
        return _sent_to(" · ".join(parts), delivery, is_from_before=is_from_before)
    if delivery.stage is DeliveryStage.CHECKING and delivery.wait is None:
        return translate(
            "CommandLine", "the answer was lost; looking in the conversation whether it was sent …"
        )
    if error is None:
        return ""
    if delivery.stage is DeliveryStage.CHECKING:
        return translate("CommandLine", "still looking whether it was sent.") + f" {error.what}"
    if delivery.stage is DeliveryStage.UNKNOWN:
        return error.text
    if delivery.stage is DeliveryStage.PLANNED:
        return translate("CommandLine", "not sent yet.") + f" {_why_it_waits(delivery, error)}"
    return translate("CommandLine", "not sent.") + f" {error.text}"


def _why_it_waits(delivery: Delivery, error: ErrorText) -> str:
    """Return what happened, and when it is sent: by itself, unless somebody has to do something."""
    if delivery.wait is None or delivery.wait.until is None:
        return error.text
    seconds = seconds_left(delivery.wait, datetime.now(UTC))
    again = message_waits().after(delivery.error, delivery.wait, seconds)
    return "\n".join(filter(None, (again, error.detail, error.trace_line)))


def _sent_to(recipient: str, delivery: Delivery, *, is_from_before: bool) -> str:
    if not is_from_before:
        return translate("CommandLine", "sent to {recipient}.").format(recipient=recipient)
    if delivery.sent_at is None:
        pattern = translate("CommandLine", "was already sent before to {recipient}.")
        return pattern.format(recipient=recipient)
    pattern = translate("CommandLine", "was already sent {time} to {recipient}.")
    return pattern.format(recipient=recipient, time=texts.moment_in_words(delivery.sent_at))
