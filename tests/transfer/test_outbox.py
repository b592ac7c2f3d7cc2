"""Messages by hand: who goes with whom, when, in which order, and what a lost reply leads to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import pytest

from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.checks import look_at
from leadway_desktop.domain.delivery import DeliveryStage, MessagePlan
from leadway_desktop.domain.errors import (
    ConnectionLost,
    FileMissing,
    JournalNotWritten,
    LeadwayError,
    LocationDenied,
    MessageUnknown,
    NoConnection,
    RateLimited,
    RequestRefused,
    ScopeMissing,
    ServerFault,
    Stalled,
    TokenInvalid,
    UnexpectedReply,
)
from leadway_desktop.domain.upload import Upload, UploadStage
from leadway_desktop.domain.wait import WaitReason
from leadway_desktop.transfer import outbox
from leadway_desktop.transfer.intake import Arrival, Intake, parts_of
from leadway_desktop.transfer.message_retry import LOOK_AFTER
from tests.transfer.conftest import NewUpload
from tests.transfer.fakes import LINK, TARGET, FakeWorld, HandClock
from tests.transfer.office import Gate, Office

PLAN = MessagePlan("Aquí tiene", "+34 600 000 000")
PLANNED, SENDING, CHECKING, SENT, REFUSED, UNKNOWN = (
    DeliveryStage.PLANNED,
    DeliveryStage.SENDING,
    DeliveryStage.CHECKING,
    DeliveryStage.SENT,
    DeliveryStage.REFUSED,
    DeliveryStage.UNKNOWN,
)


@pytest.fixture
def by_email(photo: Path) -> Callable[[str], Upload]:
    def make(upload_id: str) -> Upload:
        target = replace(TARGET, channel=Channel.EMAIL)
        return Upload(upload_id, target, look_at(photo), HandClock().now())

    return make


def told(office: Office, upload: Upload) -> list[DeliveryStage]:
    """Return the stages of its message, each once in a row."""
    return [stage for stage, _ in groupby(office.diary.message_stages(upload.id))]


def failing(*errors: LeadwayError | None, at: str = "send") -> Callable[[str, CancelToken], None]:
    """Fail a step as told, once each; None lets it pass."""
    left = list(errors)

    def hook(step: str, cancel: CancelToken) -> None:
        error = left.pop(0) if step == at and left else None
        if error is not None:
            raise error

    return hook


def sent_alone(office: Office, upload: Upload) -> Upload:
    """Upload one and plan its message; the threads are the caller's."""
    office.queue.add(upload)
    office.outbox.plan([upload.id], PLAN)
    return upload


# -- what goes together --------------------------------------------------------------------------


def test_a_message_is_sent_once_its_file_has_arrived(new_upload: NewUpload) -> None:
    office = Office()
    upload = sent_alone(office, new_upload())
    with office.threads(1, messengers=1):
        assert office.wait_for_message(upload, SENT)
    assert told(office, upload) == [PLANNED, SENDING, SENT]
    (message,) = office.world.inbox
    assert (message.text, message.contact_id) == (PLAN.text, TARGET.contact_id)
    assert [(one.file_name, one.link) for one in message.attachments] == [("foto.jpg", LINK)]
    delivery = office.delivery(upload)
    assert (delivery.message_id, delivery.trace_id) == ("m1", "trace-sent")
    assert delivery.sent_at is not None


def test_sending_is_in_the_journal_before_a_byte_goes_out(new_upload: NewUpload) -> None:
    office = Office()
    seen: list[DeliveryStage | None] = []

    def hook(step: str, cancel: CancelToken) -> None:
        if step == "before send":
            kept, _ = office.journal.kept["u1"]
            seen.append(kept.delivery.stage if kept.delivery else None)

    office.world.hook = hook
    upload = sent_alone(office, new_upload())
    with office.threads(1, messengers=1):
        assert office.wait_for_message(upload, SENT)
    assert seen == [SENDING]


def test_files_of_an_email_go_in_messages_of_five(by_email: Callable[[str], Upload]) -> None:
    office = Office()
    uploads = [by_email(f"u{number}") for number in range(7)]
    office.queue.add(*uploads)
    office.outbox.plan([one.id for one in uploads], PLAN)
    with office.threads(3, messengers=2):
        assert all(office.wait_for_message(one, SENT) for one in uploads)
    assert [len(one.attachments) for one in office.world.inbox] == [5, 2]
    assert [one.text for one in office.world.inbox] == [PLAN.text, ""]


def test_whatsapp_takes_one_each_in_order_and_the_text_with_the_first(
    new_upload: NewUpload,
) -> None:
    """The second file arrives first, and waits for the first."""
    gate = Gate("put")
    office = Office(FakeWorld())
    first, second = new_upload(), new_upload()

    def hook(step: str, cancel: CancelToken) -> None:
        if office.world.steps.count("put") == 1:
            gate(step, cancel)

    office.world.hook = hook
    office.queue.add(first, second)
    office.outbox.plan([first.id, second.id], PLAN)
    with office.threads(1, messengers=2):
        assert gate.reached.acquire(timeout=10)
        with office.threads(1):
            pass
        gate.open()
    after = office.restarted()
    with after.threads(2, messengers=2):
        assert all(after.wait_for_message(one, SENT) for one in (first, second))
    assert [one.text for one in after.world.inbox] == [PLAN.text, ""]


def test_a_message_waits_for_all_of_its_files(by_email: Callable[[str], Upload]) -> None:
    office = Office()
    one, other = by_email("u1"), by_email("u2")
    office.queue.add(one, other)
    office.queue.pause(other.id)
    office.outbox.plan([one.id, other.id], PLAN)
    with office.threads(1, messengers=1):
        assert office.queue.wait_until_over([one.id], 10)
        assert office.world.inbox == []
        office.queue.resume(other.id)
        assert office.wait_for_message(other, SENT)
    (message,) = office.world.inbox
    assert len(message.attachments) == 2


def test_one_that_fails_does_not_hold_up_the_others_and_is_sent_alone_later(
    by_email: Callable[[str], Upload],
) -> None:
    office = Office()
    good, bad = by_email("u1"), by_email("u2")
    failed = bad.moved_to(UploadStage.FAILED, at=office.clock.now(), error=FileMissing())
    office.queue.add(good, failed)
    with office.threads(1, messengers=1):
        office.outbox.plan([good.id, bad.id], PLAN)  # a failed one is not planned at all
        assert office.wait_for_message(good, SENT)
    assert office.queue.upload(bad.id).delivery is None


def test_one_that_is_cancelled_leaves_the_message(by_email: Callable[[str], Upload]) -> None:
    office = Office()
    good, gone = by_email("u1"), by_email("u2")
    office.queue.add(good, gone)
    office.outbox.plan([good.id, gone.id], PLAN)
    office.queue.cancel(gone.id)
    with office.threads(1, messengers=1):
        assert office.wait_for_message(good, SENT)
        assert office.delivery(gone).stage is PLANNED
        assert office.delivery(gone).key != office.delivery(good).key
        office.queue.retry(gone.id)
        assert office.wait_for_message(gone, SENT)
    assert [(one.text, len(one.attachments)) for one in office.world.inbox] == [
        (PLAN.text, 1),
        ("", 1),
    ]


def test_a_message_waits_though_one_of_its_files_never_came(
    by_email: Callable[[str], Upload],
) -> None:
    """It cannot even be begun: what it waits for is true of all of its files."""
    clock = HandClock()
    office = Office(FakeWorld(failing(ServerFault(), at="contact")), clock=clock)
    office.message_job = replace(office.message_job, jitter=lambda low, high: high)
    unaddressed = replace(TARGET, channel=Channel.EMAIL, contact_id="")
    gone, good = (replace(by_email(name), target=unaddressed) for name in ("u1", "u2"))
    office.queue.add(gone, good)
    office.outbox.plan([gone.id, good.id], PLAN)
    office.queue.cancel(gone.id)
    with office.threads(1, messengers=1):
        assert office.diary.wait_for(lambda: office.delivery(good).wait is not None)
        assert office.delivery(gone) == office.delivery(good)
        assert not office.diary.wait_for(lambda: office.world.steps.count("contact") > 1, 0.2)
        clock.seconds += 10
        office.queue.wake()
        assert office.wait_for_message(good, SENT)
    assert office.world.steps.count("contact") == 2
    assert office.delivery(gone).stage is PLANNED


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


def test_what_is_planned_while_the_bytes_travel_is_not_forgotten(new_upload: NewUpload) -> None:
    gate = Gate("put")
    office = Office(FakeWorld(gate))
    upload = new_upload()
    office.queue.add(upload)
    with office.threads(1, messengers=1):
        assert gate.reached.acquire(timeout=10)
        office.outbox.plan([upload.id], PLAN)
        gate.open()
        assert office.wait_for_message(upload, SENT)
    kept, _ = office.journal.kept[upload.id]
    assert kept == office.queue.upload(upload.id)


def test_a_contact_that_is_not_known_is_asked_for(new_upload: NewUpload) -> None:
    office = Office()
    upload = sent_alone(office, replace(new_upload(), target=replace(TARGET, contact_id="")))
    with office.threads(1, messengers=1):
        assert office.wait_for_message(upload, SENT)
    assert office.world.inbox[0].contact_id == "contact of conv"


def test_what_is_planned_with_the_drop_is_one_message(photo: Path) -> None:
    office = Office()
    intake = Intake(office.queue, office.clock)
    target = replace(TARGET, channel=Channel.SMS)
    uploads = [
        one
        for part in parts_of(target, [Arrival(photo)] * 6, PLAN)
        for one in intake.take_together(target, part)
    ]
    with office.threads(2, messengers=1):
        assert all(office.wait_for_message(one, SENT) for one in uploads)
    assert [len(one.attachments) for one in office.world.inbox] == [5, 1]


def test_what_is_planned_stands_in_no_draft_any_more(new_upload: NewUpload) -> None:
    """In one row: whatever instant ends the program, it is the one or the other."""
    office = Office()
    upload = sent_alone(office, replace(new_upload(), is_drafted=True))
    kept, _ = office.journal.kept[upload.id]
    assert (kept.delivery is not None, kept.is_drafted) == (True, False)


def test_the_words_go_with_the_first_file_that_arrives(photo: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty.jpg"
    empty.touch()
    office = Office()
    intake = Intake(office.queue, office.clock)
    target = replace(TARGET, channel=Channel.WHATSAPP)
    never, *others = [
        one
        for part in parts_of(target, list(map(Arrival, (empty, photo, photo))), PLAN)
        for one in intake.take_together(target, part)
    ]
    with office.threads(1, messengers=1):
        assert all(office.wait_for_message(one, SENT) for one in others)
    assert [message.text for message in office.world.inbox] == [PLAN.text, ""]
    assert office.delivery(never).text == "", "or they would come again"


# -- what may have been sent ----------------------------------------------------------------------


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


def looked(office: Office, times: int) -> bool:
    """Wait until so many looks have shown nothing."""
    return office.diary.wait_for(
        lambda: (
            (last := office.diary.changes[-1].delivery) is not None
            and (last.vain_looks == times or last.stage is UNKNOWN)
        )
    )


def lost(office: Office, clock: HandClock, upload: Upload) -> None:
    """Let a message's reply be lost, and the conversation show nothing, until it is unknown."""
    office.world.shows = False
    for times, seconds in enumerate(LOOK_AFTER, start=1):
        assert looked(office, times)
        clock.seconds += seconds
        office.queue.wake()
    assert office.wait_for_message(upload, UNKNOWN)
    assert office.world.steps.count("find") == len(LOOK_AFTER) + 1


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


def test_what_nobody_knows_is_the_agents_and_stays_so(new_upload: NewUpload) -> None:
    clock = HandClock()
    office = Office(FakeWorld(failing(ConnectionLost()), shows=False), clock=clock)
    upload = sent_alone(office, new_upload())
    with office.threads(1, messengers=1):
        lost(office, clock, upload)
    assert isinstance(office.delivery(upload).error, MessageUnknown)
    assert len(office.world.inbox) == 1
    after = office.restarted()
    clock.seconds += 1_000_000
    with after.threads(1, messengers=1):
        assert not after.diary.wait_for(lambda: len(office.world.inbox) > 1, 0.2)
    assert after.delivery(upload).stage is UNKNOWN


def test_the_agent_looks_again(new_upload: NewUpload) -> None:
    clock = HandClock()
    office = Office(FakeWorld(failing(ConnectionLost()), shows=False), clock=clock)
    upload = sent_alone(office, new_upload())
    with office.threads(1, messengers=1):
        lost(office, clock, upload)
        office.world.shows = True
        office.outbox.look_again(upload.id)
        assert office.wait_for_message(upload, SENT)
    assert len(office.world.inbox) == 1


def test_the_agent_has_seen_it(new_upload: NewUpload) -> None:
    clock = HandClock()
    office = Office(FakeWorld(failing(ConnectionLost()), shows=False), clock=clock)
    upload = sent_alone(office, new_upload())
    with office.threads(1, messengers=1):
        lost(office, clock, upload)
        office.outbox.mark_sent(upload.id)
        assert office.wait_for_message(upload, SENT)
    assert len(office.world.inbox) == 1
    assert office.delivery(upload).error is None


def test_the_agent_sends_it_again(new_upload: NewUpload) -> None:
    clock = HandClock()
    office = Office(FakeWorld(failing(ConnectionLost()), shows=False), clock=clock)
    upload = sent_alone(office, new_upload())
    with office.threads(1, messengers=1):
        lost(office, clock, upload)
        office.outbox.send_again(upload.id)
        assert office.wait_for_message(upload, SENT)
    assert len(office.world.inbox) == 2


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


def test_after_a_crash_in_the_middle_it_is_looked_for(new_upload: NewUpload) -> None:
    gate = Gate("send")
    office = Office(FakeWorld(gate))
    upload = sent_alone(office, new_upload())
    with office.threads(1, messengers=1):
        assert gate.reached.acquire(timeout=10)
        kept = dict(office.journal.kept)
        gate.open()
        assert office.wait_for_message(upload, SENT)
    office.journal.kept = kept
    after = office.restarted()
    assert after.delivery(upload).stage is CHECKING
    with after.threads(1, messengers=1):
        assert after.wait_for_message(upload, SENT)
    assert len(office.world.inbox) == 1


def test_a_crash_that_told_some_of_the_files_only_sends_nothing_again(
    by_email: Callable[[str], Upload],
) -> None:
    office = Office()
    one, other = by_email("u1"), by_email("u2")
    office.queue.add(one, other)
    office.outbox.plan([one.id, other.id], PLAN)
    with office.threads(1, messengers=1):
        assert office.wait_for_message(other, SENT)
    behind, revision = office.journal.kept[one.id]
    assert behind.delivery is not None
    stale = replace(behind.delivery, stage=PLANNED, sent_at=None, message_id=None)
    office.journal.kept[one.id] = (replace(behind, delivery=stale), revision)
    after = office.restarted()
    assert after.delivery(one) == after.delivery(other)
    with after.threads(1, messengers=1):
        assert not after.diary.wait_for(lambda: len(office.world.inbox) > 1, 0.1)


# -- what was certainly not sent ------------------------------------------------------------------


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


# -- links that the server uses again --------------------------------------------------------------


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
        for times, seconds in enumerate(LOOK_AFTER, start=1):
            assert looked(office, times)
            clock.seconds += seconds
            office.queue.wake()
        assert office.wait_for_message(second, UNKNOWN)
    assert len(office.world.inbox) == 1


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
        for times, seconds in enumerate(LOOK_AFTER, start=1):
            assert looked(office, times)
            clock.seconds += seconds
            office.queue.wake()
        assert office.wait_for_message(upload, UNKNOWN)
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
        for times, seconds in enumerate(LOOK_AFTER, start=1):
            assert looked(office, times)
            clock.seconds += seconds
            office.queue.wake()
        assert office.wait_for_message(upload, UNKNOWN)
    assert isinstance(office.delivery(upload).error, MessageUnknown)
    assert len(office.world.inbox) == 1


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


def test_what_the_server_refuses_is_refused_with_its_words(new_upload: NewUpload) -> None:
    refusal = RequestRefused(detail="the window is closed", trace_id="t", status=400)
    office = Office(FakeWorld(failing(refusal, at="before send")))
    upload = sent_alone(office, new_upload())
    with office.threads(1, messengers=1):
        assert office.wait_for_message(upload, REFUSED)
        assert office.delivery(upload).error is refusal
        office.outbox.send_again(upload.id)
        assert office.wait_for_message(upload, SENT)
    assert len(office.world.inbox) == 1


def test_what_the_journal_does_not_keep_is_not_sent(new_upload: NewUpload) -> None:
    """Who is killed after it, would send it again."""
    office = Office()
    upload = new_upload()
    office.queue.add(upload)
    with office.threads(1, messengers=1):
        assert office.queue.wait_until_over([upload.id], 10)
        office.journal.error = JournalNotWritten()
        office.outbox.plan([upload.id], PLAN)
        assert office.diary.wait_for(
            lambda: (
                (last := office.diary.changes[-1].delivery) is not None
                and isinstance(last.error, JournalNotWritten)
            )
        )
        assert told(office, upload) == [PLANNED]
        assert office.world.inbox == []
        office.journal.error = None
        assert isinstance(office.clock, HandClock)
        office.clock.seconds += 100
        office.queue.wake()
        assert office.wait_for_message(upload, SENT)


# -- what the agent wants --------------------------------------------------------------------------


def test_a_planned_message_can_be_withdrawn_with_all_its_files(
    by_email: Callable[[str], Upload],
) -> None:
    office = Office()
    one, other = by_email("u1"), by_email("u2")
    office.queue.add(one, other)
    office.outbox.plan([one.id, other.id], PLAN)
    office.outbox.withdraw(other.id)
    with office.threads(1, messengers=1):
        assert office.queue.wait_until_over([one.id, other.id], 10)
        assert not office.diary.wait_for(lambda: bool(office.world.inbox), 0.1)
    assert office.queue.upload(one.id).delivery is None
    assert office.queue.upload(other.id).delivery is None


def test_one_that_is_withdrawn_in_the_last_moment_is_not_sent(new_upload: NewUpload) -> None:
    office = Office()
    upload = replace(new_upload(), target=replace(TARGET, contact_id=""))

    def hook(step: str, cancel: CancelToken) -> None:
        if step == "contact":
            office.outbox.withdraw(upload.id)

    office.world.hook = hook
    sent_alone(office, upload)
    with office.threads(1, messengers=1):
        assert office.diary.wait_for(lambda: office.diary.changes[-1].delivery is None)
        assert office.queue.upload(upload.id).delivery is None
    assert office.world.inbox == []


def test_one_that_is_being_sent_cannot_be_withdrawn(new_upload: NewUpload) -> None:
    gate = Gate("send")
    office = Office(FakeWorld(gate))
    upload = sent_alone(office, new_upload())
    with office.threads(1, messengers=1):
        assert gate.reached.acquire(timeout=10)
        office.outbox.withdraw(upload.id)
        assert office.delivery(upload).stage is SENDING
        gate.open()
        assert office.wait_for_message(upload, SENT)


def test_what_is_planned_once_is_not_planned_twice(new_upload: NewUpload) -> None:
    office = Office()
    upload = sent_alone(office, new_upload())
    office.outbox.plan([upload.id, "no such"], PLAN)
    with office.threads(1, messengers=1):
        assert office.wait_for_message(upload, SENT)
        office.outbox.plan([upload.id], PLAN)
        assert not office.diary.wait_for(lambda: len(office.world.inbox) > 1, 0.1)


@pytest.mark.parametrize("stage", DeliveryStage)
def test_the_list_lets_nothing_go_that_is_not_settled(
    new_upload: NewUpload, stage: DeliveryStage
) -> None:
    office = Office()
    upload = sent_alone(office, new_upload())
    with office.threads(1):
        assert office.queue.wait_until_over([upload.id], 10)
    office.queue.amend(
        lambda look_up: [
            replace(found, delivery=replace(found.delivery, stage=stage))
            for found in [look_up(upload.id)]
            if found is not None and found.delivery is not None
        ]
    )
    is_gone = office.queue.remove(upload.id) is not None
    assert is_gone is (stage in {SENT, REFUSED})


# -- the end --------------------------------------------------------------------------------------


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
    monkeypatch.setattr(outbox, "GRACE", 0.05)
    gate = Gate("send")
    office = Office(FakeWorld(gate))
    upload = sent_alone(office, new_upload())
    with office.threads(1, messengers=1):
        assert gate.reached.acquire(timeout=10)
    kept, _ = office.journal.kept[upload.id]
    assert kept.delivery is not None
    assert kept.delivery.stage is SENDING
    assert office.restarted().delivery(upload).stage is CHECKING
