"""What happens to a message after an error: two tables, for sending and for looking.

Sending is not idempotent, so what counts is whether the server may have taken the message. Only an
error that proves that it has not lets it be sent again, or be called refused; after every other the
message is looked for in the conversation, and what that does not settle is the agent's.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from leadway_desktop.domain.delivery import Delivery, DeliveryStage
from leadway_desktop.domain.errors import (
    CertificateRefused,
    ConnectionLost,
    ConversationUnknown,
    CredentialsError,
    Intercepted,
    JournalNotWritten,
    LeadwayError,
    LocationDenied,
    MessageFailed,
    MessageUnknown,
    NoConnection,
    NoSecureConnection,
    ProxyFailed,
    RateLimited,
    RequestRefused,
    ScopeMissing,
    ServerFault,
    SetupError,
    Stalled,
    TurnedAway,
    UnexpectedReply,
)
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.domain.wait import Wait, WaitReason
from leadway_desktop.transfer.retry import FOR_EVER, Jitter, Policy, policy_for, wait_seconds

_ONCE = Policy(tries=1)


class Verdict(Enum):
    """Whether the server has taken a message whose sending ended in an error."""

    NOT_SENT = "not sent"
    """Certainly not: it is sent again as the policy says, or refused at the last try."""
    PERHAPS = "perhaps sent"
    """Nobody can tell: it is looked for, and never sent again by itself."""
    TAKEN = "taken, not delivered"
    """The server says both: there is nothing to look for, and what follows is the agent's word."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What an error while sending means."""

    verdict: Verdict
    policy: Policy = _ONCE


PERHAPS = Rule(Verdict.PERHAPS)

SENDING: dict[type[LeadwayError], Rule] = {
    # Before a byte of the request went out.
    NoConnection: Rule(Verdict.NOT_SENT, Policy(WaitReason.NETWORK)),
    CertificateRefused: Rule(Verdict.NOT_SENT, Policy(WaitReason.INTERCEPTED)),
    NoSecureConnection: Rule(Verdict.NOT_SENT, Policy(WaitReason.INTERCEPTED)),
    SetupError: Rule(Verdict.NOT_SENT, _ONCE),
    JournalNotWritten: Rule(Verdict.NOT_SENT, Policy(first=5, most=60)),
    # The server's word, or our own pace's, that it has not taken it.
    CredentialsError: Rule(Verdict.NOT_SENT, Policy(WaitReason.SIGN_IN)),
    RateLimited: Rule(Verdict.NOT_SENT, Policy(first=10, most=10)),
    TurnedAway: Rule(Verdict.NOT_SENT, Policy(first=1, most=60, tries=10)),
    RequestRefused: Rule(Verdict.NOT_SENT, _ONCE),
    ConversationUnknown: Rule(Verdict.NOT_SENT, _ONCE),
    # The request was on its way: a reply that was lost, a gateway's 502, a page of the network's.
    ConnectionLost: PERHAPS,
    Stalled: PERHAPS,
    ServerFault: PERHAPS,
    UnexpectedReply: PERHAPS,
    Intercepted: PERHAPS,
    # The server's word that it has taken it, in vain.
    MessageFailed: Rule(Verdict.TAKEN),
}
"""By the nearest class; what is not here has perhaps been sent."""

LOOKING: dict[type[LeadwayError], Policy] = {
    NoConnection: Policy(WaitReason.NETWORK),
    CertificateRefused: Policy(WaitReason.INTERCEPTED),
    NoSecureConnection: Policy(WaitReason.INTERCEPTED),
    Intercepted: Policy(WaitReason.INTERCEPTED, tries=6),
    CredentialsError: Policy(WaitReason.SIGN_IN),
    # Uploads go on without this scope, so nobody is asked to sign in for it.
    ScopeMissing: _ONCE,
    LocationDenied: _ONCE,
    RateLimited: Policy(first=10, most=10),
    # The road's failures say nothing about the message, and do not count.
    ConnectionLost: Policy(first=10, most=10),
    Stalled: Policy(first=10, most=10),
    ServerFault: Policy(first=2, most=120, tries=10),
    TurnedAway: Policy(first=1, most=60, tries=10),
    UnexpectedReply: Policy(first=2, most=60, tries=5),
    # Said of a conversation that is there, too, by a server in trouble.
    RequestRefused: Policy(first=2, most=60, tries=5),
    ConversationUnknown: Policy(first=2, most=60, tries=5),
}
"""By the nearest class; what is not here, or the last of the tries, leaves it unknown."""

_OF_ONE_THAT_MAY_BE_THERE = frozenset({408, 409, 423, 425, 499})
"""Refusals that speak of another request as well: the same one, come before."""

LOOK_AFTER: tuple[float, ...] = (2.0, 5.0, 15.0, 40.0)
"""Seconds between two looks that show nothing: attachments may show late."""


def rule_for(error: LeadwayError) -> Rule:
    """Return what an error while sending means."""
    if isinstance(error, RequestRefused | TurnedAway) and error.status in _OF_ONE_THAT_MAY_BE_THERE:
        return PERHAPS
    if isinstance(error, ProxyFailed):
        # It refuses the connection itself, or is not reached, before a byte of the request.
        return Rule(Verdict.NOT_SENT, policy_for(error, UploadStage.INITIATING))
    return next((SENDING[kind] for kind in type(error).__mro__ if kind in SENDING), PERHAPS)


def look_policy_for(error: LeadwayError) -> Policy:
    """Return how an error while looking is met."""
    if isinstance(error, ProxyFailed):
        return policy_for(error, UploadStage.INITIATING)
    return next((LOOKING[kind] for kind in type(error).__mro__ if kind in LOOKING), _ONCE)


def after_failed_send(
    delivery: Delivery, error: LeadwayError, now: datetime, jitter: Jitter = random.uniform
) -> Delivery:
    """Return a message as it goes on after an error: planned again, refused, looked for, or over.

    One that is still planned was not begun, whatever the error.
    """
    rule = rule_for(error)
    if rule.verdict is not Verdict.NOT_SENT:
        if delivery.stage is DeliveryStage.SENDING:
            if rule.verdict is Verdict.TAKEN:
                return _unknown(delivery, error)
            return delivery.moved_to(DeliveryStage.CHECKING, error=error, failures=0)
        rule = Rule(Verdict.NOT_SENT, policy_for(error, UploadStage.INITIATING))
    again = _again(delivery, DeliveryStage.PLANNED, rule.policy, error, now, jitter)
    return again or delivery.moved_to(DeliveryStage.REFUSED, error=error, failures=0)


def after_failed_look(
    delivery: Delivery, error: LeadwayError, now: datetime, jitter: Jitter = random.uniform
) -> Delivery:
    """Return a message after an error while looking for it: to be looked for again, or unknown.

    One that is there and has failed may be an earlier try, and the last one shows late.
    """
    if isinstance(error, MessageFailed):
        return after_vain_look(delivery, now, error)
    policy = look_policy_for(error)
    again = _again(delivery, DeliveryStage.CHECKING, policy, error, now, jitter)
    return again or _unknown(delivery, error)


def after_vain_look(
    delivery: Delivery, now: datetime, shown: MessageFailed | None = None
) -> Delivery:
    """Return a message after a look that did not show it: to be looked for again, or unknown.

    `shown`: it was there, as one that failed.
    """
    if delivery.vain_looks >= len(LOOK_AFTER):
        return _unknown(delivery, shown or delivery.error)
    wait = Wait(WaitReason.TIME, now + timedelta(seconds=LOOK_AFTER[delivery.vain_looks]))
    # What limited the look before is over, and would hold up whatever else calls the API.
    is_over = isinstance(delivery.error, RateLimited)
    return delivery.moved_to(
        DeliveryStage.CHECKING,
        wait=wait,
        error=None if is_over else delivery.error,
        failures=0,
        vain_looks=delivery.vain_looks + 1,
    )


def _again(
    delivery: Delivery,
    stage: DeliveryStage,
    policy: Policy,
    error: LeadwayError,
    now: datetime,
    jitter: Jitter,
) -> Delivery | None:
    """Return it as it waits for the next try, or None: that was the last."""
    count = delivery.failures + (policy.tries < FOR_EVER)
    if count >= policy.tries:
        return None
    wait = Wait(policy.reason)
    if policy.reason is WaitReason.TIME:
        seconds = wait_seconds(policy, error, count, jitter)
        wait = Wait(WaitReason.TIME, now + timedelta(seconds=seconds))
    return delivery.moved_to(stage, wait=wait, error=error, failures=count)


def _unknown(delivery: Delivery, error: LeadwayError | None) -> Delivery:
    trace_id = error.trace_id if error is not None else None
    if isinstance(error, MessageFailed):
        return delivery.moved_to(
            DeliveryStage.UNKNOWN, error=error, failures=0, message_id=error.message_id
        )
    told = MessageUnknown(trace_id=trace_id)
    return delivery.moved_to(DeliveryStage.UNKNOWN, error=told, failures=0)
