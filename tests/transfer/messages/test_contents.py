"""What goes together in a message, and with which words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.delivery import Delivery, plan_of
from leadway_desktop.domain.errors import FileMissing
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.transfer.intake import Arrival, Intake, parts_of
from leadway_desktop.transfer.messages.contents import as_tried
from tests.transfer.conftest import NewUpload
from tests.transfer.fakes import LINK, TARGET, FakeWorld
from tests.transfer.messages.deliveries import PLAN, PLANNED, SENDING, SENT, sent_alone, told
from tests.transfer.office import Gate, Office

MOMENT = datetime(2026, 11, 30, 12, tzinfo=UTC)


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


def test_files_of_an_email_go_in_messages_of_five(by_email: Callable[[str], Upload]) -> None:
    office = Office()
    uploads = [by_email(f"u{number}") for number in range(7)]
    office.queue.add(*uploads)
    office.outbox.plan([one.id for one in uploads], PLAN)
    with office.threads(3, messengers=2):
        assert all(office.wait_for_message(one, SENT) for one in uploads)
    assert [len(one.attachments) for one in office.world.inbox] == [5, 2]
    assert [one.text for one in office.world.inbox] == [PLAN.text, ""]


def test_a_message_is_as_old_as_the_oldest_try_to_send_one_of_its_files(
    new_upload: NewUpload,
) -> None:
    new, tried, earlier, apart = (new_upload() for _ in range(4))
    first, second = (Delivery(key, "", "") for key in ("k.00000", "k.00001"))
    uploads = [
        new,
        replace(tried, tried_at=MOMENT),
        replace(earlier, delivery=replace(first, began_at=MOMENT - timedelta(hours=1))),
        apart,
    ]
    made = as_tried([first, first, None, second], uploads)
    assert [one and one.began_at for one in made] == [MOMENT, MOMENT, None, None]
    made = as_tried([first, first, first, None], [*uploads[:3], None])
    assert {one and one.began_at for one in made} == {MOMENT - timedelta(hours=1), None}


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
        keys = [office.delivery(one).key for one in (good, gone)]
        assert len(set(keys)) == 2
        assert len({plan_of(key)[0] for key in keys}) == 1
        office.queue.retry(gone.id)
        assert office.wait_for_message(gone, SENT)
    assert [(one.text, len(one.attachments)) for one in office.world.inbox] == [
        (PLAN.text, 1),
        ("", 1),
    ]


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


def test_the_words_stay_when_the_file_that_had_them_leaves_the_list(
    photo: Path, tmp_path: Path
) -> None:
    empty = tmp_path / "empty.jpg"
    empty.touch()
    office = Office()
    intake = Intake(office.queue, office.clock)
    target = replace(TARGET, channel=Channel.WHATSAPP)
    *never, last = [
        one
        for part in parts_of(target, list(map(Arrival, (empty, empty, photo))), PLAN)
        for one in intake.take_together(target, part)
    ]
    for upload in never:
        assert office.queue.remove(upload.id)
    kept, _ = office.journal.kept[last.id]
    assert kept.delivery is not None
    assert kept.delivery.text == PLAN.text
    with office.threads(1, messengers=1):
        assert office.wait_for_message(last, SENT)
    assert [message.text for message in office.world.inbox] == [PLAN.text]


def test_words_that_others_of_their_message_still_have_go_nowhere_else(
    photo: Path, tmp_path: Path
) -> None:
    empty = tmp_path / "empty.jpg"
    empty.touch()
    office = Office()
    intake = Intake(office.queue, office.clock)
    target = replace(TARGET, channel=Channel.SMS)
    never, *others = [
        one
        for part in parts_of(target, list(map(Arrival, (empty, *[photo] * 5))), PLAN)
        for one in intake.take_together(target, part)
    ]
    assert office.queue.remove(never.id)
    assert [office.delivery(one).text for one in others] == [PLAN.text] * 4 + [""]
