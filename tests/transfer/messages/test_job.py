"""What a lost reply or a refusal leads to: a message is sent once, or known not to be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.errors import (
    ConnectionLost,
    LeadwayError,
    LocationDenied,
    MessageFailed,
    MessageUnknown,
    RateLimited,
    RequestRefused,
    ScopeMissing,
    ServerFault,
    Stalled,
    UnexpectedReply,
)
from leadway_desktop.transfer.messages.retry import LOOK_AFTER
from tests.transfer.conftest import NewUpload
from tests.transfer.fakes import TARGET, FakeWorld, HandClock
from tests.transfer.messages.deliveries import (
    CHECKING,
    PLANNED,
    SENDING,
    SENT,
    UNKNOWN,
    failing,
    looked,
    seek_in_vain,
    sent_alone,
    told,
)
from tests.transfer.office import Office

MOMENT = datetime(2026, 11, 22, tzinfo=UTC)


def test_a_contact_that_is_not_known_is_asked_for(new_upload: NewUpload) -> None:
    office = Office()
    upload = sent_alone(office, replace(new_upload(), target=replace(TARGET, contact_id="")))
    with office.threads(1, messengers=1):
        assert office.wait_for_message(upload, SENT)
    assert office.world.inbox[0].contact_id == "contact of conv"


@pytest.mark.allow_logs("met something unforeseen")
@pytest.mark.parametrize(
    "error", [ConnectionLost, Stalled, ServerFault, UnexpectedReply, ZeroDivisionError]
)
def test_a_lost_reply_is_looked_for_and_never_sent_again(
    new_upload: NewUpload, error: Callable[[], LeadwayError]
) -> None:
    office = Office(FakeWorld(failing(error())))
    upload = sent_alone(office, new_upload())
    with office.threads(1, messengers=1):
        assert office.wait_for_message(upload, SENT)
    assert told(office, upload) == [PLANNED, SENDING, CHECKING, SENT]
    assert len(office.world.inbox) == 1
    assert office.delivery(upload).message_id == "m1"


def test_what_was_taken_in_vain_is_the_agents_at_once(new_upload: NewUpload) -> None:
    office = Office(FakeWorld(failing(MessageFailed(detail="DND"))))
    upload = sent_alone(office, new_upload())
    with office.threads(1, messengers=1):
        assert office.wait_for_message(upload, UNKNOWN)
    assert told(office, upload) == [PLANNED, SENDING, UNKNOWN]
    assert isinstance(office.delivery(upload).error, MessageFailed)
    assert len(office.world.inbox) == 1


def test_what_the_conversation_shows_late_is_found(new_upload: NewUpload) -> None:
    world = FakeWorld(failing(ConnectionLost()), shows=False)
    clock = HandClock()
    office = Office(world, clock=clock)
    upload = sent_alone(office, new_upload())
    with office.threads(1, messengers=1):
        assert looked(office, 1)
        world.shows = True
        clock.seconds += LOOK_AFTER[0]
        office.queue.wake()
        assert office.wait_for_message(upload, SENT)
    assert len(world.inbox) == 1


@pytest.mark.parametrize("tells_date", [True, False])
def test_one_that_is_found_was_sent_when_it_was(new_upload: NewUpload, tells_date: bool) -> None:
    """A command that was given meanwhile did not know it: it means the same."""
    clock = HandClock()
    world = FakeWorld(failing(ConnectionLost()), shows=False)
    world.now = (lambda: clock.now() + timedelta(seconds=2)) if tells_date else None
    office = Office(world, clock=clock)
    upload = sent_alone(office, new_upload())
    office.queue.amend(lambda look_up: [replace(office.queue.upload(upload.id), told_at=MOMENT)])
    with office.threads(1, messengers=1):
        assert looked(office, 1)
        sent_at = world.dates[0] or clock.now()
        world.shows = True
        clock.seconds += LOOK_AFTER[0]
        office.queue.wake()
        assert office.wait_for_message(upload, SENT)
    assert office.delivery(upload).sent_at == sent_at
    assert office.queue.upload(upload.id).told_at == clock.now()


@pytest.mark.parametrize("seconds", [-3600, 3600])
def test_a_server_s_date_is_taken_for_what_can_be(new_upload: NewUpload, seconds: int) -> None:
    clock, world = HandClock(), FakeWorld(failing(ConnectionLost()))
    began_at = clock.now()
    world.now = lambda: began_at + timedelta(seconds=max(0, seconds))
    office = Office(world, clock=clock)
    upload = sent_alone(office, new_upload())
    with office.threads(1, messengers=1):
        assert office.wait_for_message(upload, SENT)
    assert office.delivery(upload).sent_at == began_at


def test_a_token_that_may_not_read_messages_stops_nobody_else(new_upload: NewUpload) -> None:
    def hook(step: str, cancel: CancelToken) -> None:
        if step == "send":
            raise ConnectionLost
        if step == "find":
            raise ScopeMissing

    office = Office(FakeWorld(hook))
    upload = sent_alone(office, new_upload())
    with office.threads(1, messengers=1):
        assert office.wait_for_message(upload, UNKNOWN)
    assert office.queue.holds == frozenset()


@pytest.mark.parametrize(
    "answer",
    [
        RateLimited(wait_seconds=1.0, is_daily=False),
        RequestRefused(detail="no", status=400),
    ],
)
def test_what_was_sent_behind_a_refusal_is_found_before_it_is_sent_again(
    new_upload: NewUpload, answer: LeadwayError
) -> None:
    clock = HandClock()
    office = Office(FakeWorld(failing(answer)), clock=clock)  # after the message was taken
    upload = sent_alone(office, new_upload())
    with office.threads(1, messengers=1):
        assert office.diary.wait_for(lambda: len(told(office, upload)) == 3)
        office.outbox.send_again(upload.id)
        clock.seconds += 3
        office.queue.wake()
        assert office.wait_for_message(upload, SENT)
    assert len(office.world.inbox) == 1
    assert office.delivery(upload).message_id == "m1"


def test_one_that_failed_behind_a_refusal_can_be_sent_again_by_the_agent(
    new_upload: NewUpload,
) -> None:
    clock, left = HandClock(), [RateLimited(wait_seconds=1.0, is_daily=False)]

    def hook(step: str, cancel: CancelToken) -> None:
        if step == "before send" and left:
            raise left.pop()
        if step == "find":
            raise MessageFailed

    office = Office(FakeWorld(hook), clock=clock)
    upload = sent_alone(office, new_upload())
    with office.threads(1, messengers=1):
        assert office.diary.wait_for(lambda: told(office, upload)[1:] == [SENDING, PLANNED])
        clock.seconds += 3
        office.queue.wake()
        assert office.wait_for_message(upload, UNKNOWN)
        assert isinstance(office.delivery(upload).error, MessageFailed)
        assert not office.world.inbox
        office.outbox.send_again(upload.id)
        assert office.wait_for_message(upload, SENT)
    assert len(office.world.inbox) == 1


def test_another_message_of_ours_with_the_same_link_is_not_taken_for_it(
    new_upload: NewUpload,
) -> None:
    """Nor by a call that was turned away, nor by one whose reply was lost."""
    clock = HandClock()
    office = Office(clock=clock)
    first = sent_alone(office, new_upload())
    with office.threads(1, messengers=1):
        assert office.wait_for_message(first, SENT)
        limited = RateLimited(wait_seconds=1.0, is_daily=False)
        office.world.hook = failing(limited, ConnectionLost(), at="before send")
        second = sent_alone(office, new_upload())
        assert office.diary.wait_for(lambda: told(office, second)[-2:] == [SENDING, PLANNED])
        clock.seconds += 3
        office.queue.wake()
        seek_in_vain(office, clock, second)
    assert len(office.world.inbox) == 1


def test_one_that_has_left_the_list_is_not_taken_for_it(new_upload: NewUpload) -> None:
    clock = HandClock()
    office = Office(clock=clock)
    first = sent_alone(office, new_upload())
    with office.threads(1, messengers=1):
        assert office.wait_for_message(first, SENT)
        assert office.queue.remove(first.id) is not None
        office.world.hook = failing(ConnectionLost(), at="before send")
        seek_in_vain(office, clock, sent_alone(office, new_upload()))
    assert len(office.world.inbox) == 1


def test_one_that_a_command_has_left_in_the_journal_is_not_taken_for_it(
    new_upload: NewUpload,
) -> None:
    clock, before = HandClock(), Office()
    first = sent_alone(before, new_upload())
    with before.threads(1, messengers=1):
        assert before.wait_for_message(first, SENT)
    office = Office(before.world, clock=clock)
    office.outbox.know([before.queue.upload(first.id)])
    office.world.hook = failing(ConnectionLost(), at="before send")
    second = sent_alone(office, new_upload())
    with office.threads(1, messengers=1):
        seek_in_vain(office, clock, second)
    assert len(office.world.inbox) == 1


def test_a_failed_try_says_nothing_of_the_next_one(new_upload: NewUpload) -> None:
    """Which the conversation may show late: nobody knows, then, whether it has arrived."""
    clock = HandClock()
    failed = MessageFailed()
    failed.message_id = "m1"
    office = Office(FakeWorld(failing(failed, ConnectionLost()), failed={"m1"}), clock=clock)
    upload = sent_alone(office, new_upload())
    with office.threads(1, messengers=1):
        assert office.wait_for_message(upload, UNKNOWN)
        assert office.delivery(upload).message_id == "m1"
        office.world.shows = False
        office.outbox.send_again(upload.id)
        seek_in_vain(office, clock, upload)
        assert isinstance(office.delivery(upload).error, MessageUnknown)
        office.world.shows = True
        office.outbox.look_again(upload.id)
        assert office.wait_for_message(upload, SENT)
    assert office.delivery(upload).message_id == "m2"


def test_one_that_has_failed_is_found_again_as_that(new_upload: NewUpload) -> None:
    clock = HandClock()
    failed = MessageFailed()
    failed.message_id = "m1"
    office = Office(FakeWorld(failing(failed), failed={"m1"}), clock=clock)
    upload = sent_alone(office, new_upload())
    with office.threads(1, messengers=1):
        assert office.wait_for_message(upload, UNKNOWN)
        office.outbox.look_again(upload.id)
        seek_in_vain(office, clock, upload)
    assert isinstance(office.delivery(upload).error, MessageFailed)


@pytest.fixture
def with_one_from_elsewhere(new_upload: NewUpload) -> Office:
    """An office whose customer got a message that is alike in all an hour ago, from elsewhere."""
    clock = HandClock()
    world = FakeWorld(now=clock.now)
    elsewhere = Office(world, clock=clock)
    upload = sent_alone(elsewhere, new_upload())
    with elsewhere.threads(1, messengers=1):
        assert elsewhere.wait_for_message(upload, SENT)
    clock.seconds += 3600
    return Office(world, clock=clock)


def test_an_older_message_with_the_same_link_is_not_taken_for_it(
    with_one_from_elsewhere: Office, new_upload: NewUpload
) -> None:
    office, clock = with_one_from_elsewhere, with_one_from_elsewhere.clock
    assert isinstance(clock, HandClock)
    office.world.hook = failing(ConnectionLost(), at="before send")
    upload = sent_alone(office, new_upload())
    with office.threads(1, messengers=1):
        seek_in_vain(office, clock, upload)
    assert len(office.world.inbox) == 1


def test_where_only_a_date_tells_them_apart_it_is_asked_and_not_sent_again(
    with_one_from_elsewhere: Office, new_upload: NewUpload
) -> None:
    """A date may be wrong: what was turned away is no reason for a second message then."""
    office, clock = with_one_from_elsewhere, with_one_from_elsewhere.clock
    assert isinstance(clock, HandClock)
    limited = RateLimited(wait_seconds=1.0, is_daily=False)
    office.world.hook = failing(limited, at="before send")
    upload = sent_alone(office, new_upload())
    with office.threads(1, messengers=1):
        assert office.diary.wait_for(lambda: told(office, upload)[1:] == [SENDING, PLANNED])
        clock.seconds += 3
        office.queue.wake()
        seek_in_vain(office, clock, upload)
    assert isinstance(office.delivery(upload).error, MessageUnknown)
    assert len(office.world.inbox) == 1


def test_one_whose_attachments_show_late_is_waited_for_and_not_sent_again(
    new_upload: NewUpload,
) -> None:
    """A gateway says "later" of what has gone through, and the conversation shows it bare."""
    clock = HandClock()
    office = Office(clock=clock)
    office.world.hook = failing(RateLimited(wait_seconds=1.0, is_daily=False), at="send")
    office.world.hides_attachments = True
    upload = sent_alone(office, new_upload())
    with office.threads(1, messengers=1):
        assert office.diary.wait_for(lambda: told(office, upload)[1:] == [SENDING, PLANNED])
        clock.seconds += 3
        office.queue.wake()
        assert office.wait_for_message(upload, CHECKING)
        office.world.hides_attachments = False
        clock.seconds += 3
        office.queue.wake()
        assert office.wait_for_message(upload, SENT)
    assert len(office.world.inbox) == 1


def test_one_that_failed_beside_one_from_before_is_the_agents_too(
    with_one_from_elsewhere: Office, new_upload: NewUpload
) -> None:
    office, clock = with_one_from_elsewhere, with_one_from_elsewhere.clock
    assert isinstance(clock, HandClock)
    left: list[LeadwayError] = [RateLimited(wait_seconds=1.0, is_daily=False)]
    looks = count()

    def hook(step: str, cancel: CancelToken) -> None:
        if step == "before send" and left:
            raise left.pop()
        if step == "find" and next(looks):  # the first is content with what is like it
            raise MessageFailed

    office.world.hook = hook
    upload = sent_alone(office, new_upload())
    with office.threads(1, messengers=1):
        assert office.diary.wait_for(lambda: told(office, upload)[1:] == [SENDING, PLANNED])
        clock.seconds += 3
        office.queue.wake()
        assert office.wait_for_message(upload, UNKNOWN)
    assert isinstance(office.delivery(upload).error, MessageFailed)


@pytest.mark.parametrize("refused", [ScopeMissing, LocationDenied])
def test_who_may_not_read_messages_may_send_again(
    new_upload: NewUpload, refused: type[LeadwayError]
) -> None:
    clock = HandClock()
    limited = RateLimited(wait_seconds=1.0, is_daily=False)

    def hook(step: str, cancel: CancelToken) -> None:
        if step == "find":
            raise refused
        if step == "before send" and office.world.steps.count(step) == 1:
            raise limited

    office = Office(FakeWorld(hook), clock=clock)
    upload = sent_alone(office, new_upload())
    with office.threads(1, messengers=1):
        assert office.diary.wait_for(lambda: told(office, upload)[1:] == [SENDING, PLANNED])
        clock.seconds += 3
        office.queue.wake()
        assert office.wait_for_message(upload, SENT)
    assert len(office.world.inbox) == 1
