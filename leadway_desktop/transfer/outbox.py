"""Messages to customers: what the agent wants of them, and which of them goes next.

Uploads whose deliveries share a key go in one message. `domain/delivery.py` draws the life of one;
this file plans messages and takes the agent's word, `message_job.py` sends one.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from leadway_desktop.domain.delivery import Delivery, DeliveryStage, MessagePlan, message_key
from leadway_desktop.domain.upload import Upload, UploadStage
from leadway_desktop.transfer.message_book import MessageBook, delivery_of
from leadway_desktop.transfer.ports import Clock
from leadway_desktop.transfer.upload_queue import Lookup, UploadQueue

Change = Callable[[Delivery], Delivery | None]


class Outbox:
    """Any thread may call anything; the state is the queue's, and so is the lock."""

    def __init__(self, queue: UploadQueue, clock: Clock) -> None:
        """Take the queue before it holds any uploads."""
        self._queue = queue
        self._clock = clock
        self._book = MessageBook()
        queue.follow(self._book.note, self._book.forget)

    # -- what the agent wants ---------------------------------------------------------------------

    def plan(self, upload_ids: Sequence[str], plan: MessagePlan) -> None:
        """Have uploads of one conversation sent, each in the first message that has room.

        Those that are to be sent already, or will not arrive, are left as they are.
        """

        def planned(look_up: Lookup) -> Iterator[Upload]:
            found = [upload for one in upload_ids if (upload := look_up(one)) is not None]
            free = [upload for upload in found if _can_be_planned(upload)]
            most = free[0].target.channel.rules.most_attachments if free else 1
            deliveries = deliveries_of(plan, len(free), most)
            for upload, delivery in zip(free, deliveries, strict=True):
                yield replace(upload, delivery=delivery)

        self._queue.amend(planned)

    def withdraw(self, upload_id: str) -> None:
        """Have a message that is planned not be sent."""
        self._amend(upload_id, DeliveryStage.PLANNED, lambda delivery: None)

    def send_again(self, upload_id: str) -> None:
        """Send a message that was refused, or of which nobody knows; the customer may get two."""
        for stage in (DeliveryStage.REFUSED, DeliveryStage.UNKNOWN):
            self._move(upload_id, stage, DeliveryStage.PLANNED, failures=0, began_at=None)

    def look_again(self, upload_id: str) -> None:
        """Look in the conversation for a message of which nobody knows."""
        self._move(upload_id, DeliveryStage.UNKNOWN, DeliveryStage.CHECKING, failures=0)

    def mark_sent(self, upload_id: str) -> None:
        """Take the agent's word that a message of which nobody knows has arrived."""
        self._move(upload_id, DeliveryStage.UNKNOWN, DeliveryStage.SENT, sent_at=self._clock.now())

    def _move(
        self, upload_id: str, before: DeliveryStage, after: DeliveryStage, **changes: Any
    ) -> None:
        self._amend(upload_id, before, lambda one: one.moved_to(after, **changes))

    def _amend(self, upload_id: str, stage: DeliveryStage, change: Change) -> None:
        """Change the message that an upload is a part of, if it is in that stage."""

        def changed(look_up: Lookup) -> Iterable[Upload]:
            key = self._book.key_of(upload_id)
            members = self._book.members(key) if key is not None else []
            if not members or (delivery := delivery_of(members)).stage is not stage:
                return []
            return [replace(member, delivery=change(delivery)) for member in members]

        self._queue.amend(changed)


def deliveries_of(plan: MessagePlan, count: int, most: int) -> list[Delivery]:
    """Return the deliveries of so many files, in order, with at most `most` in one message.

    The caption goes with the first message.
    """
    plan_id = uuid.uuid4().hex
    texts = {0: plan.text}
    numbers = [place // most for place in range(count)]
    return [
        Delivery(message_key(plan_id, number), texts.get(number, ""), plan.recipient)
        for number in numbers
    ]


def _can_be_planned(upload: Upload) -> bool:
    will_arrive = upload.stage not in {UploadStage.FAILED, UploadStage.CANCELLED}
    return upload.delivery is None and will_arrive
