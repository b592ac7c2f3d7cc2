"""A dropped file is frozen, or shown as failed; a retry takes a mended one as it is now."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.delivery import Delivery, DeliveryStage
from leadway_desktop.domain.errors import (
    ConnectionLost,
    FileChanged,
    FileEmpty,
    FileError,
    FileIsDirectory,
    FileMissing,
    FileTooLarge,
    FileTypeMismatch,
    FileUnreadable,
    RequestRefused,
)
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.transfer.intake import Arrival, Intake, parts_of
from leadway_desktop.transfer.lanes import Lane
from leadway_desktop.transfer.upload_queue import UploadQueue
from tests.transfer.fakes import TARGET, Diary, FakeWorld, HandClock, Notebook


class Desk:
    def __init__(self) -> None:
        self.diary, self.clock = Diary(), HandClock()
        self.queue = UploadQueue(self.clock, Notebook(), self.diary.watcher)
        self.intake = Intake(self.queue, self.clock)

    def fail_with(self, upload_id: str, error: FileError | ConnectionLost) -> None:
        """Run the upload, which fails with `error` when it asks for a signed URL."""

        def fail(step: str, cancel: CancelToken) -> None:
            raise error

        lanes = iter([Lane.ANY, Lane.CLOSED])
        self.queue.work(FakeWorld(fail).job(self.clock), lambda: next(lanes))
        assert self.queue.upload(upload_id).error is error


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_file_is_frozen_and_queued(desk: Desk, photo: Path) -> None:
    upload = desk.intake.take(TARGET, photo)
    assert desk.queue.uploads() == (upload,)
    assert (upload.stage, upload.file.size) == (UploadStage.QUEUED, photo.stat().st_size)
    assert upload.target is TARGET
    assert desk.intake.take(TARGET, photo).id != upload.id


@pytest.mark.parametrize(("count", "sizes"), [(0, set()), (3, {1}), (200, {1}), (10_000, {50})])
def test_thousands_of_files_share_writes(photo: Path, count: int, sizes: set[int]) -> None:
    parts = parts_of(TARGET, [Arrival(photo)] * count, None)
    assert sum(map(len, parts)) == count
    assert set(map(len, parts)) == sizes


@pytest.mark.parametrize("name", ["foto.jpg", "none.jpg"])
def test_what_is_known_at_the_drop_is_kept_with_it(desk: Desk, photo: Path, name: str) -> None:
    arrival = Arrival(photo.with_name(name), upload_id="chosen", is_drafted=True)
    (upload,) = desk.intake.take_together(TARGET, [arrival])
    assert (upload.id, upload.is_drafted) == ("chosen", True)


def test_one_that_cannot_go_is_shown_as_failed(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "empty.jpg").touch()
    big = tmp_path / "big.jpg"
    with big.open("wb") as file:
        file.truncate(6 * 1024 * 1024)
    for path, kind in [
        (tmp_path / "none.jpg", FileMissing),
        (tmp_path, FileIsDirectory),
        (tmp_path / "empty.jpg", FileEmpty),
        (big, FileTooLarge),
    ]:
        upload = desk.intake.take(replace(TARGET, channel=Channel.SMS), path)
        assert upload.stage is UploadStage.FAILED
        assert isinstance(upload.error, kind)
        assert upload.finished_at is not None
        assert desk.queue.upload(upload.id) == upload


def test_a_retry_after_a_network_error_keeps_the_frozen_file(desk: Desk, photo: Path) -> None:
    upload = desk.intake.take(TARGET, photo)
    desk.fail_with(upload.id, ConnectionLost())
    os.utime(photo, ns=(1, 1))
    desk.intake.retry(upload.id)
    again = desk.queue.upload(upload.id)
    assert (again.stage, again.file) == (UploadStage.QUEUED, upload.file)


def test_a_retry_after_a_file_error_takes_it_as_it_is_now(desk: Desk, photo: Path) -> None:
    path = photo.with_name("later.jpg")
    upload = desk.intake.take(TARGET, path)
    photo.rename(path)
    desk.intake.retry(upload.id)
    again = desk.queue.upload(upload.id)
    assert (again.stage, again.error) == (UploadStage.QUEUED, None)
    assert again.file.size == path.stat().st_size


def test_a_retry_leaves_alone_what_was_given_again_since(desk: Desk, photo: Path) -> None:
    """As its error had advised; with both, the customer would get the file twice."""
    failed = replace(desk.intake.take(TARGET, photo), stage=UploadStage.FAILED, error=FileChanged())
    desk.queue.restore(replace(failed, id="old"), 1)
    desk.clock.seconds += 60
    other = desk.intake.take(replace(TARGET, conversation_id="other"), photo)
    again = desk.intake.take(TARGET, photo)
    desk.intake.retry("old")
    old = desk.queue.upload("old")
    assert old.is_superseded
    assert [desk.queue.upload(one.id) for one in (other, again)] == [other, again]


def test_a_retry_minds_no_newer_one_that_was_cancelled(desk: Desk, photo: Path) -> None:
    failed = replace(desk.intake.take(TARGET, photo), stage=UploadStage.FAILED, error=FileChanged())
    desk.queue.restore(replace(failed, id="old"), 1)
    desk.clock.seconds += 60
    desk.queue.cancel(desk.intake.take(TARGET, photo).id)
    desk.intake.retry("old")
    assert desk.queue.upload("old").stage is UploadStage.QUEUED


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
    desk.intake.supersede_by([replace(new, stage=UploadStage.FAILED, error=FileMissing())])
    assert desk.queue.upload("old") == old, "what comes anew cannot be uploaded either"
    desk.intake.supersede_by([new])
    assert desk.queue.upload("old").is_superseded
    assert [desk.queue.upload(one.id) for one in bystanders] == bystanders
    assert desk.queue.upload(new.id) == new


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
    desk.intake.supersede_by([again])
    gone = desk.queue.upload(failed.id)
    assert (gone.is_superseded, gone.delivery) == (True, None)
    assert all(one.delivery is None for one in desk.diary.changes if one.is_superseded)
    assert desk.queue.upload(again.id) == again
    assert desk.queue.upload("beside") == beside, "of the same message, it keeps that"


@pytest.mark.parametrize("old", [TO_SEND, SPOKEN])
def test_where_the_agent_is_asked_the_words_are_told_before_they_go(
    desk: Desk, photo: Path, old: Delivery
) -> None:
    failed = failed_one(desk, photo, old)
    desk.queue.restore(failed, 1)
    (again,) = desk.intake.look_at(TARGET, [Arrival(photo, is_drafted=True)])
    desk.intake.put([again])
    desk.intake.supersede_by([again])
    told = [one.delivery for one in desk.diary.changes if one.is_superseded]
    assert told == [old, None]
    assert desk.queue.upload(again.id) == again


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
    again = desk.intake.take(TARGET, photo, new)
    desk.intake.supersede_by([again])
    assert desk.queue.upload(failed.id) == failed
    assert desk.queue.upload(again.id) == again
    desk.intake.retry(failed.id)
    assert desk.queue.upload(failed.id).stage is UploadStage.QUEUED


def test_a_draft_s_file_is_missed_where_the_newer_one_is_in_none(desk: Desk, photo: Path) -> None:
    failed = replace(failed_one(desk, photo, None), is_drafted=True)
    desk.queue.restore(failed, 1)
    desk.intake.supersede_by([desk.intake.take(TARGET, photo)])
    assert desk.queue.upload(failed.id) == failed


def failed_one(desk: Desk, photo: Path, delivery: Delivery | None) -> Upload:
    (made,) = desk.intake.look_at(TARGET, [Arrival(photo, delivery)])
    return replace(made, id="old", stage=UploadStage.FAILED, error=FileChanged())


def test_what_has_not_failed_is_not_superseded(desk: Desk, photo: Path) -> None:
    for stage in (UploadStage.QUEUED, UploadStage.UPLOADED, UploadStage.CANCELLED):
        upload = replace(desk.intake.take(TARGET, photo), id=stage.value, stage=stage)
        desk.queue.restore(upload, 1)
        desk.queue.supersede(upload.id)
        assert desk.queue.upload(upload.id) == upload
    desk.queue.supersede("gone")


def test_a_retry_of_a_file_that_is_still_wrong_fails_again(desk: Desk, tmp_path: Path) -> None:
    upload = desk.intake.take(TARGET, tmp_path / "none.jpg")
    desk.clock.seconds += 60
    (tmp_path / "none.jpg").touch()
    desk.intake.retry(upload.id)
    again = desk.queue.upload(upload.id)
    assert again.stage is UploadStage.FAILED
    assert isinstance(again.error, FileEmpty)
    assert again.finished_at == desk.clock.now()
    assert desk.diary.stages(upload.id) == ["failed", "failed"]


def test_a_retry_of_what_is_not_there_or_not_over_does_nothing(desk: Desk, photo: Path) -> None:
    desk.intake.retry("nobody")
    upload = desk.intake.take(TARGET, photo)
    desk.intake.retry(upload.id)
    assert desk.diary.stages(upload.id) == ["queued"]
    gone = desk.intake.take(TARGET, photo.with_name("none"))
    desk.queue.remove(gone.id)
    desk.intake.retry(gone.id)
    assert desk.queue.uploads() == (upload,)


def test_a_file_that_never_came_to_be(desk: Desk, tmp_path: Path) -> None:
    error = FileUnreadable()
    upload = desk.intake.refuse(TARGET, tmp_path / "pasted.png", error)
    assert (upload.stage, upload.error) == (UploadStage.FAILED, error)
    assert desk.queue.uploads() == (upload,)
