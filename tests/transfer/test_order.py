"""The agent changes what goes next: it does, now and after a restart."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from tests.transfer.conftest import NewUpload
from tests.transfer.fakes import FakeWorld, HandClock
from tests.transfer.office import Office


def dropped(office: Office, new_upload: NewUpload, count: int) -> list[Upload]:
    """Drop files one after the other, a millisecond apart."""
    uploads = []
    for number in range(count):
        upload = new_upload()
        at = upload.created_at + timedelta(milliseconds=number)
        uploads.append(replace(upload, created_at=at))
        office.queue.add(uploads[-1])
    return uploads


def order_of(office: Office) -> str:
    """Let one thread run all of them; returns the numbers of the ids as they began."""
    ids = [upload.id for upload in office.queue.uploads()]
    with office.threads(1):
        assert office.queue.wait_until_over(ids, 10)
    began = [one.id for one in office.diary.changes if one.stage is UploadStage.PREPARING]
    return " ".join(upload_id.removeprefix("u") for upload_id in began)


@pytest.mark.parametrize(
    ("moving", "before", "after", "order"),
    [
        ("u4", None, None, "4 1 2 3 5"),
        ("u4", "u2", None, "1 4 2 3 5"),
        ("u4", None, "u1", "1 4 2 3 5"),
        ("u1", None, "u5", "2 3 4 5 1"),
        ("u1", "u5", None, "2 3 4 1 5"),
        ("u3", "u3", None, "1 2 3 4 5"),
        ("u5 u3", "u1", None, "3 5 1 2 4"),
        ("u2 u4", "u4", None, "1 3 2 4 5"),
        ("u2", "gone", None, "2 1 3 4 5"),
        ("nobody", "u1", None, "1 2 3 4 5"),
    ],
)
def test_what_is_moved_goes_there(
    new_upload: NewUpload, moving: str, before: str | None, after: str | None, order: str
) -> None:
    office = Office()
    dropped(office, new_upload, 5)
    office.queue.move(moving.split(), before=before, after=after)
    assert order_of(office) == order


def test_files_of_one_moment_are_told_apart(new_upload: NewUpload) -> None:
    office = Office()
    for _ in range(4):
        office.queue.add(new_upload())
    office.queue.move(["u4"], before="u2")
    assert order_of(office) == "1 4 2 3"


def test_the_order_survives_a_restart(new_upload: NewUpload) -> None:
    office = Office()
    dropped(office, new_upload, 4)
    office.queue.move(["u4", "u3"])
    office.queue.move(["u4"])
    assert order_of(office.restarted()) == "4 3 1 2"


def test_moving_one_writes_one(new_upload: NewUpload) -> None:
    office = Office()
    dropped(office, new_upload, 50)
    before = len(office.journal.written)
    office.queue.move(["u40"], before="u7")
    assert [one.id for one in office.journal.written[before:]] == ["u40"]


def test_what_is_paused_keeps_its_turn(new_upload: NewUpload) -> None:
    office = Office()
    dropped(office, new_upload, 4)
    office.queue.pause("u3")
    office.queue.move(["u3"], before="u2")
    office.queue.resume("u3")
    assert order_of(office) == "1 3 2 4"


def test_what_comes_anew_goes_last(new_upload: NewUpload) -> None:
    clock = HandClock()
    office = Office(clock=clock)
    dropped(office, new_upload, 3)
    office.queue.cancel("u1")
    clock.seconds += 1
    office.queue.retry("u1")
    assert order_of(office) == "2 3 1"


def test_what_runs_or_is_over_is_not_moved(new_upload: NewUpload) -> None:
    reached, go_on = threading.Event(), threading.Event()

    def hold(step: str, cancel: CancelToken) -> None:
        reached.set()
        assert go_on.wait(10)

    office = Office(FakeWorld(hold))
    dropped(office, new_upload, 3)
    with office.threads(1):
        assert reached.wait(5)
        office.queue.cancel("u2")
        office.queue.move(["u1", "u2"], after="u3")
        assert [office.queue.upload(one).place for one in ("u1", "u2")] == [None, None]
        office.queue.move(["u3"], before="u1")
        go_on.set()
        assert office.queue.wait_until_over(["u1", "u3"], 5)


def test_one_that_is_kept_back_does_not_begin(new_upload: NewUpload) -> None:
    office = Office()
    first, second = new_upload(), new_upload()
    office.queue.keep_back(first.id)
    office.queue.add(first)
    office.queue.add(second)
    with office.threads(1):
        assert office.wait_for(second, UploadStage.UPLOADED)
        assert office.stage(first) is UploadStage.QUEUED
        other = replace(first.file, path=first.file.path.with_name("foto.jpg"))
        assert office.queue.let_go(first, other)
        assert office.wait_for(first, UploadStage.UPLOADED)
    assert office.queue.upload(first.id).file is other


def test_one_that_was_cancelled_meanwhile_keeps_its_file(new_upload: NewUpload) -> None:
    office, upload = Office(), new_upload()
    office.queue.keep_back(upload.id)
    office.queue.add(upload)
    office.queue.cancel(upload.id)
    assert not office.queue.let_go(upload, replace(upload.file, size=7))
    assert not office.queue.let_go(replace(upload, id="nobody"))
    other = replace(upload, file=replace(upload.file, size=8))
    assert not office.queue.let_go(other, other.file), "it has another file by now"
    assert office.queue.upload(upload.id).file == upload.file
    office.queue.retry(upload.id)
    assert order_of(office) == "1"
