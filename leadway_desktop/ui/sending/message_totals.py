"""Messages by their uploads: which share one, and how many are on their way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from leadway_desktop.domain.delivery import DeliveryStage
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage

_UNSENT = {DeliveryStage.PLANNED, DeliveryStage.SENDING, DeliveryStage.CHECKING}


class MessageTotals:
    """Kept up to date upload by upload, without ever counting anew."""

    def __init__(self) -> None:
        self._members: dict[str, set[str]] = {}
        self._unsent: Counter[str] = Counter()
        self._resting: Counter[str] = Counter()
        self._planned: Counter[str] = Counter()
        self._coming: Counter[str] = Counter()
        self._left_behind: Counter[str] = Counter()

    @property
    def unsent(self) -> int:
        """Messages that are to be sent, or that may have been and are looked for."""
        return len(self._unsent)

    @property
    def on_their_way(self) -> int:
        """Those of them that go by themselves: none of their files is paused."""
        return len(self._unsent) - sum(key in self._unsent for key in self._resting)

    @property
    def planned(self) -> int:
        """Messages that nobody has begun to send; some may have no file that came, or will."""
        return len(self._planned)

    def companions(self, upload: Upload) -> frozenset[str]:
        """Return the ids of the other uploads that go in the same message."""
        if upload.delivery is None:
            return frozenset()
        return frozenset(self._members.get(upload.delivery.key, set()) - {upload.id})

    def going_with(self, upload: Upload) -> int:
        """Return how many other uploads its message takes along: none that did not arrive."""
        if upload.delivery is None:
            return 0
        stays = self._stays_behind(upload, upload.delivery.stage)
        left_behind = self._left_behind[upload.delivery.key] - stays
        return len(self.companions(upload)) - left_behind

    def awaited(self, upload: Upload) -> int:
        """Return how many other uploads its planned message waits for."""
        if upload.delivery is None:
            return 0
        counts = self._counts_of(upload, upload.delivery.stage)
        itself = any(each is self._coming for each in counts)
        return self._coming[upload.delivery.key] - itself

    def replace(self, old: Upload | None, new: Upload | None) -> None:
        """Count `new` where `old` was counted; None for an upload that is not in the list."""
        if old is not None:
            self._leave(old)
        if new is not None:
            self._join(new)

    def _join(self, upload: Upload) -> None:
        delivery = upload.delivery
        if delivery is None:
            return
        self._members.setdefault(delivery.key, set()).add(upload.id)
        for counts in self._counts_of(upload, delivery.stage):
            counts[delivery.key] += 1

    def _leave(self, upload: Upload) -> None:
        delivery = upload.delivery
        if delivery is None:
            return
        members = self._members[delivery.key]
        members.discard(upload.id)
        if not members:
            del self._members[delivery.key]
        for counts in self._counts_of(upload, delivery.stage):
            counts[delivery.key] -= 1
            if not counts[delivery.key]:
                del counts[delivery.key]

    def _counts_of(self, upload: Upload, stage: DeliveryStage) -> Iterator[Counter[str]]:
        is_planned = stage is DeliveryStage.PLANNED
        if self._stays_behind(upload, stage):
            yield self._left_behind
        elif stage in _UNSENT:
            yield self._unsent
        if is_planned and upload.stage is UploadStage.PAUSED:
            yield self._resting
        if is_planned:
            yield self._planned
        if is_planned and not upload.stage.is_over:
            yield self._coming

    def _stays_behind(self, upload: Upload, stage: DeliveryStage) -> bool:
        return stage is DeliveryStage.PLANNED and upload.stage.has_stopped
