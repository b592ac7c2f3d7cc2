"""Tells in passing what became of messages, wherever their rows are."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from leadway_desktop.domain.delivery import Delivery, DeliveryStage
from leadway_desktop.domain.upload import Upload
from leadway_desktop.ui.plain_text import isolated
from leadway_desktop.ui.uploads.upload_words import title_of

_OVER = {DeliveryStage.SENT, DeliveryStage.REFUSED, DeliveryStage.UNKNOWN}


class MessageNews(QObject):
    """Says once of each message how it ended; what was over before is no news."""

    said = Signal(str)
    sent = Signal(object)
    """Upload: one of those whose message was sent, by a reply, a look or the agent's word."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._under_way: set[str] = set()
        self._unsent: set[str] = set()

    def hear_all(self, uploads: Iterable[Upload]) -> None:
        """Follow uploads that have come from the journal."""
        for upload in uploads:
            self.hear(upload)

    def hear(self, upload: Upload) -> None:
        """Follow an upload that has changed."""
        delivery = upload.delivery
        if delivery is None:
            return
        self._follow(upload, delivery)
        if delivery.stage not in _OVER:
            self._under_way.add(delivery.key)
        elif delivery.key in self._under_way:
            self._under_way.discard(delivery.key)
            words = self._words(delivery)
            self.said.emit(words.replace("{contact}", isolated(title_of(upload))))

    def _follow(self, upload: Upload, delivery: Delivery) -> None:
        if delivery.stage is not DeliveryStage.SENT:
            self._unsent.add(delivery.key)
        elif delivery.key in self._unsent:
            self._unsent.discard(delivery.key)
            self.sent.emit(upload)

    def _words(self, delivery: Delivery) -> str:
        if delivery.has_failed:
            return self.tr("Not delivered to {contact}")
        words = {
            DeliveryStage.SENT: self.tr("Sent to {contact}"),
            DeliveryStage.REFUSED: self.tr("Not sent to {contact}"),
            DeliveryStage.UNKNOWN: self.tr("Unknown whether it was sent to {contact}"),
        }
        return words[delivery.stage]
