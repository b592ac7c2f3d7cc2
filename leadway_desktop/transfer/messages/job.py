"""One message: sent once, and looked for in the conversation where the reply was lost."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from leadway_desktop.domain.cancel import Cancelled, CancelToken
from leadway_desktop.domain.delivery import Delivery, DeliveryStage
from leadway_desktop.domain.errors import (
    LeadwayError,
    LocationDenied,
    MessageFailed,
    MessageUnknown,
    ScopeMissing,
    UnexpectedFailure,
)
from leadway_desktop.domain.message import Message, SentMessage, SoughtMessage
from leadway_desktop.transfer.messages.retry import (
    after_failed_look,
    after_failed_send,
    after_vain_look,
)
from leadway_desktop.transfer.ports import Clock, MessageRoute
from leadway_desktop.transfer.retry import Jitter

logger = logging.getLogger(__name__)

Begin = Callable[[Delivery], None]
"""Returns once a delivery that is being sent is in the journal; raises to stop it there."""


@dataclass(frozen=True, slots=True)
class MessageJob:
    """Holds no state of its own, so threads share one. Raises Cancelled and nothing else."""

    route: MessageRoute
    clock: Clock
    jitter: Jitter = random.uniform

    def send(
        self,
        planned: Delivery,
        message: Message,
        cancel: CancelToken,
        begin: Begin,
        others: frozenset[str] = frozenset(),
    ) -> Delivery:
        """Send a message that is planned, and return how it stands then.

        One that a server has turned away before is looked for first: a gateway in front of the
        API may say "later" of what has gone through. A Cancelled after `begin` leaves open
        whether it was sent. `others`: ids of messages that it certainly is not.
        """
        now = planned

        def on_turn() -> None:
            nonlocal now
            if now.stage is not DeliveryStage.SENDING:
                cancel.raise_if_cancelled()
                began_at = now.began_at or self.clock.now()
                sending = now.moved_to(DeliveryStage.SENDING, began_at=began_at)
                begin(sending)
                now = sending

        try:
            sought = SoughtMessage(message, planned.began_at, others)
            found = self._sent_before(planned, sought, cancel, on_turn)
            if found is not None:
                on_turn()
                return self._found(now, found)
            sent = self.route.send(self._addressed(message, cancel), cancel, on_turn)
        except Cancelled:
            raise
        except Exception as error:
            return after_failed_send(now, _named(error), self.clock.now(), self.jitter)
        return _sent(now, sent, self.clock.now())

    def look(
        self,
        checking: Delivery,
        message: Message,
        cancel: CancelToken,
        others: frozenset[str] = frozenset(),
    ) -> Delivery:
        """Look for a message in its conversation, and return how it stands then."""
        try:
            found = self.route.find(SoughtMessage(message, checking.began_at, others), cancel)
        except Cancelled:
            raise
        except Exception as error:
            return after_failed_look(checking, _named(error), self.clock.now(), self.jitter)
        if found is None or _says_else(checking, found):
            return after_vain_look(checking, self.clock.now())
        return self._found(checking, found)

    def _sent_before(
        self,
        planned: Delivery,
        sought: SoughtMessage,
        cancel: CancelToken,
        on_turn: Callable[[], None],
    ) -> SentMessage | None:
        """Return what a call before this one has sent after all; None lets it be sent.

        Raises MessageUnknown where something like it is there and its date, the end of its link or
        its words say that it is another, or its attachments do not show yet: a second message is
        worse than a question. Raises MessageFailed where it is there and has not reached the
        customer.
        """
        if sought.since is None:
            return None

        def look(wanted: SoughtMessage) -> SentMessage | None:
            try:
                return self.route.find(wanted, cancel)
            except MessageFailed:
                on_turn()  # it was taken: only from what has begun can the agent send it anew
                raise

        try:
            alike = replace(sought, since=None, is_alike_enough=True)
            if look(alike) is None and look(replace(sought, is_bare_enough=True)) is None:
                return None
        except (ScopeMissing, LocationDenied):
            return None  # who may not read has the server's word alone
        found = look(sought)
        if found is None or _says_else(planned, found):
            on_turn()  # only what has begun can be in doubt
            raise MessageUnknown
        return found

    def _addressed(self, message: Message, cancel: CancelToken) -> Message:
        if message.contact_id:
            return message
        return replace(message, contact_id=self.route.contact_of(message.conversation_id, cancel))

    def _found(self, delivery: Delivery, found: SentMessage) -> Delivery:
        """Return how a message stands that was sent before it was found."""
        now = self.clock.now()
        began_at = delivery.began_at or now
        return _sent(delivery, found, max(began_at, min(found.added_at or began_at, now)))


def _sent(delivery: Delivery, sent: SentMessage, at: datetime) -> Delivery:
    return delivery.moved_to(
        DeliveryStage.SENT, failures=0, sent_at=at, message_id=sent.id, trace_id=sent.trace_id
    )


def _says_else(delivery: Delivery, found: SentMessage) -> bool:
    """Whether it is one of before, in which the agent had written something else."""
    return delivery.may_have_said_else and not found.says_it


def _named(error: Exception) -> LeadwayError:
    """Return an error of the tree, without the frames that it came through."""
    if not isinstance(error, LeadwayError):
        logger.error("A message met something unforeseen", exc_info=error)
        return UnexpectedFailure(detail=type(error).__name__)
    logger.info("A message was stopped: %s", error)
    return error.without_frames()
