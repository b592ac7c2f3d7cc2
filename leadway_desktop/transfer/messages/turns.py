"""Whose turn it is: of one conversation a single message is at work at a time."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.upload import Upload
from leadway_desktop.transfer.messages.book import MessageBook, delivery_of
from leadway_desktop.transfer.ports import Clock
from leadway_desktop.transfer.queue.ledger import Releases
from leadway_desktop.transfer.timed_waits import TimedWaits
from leadway_desktop.transfer.upload_queue import UploadQueue

GRACE = 2.0
"""Seconds that closing waits for the reply to a message: without it, nobody knows."""


@dataclass(slots=True)
class Turn:
    """A message at work."""

    key: str
    conversation_id: str
    releases: Releases
    """The queue's, as it began."""
    cancel: CancelToken = field(default_factory=CancelToken)
    is_being_sent: bool = False
    """A cancel would leave open whether it was sent."""
    is_cut_off: bool = False
    """It was cancelled as its connection is dead: the message itself is wanted."""


class MessageTurns:
    """Any thread may call anything; what it waits for, and who is at work, is known here alone."""

    def __init__(self, queue: UploadQueue, book: MessageBook, clock: Clock) -> None:
        self._queue = queue
        self._book = book
        self._timed = TimedWaits(clock)
        self._due: set[str] = set()
        self._at_work: dict[str, Turn] = {}
        self._ended = threading.Condition()
        """Guards who is at work. Whoever holds the queue's lock may take it, not the reverse."""

    def note(self, upload: Upload) -> None:
        """Take an upload as it is now, with the queue's lock held."""
        delivery = upload.delivery
        if delivery is None:
            return
        self._due.discard(delivery.key)
        until = delivery.wait.until if delivery.wait is not None else None
        if until is None:
            self._timed.end(delivery.key)
        else:
            self._timed.begin(delivery.key, until)

    def take(self) -> Turn | None:
        """Block until a message can go, which is at work from now on; None: the queue is closed."""
        return self._queue.take_from(self._take, self._timed.seconds_to_the_next)

    def begin_sending(self, turn: Turn) -> None:
        """Take that a message is being sent from now on; raises Cancelled if it is too late."""
        with self._ended:
            turn.cancel.raise_if_cancelled()
            turn.is_being_sent = True

    def end(self, turn: Turn) -> None:
        """Let another message of the conversation have its turn."""
        with self._ended:
            del self._at_work[turn.key]
            self._ended.notify_all()
        self._queue.wake()

    def has_work(self) -> bool:
        """Whether a message is at work, or can be as soon as a thread looks."""
        return self._queue.look(lambda: bool(self._at_work) or self._next() is not None)

    def cut_off(self) -> None:
        """Cancel what is at work, whose messages are wanted none the less."""
        with self._ended:
            for turn in self._at_work.values():
                turn.is_cut_off = True
                turn.cancel.cancel()

    def close(self) -> None:
        """Stop what is at work; what is being sent has a moment to be answered first."""
        with self._ended:
            for turn in self._at_work.values():
                if not turn.is_being_sent:
                    turn.cancel.cancel()
            self._ended.wait_for(lambda: not self._at_work, GRACE)
            for turn in self._at_work.values():
                turn.cancel.cancel()

    def _take(self) -> Turn | None:
        turn = self._next()
        if turn is not None:
            with self._ended:
                self._at_work[turn.key] = turn
        return turn

    def _next(self) -> Turn | None:
        for key in self._timed.over():
            self._timed.end(key)
            self._due.add(key)
        with self._ended:  # another thread may be ending its turn
            busy = {turn.conversation_id for turn in self._at_work.values()}
        for key in self._book.ready():
            members = self._book.members(key)
            conversation_id = members[0].target.conversation_id
            is_due = delivery_of(members).wait is None or key in self._due
            if is_due and conversation_id not in busy:
                return Turn(key, conversation_id, self._queue.releases())
        return None
