"""Deliveries: the table of changes, and what a restart makes of each."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from leadway_desktop.domain.delivery import (
    ALLOWED_DELIVERY_CHANGES,
    Delivery,
    DeliveryChangeRefused,
    DeliveryStage,
)
from leadway_desktop.domain.wait import Wait, WaitReason

PLANNED = Delivery("key", "Aquí tiene", "+34 600 000 000")


@pytest.mark.parametrize("stage", DeliveryStage)
@pytest.mark.parametrize("after", DeliveryStage)
def test_only_what_the_table_allows_happens(stage: DeliveryStage, after: DeliveryStage) -> None:
    delivery = replace(PLANNED, stage=stage)
    if after in ALLOWED_DELIVERY_CHANGES[stage]:
        assert delivery.moved_to(after).stage is after
    else:
        with pytest.raises(DeliveryChangeRefused):
            delivery.moved_to(after)


def test_only_planned_leads_to_sending() -> None:
    before = {s for s, after in ALLOWED_DELIVERY_CHANGES.items() if DeliveryStage.SENDING in after}
    assert before == {DeliveryStage.PLANNED}


def test_what_may_have_been_sent_never_goes_back_to_planned_by_itself() -> None:
    assert DeliveryStage.PLANNED not in ALLOWED_DELIVERY_CHANGES[DeliveryStage.CHECKING]
    assert ALLOWED_DELIVERY_CHANGES[DeliveryStage.SENT] == frozenset()


def test_a_restart_looks_for_what_was_being_sent() -> None:
    sending = PLANNED.moved_to(DeliveryStage.SENDING)
    assert sending.after_restart().stage is DeliveryStage.CHECKING


def test_a_restart_keeps_a_wait_for_a_time_and_drops_one_for_an_event() -> None:
    timed = replace(PLANNED, wait=Wait(WaitReason.TIME, datetime(2026, 3, 1, tzinfo=UTC)))
    held = replace(PLANNED, wait=Wait(WaitReason.NETWORK))
    assert timed.after_restart() is timed
    assert held.after_restart() == PLANNED
