"""How long servers have been asked for uploads and messages, and have not answered."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from leadway_desktop.domain.delivery import DeliveryStage
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage

UNUSUAL = 5.0
"""Seconds for an answer: what takes longer is told."""
_ASKED = {UploadStage.INITIATING, UploadStage.COMPLETING}


def is_asked_for(upload: Upload) -> bool:
    """Whether a server is asked for an upload, or for its message, and what it says is awaited."""
    delivery = upload.delivery
    return upload.stage in _ASKED or (
        delivery is not None and delivery.stage is DeliveryStage.SENDING
    )


class AnswerWatch:
    """Knows since when each question stands, by a monotonic clock: nobody sets it."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._asked: dict[str, tuple[Hashable, float]] = {}

    @property
    def is_needed(self) -> bool:
        """Whether any server is asked."""
        return bool(self._asked)

    def follow(self, upload: Upload) -> None:
        """Take note of what is asked for an upload now, if anything is."""
        if not is_asked_for(upload):
            self.forget(upload.id)
            return
        question = _question(upload)
        if self._asked.get(upload.id, (None, 0.0))[0] != question:
            self._asked[upload.id] = question, self._clock()

    def forget(self, upload_id: str) -> None:
        """Expect no answer any more."""
        self._asked.pop(upload_id, None)

    def seconds(self, upload_id: str) -> float | None:
        """Return how long no answer has come; None where that is nothing unusual."""
        asked = self._asked.get(upload_id)
        seconds = 0.0 if asked is None else self._clock() - asked[1]
        return seconds if seconds >= UNUSUAL else None


def _question(upload: Upload) -> Hashable:
    """Return what tells a question from the next one, though nobody saw what came between."""
    delivery = upload.delivery
    began = upload.steps[-1].at if upload.steps else None
    if delivery is None:
        return upload.stage, began
    return upload.stage, began, delivery.stage, delivery.began_at, delivery.failures
