"""Messages to customers: what the agent wants of them, and which of them goes next.

Uploads whose deliveries share a key go in one message. `domain/delivery.py` draws the life of one,
`message_book.py` knows which can go, `message_job.py` sends one.
"""

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from leadway_desktop.domain.cancel import Cancelled, CancelToken
from leadway_desktop.domain.delivery import Delivery, DeliveryStage, MessagePlan, message_key
from leadway_desktop.domain.errors import ConnectionLost, JournalNotWritten
from leadway_desktop.domain.message import Attachment, Message
from leadway_desktop.domain.upload import Upload, UploadStage
from leadway_desktop.transfer.message_book import MessageBook, arrived, delivery_of
from leadway_desktop.transfer.message_job import MessageJob
from leadway_desktop.transfer.message_retry import after_failed_send
from leadway_desktop.transfer.ports import Clock
from leadway_desktop.transfer.queue.amendments import Amend, Lookup
from leadway_desktop.transfer.queue.ledger import Releases
from leadway_desktop.transfer.timed_waits import TimedWaits
from leadway_desktop.transfer.upload_queue import UploadQueue

logger = logging.getLogger(__name__)

Change = Callable[[Delivery], Delivery | None]


MESSENGERS = 2
"""Threads: one that waits for a slow reply does not hold up another conversation."""
GRACE = 2.0
"""Seconds that closing waits for the reply to a message: without it, nobody knows."""


class _Withdrawn(Cancelled):
    """The agent took a message back before its turn had come."""


@dataclass(slots=True)
class _Run:
    """A message at work."""

    key: str
    conversation_id: str
    releases: Releases
    """The queue's, as it began."""
    cancel: CancelToken = field(default_factory=CancelToken)
    has_begun: bool = False
    """Whether it is being sent: a cancel would leave open whether it was."""
    is_cut_off: bool = False
    """Whether it was cancelled as its connection is dead: the message itself is wanted."""


class Outbox:
    """Any thread may call anything; the state is the queue's, and so is the lock."""

    def __init__(self, queue: UploadQueue, clock: Clock) -> None:
        """Take the queue before it holds any uploads."""
        self._queue = queue
        self._clock = clock
        self._book = MessageBook()
        self._timed = TimedWaits(clock)
        self._due: set[str] = set()
        self._runs: dict[str, _Run] = {}
        self._ended = threading.Condition()
        queue.follow(self._note, self._book.forget)

    def restored(self) -> None:
        """Take that the queue holds all that the journal held: let each message be of one mind."""
        self._queue.amend(self._agreed)

    # -- what the agent wants ---------------------------------------------------------------------

    def plan(self, upload_ids: Sequence[str], plan: MessagePlan) -> bool:
        """Have uploads of one conversation sent, each in the first message that has room.

        Those that are to be sent already, or will not arrive, are left as they are. Returns whether
        any of them will be sent now.
        """

        def planned(look_up: Lookup) -> Iterator[Upload]:
            found = [upload for one in upload_ids if (upload := look_up(one)) is not None]
            free = [upload for upload in found if _can_be_planned(upload)]
            most = free[0].target.channel.rules.most_attachments if free else 1
            deliveries = deliveries_of(plan, len(free), most)
            for upload, delivery in zip(free, deliveries, strict=True):
                yield replace(upload, delivery=delivery, is_drafted=False)

        return self._queue.amend(planned)

    def plan_as(self, deliveries: Mapping[str, Delivery]) -> None:
        """Have uploads, by their ids, sent in messages that are made up already."""

        def planned(look_up: Lookup) -> Iterator[Upload]:
            for upload_id, delivery in deliveries.items():
                upload = look_up(upload_id)
                if upload is not None and _can_be_planned(upload):
                    yield replace(upload, delivery=delivery, is_drafted=False)

        self._write(planned)

    def withdraw(self, upload_id: str) -> bool:
        """Have a message that is planned, or was refused, not be sent; False: it is too late."""
        stages = (DeliveryStage.PLANNED, DeliveryStage.REFUSED)
        return any(self._amend(upload_id, stage, lambda delivery: None) for stage in stages)

    def send_again(self, upload_id: str) -> None:
        """Send a message that was refused, or of which nobody knows: that one in any case.

        Of the latter the customer may get two; that is the agent's word.
        """
        self.send_refused(upload_id)
        unknown, planned = DeliveryStage.UNKNOWN, DeliveryStage.PLANNED
        self._move(upload_id, unknown, planned, failures=0, began_at=None)

    def send_refused(self, upload_id: str) -> None:
        """Send a message again that was refused, and no other: the customer has not got it."""
        self._move(upload_id, DeliveryStage.REFUSED, DeliveryStage.PLANNED, failures=0)

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

    def _amend(self, upload_id: str, stage: DeliveryStage, change: Change) -> bool:
        """Change the message that an upload is a part of; returns whether it is in that stage."""

        def changed(look_up: Lookup) -> Iterable[Upload]:
            key = self._book.key_of(upload_id)
            members = self._book.members(key) if key is not None else []
            if not members or (delivery := delivery_of(members)).stage is not stage:
                return []
            return [replace(member, delivery=change(delivery)) for member in members]

        return self._queue.amend(changed)

    # -- the threads ------------------------------------------------------------------------------

    def work(self, job: MessageJob) -> None:
        """Send messages in the calling thread until the queue is closed.

        Several threads may: of one conversation a single message is at work at a time.
        """
        while (
            run := self._queue.take_from(self._take, self._timed.seconds_to_the_next)
        ) is not None:
            try:
                self._run(job, run)
            except Cancelled:
                logger.debug("A message was withdrawn or cut off, or the program ends")
                if run.is_cut_off:
                    self._take_reply_for_lost(run)
            finally:
                self._end(run)

    def start_anew(self) -> None:
        """Give up what waits on a connection: the computer has slept, and it is dead.

        Of what was being sent the reply is lost; anything else begins again at once.
        """
        with self._ended:
            for run in self._runs.values():
                run.is_cut_off = True
                run.cancel.cancel()

    def has_work(self) -> bool:
        """Whether a message is at work, or can be as soon as a thread looks."""
        return self._queue.look(lambda: bool(self._runs) or self._next() is not None)

    def close(self) -> None:
        """Stop what is at work, after the queue was closed.

        A message that is being sent has a moment to be answered; if it is not, the next start
        looks for it.
        """
        with self._ended:
            for run in self._runs.values():
                if not run.has_begun:
                    run.cancel.cancel()
            self._ended.wait_for(lambda: not self._runs, GRACE)
            for run in self._runs.values():
                run.cancel.cancel()

    def _note(self, upload: Upload) -> None:
        self._book.note(upload)
        delivery = upload.delivery
        if delivery is None:
            return
        self._due.discard(delivery.key)
        until = delivery.wait.until if delivery.wait is not None else None
        if until is None:
            self._timed.end(delivery.key)
        else:
            self._timed.begin(delivery.key, until)

    def _take(self) -> _Run | None:
        """Return the next message, at work from now on; called with the queue's lock held."""
        run = self._next()
        if run is not None:
            with self._ended:
                self._runs[run.key] = run
        return run

    def _next(self) -> _Run | None:
        for key in self._timed.over():
            self._timed.end(key)
            self._due.add(key)
        with self._ended:  # another thread may be ending its run
            at_work = {run.conversation_id for run in self._runs.values()}
        for key in self._book.ready():
            members = self._book.members(key)
            conversation_id = members[0].target.conversation_id
            is_due = delivery_of(members).wait is None or key in self._due
            if is_due and conversation_id not in at_work:
                return _Run(key, conversation_id, self._queue.releases())
        return None

    def _end(self, run: _Run) -> None:
        with self._ended:
            del self._runs[run.key]
            self._ended.notify_all()
        self._queue.wake()

    def _run(self, job: MessageJob, run: _Run) -> None:
        self._queue.amend(lambda look_up: self._captioned(run.key))
        members = arrived(self._queue.look(lambda: self._book.members(run.key)))
        if not members:
            return  # withdrawn in this very moment
        delivery, ids = delivery_of(members), {member.id for member in members}
        message, others = message_of(members, delivery), frozenset[str]()
        if delivery.began_at is not None:  # it may be there already, or one that looks like it
            others = self._queue.look(lambda: self._book.ids_of_others(run.key))
        if delivery.stage is DeliveryStage.CHECKING:
            self._settle(run, job.look(delivery, message, run.cancel, others))
            return

        def begin(sending: Delivery) -> None:
            self._queue.amend_on_disk(lambda look_up: self._begun(run, ids, sending))

        self._settle(run, job.send(delivery, message, run.cancel, begin, others))

    def _captioned(self, key: str) -> Iterator[Upload]:
        """Yield the uploads of a message with the words of one before it of which nothing came.

        What the agent wrote belongs to the files, and goes with the first of them that go.
        """
        members = self._book.members(key)
        if not members or not self._has_room_for_words(members):
            return
        for other in self._book.passed_over(key):
            silent = self._book.members(other)
            if text := delivery_of(silent).text:
                yield from _saying(members, text)
                yield from _saying(silent, "")
                return

    @staticmethod
    def _has_room_for_words(members: Sequence[Upload]) -> bool:
        delivery = delivery_of(list(members))
        return delivery.stage is DeliveryStage.PLANNED and not delivery.text

    def _begun(self, run: _Run, ids: set[str], sending: Delivery) -> Iterator[Upload]:
        """Yield the uploads as their message is begun; those that have not come along leave it."""
        members = self._book.members(run.key)
        is_planned = bool(members) and delivery_of(members).stage is DeliveryStage.PLANNED
        if not is_planned or not ids <= {member.id for member in members}:
            raise _Withdrawn
        with self._ended:
            run.cancel.raise_if_cancelled()
            run.has_begun = True
        for member in members:
            alone = Delivery(message_key(uuid.uuid4().hex, 0), "", sending.recipient)
            yield replace(member, delivery=sending if member.id in ids else alone)

    def _take_reply_for_lost(self, run: _Run) -> None:
        """Have a message looked for if it was being sent."""
        members = self._queue.look(lambda: self._book.members(run.key))
        if members and (delivery := delivery_of(members)).stage is DeliveryStage.SENDING:
            lost = after_failed_send(delivery, ConnectionLost(), self._clock.now())
            self._settle(run, lost)

    def _settle(self, run: _Run, delivery: Delivery) -> None:
        """Write how a message stands.

        All of its uploads are of one mind: where it was not begun, those too that have not come.
        """

        def settled(look_up: Lookup) -> Iterator[Upload]:
            wait = self._queue.wait_now(delivery.wait, run.releases)
            for member in self._book.members(run.key):
                yield replace(member, delivery=replace(delivery, wait=wait))

        self._write(settled)

    def _write(self, amend: Amend) -> None:
        """Write what changes; where the disk refuses, it is known to this run at least."""
        try:
            self._queue.amend_on_disk(amend)
        except JournalNotWritten:
            self._queue.amend(amend)

    def _agreed(self, look_up: Lookup) -> Iterator[Upload]:
        """Yield uploads that a crash has left with less than others of their message know."""
        for key in self._book.all():
            members = self._book.members(key)
            delivery = delivery_of(members)
            if delivery.stage is not DeliveryStage.PLANNED:
                for member in members:
                    if member.delivery != delivery:
                        yield replace(member, delivery=delivery)


def _saying(members: Sequence[Upload], text: str) -> Iterator[Upload]:
    for member in members:
        if member.delivery is not None:
            yield replace(member, delivery=replace(member.delivery, text=text))


def message_of(members: Sequence[Upload], delivery: Delivery) -> Message:
    """Return the message that carries these uploads, which have all arrived."""
    target = members[0].target
    return Message(
        conversation_id=target.conversation_id,
        contact_id=target.contact_id,
        channel=target.channel,
        text=delivery.text,
        attachments=tuple(Attachment(_name(one), one.link) for one in members if one.link),
    )


def _name(upload: Upload) -> str:
    """Return the file's name as the customer sees it."""
    return upload.stored.file_name if upload.stored is not None else upload.file.path.name


def deliveries_of(plan: MessagePlan, count: int, most: int) -> list[Delivery]:
    """Return the deliveries of so many files, in order, with at most `most` in one message.

    The caption goes with the first message.
    """
    plan_id = uuid.uuid4().hex
    texts = {0: plan.text}
    numbers = [position // most for position in range(count)]
    return [
        Delivery(message_key(plan_id, number), texts.get(number, ""), plan.recipient)
        for number in numbers
    ]


def _can_be_planned(upload: Upload) -> bool:
    will_arrive = upload.stage not in {UploadStage.FAILED, UploadStage.CANCELLED}
    return upload.delivery is None and will_arrive
