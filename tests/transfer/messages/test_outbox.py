"""What the agent wants of messages, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from leadway_desktop.domain.delivery import DeliveryStage, MessagePlan
from leadway_desktop.domain.errors import (
    ConnectionLost,
    MessageFailed,
    MessageUnknown,
    RateLimited,
    RequestRefused,
    ServerFault,
)
from leadway_desktop.domain.upload import Upload
from leadway_desktop.transfer.messages.retry import LOOK_AFTER
from tests.transfer.conftest import NewUpload
from tests.transfer.fakes import FakeWorld, HandClock
from tests.transfer.messages.deliveries import (
    PLAN,
    PLANNED,
    REFUSED,
    SENDING,
    SENT,
    UNKNOWN,
    failing,
    looked,
    lost,
    seek_in_vain,
    sent_alone,
)
from tests.transfer.office import Gate, Office


def test_a_planned_message_can_be_withdrawn_with_all_its_files(
    by_email: Callable[[str], Upload],
) -> None:
    office = Office()
    one, other = by_email("u1"), by_email("u2")
    office.queue.add(one, other)
    office.outbox.plan([one.id, other.id], PLAN)
    office.outbox.withdraw(other.id)
    assert {office.queue.upload(each.id).unsaid for each in (one, other)} == {PLAN.text}
    with office.threads(1, messengers=1):
        assert office.queue.wait_until_over([one.id, other.id], 10)
        assert not office.diary.wait_for(lambda: bool(office.world.inbox), 0.1)
    assert office.queue.upload(one.id).delivery is None
    assert office.queue.upload(other.id).delivery is None


def test_words_that_are_safe_are_kept_with_no_file_of_their_message(
    by_email: Callable[[str], Upload],
) -> None:
    """Sent by hand one after the other, each would say them again."""
    office = Office()
    one, other = (
        replace(by_email(name), unsaid="Hola", unsaid_of="k.00000") for name in ("one", "other")
    )
    alike = replace(one, id="alike", unsaid_of="k2.00000")
    older = replace(one, id="older", unsaid_of="")
    silent = replace(one, id="silent", unsaid="", unsaid_of="")
    everybody = [one, other, alike, older, silent]
    office.queue.add(*everybody)

    def kept() -> list[str]:
        return [office.queue.upload(each.id).unsaid for each in everybody]

    office.outbox.forget_words({other.id: "others", "gone": "", silent.id: ""})
    assert kept() == ["Hola", "Hola", "Hola", "Hola", ""]
    office.outbox.forget_words({one.id: "Hola"})
    assert kept() == ["", "", "Hola", "Hola", ""], "another message may say the same"
    office.outbox.forget_words({older.id: "Hola"})
    assert kept() == ["", "", "Hola", "", ""]


def test_words_that_are_planned_are_kept_for_no_later_draft(new_upload: NewUpload) -> None:
    """Whatever instant kills the program: they would be said twice."""
    office = Office()
    one, said, other, late = (replace(new_upload(), id=name, unsaid=name) for name in "abcd")
    office.queue.add(one, said, other, late)
    assert office.outbox.plan([one.id], PLAN, {one.id: "a", said.id: "b", other.id: "x"})
    assert not office.outbox.plan([one.id], PLAN, {other.id: "c"})
    assert office.outbox.plan([late.id], PLAN, {late.id: "what it was to say before"})
    for queue in (office.queue, office.restarted().queue):
        assert [queue.upload(name).unsaid for name in "abcd"] == ["", "", "c", "d"]


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


def test_one_that_has_failed_for_certain_can_be_withdrawn(new_upload: NewUpload) -> None:
    office = Office(FakeWorld(failing(MessageFailed())))
    upload = sent_alone(office, new_upload())
    with office.threads(1, messengers=1):
        assert office.wait_for_message(upload, UNKNOWN)
    assert office.outbox.withdraw(upload.id)
    assert office.queue.upload(upload.id).delivery is None


def test_one_that_was_turned_away_and_taken_back_is_looked_for_before_it_is_sent_anew(
    new_upload: NewUpload,
) -> None:
    """A gateway may say "later" of what has gone through; the program may be closed meanwhile."""
    turned_away = RateLimited(wait_seconds=60, is_daily=False)
    office = Office(FakeWorld(failing(turned_away)), clock=HandClock())
    upload = sent_alone(office, new_upload())
    with office.threads(1, messengers=1):
        assert office.diary.wait_for(lambda: office.delivery(upload).counts_down, 10)
        assert office.outbox.withdraw(upload.id)
    after = office.restarted()
    after.outbox.plan([upload.id], PLAN)
    with after.threads(1, messengers=1):
        assert after.wait_for_message(upload, SENT)
    assert len(office.world.inbox) == 1


@pytest.mark.parametrize("is_lost", [False, True])
def test_other_words_are_not_taken_for_said_where_an_earlier_message_has_gone(
    new_upload: NewUpload, is_lost: bool
) -> None:
    """The customer has the file and the words of then: whether more is sent is the agent's."""
    turned_away = RateLimited(wait_seconds=60, is_daily=False)
    clock, world = HandClock(), FakeWorld(failing(turned_away), finds_by_links=True)
    office = Office(world, clock=clock)
    upload = sent_alone(office, new_upload())
    with office.threads(1, messengers=1):
        assert office.diary.wait_for(lambda: office.delivery(upload).counts_down, 10)
        assert office.outbox.withdraw(upload.id)
    world.hook = failing(ConnectionLost(), at="before send") if is_lost else failing()
    world.shows = not is_lost
    after = office.restarted()
    after.outbox.plan([upload.id], MessagePlan("Otras palabras", ""))
    with after.threads(1, messengers=1):
        if is_lost:
            assert looked(after, 1)
            world.shows = True
        seek_in_vain(after, clock, upload)
        assert len(world.inbox) == 1
        world.hook = failing(ServerFault(), at="before send")
        after.outbox.send_again(upload.id)
        seek_in_vain(after, clock, upload)
        assert len(world.inbox) == 1, "it is that of before which its conversation shows"
        after.outbox.send_again(upload.id)
        assert after.wait_for_message(upload, SENT)
    assert [message.text for message in world.inbox] == [PLAN.text, "Otras palabras"]


def test_one_that_has_failed_for_certain_is_not_looked_for_when_it_is_sent_anew(
    new_upload: NewUpload,
) -> None:
    office = Office(FakeWorld(failing(MessageFailed())))
    upload = sent_alone(office, new_upload())
    with office.threads(1, messengers=1):
        assert office.wait_for_message(upload, UNKNOWN)
        assert office.outbox.withdraw(upload.id)
        office.outbox.plan([upload.id], PLAN)
        assert office.wait_for_message(upload, SENT)
    assert "find" not in office.world.steps


def test_one_wish_sends_a_refused_message_once_though_it_fails_again_at_once(
    new_upload: NewUpload, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusals = failing(RequestRefused(detail="no"), MessageFailed(), at="before send")
    office = Office(FakeWorld(refusals))
    upload, send_refused = sent_alone(office, new_upload()), office.outbox.send_refused

    def refused_again(upload_id: str) -> bool:
        was_refused = send_refused(upload_id)
        assert office.wait_for_message(upload, UNKNOWN)
        return was_refused

    monkeypatch.setattr(office.outbox, "send_refused", refused_again)
    with office.threads(1, messengers=1):
        assert office.wait_for_message(upload, REFUSED)
        office.outbox.send_again(upload.id)
        assert office.delivery(upload).stage is UNKNOWN
    assert office.world.steps.count("before send") == 2


def test_what_is_planned_once_is_not_planned_twice(new_upload: NewUpload) -> None:
    office = Office()
    upload = sent_alone(office, new_upload())
    office.outbox.plan([upload.id, "no such"], PLAN)
    with office.threads(1, messengers=1):
        assert office.wait_for_message(upload, SENT)
        office.outbox.plan([upload.id], PLAN)
        assert not office.diary.wait_for(lambda: len(office.world.inbox) > 1, 0.1)


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


def test_one_that_waits_for_its_next_try_is_sent_at_the_agents_word(
    new_upload: NewUpload,
) -> None:
    office = Office(
        FakeWorld(failing(RateLimited(wait_seconds=None, is_daily=False), at="before send")),
        clock=HandClock(),
    )
    upload = sent_alone(office, new_upload())
    with office.threads(1, messengers=1):
        assert office.diary.wait_for(lambda: office.delivery(upload).counts_down, 10)
        office.outbox.try_now(upload.id)
        assert office.wait_for_message(upload, SENT)
    assert len(office.world.inbox) == 1


def test_looks_that_the_agent_hurries_do_not_make_it_unknown_any_sooner(
    new_upload: NewUpload,
) -> None:
    office = Office(FakeWorld(failing(ConnectionLost()), shows=False), clock=HandClock())
    upload = sent_alone(office, new_upload())
    with office.threads(1, messengers=1):
        for _ in range(2 * len(LOOK_AFTER)):
            assert office.diary.wait_for(lambda: office.delivery(upload).counts_down, 10)
            office.outbox.try_now(upload.id)
        assert office.diary.wait_for(lambda: office.delivery(upload).counts_down, 10)
        office.world.shows = True
        office.outbox.try_now(upload.id)
        assert office.wait_for_message(upload, SENT)
    assert len(office.world.inbox) == 1


def test_a_look_that_the_agent_hurries_forgets_no_trace(new_upload: NewUpload) -> None:
    """Support finds by it what the server did with the message."""
    clock = HandClock()
    lost_at = ServerFault(status=502, trace_id="trace-7")
    office = Office(FakeWorld(failing(lost_at), shows=False), clock=clock)
    upload = sent_alone(office, new_upload())
    with office.threads(1, messengers=1):
        assert office.diary.wait_for(lambda: office.delivery(upload).counts_down, 10)
        office.outbox.try_now(upload.id)
        seek_in_vain(office, clock, upload)
    error = office.delivery(upload).error
    assert isinstance(error, MessageUnknown)
    assert error.trace_id == "trace-7"


def test_what_nobody_knows_is_the_agents_and_stays_so(new_upload: NewUpload) -> None:
    clock = HandClock()
    office = Office(FakeWorld(failing(ConnectionLost()), shows=False), clock=clock)
    upload = sent_alone(office, new_upload())
    with office.threads(1, messengers=1):
        lost(office, clock, upload)
    assert isinstance(office.delivery(upload).error, MessageUnknown)
    assert len(office.world.inbox) == 1
    assert not office.outbox.withdraw(upload.id)
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
        began_at = office.delivery(upload).began_at
        clock.seconds += 3600
        office.outbox.mark_sent(upload.id)
        assert office.wait_for_message(upload, SENT)
    assert len(office.world.inbox) == 1
    assert office.delivery(upload).error is None
    assert office.delivery(upload).sent_at == began_at


def test_the_agent_sends_it_again(new_upload: NewUpload) -> None:
    clock = HandClock()
    office = Office(FakeWorld(failing(ConnectionLost()), shows=False), clock=clock)
    upload = sent_alone(office, new_upload())
    with office.threads(1, messengers=1):
        lost(office, clock, upload)
        office.outbox.send_again(upload.id)
        assert office.wait_for_message(upload, SENT)
    assert len(office.world.inbox) == 2


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
