"""Messages to customers: what the agent wants of them, and the threads that do it.

Uploads whose deliveries share a key go in one message. `domain/delivery.py` draws the life of one,
`book.py` knows which can go, `turns.py` gives them to the threads, `run.py` is one in a thread's
hands, `job.py` sends it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from leadway_desktop.domain.cancel import Cancelled
from leadway_desktop.domain.delivery import Delivery, DeliveryStage, MessagePlan
from leadway_desktop.domain.upload import Upload
from leadway_desktop.transfer.messages.book import MessageBook, delivery_of
from leadway_desktop.transfer.messages.contents import as_tried, deliveries_of, inherited
from leadway_desktop.transfer.messages.job import MessageJob
from leadway_desktop.transfer.messages.run import MessageRun
from leadway_desktop.transfer.messages.turns import MessageTurns
from leadway_desktop.transfer.ports import Clock
from leadway_desktop.transfer.queue.amendments import Lookup
from leadway_desktop.transfer.upload_queue import UploadQueue

logger = logging.getLogger(__name__)

Change = Callable[[Delivery], Delivery]

MESSENGERS = 2
"""Threads: one that waits for a slow reply does not hold up another conversation."""


class Outbox:
    """Any thread may call anything; the state is the queue's, and so is the lock."""

    def __init__(self, queue: UploadQueue, clock: Clock) -> None:
        """Take the queue before it holds any uploads."""
        self._queue = queue
        self._clock = clock
        self._book = MessageBook()
        self._turns = MessageTurns(queue, self._book, clock)
        queue.follow(self._note, self._forget)

    def restored(self) -> None:
        """Take that the queue holds all that the journal held: let each message be of one mind."""
        self._queue.amend(self._agreed)

    def know(self, uploads: Iterable[Upload]) -> None:
        """Take that the messages of uploads which the queue does not hold are others."""
        self._queue.look(lambda: self._book.know(uploads))

    # -- what the agent wants ---------------------------------------------------------------------

    def plan(
        self,
        upload_ids: Sequence[str],
        plan: MessagePlan,
        said_for: Mapping[str, str] | None = None,
    ) -> bool:
        """Have uploads of one conversation sent, each in the first message that has room.

        Those that are to be sent already, or will not arrive, are left as they are. Returns whether
        any of them will be sent now: in the same transaction, uploads forget the unsaid words that
        they have in `said_for`, by their ids, as the plan says what has become of these.
        """
        words = said_for or {}

        def planned(look_up: Lookup) -> Iterator[Upload]:
            found = [upload for one in upload_ids if (upload := look_up(one)) is not None]
            free = [upload for upload in found if _can_be_planned(upload)]
            most = free[0].target.channel.rules.most_attachments if free else 1
            deliveries = as_tried(deliveries_of(plan, len(free), most), free)
            said = {one.id: one for one in self._safe(look_up, words)} if free else {}
            for upload, delivery in zip(free, deliveries, strict=True):
                # No command's any more, which would say its own words.
                agents = replace(upload, is_drafted=False, is_untold=False, told_at=None)
                agents = agents.without_words() if said.pop(upload.id, None) else agents
                yield replace(agents, delivery=delivery)
            yield from (one.without_words() for one in said.values())

        return self._queue.amend(planned)

    def plan_as(
        self,
        deliveries: Mapping[str, Delivery],
        instead_of: Collection[str] = (),
        new: Sequence[Upload] = (),
        beside: Sequence[tuple[Upload, int]] = (),
        superseded: Collection[str] = (),
        silent: Collection[str] = (),
    ) -> None:
        """Have uploads, by their ids, sent in messages that are made up already.

        A message whose key is in `instead_of` is given up for that where it is certainly unsent.
        Those that are `superseded` are taken out of theirs, where it is not too late; those that
        are `silent` go without words, unless these may have been said.
        `new` uploads, which have theirs, are queued in the same transaction: a kill must not leave
        some of a plan without the others. In it are those `beside`, too: see `amend_on_disk`.
        """

        def gives_way(upload: Upload) -> bool:
            old = upload.delivery
            return old is not None and old.key in instead_of and old.is_certainly_unsent

        def planned(look_up: Lookup) -> Iterator[Upload]:
            for upload_id, delivery in deliveries.items():
                upload = look_up(upload_id)
                if upload is not None and (gives_way(upload) or _can_be_planned(upload)):
                    yield replace(upload, delivery=delivery, is_drafted=False)
            for upload in filter(None, map(look_up, superseded)):
                if upload.delivery is not None and upload.delivery.can_be_withdrawn:
                    yield upload.withdrawn()
            for upload in filter(None, map(look_up, silent)):
                if upload.delivery is not None and upload.delivery.is_certainly_unsent:
                    yield replace(upload, delivery=replace(upload.delivery, text=""))

        self._queue.amend_anyhow(planned, new, beside)

    def withdraw(self, upload_id: str) -> bool:
        """Have a message not be sent that is planned, or has failed; False: it is too late.

        Its uploads keep its words: see `forget_words`.
        """
        return self._amend_uploads(
            upload_id,
            lambda delivery: delivery.can_be_withdrawn,
            lambda one, _: one.withdrawn(keeps_words=True),
        )

    def forget_words(self, kept: Mapping[str, str]) -> None:
        """Take that words of messages that were taken back are safe elsewhere, by uploads' ids.

        They are for all files of that message: none of these keeps them any more.
        """
        self._queue.amend(
            lambda look_up: [one.without_words() for one in self._safe(look_up, kept)]
        )

    def send_again(self, upload_id: str) -> None:
        """Send a message that was refused, or of which nobody knows: that one in any case.

        Of the latter the customer may get two; that is the agent's word.
        """
        if self.send_refused(upload_id):
            return  # it may have failed again by now: one wish sends once
        unknown, planned = DeliveryStage.UNKNOWN, DeliveryStage.PLANNED
        self._move(upload_id, unknown, planned, failures=0, began_at=None, message_id=None)

    def send_refused(self, upload_id: str) -> bool:
        """Send a message again that was refused, and no other: the customer has not got it.

        Returns whether it was refused.
        """
        return self._move(upload_id, DeliveryStage.REFUSED, DeliveryStage.PLANNED, failures=0)

    def try_now(self, upload_id: str) -> None:
        """Send a message at once, or look for it, that waits for the time of the next try."""
        self._queue.insist()
        self._amend(upload_id, lambda delivery: delivery.counts_down, Delivery.hurried)

    def look_again(self, upload_id: str) -> None:
        """Look in the conversation for a message of which nobody knows."""
        self._move(upload_id, DeliveryStage.UNKNOWN, DeliveryStage.CHECKING, failures=0)

    def mark_sent(self, upload_id: str) -> None:
        """Take the agent's word that a message of which nobody knows has arrived."""
        now = self._clock.now()

        def sent(member: Upload, delivery: Delivery) -> Upload:
            at = delivery.began_at or now
            return member.with_sent(delivery.moved_to(DeliveryStage.SENT, sent_at=at), now)

        self._amend_uploads(upload_id, lambda one: one.stage is DeliveryStage.UNKNOWN, sent)

    def _move(
        self, upload_id: str, before: DeliveryStage, after: DeliveryStage, **changes: Any
    ) -> bool:
        def is_there(delivery: Delivery) -> bool:
            return delivery.stage is before

        return self._amend(upload_id, is_there, lambda one: one.moved_to(after, **changes))

    def _amend(self, upload_id: str, fits: Callable[[Delivery], bool], change: Change) -> bool:
        """Change the message that an upload is a part of, if it fits; returns whether it did."""

        def with_it(member: Upload, delivery: Delivery) -> Upload:
            return replace(member, delivery=change(delivery))

        return self._amend_uploads(upload_id, fits, with_it)

    def _amend_uploads(
        self,
        upload_id: str,
        fits: Callable[[Delivery], bool],
        change: Callable[[Upload, Delivery], Upload],
    ) -> bool:
        def changed(look_up: Lookup) -> Iterable[Upload]:
            key = self._book.key_of(upload_id)
            members = self._book.members(key) if key is not None else []
            if not members or not fits(delivery := delivery_of(members)):
                return []
            return [change(member, delivery) for member in members]

        return self._queue.amend(changed)

    # -- the threads ------------------------------------------------------------------------------

    def work(self, job: MessageJob) -> None:
        """Send messages in the calling thread until the queue is closed.

        Several threads may: of one conversation a single message is at work at a time.
        """
        while (turn := self._turns.take()) is not None:
            run = MessageRun(self._queue, self._book, self._turns, turn)
            try:
                run.run(job)
            except Cancelled:
                logger.debug("A message was withdrawn or cut off, or the program ends")
                if turn.is_cut_off:
                    run.take_reply_for_lost(self._clock.now())
            finally:
                self._turns.end(turn)

    def start_anew(self) -> None:
        """Give up what waits on a connection: the computer has slept, and it is dead.

        Of what was being sent the reply is lost; anything else begins again at once.
        """
        self._turns.cut_off()

    def has_work(self) -> bool:
        """Whether a message is at work, or can be as soon as a thread looks."""
        return self._turns.has_work()

    def close(self) -> None:
        """Stop what is at work, after the queue was closed.

        A message that is being sent has a moment to be answered; if it is not, the next start
        looks for it.
        """
        self._turns.close()

    def _safe(self, look_up: Lookup, words: Mapping[str, str]) -> list[Upload]:
        """Return the uploads whose unsaid words these are, and others of their messages."""
        found = filter(None, map(look_up, words))
        known = [one for one in found if one.unsaid and one.unsaid == words[one.id]]
        keys = {one.unsaid_of for one in known} - {""}
        others = self._queue.uploads() if keys else ()
        ids = {one.id for one in known}
        return known + [one for one in others if one.unsaid_of in keys and one.id not in ids]

    def _note(self, upload: Upload) -> None:
        self._book.note(upload)
        self._turns.note(upload)

    def _forget(self, upload_id: str) -> None:
        self._queue.amend(lambda look_up: inherited(self._book, upload_id))
        self._book.forget(upload_id)

    def _agreed(self, look_up: Lookup) -> Iterator[Upload]:
        """Yield uploads that a crash has left with less than others of their message know."""
        for key in self._book.all():
            members = self._book.members(key)
            delivery = delivery_of(members)
            if delivery.stage is not DeliveryStage.PLANNED:
                for member in members:
                    if member.delivery != delivery:
                        yield replace(member, delivery=delivery)


def _can_be_planned(upload: Upload) -> bool:
    return upload.delivery is None and not upload.stage.has_stopped
