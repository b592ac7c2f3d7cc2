"""What files that come anew supersede, and what of it stays wanted."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from leadway_desktop.domain.delivery import Delivery, DeliveryStage
from leadway_desktop.domain.errors import (
    FileChanged,
    FileError,
    FileMissing,
    FileTypeMismatch,
    RequestRefused,
)
from leadway_desktop.domain.superseding import taken_at
from leadway_desktop.domain.upload import Step, StoredBytes, Upload, UploadSlot
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.domain.vanishing_places import VanishingPlaces
from leadway_desktop.transfer.intake import Arrival
from leadway_desktop.transfer.spool import Spool
from tests.transfer.desk import Desk
from tests.transfer.fakes import TARGET


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.mark.parametrize(
    "error",
    [
        FileChanged(),
        FileMissing(),
        FileTypeMismatch(by_name="image/jpeg", by_content="image/png"),
    ],
)
def test_what_comes_anew_supersedes_what_has_failed_by_its_file(
    desk: Desk, photo: Path, error: FileError
) -> None:
    """So nobody who retries all that failed sends it twice; found where it is now, or moved."""
    old = replace(desk.intake.take(TARGET, photo), id="old", stage=UploadStage.FAILED, error=error)
    other_one = replace(TARGET, conversation_id="other")
    bystanders = [
        replace(old, id="other", target=other_one),
        replace(old, id="refused", error=RequestRefused()),
        replace(old, id="another", file=replace(old.file, path=photo.with_name("x"), size=7)),
    ]
    desk.queue.restore_all((one, 1) for one in (old, *bystanders))
    twin = replace(old, id="twin", file=replace(old.file, path=photo.with_name("twin.jpg")))
    desk.queue.restore(twin, 1)
    bystanders.append(twin)
    if isinstance(error, FileMissing):
        elsewhere = photo.parent / "moved"
        elsewhere.mkdir()
        photo = photo.rename(elsewhere / photo.name)
    if isinstance(error, FileTypeMismatch):
        photo = photo.rename(photo.with_suffix(".png"))
    new = desk.intake.take(TARGET, photo)
    desk.superseding.hear_given([desk.intake.refuse(TARGET, old.file.path, FileMissing())])
    assert desk.queue.upload("old") == old, "what comes anew cannot be uploaded either"
    desk.superseding.hear_given([new])
    assert desk.queue.upload("old").is_superseded
    assert [desk.queue.upload(one.id) for one in bystanders] == bystanders
    assert desk.queue.upload(new.id) == new


WAITS = {UploadStage.QUEUED, UploadStage.WAITING, UploadStage.PAUSED}


@pytest.mark.parametrize("stage", set(UploadStage) - {UploadStage.FAILED})
def test_what_comes_anew_supersedes_what_has_changed_before_it_was_read(
    desk: Desk, photo: Path, stage: UploadStage
) -> None:
    """It would fail. What is read may be read whole, though another file has its name by now."""
    old = desk.intake.take(TARGET, photo)
    desk.queue.amend(lambda look_up: [replace(old, stage=stage)])
    old = desk.queue.upload(old.id)
    desk.superseding.hear_given([desk.intake.take(TARGET, photo)])
    assert desk.queue.upload(old.id) == old, "given twice as it is"
    photo.write_bytes(b"\xff\xd8\xff saved anew, and longer")
    desk.superseding.hear_given([desk.intake.take(TARGET, photo)])
    assert desk.queue.upload(old.id).is_superseded is (stage in WAITS)


def test_what_is_there_is_not_superseded(photo: Path, tmp_path: Path) -> None:
    """Of one there is a copy, one is being copied, and of one the bytes are in the bucket."""
    vanishing = tmp_path / "vanishing"
    vanishing.mkdir()
    desk = Desk(Spool(tmp_path / "spool", VanishingPlaces([vanishing.as_posix()])))
    copied, stored = desk.intake.take(TARGET, photo), desk.intake.take(TARGET, photo)
    copy = replace(copied.file, path=photo.with_name("copy"), origin=photo)
    assert desk.queue.let_go(copied, copy)
    there = StoredBytes(UploadSlot("up", "a/b"), photo.name, "image/jpeg", 1, None)
    desk.queue.amend(lambda look_up: [replace(stored, stored=there)])
    other = vanishing / photo.name
    other.write_bytes(photo.read_bytes())
    being_copied = desk.intake.take(TARGET, other)
    before = [desk.queue.upload(one.id) for one in (copied, stored, being_copied)]
    for path in (photo, other):
        path.write_bytes(b"\xff\xd8\xff saved anew, and longer")
        desk.superseding.hear_given([desk.intake.take(TARGET, path)])
    assert [desk.queue.upload(one.id) for one in before] == before


TO_SEND, SPOKEN = Delivery("k.00000", "", ""), Delivery("k.00000", "Hola", "")
OWN, OWN_WORDS = Delivery("own.00000", "", ""), Delivery("own.00000", "Otra cosa", "")


@pytest.mark.parametrize(
    ("old", "new", "is_drafted"),
    [
        (None, None, False),
        (None, None, True),
        (None, OWN, False),
        (SPOKEN, replace(OWN, text="Hola"), False),
        (TO_SEND, OWN, False),
        (TO_SEND, OWN_WORDS, False),
    ],
)
def test_what_has_failed_is_superseded_where_the_new_one_does_all_of_it(
    desk: Desk, photo: Path, old: Delivery | None, new: Delivery | None, is_drafted: bool
) -> None:
    failed = failed_one(desk, photo, old)
    beside = replace(failed, id="beside", file=replace(failed.file, path=photo.with_name("x")))
    desk.queue.restore_all([(failed, 1), (beside, 1)])
    (again,) = desk.intake.look_at(TARGET, [Arrival(photo, new, is_drafted=is_drafted)])
    desk.intake.put([again])
    desk.superseding.hear_given([again])
    gone = desk.queue.upload(failed.id)
    assert (gone.is_superseded, gone.delivery) == (True, None)
    assert all(one.delivery is None for one in desk.diary.changes if one.is_superseded)
    assert desk.queue.upload(again.id) == again
    assert desk.queue.upload("beside") == beside, "of the same message, it keeps that"


@pytest.mark.parametrize("old", [TO_SEND, SPOKEN])
def test_where_the_agent_is_asked_the_words_stay_until_they_are_in_the_draft(
    desk: Desk, photo: Path, old: Delivery
) -> None:
    """A file that has failed beside it says them no more, if it is retried."""
    failed = failed_one(desk, photo, old)
    beside = replace(failed, id="beside", file=replace(failed.file, path=photo.with_name("x")))
    desk.queue.restore_all([(failed, 1), (beside, 1)])
    again = attached_again(desk, photo)
    gone = desk.queue.upload(failed.id)
    assert (gone.is_superseded, gone.delivery, gone.unsaid) == (True, None, old.text)
    assert desk.queue.upload(again.id) == again
    assert desk.queue.upload("beside") == replace(beside, delivery=TO_SEND)


@pytest.mark.parametrize("stage", [UploadStage.QUEUED, UploadStage.UPLOADED])
def test_words_stay_with_another_file_of_the_message_that_goes(
    desk: Desk, photo: Path, stage: UploadStage
) -> None:
    failed = failed_one(desk, photo, SPOKEN)
    file = replace(failed.file, path=photo.with_name("x"))
    going = replace(failed, id="going", file=file, stage=stage, error=None)
    desk.queue.restore_all([(failed, 1), (going, 1)])
    attached_again(desk, photo)
    gone = desk.queue.upload(failed.id)
    assert (gone.is_superseded, gone.unsaid) == (True, "")
    assert desk.queue.upload("going") == going


def attached_again(desk: Desk, photo: Path) -> Upload:
    (again,) = desk.intake.look_at(TARGET, [Arrival(photo, is_drafted=True)])
    desk.intake.put([again])
    desk.superseding.hear_given([again])
    return again


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (TO_SEND, None),
        (SPOKEN, None),
        (SPOKEN, OWN),
        (SPOKEN, OWN_WORDS),
        (replace(SPOKEN, stage=DeliveryStage.UNKNOWN), None),
    ],
)
def test_what_is_wanted_besides_stays_wanted(
    desk: Desk, photo: Path, old: Delivery, new: Delivery | None
) -> None:
    failed = failed_one(desk, photo, old)
    desk.queue.restore(failed, 1)
    desk.clock.seconds += 60
    (again,) = desk.intake.look_at(TARGET, [Arrival(photo, new, is_untold=True)])
    desk.intake.put([again])
    desk.superseding.hear_given([again])
    assert desk.queue.upload(failed.id) == failed
    assert desk.queue.upload(again.id) == again
    desk.intake.retry(failed.id, desk.superseding.supersede)
    assert desk.queue.upload(failed.id).stage is UploadStage.QUEUED


@pytest.mark.parametrize("new", [OWN, OWN_WORDS])
@pytest.mark.parametrize("is_retried", [False, True])
def test_what_the_agent_has_sent_since_is_not_sent_again_for_the_sake_of_other_words(
    desk: Desk, photo: Path, new: Delivery, is_retried: bool
) -> None:
    """They come back into a draft: whether they are still to be said is the agent's."""
    failed = failed_one(desk, photo, SPOKEN)
    desk.queue.restore(failed, 1)
    desk.clock.seconds += 60
    again = desk.intake.take(TARGET, photo, new)
    if is_retried:
        desk.intake.retry(failed.id, desk.superseding.supersede)
    else:
        desk.superseding.hear_given([again])
    gone = desk.queue.upload(failed.id)
    assert (gone.is_superseded, gone.unsaid) == (True, "Hola")
    assert desk.queue.upload(again.id) == again


@pytest.mark.parametrize("is_drafted", [True, False])
def test_what_was_being_read_is_superseded_as_soon_as_it_fails_by_that(
    desk: Desk, photo: Path, is_drafted: bool
) -> None:
    """It might have been read whole; so it stays where the new one does less."""
    old = desk.intake.take(TARGET, photo, SPOKEN)
    desk.queue.amend(lambda look_up: [replace(old, stage=UploadStage.UPLOADING)])
    photo.write_bytes(b"\xff\xd8\xff saved anew, and longer")
    desk.clock.seconds += 1
    (again,) = desk.intake.look_at(TARGET, [Arrival(photo, is_drafted=is_drafted)])
    desk.intake.put([again])
    desk.superseding.hear_given([again])
    assert desk.queue.upload(old.id).stage is UploadStage.UPLOADING
    desk.clock.seconds += 1
    begun_again = (Step(UploadStage.PREPARING, desk.clock.now()),)  # after a wait, say
    failed = replace(old, stage=UploadStage.FAILED, error=FileChanged(), steps=begun_again)
    desk.queue.amend(lambda look_up: [failed])
    assert desk.failed == [old.id]
    desk.superseding.hear_failed(old.id)
    gone = desk.queue.upload(old.id)
    assert (gone.is_superseded, gone.unsaid) == ((True, "Hola") if is_drafted else (False, ""))
    assert desk.queue.upload(again.id) == again
    desk.queue.remove(old.id)
    desk.superseding.hear_failed(old.id)


def test_what_a_kill_left_as_failed_is_superseded_at_the_next_start(
    desk: Desk, photo: Path
) -> None:
    (again,) = desk.intake.look_at(TARGET, [Arrival(photo, None)])
    created_at = again.created_at - timedelta(seconds=1)
    failed = replace(failed_one(desk, photo, None), created_at=created_at)
    waiting = replace(failed, id="waits", stage=UploadStage.QUEUED, error=None)
    sent = replace(again, id="sent", stage=UploadStage.UPLOADED)
    sent = replace(sent, delivery=replace(OWN, stage=DeliveryStage.SENT))
    desk.queue.restore_all([(failed, 1), (waiting, 1), (sent, 1)])
    desk.superseding.hear_restored()
    assert desk.queue.upload(failed.id) == failed, "long done with, words and all"
    desk.queue.restore(again, 1)
    assert desk.failed == []
    desk.superseding.hear_restored()
    assert desk.queue.upload(failed.id).is_superseded
    assert desk.queue.upload(waiting.id).stage is UploadStage.QUEUED


def test_a_retry_leaves_its_words_to_the_draft_in_which_the_file_stands_by_now(
    desk: Desk, photo: Path
) -> None:
    """With both, the customer would get the file twice."""
    failed = failed_one(desk, photo, SPOKEN)
    desk.queue.restore(failed, 1)
    desk.clock.seconds += 60
    (again,) = desk.intake.look_at(TARGET, [Arrival(photo, is_drafted=True)])
    desk.intake.put([again])
    desk.intake.retry(failed.id, desk.superseding.supersede)
    gone = desk.queue.upload(failed.id)
    assert (gone.is_superseded, gone.unsaid) == (True, "Hola")
    assert desk.queue.upload(again.id) == again


def test_one_that_is_tried_again_with_its_file_of_now_was_taken_then(
    desk: Desk, photo: Path
) -> None:
    failed = failed_one(desk, photo, None)
    desk.queue.restore(failed, 1)
    desk.clock.seconds += 60
    assert taken_at(desk.queue.upload(failed.id)) == failed.created_at
    desk.intake.retry(failed.id, desk.superseding.supersede)
    assert taken_at(desk.queue.upload(failed.id)) == desk.clock.now()


def test_what_was_tried_anew_since_is_not_superseded_by_what_came_before_that(
    desk: Desk, photo: Path
) -> None:
    """It was to bring the file as it was by then, which the other one does not."""
    old = desk.intake.take(TARGET, photo)
    desk.clock.seconds += 1
    desk.intake.take(TARGET, photo)
    desk.clock.seconds += 1
    taken = (Step(UploadStage.QUEUED, desk.clock.now()),)
    failed = replace(old, stage=UploadStage.FAILED, error=FileChanged(), steps=taken)
    desk.queue.amend(lambda look_up: [failed])
    assert desk.failed == []
    desk.superseding.hear_failed(old.id)
    assert desk.queue.upload(old.id) == failed


def test_words_that_were_taken_back_before_stay(desk: Desk, photo: Path) -> None:
    """The draft that has them may not be on the disk yet."""
    failed = replace(failed_one(desk, photo, None), is_drafted=True, unsaid="Hola")
    desk.queue.restore(failed, 1)
    attached_again(desk, photo)
    gone = desk.queue.upload(failed.id)
    assert (gone.is_superseded, gone.unsaid) == (True, "Hola")


@pytest.mark.parametrize("is_drafted", [False, True])
def test_words_that_were_taken_back_go_with_the_new_one_unless_a_draft_has_them(
    desk: Desk, photo: Path, is_drafted: bool
) -> None:
    failed = replace(failed_one(desk, photo, None), is_drafted=is_drafted, unsaid="Hola")
    desk.queue.restore(failed, 1)
    (again,) = desk.intake.look_at(TARGET, [Arrival(photo, None, is_drafted=is_drafted)])
    desk.intake.put([again])
    desk.superseding.hear_given([again])
    words = desk.queue.upload(failed.id).unsaid, desk.queue.upload(again.id).unsaid
    assert words == (("Hola", "") if is_drafted else ("", "Hola"))


def test_what_has_failed_is_not_superseded_by_what_came_before(desk: Desk, photo: Path) -> None:
    before = desk.intake.take(TARGET, photo)
    desk.clock.seconds += 1
    failed = replace(failed_one(desk, photo, None), created_at=desk.clock.now())
    desk.queue.restore(failed, 1)
    assert desk.failed == []
    desk.superseding.hear_failed(failed.id)
    assert desk.queue.upload(failed.id) == failed
    assert desk.queue.upload(before.id) == before


def test_a_draft_s_file_is_missed_where_the_newer_one_is_in_none(desk: Desk, photo: Path) -> None:
    failed = replace(failed_one(desk, photo, None), is_drafted=True)
    desk.queue.restore(failed, 1)
    desk.superseding.hear_given([desk.intake.take(TARGET, photo)])
    assert desk.queue.upload(failed.id) == failed


def failed_one(desk: Desk, photo: Path, delivery: Delivery | None) -> Upload:
    (made,) = desk.intake.look_at(TARGET, [Arrival(photo, delivery)])
    return replace(made, id="old", stage=UploadStage.FAILED, error=FileChanged())
