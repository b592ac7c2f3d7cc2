"""What `upload` and `resume` say of messages: once for each, and each time it stands otherwise."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication

from leadway_desktop.domain.delivery import Delivery, DeliveryStage
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.ui import texts
from leadway_desktop.ui.error_texts import error_text
from leadway_desktop.ui.plain_text import one_line

translate = QCoreApplication.translate


class MessageWords:
    """Knows what has been said."""

    def __init__(self) -> None:
        self._files: dict[str, dict[str, str]] = {}
        self._told: dict[str, object] = {}

    def line(self, upload: Upload) -> str:
        """Return the sentence about an upload's message; empty where there is nothing new."""
        delivery = upload.delivery
        if delivery is None:
            return ""
        names = self._files.setdefault(delivery.key, {})
        names[upload.id] = one_line(upload.file.path.name)
        state = (delivery.stage, type(delivery.error), delivery.wait and delivery.wait.reason)
        if upload.stage is not UploadStage.UPLOADED or self._told.get(delivery.key) == state:
            return ""
        self._told[delivery.key] = state
        text = _sentence(upload, delivery)
        return f"{', '.join(names.values())}: {text}" if text else ""


def message_word(delivery: Delivery) -> str:
    """Return how a message stands, in a word or two."""
    if delivery.has_failed:
        return translate("CommandLine", "not delivered")
    return {
        DeliveryStage.PLANNED: translate("CommandLine", "to be sent"),
        DeliveryStage.SENDING: translate("CommandLine", "perhaps sent"),
        DeliveryStage.CHECKING: translate("CommandLine", "perhaps sent"),
        DeliveryStage.SENT: translate("CommandLine", "sent"),
        DeliveryStage.REFUSED: translate("CommandLine", "not sent"),
        DeliveryStage.UNKNOWN: translate("CommandLine", "perhaps sent"),
    }[delivery.stage]


def summary(uploads: Iterable[Upload]) -> str:
    """Return how many messages became what; empty where one file has said it, or none was sent."""
    by_key = {one.delivery.key: one.delivery for one in uploads if one.delivery is not None}
    if len(by_key) < 2:
        return ""
    stages = [delivery.stage for delivery in by_key.values()]
    failed = sum(delivery.has_failed for delivery in by_key.values())
    sent = stages.count(DeliveryStage.SENT)
    refused = stages.count(DeliveryStage.REFUSED)
    planned = stages.count(DeliveryStage.PLANNED)
    pattern = translate(
        "CommandLine",
        "Messages sent: {sent}. Not sent: {refused}. Not delivered: {failed}. "
        "Perhaps sent: {unknown}. Kept: {kept}.",
    )
    unknown = len(stages) - sent - refused - failed - planned
    return pattern.format(sent=sent, refused=refused, failed=failed, unknown=unknown, kept=planned)


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


def _sentence(upload: Upload, delivery: Delivery) -> str:
    error = None if delivery.error is None else error_text(delivery.error)
    if delivery.stage is DeliveryStage.SENT:
        whom = dict.fromkeys((upload.target.title, delivery.recipient))
        parts = [*filter(None, map(one_line, whom)), texts.channel_name(upload.target.channel)]
        return translate("CommandLine", "sent to {recipient}.").format(recipient=" · ".join(parts))
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
    return translate("CommandLine", "not sent.") + f" {error.text}"
