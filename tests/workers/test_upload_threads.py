"""Uploads on QThreads, seen as the window sees them: by signals, in its own thread."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QThread, Slot
from pytestqt.qtbot import QtBot

from leadway_desktop.assembly import Engine
from leadway_desktop.domain.checks import look_at
from leadway_desktop.domain.delivery import Delivery, MessagePlan
from leadway_desktop.domain.errors import (
    BucketRefused,
    FileIsDirectory,
    FileMissing,
    FileTypeMismatch,
    FileUnreadable,
)
from leadway_desktop.domain.progress import Progress
from leadway_desktop.domain.upload import LocalFile, Upload, UploadTarget
from leadway_desktop.domain.upload_stage import ALLOWED_CHANGES, UploadStage
from leadway_desktop.domain.vanishing_places import VanishingPlaces
from leadway_desktop.practice.faults import Fault
from leadway_desktop.practice.server import PracticeServer
from leadway_desktop.transfer.intake import Intake, Part
from leadway_desktop.transfer.lanes import SMALL
from leadway_desktop.transfer.spool import Spool
from leadway_desktop.workers import mailbox
from leadway_desktop.workers.instance_messages import HandedFiles, Taken
from leadway_desktop.workers.upload_threads import UploadThreads
from tests.transfer.fakes import Notebook
from tests.workers.ending import shut_down

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00"
PARALLEL = 3


class Window(QObject):
    """Keeps what the signals brought, and in which thread."""

    def __init__(self, uploads: UploadThreads) -> None:
        super().__init__()
        self.changes: list[Upload] = []
        self.progress: list[tuple[float, Progress]] = []
        self.gone: list[str] = []
        self.threads: set[QThread] = set()
        uploads.upload_changed.connect(self.changed)
        uploads.progressed.connect(self.progressed)
        uploads.removed.connect(self.removed)

    @Slot(object)
    def changed(self, upload: Upload) -> None:
        self.threads.add(QThread.currentThread())
        self.changes.append(upload)

    @Slot(object)
    def progressed(self, progress: Progress) -> None:
        self.threads.add(QThread.currentThread())
        self.progress.append((time.monotonic(), progress))

    @Slot(str)
    def removed(self, upload_id: str) -> None:
        self.threads.add(QThread.currentThread())
        self.gone.append(upload_id)

    @property
    def now(self) -> dict[str, Upload]:
        """Each upload as the window last heard of it."""
        return {upload.id: upload for upload in self.changes}

    def stages(self) -> list[UploadStage]:
        return [upload.stage for upload in self.now.values()]

    def count(self, stage: UploadStage) -> int:
        return self.stages().count(stage)


@pytest.fixture
def uploads(
    qtbot: QtBot, engine: Engine, journal: Notebook, tmp_path: Path
) -> Iterator[UploadThreads]:
    threads = UploadThreads(engine.uploads, journal, PARALLEL, Spool(tmp_path / "made"))
    yield threads
    shut_down(threads)


@pytest.fixture
def journal() -> Notebook:
    return Notebook()


@pytest.fixture
def window(uploads: UploadThreads) -> Window:
    return Window(uploads)


def handed(path: Path) -> HandedFiles:
    """Return a file as a command hands it over."""
    return HandedFiles("", "", None, (path,))


def photos(folder: Path, count: int, size: int = 20_000) -> list[Path]:
    made = []
    for number in range(count):
        path = folder / f"foto {number}.jpg"
        path.write_bytes(JPEG + bytes(size))
        made.append(path)
    return made


def test_files_arrive_and_the_window_hears_it_in_its_thread(
    qtbot: QtBot,
    practice: PracticeServer,
    uploads: UploadThreads,
    window: Window,
    target: UploadTarget,
    tmp_path: Path,
) -> None:
    uploads.add(target, photos(tmp_path, 7))
    qtbot.waitUntil(lambda: window.count(UploadStage.UPLOADED) == 7)
    assert window.threads == {window.thread()}
    links = {upload.link for upload in window.now.values()}
    assert links == {done.public_url for done in practice.record.uploads}
    for upload_id, upload in window.now.items():
        story = [one.stage for one in window.changes if one.id == upload_id]
        assert [stage.value for stage in story] == [
            "queued", "preparing", "initiating", "uploading", "completing", "uploaded",
        ]  # fmt: skip
        last = [one for _, one in window.progress if one.upload_id == upload_id][-1]
        assert last.acknowledged == last.total == upload.file.size


def test_what_cannot_go_is_shown_as_failed(
    qtbot: QtBot, uploads: UploadThreads, window: Window, target: UploadTarget, tmp_path: Path
) -> None:
    (tmp_path / "falso.jpg").write_bytes(b"%PDF-1.7\n%\xe2\xe3\n")
    uploads.add(target, [tmp_path / "none.jpg", tmp_path, tmp_path / "falso.jpg"])
    qtbot.waitUntil(lambda: window.count(UploadStage.FAILED) == 3)
    kinds = {type(upload.error) for upload in window.now.values()}
    assert kinds == {FileMissing, FileIsDirectory, FileTypeMismatch}


def test_progress_comes_at_most_ten_times_a_second(
    qtbot: QtBot,
    practice: PracticeServer,
    uploads: UploadThreads,
    window: Window,
    target: UploadTarget,
    tmp_path: Path,
) -> None:
    practice.faults.add(Fault("put", "bandwidth", bytes_per_s=1_000_000, times=None))
    uploads.add(target, photos(tmp_path, 2, 1_200_000))
    qtbot.waitUntil(lambda: window.count(UploadStage.UPLOADED) == 2, timeout=10_000)
    for upload_id in window.now:
        times = [at for at, one in window.progress if one.upload_id == upload_id]
        # In order: the window may be late, and then two reports arrive together.
        assert len(times) <= 10 * (times[-1] - times[0]) + 3
        sizes = [one.acknowledged for _, one in window.progress if one.upload_id == upload_id]
        assert sizes == sorted(sizes)
        assert len(sizes) > 3


def test_as_many_at_once_as_wanted(
    qtbot: QtBot,
    practice: PracticeServer,
    uploads: UploadThreads,
    window: Window,
    target: UploadTarget,
    tmp_path: Path,
) -> None:
    practice.faults.add(Fault("put", "stall", at_byte=100, times=None))
    uploads.add(target, photos(tmp_path, 12, SMALL + 1))

    def are_uploading(count: int) -> Callable[[], bool]:
        return lambda: (
            window.count(UploadStage.UPLOADING) == count and len(practice.record.faults) >= count
        )

    qtbot.waitUntil(are_uploading(3))
    uploads.set_parallel(6)
    qtbot.waitUntil(are_uploading(6))
    uploads.set_parallel(1)
    for upload in list(window.now.values()):
        if upload.stage is UploadStage.UPLOADING:
            uploads.cancel(upload.id)
    qtbot.waitUntil(are_uploading(1))
    assert window.count(UploadStage.QUEUED) == 5
    uploads.set_parallel(2)
    uploads.set_parallel(1)
    uploads.set_parallel(4)
    qtbot.waitUntil(are_uploading(4))
    assert window.count(UploadStage.QUEUED) == 2


def test_small_files_pass_large_ones_that_hold_the_line(
    qtbot: QtBot,
    practice: PracticeServer,
    uploads: UploadThreads,
    window: Window,
    target: UploadTarget,
    tmp_path: Path,
) -> None:
    practice.faults.add(Fault("put", "stall", at_byte=100, times=3))
    (tmp_path / "large").mkdir()
    uploads.add(target, photos(tmp_path / "large", 5, SMALL + 1))
    qtbot.waitUntil(lambda: len(practice.record.faults) == 3)
    uploads.add(target, photos(tmp_path, 20))
    qtbot.waitUntil(lambda: window.count(UploadStage.UPLOADED) == 20)
    assert window.count(UploadStage.UPLOADING) == 3
    assert window.count(UploadStage.QUEUED) == 2


def test_more_threads_and_fewer_while_files_run(
    qtbot: QtBot, uploads: UploadThreads, window: Window, target: UploadTarget, tmp_path: Path
) -> None:
    uploads.add(target, photos(tmp_path, 40, 1000))
    for count in (1, 8, 2, 1, 5, 1, 3) * 3:
        uploads.set_parallel(count)
        qtbot.wait(1)
    qtbot.waitUntil(lambda: window.count(UploadStage.UPLOADED) == 40, timeout=10_000)


def test_cancel_one_and_retry_it(
    qtbot: QtBot,
    practice: PracticeServer,
    uploads: UploadThreads,
    window: Window,
    target: UploadTarget,
    tmp_path: Path,
) -> None:
    practice.faults.add(Fault("put", "stall", at_byte=100))
    uploads.add(target, photos(tmp_path, 1))
    qtbot.waitUntil(lambda: len(practice.record.faults) == 1)
    [upload_id] = window.now
    uploads.cancel(upload_id)
    qtbot.waitUntil(lambda: window.stages() == [UploadStage.CANCELLED])
    uploads.retry(upload_id)
    qtbot.waitUntil(lambda: window.stages() == [UploadStage.UPLOADED])
    assert window.now[upload_id].attempts == 2
    uploads.remove(upload_id)
    qtbot.waitUntil(lambda: window.gone == [upload_id])
    uploads.retry(upload_id)
    uploads.cancel(upload_id)
    uploads.remove("nobody")


def test_a_cancel_never_overtakes_an_older_stage(
    qtbot: QtBot, uploads: UploadThreads, window: Window, target: UploadTarget, tmp_path: Path
) -> None:
    """What the window hears last is how it is, whichever thread said it."""
    for path in photos(tmp_path, 30, 50):
        uploads.add(target, [path])
        qtbot.waitUntil(lambda: len(window.changes) > 0)
        # Let the worker announce stages that the window has not heard yet.
        time.sleep(0.002)
        uploads.cancel_all()
    qtbot.waitUntil(lambda: len(window.now) == 30)
    uploads.cancel_all()
    qtbot.waitUntil(lambda: all(stage.is_over for stage in window.stages()))
    for upload_id in window.now:
        story = [one.stage for one in window.changes if one.id == upload_id]
        for before, after in itertools.pairwise(story):
            assert after in ALLOWED_CHANGES[before]


def test_shutting_down_ends_a_stalled_put_and_joins_every_thread(
    qtbot: QtBot,
    practice: PracticeServer,
    uploads: UploadThreads,
    window: Window,
    journal: Notebook,
    target: UploadTarget,
    tmp_path: Path,
) -> None:
    practice.faults.add(Fault("put", "stall", at_byte=100, times=None))
    uploads.add(target, photos(tmp_path, 6, SMALL + 1))
    qtbot.waitUntil(lambda: len(practice.record.faults) == PARALLEL)
    started = time.monotonic()
    shut_down(uploads)
    assert time.monotonic() - started < 10.0, "far from the time after which a PUT is given up"
    assert not any(thread.isRunning() for thread in uploads.findChildren(QThread))
    qtbot.waitUntil(lambda: window.count(UploadStage.UPLOADING) == PARALLEL)
    assert window.count(UploadStage.QUEUED) == 6 - PARALLEL
    assert {one.stage for one in window.changes}.isdisjoint({UploadStage.CANCELLED})
    assert practice.record.objects == ()
    kept = [upload.after_restart() for upload, _ in journal.kept.values()]
    assert [upload.stage for upload in kept] == [UploadStage.QUEUED] * 6


def test_nothing_starts_after_the_shut_down(
    qtbot: QtBot, uploads: UploadThreads, window: Window, target: UploadTarget, tmp_path: Path
) -> None:
    [path] = photos(tmp_path, 1)
    shut_down(uploads)
    uploads.add(target, [path])
    uploads.add_made(target, "a.png", lambda made: None)
    uploads.take_up(target, handed(path), lambda *_: None)
    uploads.keep_safe(path, lambda safe: None)
    uploads.make_safe("a.png", lambda made: None, lambda safe: None)
    uploads.discard_orphans([])
    uploads.retry("x")
    uploads.remove("x")
    uploads.set_parallel(5)
    shut_down(uploads)
    assert not any(thread.isRunning() for thread in uploads.findChildren(QThread))


def test_what_a_command_gives_again_while_the_list_is_read_is_found_there(
    qtbot: QtBot,
    practice: PracticeServer,
    uploads: UploadThreads,
    window: Window,
    target: UploadTarget,
    tmp_path: Path,
) -> None:
    (path,) = photos(tmp_path, 1)
    begun = Upload("begun", target, look_at(path), datetime.now(UTC), is_untold=True)
    taken, has_rest = list[Upload](), threading.Event()
    uploads.take_up(target, handed(path), lambda told: taken.extend(told.uploads))
    uploads._intake._looking.submit(has_rest.set)
    assert has_rest.wait(5)
    uploads.restore([(begun, 1)])
    qtbot.waitUntil(lambda: bool(taken))
    assert [upload.id for upload in taken] == ["begun"]
    qtbot.waitUntil(lambda: window.count(UploadStage.UPLOADED) == 1)
    assert len(practice.record.uploads) == 1


def test_what_a_command_gives_again_is_told_before_that_is_noted(
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    uploads: UploadThreads,
    target: UploadTarget,
    tmp_path: Path,
) -> None:
    """Copies take their time: killed meanwhile, the command would do once more what was done."""
    monkeypatch.setattr(Spool, "wants", lambda spool, upload: True)
    (path,) = photos(tmp_path, 1)
    stage, now = UploadStage.UPLOADED, datetime.now(UTC)
    uploads.restore([(Upload("done", target, look_at(path), now, stage, is_untold=True), 1)])
    marks = list[bool]()

    def tell(taken: Taken) -> None:
        marks.extend(uploads._queue.upload(one.id).is_untold for one in taken.uploads)
        taken.on_told()

    uploads.take_up(target, handed(path), tell)
    qtbot.waitUntil(lambda: not uploads._queue.upload("done").is_untold)
    assert marks == [True]


def test_what_goes_on_with_other_words_does_not_go_before_it_has_them(
    qtbot: QtBot,
    practice: PracticeServer,
    monkeypatch: pytest.MonkeyPatch,
    uploads: UploadThreads,
    target: UploadTarget,
    tmp_path: Path,
) -> None:
    """Another file of the command is on a slow drive."""
    first, slow = photos(tmp_path, 2)
    target = replace(target, contact_id="")
    stage, now = UploadStage.CANCELLED, datetime.now(UTC)
    before = Delivery("k.00000", "other words", "")
    uploads.restore([(Upload("first", target, look_at(first), now, stage, delivery=before), 1)])
    look = Intake.look_at

    def look_slowly(intake: Intake, there: UploadTarget, files: Part) -> list[Upload]:
        practice.record.wait_for(lambda record: bool(record.messages), 1)
        return look(intake, there, files)

    monkeypatch.setattr(Intake, "look_at", look_slowly)
    given = HandedFiles("", "", None, (first, slow), MessagePlan("Hola", ""))
    uploads.take_up(target, given, lambda taken: None)
    qtbot.waitUntil(lambda: len(practice.record.messages) == 2, timeout=10_000)
    assert [one.body for one in practice.record.messages] == ["Hola", ""]


def test_what_a_command_is_told_after_the_end_is_not_noted(
    qtbot: QtBot, uploads: UploadThreads, target: UploadTarget, tmp_path: Path
) -> None:
    """By then another queue may have read the list."""
    (path,) = photos(tmp_path, 1)
    replies = list[Taken]()
    uploads.restore([])
    uploads.take_up(target, handed(path), replies.append)
    qtbot.waitUntil(lambda: bool(replies))
    uploads.end()
    replies[0].on_told()
    uploads.join()
    assert [uploads._queue.upload(one.id).is_untold for one in replies[0].uploads] == [True]


def test_what_a_command_is_told_is_not_noted_in_the_window_s_thread(
    qtbot: QtBot, uploads: UploadThreads, target: UploadTarget, tmp_path: Path
) -> None:
    """There it is told; it may have given thousands."""
    (path,) = photos(tmp_path, 1)
    replies, noted_in = list[Taken](), list[int]()

    def note(upload: Upload) -> None:
        if not upload.is_untold:
            noted_in.append(threading.get_ident())

    uploads._queue.follow(note, lambda upload_id: None)
    uploads.restore([])
    uploads.take_up(target, handed(path), replies.append)
    qtbot.waitUntil(lambda: bool(replies))
    replies[0].on_told()
    qtbot.waitUntil(lambda: bool(noted_in))
    assert threading.get_ident() not in noted_in


@pytest.mark.parametrize("is_whole", [True, False])
def test_what_is_given_beside_a_slip_is_told_once_it_comes_without(
    qtbot: QtBot, uploads: UploadThreads, target: UploadTarget, tmp_path: Path, is_whole: bool
) -> None:
    (path,) = photos(tmp_path, 1)
    stage, now = UploadStage.PAUSED, datetime.now(UTC)
    uploads.restore([(Upload("told", target, look_at(path), now, stage, told_at=now), 1)])
    kept = list[Upload]()

    def tell(taken: Taken) -> None:
        kept.extend(taken.uploads)
        taken.on_told()

    uploads.take_up(target, replace(handed(path), is_whole=is_whole), tell)
    qtbot.waitUntil(lambda: uploads._queue.upload("told").stage is UploadStage.UPLOADED)
    assert [one.id for one in kept] == ["told"]
    assert uploads._queue.upload("told").is_untold is not is_whole


def test_every_method_returns_at_once(
    qtbot: QtBot,
    practice: PracticeServer,
    uploads: UploadThreads,
    window: Window,
    target: UploadTarget,
    tmp_path: Path,
) -> None:
    practice.faults.add(Fault("*", "latency", seconds=5, times=None))
    paths = photos(tmp_path, 50, 100)
    started = time.monotonic()
    uploads.add(target, paths)
    uploads.set_parallel(5)
    uploads.cancel_all()
    uploads.retry("nobody")
    assert time.monotonic() - started < 4.0  # less than one call takes


# -- files that the program makes -----------------------------------------------------------------


def test_a_pasted_picture_is_made_in_a_worker_and_arrives(
    qtbot: QtBot,
    practice: PracticeServer,
    uploads: UploadThreads,
    window: Window,
    target: UploadTarget,
    tmp_path: Path,
) -> None:
    makers: list[str] = []

    def write(path: Path) -> None:
        makers.append(threading.current_thread().name)
        path.write_bytes(JPEG + bytes(100))

    for _ in range(2):
        uploads.add_made(target, "Imagen pegada.jpg", write)
    qtbot.waitUntil(lambda: window.count(UploadStage.UPLOADED) == 2)
    assert {done.filename for done in practice.record.uploads} == {"Imagen pegada.jpg"}
    assert threading.main_thread().name not in makers
    paths = [upload.file.path for upload in window.now.values()]
    assert len(set(paths)) == 2
    qtbot.waitUntil(lambda: not any(path.parent.exists() for path in paths))


def test_what_did_not_arrive_goes_with_its_row(
    qtbot: QtBot,
    practice: PracticeServer,
    uploads: UploadThreads,
    window: Window,
    target: UploadTarget,
) -> None:
    practice.faults.add(Fault("put", "stall", at_byte=10))

    def write(path: Path) -> None:
        path.write_bytes(JPEG + bytes(100))

    uploads.add_made(target, "a.jpg", write)
    qtbot.waitUntil(lambda: len(practice.record.faults) == 1)
    [upload] = window.now.values()
    uploads.cancel(upload.id)
    assert upload.file.path.exists()
    uploads.remove(upload.id)
    qtbot.waitUntil(lambda: not upload.file.path.parent.exists())


def test_who_made_a_picture_learns_which_upload_it_became(
    qtbot: QtBot, uploads: UploadThreads, window: Window, target: UploadTarget
) -> None:
    kept: list[str] = []

    def note(made: list[Upload]) -> None:
        kept.extend(upload.id for upload in made)

    def write(path: Path) -> None:
        path.write_bytes(JPEG + bytes(100))

    uploads.add_made(target, "Imagen pegada.jpg", write, on_kept=note)
    qtbot.waitUntil(lambda: window.count(UploadStage.UPLOADED) == 1)
    assert kept == list(window.now)


def test_who_waits_for_files_to_be_kept_has_heard_of_each_before(
    qtbot: QtBot,
    uploads: UploadThreads,
    target: UploadTarget,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """However little is told in one go: a draft that is sent then must know all of its files."""
    monkeypatch.setattr(mailbox, "_AT_ONCE", -1.0)
    heard: list[str] = []
    kept_ids: list[list[str]] = []
    uploads.upload_changed.connect(lambda upload: heard.append(upload.id))
    paths = [tmp_path / f"{number}.jpg" for number in range(20)]
    for path in paths:
        path.write_bytes(JPEG)

    def on_kept(kept: list[Upload]) -> None:
        assert {upload.id for upload in kept} <= set(heard)
        kept_ids.append([upload.id for upload in kept])

    uploads.add(target, paths, on_kept)
    qtbot.waitUntil(lambda: bool(kept_ids))
    assert len(kept_ids[0]) == len(paths)


def test_the_journal_has_a_drafts_file_with_its_mark_from_the_first_row_on(
    qtbot: QtBot, uploads: UploadThreads, window: Window, target: UploadTarget, tmp_path: Path
) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(JPEG)
    uploads.add(target, [photo], ids=["chosen"], is_drafted=True)
    uploads.add_made(target, "pasted.jpg", lambda path: None, is_drafted=True)
    qtbot.waitUntil(lambda: len(window.now) == 2)
    first = {upload.id: upload for upload in reversed(window.changes)}
    assert "chosen" in first
    assert all(upload.is_drafted for upload in first.values())
    uploads.mark_drafted(["chosen"], False)
    qtbot.waitUntil(lambda: not window.now["chosen"].is_drafted)


@pytest.mark.allow_logs("could not be made")
def test_a_picture_that_cannot_be_made_is_shown(
    qtbot: QtBot, uploads: UploadThreads, window: Window, target: UploadTarget
) -> None:
    def fail(path: Path) -> None:
        path.write_bytes(JPEG)
        raise OSError("no space left on device")

    uploads.add_made(target, "Imagen pegada.jpg", fail)
    qtbot.waitUntil(lambda: window.stages() == [UploadStage.FAILED])
    [upload] = window.now.values()
    assert isinstance(upload.error, FileMissing)
    assert not upload.file.path.exists()


def test_no_folder_to_make_it_in(
    qtbot: QtBot, engine: Engine, target: UploadTarget, tmp_path: Path
) -> None:
    (tmp_path / "taken").write_text("a file")
    uploads = UploadThreads(engine.uploads, Notebook(), 1, Spool(tmp_path / "taken" / "made"))
    window = Window(uploads)
    uploads.add_made(target, "a.png", lambda path: None)
    qtbot.waitUntil(lambda: window.stages() == [UploadStage.FAILED])
    shut_down(uploads)
    assert isinstance(next(iter(window.now.values())).error, FileUnreadable)


def test_a_made_file_that_did_not_arrive_is_kept(
    qtbot: QtBot,
    practice: PracticeServer,
    uploads: UploadThreads,
    window: Window,
    target: UploadTarget,
) -> None:
    """It may be the only copy."""
    practice.faults.add(Fault("put", "status", status=412, body="empty", times=None))

    def write(path: Path) -> None:
        path.write_bytes(JPEG + bytes(99))

    uploads.add_made(target, "a.jpg", write)
    qtbot.waitUntil(lambda: window.stages() == [UploadStage.FAILED])
    [upload] = window.now.values()
    assert isinstance(upload.error, BucketRefused)
    shut_down(uploads)
    assert upload.file.path.exists()


# -- files from places that vanish ----------------------------------------------------------------


@pytest.fixture
def mail(tmp_path: Path) -> Path:
    folder = tmp_path / "mail"
    folder.mkdir()
    return folder


@pytest.fixture
def careful(
    qtbot: QtBot, engine: Engine, journal: Notebook, mail: Path, tmp_path: Path
) -> Iterator[UploadThreads]:
    """Uploads that copy what comes from the mail program's folder."""
    spool = Spool(tmp_path / "spool", VanishingPlaces([mail.as_posix()]))
    threads = UploadThreads(engine.uploads, journal, PARALLEL, spool)
    yield threads
    shut_down(threads)


def test_what_vanishes_after_the_drop_arrives(
    qtbot: QtBot,
    practice: PracticeServer,
    careful: UploadThreads,
    journal: Notebook,
    target: UploadTarget,
    mail: Path,
    tmp_path: Path,
) -> None:
    window = Window(careful)
    paths = photos(mail, 5)
    size = paths[0].stat().st_size

    def remove(kept: list[Upload]) -> None:
        for path in paths:
            path.unlink()

    careful.add(target, paths, remove)
    qtbot.waitUntil(lambda: window.count(UploadStage.UPLOADED) == 5)
    assert sorted(done.filename for done in practice.record.uploads) == [p.name for p in paths]
    assert {done.size for done in practice.record.uploads} == {size}
    qtbot.waitUntil(lambda: list((tmp_path / "spool").iterdir()) == [])


def test_a_drop_is_not_held_up_by_the_copies_of_another(
    qtbot: QtBot,
    careful: UploadThreads,
    target: UploadTarget,
    mail: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    window = Window(careful)
    go_on = threading.Event()
    copy = Spool.copy

    def wait_and_copy(spool: Spool, file: LocalFile) -> LocalFile:
        assert go_on.wait(10)
        return copy(spool, file)

    monkeypatch.setattr(Spool, "copy", wait_and_copy)
    careful.add(target, photos(mail, 2))
    [quick] = photos(tmp_path, 1)
    careful.add(target, [quick])
    qtbot.waitUntil(lambda: window.count(UploadStage.UPLOADED) == 1)
    assert window.stages().count(UploadStage.QUEUED) == 2
    go_on.set()
    qtbot.waitUntil(lambda: window.count(UploadStage.UPLOADED) == 3)


def test_what_was_not_copied_before_the_end_is_copied_at_the_next_start(
    qtbot: QtBot,
    careful: UploadThreads,
    journal: Notebook,
    target: UploadTarget,
    mail: Path,
    tmp_path: Path,
) -> None:
    window = Window(careful)
    [path] = photos(mail, 1)
    upload = Upload("u1", target, look_at(path), datetime.now(UTC), UploadStage.PAUSED)
    careful.restore([(upload, 3)])
    spool = tmp_path / "spool"
    qtbot.waitUntil(lambda: any(spool in one.file.path.parents for one in window.changes))
    path.unlink()
    careful.resume("u1")
    qtbot.waitUntil(lambda: window.count(UploadStage.UPLOADED) == 1)


def test_what_the_journal_held_is_told_at_once(
    qtbot: QtBot, careful: UploadThreads, target: UploadTarget, tmp_path: Path
) -> None:
    window = Window(careful)
    told: list[list[Upload]] = []
    careful.restored.connect(told.append)
    kept = [
        Upload(f"u{number}", target, look_at(path), datetime.now(UTC), UploadStage.PAUSED)
        for number, path in enumerate(photos(tmp_path, 3))
    ]
    careful.restore([(upload, 3) for upload in kept])
    assert not told, "not before who called has gone on"
    qtbot.waitUntil(lambda: bool(told))
    assert told == [kept]
    assert not window.changes


def test_orphans_go_and_copies_of_now_stay(
    qtbot: QtBot,
    practice: PracticeServer,
    careful: UploadThreads,
    target: UploadTarget,
    mail: Path,
    tmp_path: Path,
) -> None:
    practice.faults.add(Fault("put", "stall", at_byte=10, times=None))
    window = Window(careful)
    orphan = tmp_path / "spool" / "left"
    orphan.mkdir(parents=True)
    (orphan / "foto.jpg").write_bytes(JPEG)
    careful.add(target, photos(mail, 1))
    qtbot.waitUntil(lambda: len(practice.record.faults) == 1)
    careful.discard_orphans([])
    qtbot.waitUntil(lambda: not orphan.exists())
    assert next(iter(window.now.values())).file.path.exists()
