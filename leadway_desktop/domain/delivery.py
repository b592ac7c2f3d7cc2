"""Deliveries: an upload's link on its way to the customer, as a message or a part of one.

The life of a delivery:

    planned ──► sending ──┬──► sent
       ▲           │      ├──► refused     nothing was sent, nor will be by itself
       │           │      ├──► checking ──┬──► sent
       │           │      │      ▲        └──► unknown     only the agent goes on from here
       │           ▼      │      │
       └──── planned again│   a reply was lost, or the program was killed
                          └──► unknown     it was taken, and has not reached the customer

One that cannot even be begun goes from planned to refused.

A message is sent by a call that is not idempotent. Whoever sends has written `sending` into the
journal before, so one that is found there after a crash may have been sent, and is looked for in
the conversation. From `sending` it goes back to `planned` only where the server has certainly not
taken it. Out of `unknown` leads nothing but the agent's word. What is read from a damaged journal
as planned or refused is `unknown`, too: it may have been sent since.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import Any

from leadway_desktop.domain.errors import LeadwayError, MessageFailed
from leadway_desktop.domain.wait import Wait, WaitReason

LONGEST_CAPTION = 100_000
"""Characters; more than any channel takes."""


class DeliveryStage(Enum):
    """Where a delivery is; see the drawing above."""

    PLANNED = "planned"
    """To be sent once every file of the message has arrived; or again, after a wait."""
    SENDING = "sending"
    CHECKING = "checking"
    """It may have been sent: the conversation is asked."""
    SENT = "sent"
    REFUSED = "refused"
    UNKNOWN = "unknown"

    @property
    def needs_agent(self) -> bool:
        """Whether nothing more happens by itself, and the message may not have been sent."""
        return self in {DeliveryStage.REFUSED, DeliveryStage.UNKNOWN}

    @property
    def goes_on(self) -> bool:
        """Whether something is still to happen by itself."""
        return self in {DeliveryStage.PLANNED, DeliveryStage.SENDING, DeliveryStage.CHECKING}


ALLOWED_DELIVERY_CHANGES: dict[DeliveryStage, frozenset[DeliveryStage]] = {
    DeliveryStage.PLANNED: frozenset(
        {DeliveryStage.PLANNED, DeliveryStage.SENDING, DeliveryStage.REFUSED}
    ),
    DeliveryStage.SENDING: frozenset(
        {
            DeliveryStage.SENT,
            DeliveryStage.REFUSED,
            DeliveryStage.CHECKING,
            DeliveryStage.UNKNOWN,
            DeliveryStage.PLANNED,
        }
    ),
    DeliveryStage.CHECKING: frozenset(
        {DeliveryStage.CHECKING, DeliveryStage.SENT, DeliveryStage.UNKNOWN}
    ),
    DeliveryStage.SENT: frozenset(),
    DeliveryStage.REFUSED: frozenset({DeliveryStage.PLANNED}),
    DeliveryStage.UNKNOWN: frozenset(
        {DeliveryStage.CHECKING, DeliveryStage.SENT, DeliveryStage.PLANNED}
    ),
}


class DeliveryChangeRefused(Exception):
    """A mistake of ours: the table has no such change of a delivery."""


@dataclass(frozen=True, slots=True)
class MessagePlan:
    """What the agent wants sent with files that are on their way."""

    text: str
    """The caption; may be empty."""
    recipient: str
    """Number or address as the agent confirmed it; empty where the conversation has none."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """How an upload's link reaches the customer. Uploads with an equal `key` share one message."""

    key: str
    """Ours, made by `message_key` when the agent wanted it sent; the server never sees it."""
    text: str
    """The caption; may be empty."""
    recipient: str
    """Number or address as the agent confirmed it; empty where the conversation has none."""
    stage: DeliveryStage = DeliveryStage.PLANNED
    wait: Wait | None = None
    """What it waits for, in PLANNED or CHECKING; None: for its files, or for nothing."""
    error: LeadwayError | None = None
    """Why it waits, was refused or is unknown."""
    failures: int = 0
    """Attempts in a row, of sending or of checking, that failed by themselves."""
    vain_looks: int = 0
    """Looks into the conversation that did not show it, since it is in CHECKING."""
    began_at: datetime | None = None
    """When the first call that may have sent it was begun, since the agent's word."""
    may_have_said_else: bool = False
    """Whether `began_at` is of a call with the same files that may have said something else."""
    sent_at: datetime | None = None
    message_id: str | None = None
    """The server's, where it told."""
    trace_id: str | None = None
    """The server's, of the call that sent it."""

    @property
    def has_failed(self) -> bool:
        """Whether it is unknown no more: the server shows that it did not reach the customer."""
        return self.stage is DeliveryStage.UNKNOWN and isinstance(self.error, MessageFailed)

    @property
    def is_in_doubt(self) -> bool:
        """Whether it may have reached the customer, and nobody knows yet."""
        doubtful = (DeliveryStage.SENDING, DeliveryStage.CHECKING, DeliveryStage.UNKNOWN)
        return self.stage in doubtful and not self.has_failed

    @property
    def state(self) -> str:
        """How it stands, in the word that scripts are told."""
        return "failed" if self.has_failed else self.stage.value

    @property
    def counts_down(self) -> bool:
        """Whether it is sent, or looked for, again after a time."""
        return self.wait is not None and self.wait.reason is WaitReason.TIME

    @property
    def is_certainly_unsent(self) -> bool:
        """Whether nothing of it was sent, and nobody has to look whether it was."""
        is_planned = self.stage is DeliveryStage.PLANNED and self.began_at is None
        return is_planned or self.stage is DeliveryStage.REFUSED

    @property
    def can_be_withdrawn(self) -> bool:
        """Whether it is not sent unless somebody sends it again, as far as the server has told."""
        return self.stage in {DeliveryStage.PLANNED, DeliveryStage.REFUSED} or self.has_failed

    def moved_to(
        self,
        stage: DeliveryStage,
        *,
        wait: Wait | None = None,
        error: LeadwayError | None = None,
        **changes: Any,
    ) -> Delivery:
        """Return it in another stage; raises DeliveryChangeRefused if the table says no."""
        if stage not in ALLOWED_DELIVERY_CHANGES[self.stage]:
            raise DeliveryChangeRefused(f"{self.stage.value} -> {stage.value}")
        if stage is not self.stage:
            changes["vain_looks"] = 0
        return replace(self, stage=stage, wait=wait, error=error, **changes)

    def released(self) -> Delivery:
        """Return it without what it waits for: that is there."""
        return replace(self, wait=None, error=None)

    def hurried(self) -> Delivery:
        """Return it without the rest of its wait, as the agent asks; the error is told at the end.

        A look that comes early is one more, and takes the place of none: what shows late shows.
        """
        return replace(self, wait=None, failures=0, vain_looks=max(0, self.vain_looks - 1))

    def after_restart(self) -> Delivery:
        """Return it as a new start of the program finds it: what was being sent is looked for."""
        if self.stage is DeliveryStage.SENDING:
            return self.moved_to(DeliveryStage.CHECKING, failures=0)
        until = self.wait.until if self.wait is not None else None
        return self if until is not None or self.wait is None else replace(self, wait=None)


_KEY_SEPARATOR = "."
_APART = "-"


def message_key(plan_id: str, number: int) -> str:
    """Return the key of a plan's message; `number` counts from 0, in the order of the files."""
    return f"{plan_id}{_KEY_SEPARATOR}{number:05d}"


def key_apart(key: str, name: str) -> str:
    """Return the key of another message of the same plan, right behind one; `name` is unique."""
    return f"{key}{_APART}{name}"


def is_apart(key: str) -> bool:
    """Whether a message is that of a file which another message has left behind."""
    return _APART in plan_of(key)[1]


def plan_of(key: str) -> tuple[str, str]:
    """Return the plan that a message belongs to, and its place there: both compare as text."""
    plan_id, _, number = key.partition(_KEY_SEPARATOR)
    return plan_id, number


def number_behind(key: str) -> int:
    """Return the number of the message that comes behind another in its plan."""
    number, _, _ = plan_of(key)[1].partition(_APART)
    return int(number) + 1 if number.isdecimal() else 0
