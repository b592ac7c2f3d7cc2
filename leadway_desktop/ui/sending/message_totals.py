"""Messages by their uploads: which share one, and how many are on their way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from leadway_desktop.domain.delivery import DeliveryStage
from leadway_desktop.domain.upload import Upload

_ON_THEIR_WAY = {DeliveryStage.PLANNED, DeliveryStage.SENDING, DeliveryStage.CHECKING}


class MessageTotals:
    """Kept up to date upload by upload, without ever counting anew."""

    def __init__(self) -> None:
        self._members: dict[str, set[str]] = {}
        self._on_their_way: Counter[str] = Counter()
        self._planned: Counter[str] = Counter()

    @property
    def on_their_way(self) -> int:
        """Messages that are to be sent, or that may have been and are looked for."""
        return len(self._on_their_way)

    @property
    def planned(self) -> int:
        """Those of them that nobody has begun to send."""
        return len(self._planned)

    def companions(self, upload: Upload) -> frozenset[str]:
        """Return the ids of the other uploads that go in the same message."""
        if upload.delivery is None:
            return frozenset()
        return frozenset(self._members.get(upload.delivery.key, set()) - {upload.id})

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
        for counts in self._counts_of(delivery.stage):
            counts[delivery.key] += 1

    def _leave(self, upload: Upload) -> None:
        delivery = upload.delivery
        if delivery is None:
            return
        members = self._members[delivery.key]
        members.discard(upload.id)
        if not members:
            del self._members[delivery.key]
        for counts in self._counts_of(delivery.stage):
            counts[delivery.key] -= 1
            if not counts[delivery.key]:
                del counts[delivery.key]

    def _counts_of(self, stage: DeliveryStage) -> Iterator[Counter[str]]:
        if stage in _ON_THEIR_WAY:
            yield self._on_their_way
        if stage is DeliveryStage.PLANNED:
            yield self._planned
