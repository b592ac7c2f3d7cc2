"""Our copies of files: which go when their uploads are done, and what finding that out costs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QObject

from leadway_desktop.domain.errors import FileChanged
from leadway_desktop.domain.upload import LocalFile, Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.transfer.no_journal import NoJournal
from leadway_desktop.transfer.queue.ledger import UploadWatcher
from leadway_desktop.transfer.spool import Spool
from leadway_desktop.transfer.system_clock import SystemClock
from leadway_desktop.transfer.upload_queue import UploadQueue
from leadway_desktop.workers.intake_threads import IntakeThreads
from tests.transfer.fakes import TARGET

UPLOADED, PAUSED = UploadStage.UPLOADED, UploadStage.PAUSED


class CountedQueue(UploadQueue):
    """Counts how often all of its uploads are looked through."""

    def __init__(self) -> None:
        watcher = UploadWatcher(on_change=lambda upload: None, on_progress=lambda progress: None)
        super().__init__(SystemClock(), NoJournal(), watcher)
        self.looks = 0

    def uploads(self) -> tuple[Upload, ...]:
        self.looks += 1
        return super().uploads()


@pytest.fixture
def queue() -> CountedQueue:
    return CountedQueue()


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path / "spool")


@pytest.fixture
def intake(qapp: QObject, queue: CountedQueue, spool: Spool) -> IntakeThreads:
    return IntakeThreads(queue, SystemClock(), spool, qapp)


def copies(spool: Spool, count: int) -> list[Path]:
    made = [spool.new_path("foto.jpg") for _ in range(count)]
    for path in made:
        path.write_bytes(b"\xff\xd8\xff")
    return made


def put(queue: UploadQueue, paths: Iterable[Path], stage: UploadStage) -> None:
    for path in paths:
        name = f"{path.parent.name} {stage.value}"
        upload = Upload(name, TARGET, LocalFile(path, 3, 0), datetime.now(UTC), stage)
        queue.restore(upload, 1)


def test_the_copies_of_what_has_arrived_go_in_one_look(
    queue: CountedQueue, spool: Spool, intake: IntakeThreads
) -> None:
    """A look for each of ten thousand held up the end of the program for most of a minute."""
    made = copies(spool, 20)
    put(queue, made, UPLOADED)
    intake.discard_arrived()
    assert not any(path.exists() for path in made)
    assert queue.looks <= 2


def test_a_copy_that_another_upload_needs_stays(
    queue: CountedQueue, spool: Spool, intake: IntakeThreads
) -> None:
    shared, own = copies(spool, 2)
    put(queue, [shared, own], UPLOADED)
    put(queue, [shared], PAUSED)
    intake.discard_arrived()
    assert (shared.exists(), own.exists()) == (True, False)


def test_what_a_kill_left_as_failed_is_superseded_once_the_journal_is_read(
    queue: CountedQueue, intake: IntakeThreads, tmp_path: Path
) -> None:
    """Its file was attached again while it was being read; both would go if it were retried."""
    now, file = datetime.now(UTC), LocalFile(tmp_path / "foto.jpg", 3, 0)
    failed = Upload("old", TARGET, file, now, UploadStage.FAILED, FileChanged())
    newer = replace(file, modified_ns=1)
    again = Upload("new", TARGET, newer, now + timedelta(seconds=1), PAUSED)
    intake.restore([(failed, 1), (again, 1)])
    intake.end()
    intake.finish()
    assert queue.upload("old").is_superseded
    assert queue.upload("new") == again
