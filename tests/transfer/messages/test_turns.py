"""Which message goes when: one of a conversation at a time, and none that has to wait."""

from __future__ import annotations

from dataclasses import replace

import pytest

from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.errors import LeadwayError, NoConnection, RateLimited, TokenInvalid
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.wait import WaitReason
from leadway_desktop.transfer.messages import turns as message_turns
from tests.transfer.conftest import NewUpload
from tests.transfer.fakes import TARGET, FakeWorld, HandClock
from tests.transfer.messages.deliveries import (
    CHECKING,
    PLAN,
    PLANNED,
    SENDING,
    SENT,
    failing,
    sent_alone,
    told,
)
from tests.transfer.office import Gate, Office


def test_a_paused_message_does_not_hold_up_later_ones(new_upload: NewUpload) -> None:
    office = Office()
    first, second = new_upload(), new_upload()
    office.queue.add(first, second)
    office.outbox.plan([first.id, second.id], PLAN)
    office.queue.pause(first.id)
    with office.threads(1, messengers=1):
        assert office.wait_for_message(second, SENT)
    assert office.delivery(first).stage is PLANNED


def test_one_conversation_has_one_message_at_work(new_upload: NewUpload) -> None:
    gate = Gate("send")
    office = Office(FakeWorld(gate))
    first, second, elsewhere = new_upload(), new_upload(), new_upload()
    elsewhere = replace(elsewhere, target=replace(TARGET, conversation_id="other"))
    office.queue.add(first, second, elsewhere)
    for one in (first, second, elsewhere):
        office.outbox.plan([one.id], PLAN)
    with office.threads(1, messengers=3):
        assert gate.reached.acquire(timeout=10)
        assert gate.reached.acquire(timeout=10)
        assert office.queue.wait_until_over([first.id, second.id, elsewhere.id], 10)
        assert not gate.reached.acquire(timeout=0.1)
        at_work = [one.conversation_id for one in office.world.inbox]
        assert sorted(at_work) == [TARGET.conversation_id, "other"]
        gate.open()
        assert office.wait_for_message(second, SENT)


@pytest.mark.parametrize(
    ("error", "reason"),
    [(NoConnection(), WaitReason.NETWORK), (TokenInvalid(), WaitReason.SIGN_IN)],
)
def test_a_hold_is_waited_for_and_then_it_is_sent(
    new_upload: NewUpload, error: LeadwayError, reason: WaitReason
) -> None:
    office = Office(FakeWorld(failing(error, at="before send")))
    upload = sent_alone(office, new_upload())
    with office.threads(1, messengers=1):
        assert office.queue.wait_for_hold(reason, timeout=10)
        assert office.delivery(upload).stage is PLANNED
        office.queue.release(reason)
        assert office.wait_for_message(upload, SENT)
    assert told(office, upload) == [PLANNED, SENDING, PLANNED, SENDING, SENT]
    assert len(office.world.inbox) == 1


def test_a_limit_is_waited_for(new_upload: NewUpload) -> None:
    limited = RateLimited(wait_seconds=7.0, is_daily=False)
    clock = HandClock()
    office = Office(FakeWorld(failing(limited, at="before send")), clock=clock)
    upload = sent_alone(office, new_upload())
    with office.threads(1, messengers=1):
        assert office.diary.wait_for(lambda: told(office, upload)[1:] == [SENDING, PLANNED])
        wait = office.delivery(upload).wait
        assert wait is not None
        assert wait.until is not None
        assert 7 <= (wait.until - clock.now()).total_seconds() <= 8
        clock.seconds += 8
        office.queue.wake()
        assert office.wait_for_message(upload, SENT)


@pytest.mark.parametrize("moment", ["refused", "written"])
def test_a_refusal_of_before_the_sign_in_holds_nobody_after_it(
    new_upload: NewUpload, moment: str
) -> None:
    """Somebody signs in while a message's refusal comes in, or while it is written down."""
    office = Office()
    refusals = [TokenInvalid(status=401)]

    def on_send(step: str, cancel: CancelToken) -> None:
        if step == "before send" and refusals:
            if moment == "refused":
                office.queue.release(WaitReason.SIGN_IN)
            raise refusals.pop()

    def on_write(upload: Upload) -> None:
        is_refusal = upload.delivery is not None and upload.delivery.error is not None
        if moment == "written" and is_refusal and not signed_in:
            signed_in.append(True)
            office.queue.release(WaitReason.SIGN_IN)

    signed_in: list[bool] = []
    office.world.hook, office.journal.on_write = on_send, on_write
    upload = sent_alone(office, new_upload())
    with office.threads(1, messengers=1):
        assert office.wait_for_message(upload, SENT)
    assert refusals == []
    assert office.diary.holds == []


def test_a_message_that_is_being_sent_is_answered_before_the_end(new_upload: NewUpload) -> None:
    gate = Gate("send")
    office = Office(FakeWorld(gate))
    upload = sent_alone(office, new_upload())
    with office.threads(1, messengers=1):
        assert gate.reached.acquire(timeout=10)
        gate.open()
    assert office.delivery(upload).stage is SENT


def test_the_end_does_not_wait_for_ever(
    new_upload: NewUpload, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(message_turns, "GRACE", 0.05)
    gate = Gate("send")
    office = Office(FakeWorld(gate))
    upload = sent_alone(office, new_upload())
    with office.threads(1, messengers=1):
        assert gate.reached.acquire(timeout=10)
    kept, _ = office.journal.kept[upload.id]
    assert kept.delivery is not None
    assert kept.delivery.stage is SENDING
    assert office.restarted().delivery(upload).stage is CHECKING
