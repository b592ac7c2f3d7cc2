"""Which messages there are, of which uploads each is made, and which can go next."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from enum import Enum

from leadway_desktop.domain.delivery import Delivery, DeliveryStage, plan_of
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage

_MOST_ADVANCED_FIRST = (
    DeliveryStage.SENT,
    DeliveryStage.UNKNOWN,
    DeliveryStage.CHECKING,
    DeliveryStage.SENDING,
    DeliveryStage.REFUSED,
    DeliveryStage.PLANNED,
)


class Standing(Enum):
    """What a message can do now."""

    READY = "ready"
    """It can be sent, or looked for, once its time has come."""
    ON_ITS_WAY = "on its way"
    """It will be ready, or is being sent, without the agent's doing."""
    RESTING = "resting"
    """It is over, or the agent has to do something first."""


def arrived(members: list[Upload]) -> list[Upload]:
    """Return those that the message takes along."""
    return [one for one in members if one.stage is UploadStage.UPLOADED]


def delivery_of(members: list[Upload]) -> Delivery:
    """Return how the message stands: a crash may have told some of its members only."""
    deliveries = [one.delivery for one in members if one.delivery is not None]
    return min(deliveries, key=lambda one: _MOST_ADVANCED_FIRST.index(one.stage))


def standing_of(members: list[Upload]) -> Standing:
    """Return what a message of these uploads can do."""
    stage = delivery_of(members).stage
    if stage is DeliveryStage.PLANNED:
        return _standing_of_planned(members)
    if stage is DeliveryStage.SENDING:
        return Standing.ON_ITS_WAY
    return Standing.READY if stage is DeliveryStage.CHECKING else Standing.RESTING


def _standing_of_planned(members: list[Upload]) -> Standing:
    if any(one.stage is UploadStage.PAUSED for one in members):
        return Standing.RESTING
    if not all(one.stage.is_over for one in members):
        return Standing.ON_ITS_WAY
    return Standing.READY if arrived(members) else Standing.RESTING


class MessageBook:
    """Not thread-safe. A message is named by the key that its uploads' deliveries share."""

    def __init__(self) -> None:
        self._members: dict[str, dict[str, Upload]] = {}
        self._key_of: dict[str, str] = {}
        self._ready: set[str] = set()
        self._of_plan: dict[str, set[str]] = {}
        # By plan, the messages that go before others, ascending: numbers and keys.
        self._on_their_way: dict[str, list[tuple[str, str]]] = {}
        self._message_ids: set[str] = set()

    def note(self, upload: Upload) -> None:
        """Take an upload as it is now."""
        key = upload.delivery.key if upload.delivery is not None else None
        if self._key_of.get(upload.id) != key:
            self.forget(upload.id)
        self.know([upload])
        if key is not None:
            self._key_of[upload.id] = key
            self._members.setdefault(key, {})[upload.id] = upload
            self._of_plan.setdefault(plan_of(key)[0], set()).add(key)
            self._sort(key)

    def forget(self, upload_id: str) -> None:
        """Take that an upload has gone, or its delivery."""
        key = self._key_of.pop(upload_id, None)
        if key is not None:
            del self._members[key][upload_id]
            self._sort(key)

    def members(self, key: str) -> list[Upload]:
        """Return a message's uploads, in the order in which they came; none where it is gone."""
        return list(self._members.get(key, {}).values())

    def key_of(self, upload_id: str) -> str | None:
        """Return the message that an upload is a part of."""
        return self._key_of.get(upload_id)

    def all(self) -> list[str]:
        """Return every message."""
        return list(self._members)

    def know(self, uploads: Iterable[Upload]) -> None:
        """Take the server's ids of messages: of uploads that are gone they are others still."""
        deliveries = (upload.delivery for upload in uploads)
        self._message_ids.update(one.message_id for one in deliveries if one and one.message_id)

    def ids_of_others(self, key: str) -> frozenset[str]:
        """Return the server's ids of all messages but this one, where it told."""
        its_own = delivery_of(self.members(key)).message_id
        return frozenset(self._message_ids - {its_own or ""})

    def passed_over(self, key: str) -> list[str]:
        """Return the planned messages of the same plan before this one, of which nothing came."""
        earlier = sorted(one for one in self._of_plan.get(plan_of(key)[0], ()) if one < key)
        return [one for one in earlier if self._is_passed_over(self.members(one))]

    def after(self, key: str) -> list[str]:
        """Return the messages of the same plan behind this one, in their order."""
        return sorted(one for one in self._of_plan.get(plan_of(key)[0], ()) if one > key)

    def ready(self) -> Iterator[str]:
        """Yield the messages that can go: of each plan the first, as the files were in order."""
        for plan in self._on_their_way.values():
            _, first = plan[0]
            if first in self._ready:
                yield first

    @staticmethod
    def _is_passed_over(members: list[Upload]) -> bool:
        return delivery_of(members).stage is DeliveryStage.PLANNED and not arrived(members)

    def _drop(self, key: str) -> None:
        del self._members[key]
        plan_id, _ = plan_of(key)
        self._of_plan[plan_id].discard(key)
        if not self._of_plan[plan_id]:
            del self._of_plan[plan_id]

    def _sort(self, key: str) -> None:
        """Put a message where it stands now."""
        members = self.members(key)
        if not members:
            self._drop(key)
        standing = standing_of(members) if members else Standing.RESTING
        if standing is Standing.READY:
            self._ready.add(key)
        else:
            self._ready.discard(key)
        self._mark(key, is_on_its_way=standing is not Standing.RESTING)

    def _mark(self, key: str, *, is_on_its_way: bool) -> None:
        plan_id, number = plan_of(key)
        plan = self._on_their_way.setdefault(plan_id, [])
        at = bisect_left(plan, (number, key))
        is_marked = plan[at : at + 1] == [(number, key)]
        if is_on_its_way and not is_marked:
            plan.insert(at, (number, key))
        elif is_marked and not is_on_its_way:
            del plan[at]
        if not plan:
            del self._on_their_way[plan_id]
