"""What is written of a message before it goes out and after, whatever comes in between."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.delivery import DeliveryStage
from leadway_desktop.domain.errors import JournalNotWritten, ServerFault
from leadway_desktop.domain.upload import Upload
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
