"""What follows an error while a message is sent or looked for, for every leaf of the tree."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadway_desktop.domain.delivery import Delivery, DeliveryStage
from leadway_desktop.domain.errors import (
    LeadwayError,
    MessageFailed,
    MessageUnknown,
    ProxyFailed,
    RateLimited,
    RequestRefused,
    ServerFault,
    SetupError,
    TurnedAway,
)
from leadway_desktop.domain.wait import WaitReason
from leadway_desktop.transfer.messages.retry import (
    LOOK_AFTER,
    after_failed_look,
    after_failed_send,
    after_vain_look,
    look_policy_for,
)
from leadway_desktop.transfer.retry import FOR_EVER
from tests.domain.error_tree import LEAVES
from tests.domain.test_errors import make
from tests.transfer.tables import Show

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PLANNED = Delivery("plan.00000", "Aquí tiene", "+34 600 000 000")
SENDING = PLANNED.moved_to(DeliveryStage.SENDING, began_at=NOW)
CHECKING = SENDING.moved_to(DeliveryStage.CHECKING)

NOT_SENT = {
    "NoConnection", "CertificateRefused", "NoSecureConnection", "ProxyFailed", "RateLimited",
    "RequestRefused", "ConversationUnknown", "TokenMissing", "TokenMalformed", "TokenInvalid",
    "ScopeMissing", "LocationDenied", "TurnedAway",
}  # fmt: skip
"""Errors that prove it, beside those of this computer; to add one here, say how it does."""


def longest(low: float, high: float) -> float:
    return high


def sent(error: LeadwayError, before: Delivery = SENDING) -> Delivery:
    return after_failed_send(before, error, NOW, longest)


def looked(error: LeadwayError, before: Delivery = CHECKING) -> Delivery:
    return after_failed_look(before, error, NOW, longest)


ERRORS = [make(kind) for kind in LEAVES]
named = pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)


@named
def test_only_what_proves_it_lets_a_message_be_sent_again(error: LeadwayError) -> None:
    after = sent(error)
    if isinstance(error, SetupError) or type(error).__name__ in NOT_SENT:
        assert after.stage in {DeliveryStage.PLANNED, DeliveryStage.REFUSED}
    elif isinstance(error, MessageFailed):
        assert after.stage is DeliveryStage.UNKNOWN
    else:
        assert after.stage is DeliveryStage.CHECKING
    assert after.error is error


@pytest.mark.parametrize("status", [408, 409, 423, 425, 499])
def test_a_refusal_that_may_speak_of_the_same_message_leaves_it_open(status: int) -> None:
    assert sent(RequestRefused(status=status)).stage is DeliveryStage.CHECKING
    assert sent(RequestRefused(status=422)).stage is DeliveryStage.REFUSED


def test_one_that_was_turned_away_unread_is_sent_again_unless_it_may_have_come_twice() -> None:
    """By 421 the server has read none of it; by 425 it may have read the same one before."""
    assert sent(TurnedAway(status=421)).stage is DeliveryStage.PLANNED
    assert sent(TurnedAway(status=425)).stage is DeliveryStage.CHECKING


@named
def test_what_was_not_begun_is_never_looked_for(error: LeadwayError) -> None:
    after = sent(error, PLANNED)
    assert after.stage in {DeliveryStage.PLANNED, DeliveryStage.REFUSED}


def test_one_that_is_there_and_failed_may_be_an_earlier_try_whose_successor_shows_late() -> None:
    delivery = CHECKING
    for _ in LOOK_AFTER:
        delivery = after_failed_look(delivery, MessageFailed(), NOW)
        assert delivery.stage is DeliveryStage.CHECKING
        assert delivery.wait is not None
    delivery = after_failed_look(delivery, MessageFailed(), NOW)
    assert delivery.stage is DeliveryStage.UNKNOWN
    assert isinstance(delivery.error, MessageFailed)


@named
def test_looking_never_sends(error: LeadwayError) -> None:
    after = looked(error)
    assert after.stage in {DeliveryStage.CHECKING, DeliveryStage.UNKNOWN}
    if after.stage is DeliveryStage.UNKNOWN:
        assert isinstance(after.error, MessageUnknown | MessageFailed)
        assert after.error.trace_id == error.trace_id
    else:
        assert after.wait is not None


@pytest.mark.parametrize(
    ("error", "stage"),
    [
        (ProxyFailed(), DeliveryStage.PLANNED),
        (ProxyFailed(status=502), DeliveryStage.PLANNED),
        (ProxyFailed(status=407), DeliveryStage.PLANNED),
    ],
)
def test_a_proxy_that_refuses_has_let_nothing_through(
    error: LeadwayError, stage: DeliveryStage
) -> None:
    assert sent(error).stage is stage


def test_looks_become_rarer_and_end() -> None:
    delivery, waits = CHECKING, []
    while delivery.stage is DeliveryStage.CHECKING:
        delivery = after_vain_look(delivery, NOW)
        if delivery.wait is not None:
            assert delivery.wait.until is not None
            waits.append((delivery.wait.until - NOW) / timedelta(seconds=1))
    assert tuple(waits) == LOOK_AFTER
    assert delivery.stage is DeliveryStage.UNKNOWN


def test_a_server_in_trouble_takes_no_look_from_a_message() -> None:
    """Attachments may show late: each look that could show it counts, and no other."""
    delivery = CHECKING
    for _ in range(6):
        delivery = looked(ServerFault(), delivery)
    for _ in LOOK_AFTER:
        delivery = after_vain_look(delivery, NOW)
        assert delivery.stage is DeliveryStage.CHECKING
    assert after_vain_look(delivery, NOW).stage is DeliveryStage.UNKNOWN


@given(faults=st.lists(st.sampled_from(["500", "nothing"]), max_size=40))
def test_every_search_for_a_message_ends(faults: list[str]) -> None:
    delivery = CHECKING
    for fault in [*faults, *["nothing"] * 20]:
        if delivery.stage is not DeliveryStage.CHECKING:
            break
        is_vain = fault == "nothing"
        delivery = after_vain_look(delivery, NOW) if is_vain else looked(ServerFault(), delivery)
    assert delivery.stage is DeliveryStage.UNKNOWN


def test_the_table_of_what_follows_is_shown(show: Show) -> None:
    rows = [("error", "while sending", "while looking")]
    rows += [(type(error).__name__, _fate(sent(error)), _look(error)) for error in ERRORS]
    show("What follows each error of a message", rows)
    assert len(rows) == len(ERRORS) + 1


def _fate(after: Delivery) -> str:
    if after.stage is DeliveryStage.CHECKING:
        return "perhaps sent: looked for"
    if after.stage is DeliveryStage.REFUSED:
        return "refused"
    if after.stage is DeliveryStage.UNKNOWN:
        return "taken, not delivered"
    return f"not sent: waits {_until(after)}, then again"


def _look(error: LeadwayError) -> str:
    after, tries = looked(error), look_policy_for(error).tries
    if isinstance(error, MessageFailed):
        return "looked for again: it may be an earlier try"
    if after.stage is DeliveryStage.UNKNOWN:
        return "unknown"
    return f"waits {_until(after)}, then again{'' if tries == FOR_EVER else f'; {tries} times'}"


def _until(after: Delivery) -> str:
    assert after.wait is not None
    if after.wait.reason is not WaitReason.TIME:
        return f"for {after.wait.reason.value}"
    return "as told" if isinstance(after.error, RateLimited) else "a time"
