"""A message in its thread's hands: what is written of it before it goes out, and after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from leadway_desktop.domain.cancel import Cancelled
from leadway_desktop.domain.delivery import Delivery, DeliveryStage
from leadway_desktop.domain.errors import ConnectionLost
from leadway_desktop.domain.upload import Upload
from leadway_desktop.transfer.messages.book import MessageBook, arrived, delivery_of
from leadway_desktop.transfer.messages.contents import alone, captioned, message_of
from leadway_desktop.transfer.messages.job import MessageJob
from leadway_desktop.transfer.messages.retry import after_failed_send
from leadway_desktop.transfer.messages.turns import MessageTurns, Turn
from leadway_desktop.transfer.queue.amendments import Lookup
from leadway_desktop.transfer.upload_queue import UploadQueue


class _Withdrawn(Cancelled):
    """The agent took a message back before its turn had come."""


@dataclass(frozen=True, slots=True)
class MessageRun:
    """One turn of a message."""

    queue: UploadQueue
    book: MessageBook
    turns: MessageTurns
    turn: Turn

    def run(self, job: MessageJob) -> None:
        """Send the message or look for it, and write how it stands then; raises Cancelled."""
        self.queue.amend(lambda look_up: captioned(self.book, self.turn.key))
        members = arrived(self.queue.look(lambda: self.book.members(self.turn.key)))
        if members:  # else withdrawn in this very moment
            self._settle(self._done(job, members), job.clock.now())

    def take_reply_for_lost(self, now: datetime) -> None:
        """Have the message looked for if it was being sent."""
        members = self.queue.look(lambda: self.book.members(self.turn.key))
        if members and (delivery := delivery_of(members)).stage is DeliveryStage.SENDING:
            self._settle(after_failed_send(delivery, ConnectionLost(), now), now)

    def _done(self, job: MessageJob, members: list[Upload]) -> Delivery:
        """Return how the message stands once its thread has done what it could."""
        delivery, ids = delivery_of(members), {member.id for member in members}
        message, others = message_of(members, delivery), frozenset[str]()
        if delivery.began_at is not None:  # it may be there already, or one that looks like it
            others = self.queue.look(lambda: self.book.ids_of_others(self.turn.key))
        if delivery.stage is DeliveryStage.CHECKING:
            return job.look(delivery, message, self.turn.cancel, others)

        def begin(sending: Delivery) -> None:
            self.queue.amend_on_disk(lambda look_up: self._begun(ids, sending))

        return job.send(delivery, message, self.turn.cancel, begin, others)

    def _begun(self, ids: set[str], sending: Delivery) -> Iterator[Upload]:
        """Yield the uploads as their message is begun; those that have not come along leave it."""
        members = self.book.members(self.turn.key)
        is_planned = bool(members) and delivery_of(members).stage is DeliveryStage.PLANNED
        if not is_planned or not ids <= {member.id for member in members}:
            raise _Withdrawn
        self.turns.begin_sending(self.turn)
        for member in members:
            its_own = sending if member.id in ids else alone(sending)
            yield replace(member, delivery=its_own)

    def _settle(self, delivery: Delivery, now: datetime) -> None:
        """Write how a message stands now.

        All of its uploads are of one mind: where it was not begun, those too that have not come.
        """

        def settled(look_up: Lookup) -> Iterator[Upload]:
            wait = self.queue.wait_now(delivery.wait, self.turn.releases)
            for member in self.book.members(self.turn.key):
                if delivery.stage is DeliveryStage.SENT:
                    yield member.with_sent(delivery, now)
                else:
                    yield replace(member, delivery=replace(delivery, wait=wait))

        self.queue.amend_anyhow(settled)
