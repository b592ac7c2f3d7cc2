"""Tells in passing what became of messages, wherever their rows are."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from leadway_desktop.domain.delivery import Delivery, DeliveryStage, plan_of
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.ui.plain_text import isolated
from leadway_desktop.ui.uploads.upload_words import title_of


class MessageNews(QObject):
    """Says once how what the agent sent together ended; what was over before is no news.

    All messages of a plan are one piece of news: "sent" is not said of one while another of them
    may still be refused, nor of all where a file has failed. What was cancelled is not missed.
    """

    said = Signal(str)
    sent = Signal(object)
    """Upload: one of those whose message was sent, by a reply, a look or the agent's word."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._plan_of: dict[str, str] = {}
        """Plans by the ids of the uploads whose message is under way."""
        self._under_way: dict[str, set[str]] = {}
        """The other way round."""
        self._ends: dict[str, dict[str, Delivery]] = {}
        """By plan, and by message: those that ended while others of the plan are under way."""
        self._failed: dict[str, set[str]] = {}
        """By plan, the uploads that will not come although others of the plan are under way."""
        self._unsent: set[str] = set()

    def hear_all(self, uploads: Iterable[Upload]) -> None:
        """Follow uploads that have come from the journal.

        What an earlier session saw fail is missed where others of its plan are still under way.
        """
        uploads = list(uploads)
        for upload in uploads:
            self.hear(upload)
        for upload in uploads:
            if upload.delivery is not None and upload.id not in self._plan_of:
                self._miss(upload, upload.delivery)

    def hear(self, upload: Upload) -> None:
        """Follow an upload that has changed."""
        delivery = upload.delivery
        if delivery is not None:
            self._tell_if_sent(upload, delivery)
            if _is_under_way(upload, delivery):
                self._follow(upload, plan_of(delivery.key)[0])
                return
        plan = self._plan_of.pop(upload.id, None)
        if plan is not None:
            if delivery is not None and not delivery.stage.goes_on:
                self._ends.setdefault(plan, {})[delivery.key] = delivery
            elif upload.stage is UploadStage.FAILED:
                self._failed.setdefault(plan, set()).add(upload.id)
            self._leave(upload, plan)

    def _miss(self, upload: Upload, delivery: Delivery) -> None:
        plan = plan_of(delivery.key)[0]
        if plan not in self._under_way:
            return
        if delivery.stage.needs_agent:
            self._ends.setdefault(plan, {})[delivery.key] = delivery
        elif upload.stage is UploadStage.FAILED:
            self._failed.setdefault(plan, set()).add(upload.id)

    def _follow(self, upload: Upload, plan: str) -> None:
        before = self._plan_of.get(upload.id)
        self._plan_of[upload.id] = plan
        self._under_way.setdefault(plan, set()).add(upload.id)
        self._failed.get(plan, set()).discard(upload.id)
        if before is not None and before != plan:
            self._leave(upload, before)

    def _leave(self, upload: Upload, plan: str) -> None:
        """Say how a plan ended once none of its uploads is under way."""
        self._under_way[plan].discard(upload.id)
        if self._under_way[plan]:
            return
        del self._under_way[plan]
        ends, failed = self._ends.pop(plan, {}), self._failed.pop(plan, set())
        if ends:
            words = self._words(ends.values(), is_whole=not failed)
            self.said.emit(words.replace("{contact}", isolated(title_of(upload))))

    def _tell_if_sent(self, upload: Upload, delivery: Delivery) -> None:
        if delivery.stage is not DeliveryStage.SENT:
            self._unsent.add(delivery.key)
        elif delivery.key in self._unsent:
            self._unsent.discard(delivery.key)
            self.sent.emit(upload)

    def _words(self, ends: Iterable[Delivery], *, is_whole: bool) -> str:
        states = {end.state for end in ends}
        is_all = is_whole and len(states) == 1
        is_sent_too = DeliveryStage.SENT.value in states and not is_all
        if DeliveryStage.UNKNOWN.value in states:
            if is_sent_too:
                return self.tr("Unknown whether everything was sent to {contact}")
            return self.tr("Unknown whether it was sent to {contact}")
        if is_sent_too:
            return self.tr("Not everything was sent to {contact}")
        if DeliveryStage.SENT.value in states:
            return self.tr("Sent to {contact}")
        if DeliveryStage.REFUSED.value in states:
            return self.tr("Not sent to {contact}")
        return self.tr("Not delivered to {contact}")


def _is_under_way(upload: Upload, delivery: Delivery) -> bool:
    return delivery.stage.goes_on and not upload.stage.has_stopped
