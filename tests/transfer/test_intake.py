"""A dropped file is frozen, or shown as failed; a retry takes a mended one as it is now."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.delivery import Delivery
from leadway_desktop.domain.errors import (
    ConnectionLost,
    FileChanged,
    FileEmpty,
    FileIsDirectory,
    FileMissing,
    FileTooLarge,
    FileUnreadable,
)
from leadway_desktop.domain.upload import Step
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.transfer.intake import Arrival, parts_of
from tests.transfer.desk import Desk
from tests.transfer.fakes import TARGET


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
    message = Delivery("k.00000", "", "")
    failed = desk.intake.take(TARGET, photo, message)
    failed = replace(failed, stage=UploadStage.FAILED, error=FileChanged())
    desk.queue.restore(replace(failed, id="old"), 1)
    desk.clock.seconds += 60
    other = desk.intake.take(replace(TARGET, conversation_id="other"), photo)
    again = desk.intake.take(TARGET, photo, replace(message, key="other.00000"))
    before = desk.queue.upload("old")
    desk.intake.retry("old")
    assert desk.queue.upload("old").stage is UploadStage.QUEUED, "a command means it anew"
    desk.queue.amend(lambda look_up: [before])
    desk.intake.retry("old", desk.superseding.supersede)
    old = desk.queue.upload("old")
    assert (old.is_superseded, old.delivery) == (True, None)
    assert [desk.queue.upload(one.id) for one in (other, again)] == [other, again]


def test_of_two_that_have_failed_by_one_file_the_first_that_is_retried_goes(
    desk: Desk, photo: Path
) -> None:
    """So all that failed can be retried, whichever is first."""
    both = [desk.intake.take(TARGET, photo) for _ in range(2)]
    failed = [replace(one, stage=UploadStage.FAILED, error=FileChanged()) for one in both]
    desk.queue.amend(lambda look_up: failed)
    for one in both:
        desk.intake.retry(one.id, desk.superseding.supersede)
    assert desk.queue.upload(both[0].id).stage is UploadStage.QUEUED
    assert desk.queue.upload(both[1].id).is_superseded


def test_a_retry_minds_no_newer_one_that_brings_the_file_as_it_was(desk: Desk, photo: Path) -> None:
    old = desk.intake.take(TARGET, photo)
    desk.clock.seconds += 60
    desk.intake.take(TARGET, photo)
    photo.write_bytes(b"\xff\xd8\xff saved anew, and longer")
    failed = replace(old, stage=UploadStage.FAILED, error=FileChanged())
    desk.queue.amend(lambda look_up: [failed])
    desk.intake.retry(old.id, desk.superseding.supersede)
    assert desk.queue.upload(old.id).stage is UploadStage.QUEUED


def test_a_retry_minds_no_newer_one_that_was_cancelled(desk: Desk, photo: Path) -> None:
    (made,) = desk.intake.look_at(TARGET, [Arrival(photo)])
    failed = replace(made, stage=UploadStage.FAILED, error=FileChanged())
    desk.queue.restore(replace(failed, id="old"), 1)
    desk.clock.seconds += 60
    desk.queue.cancel(desk.intake.take(TARGET, photo).id)
    desk.intake.retry("old", desk.superseding.supersede)
    assert desk.queue.upload("old").stage is UploadStage.QUEUED


def test_a_retry_minds_what_has_arrived_since_it_failed(desk: Desk, photo: Path) -> None:
    """The older one was mended, and tried again first."""
    first, second = desk.intake.take(TARGET, photo), desk.intake.take(TARGET, photo)
    stage, now = UploadStage.FAILED, desk.clock.now()
    failed = replace(second, stage=stage, error=FileChanged(), finished_at=now)
    desk.clock.seconds += 60
    begun = (Step(UploadStage.PREPARING, desk.clock.now()),)
    arrived = replace(first, stage=UploadStage.UPLOADED, steps=begun)
    desk.queue.amend(lambda look_up: [arrived, failed])
    desk.intake.retry(second.id, desk.superseding.supersede)
    assert desk.queue.upload(second.id).is_superseded


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
