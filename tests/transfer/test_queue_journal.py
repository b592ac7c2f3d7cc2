"""The queue and its journal: each step is written before it is taken, and a start goes on."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.checks import FileType
from leadway_desktop.domain.delivery import Delivery, DeliveryStage
from leadway_desktop.domain.errors import (
    ConnectionLost,
    FileChanged,
    FileMissing,
    JournalNotWritten,
    LeadwayError,
    NoConnection,
)
from leadway_desktop.domain.proof import Proof
from leadway_desktop.domain.upload import StoredBytes, Upload, UploadSlot
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.domain.wait import Wait, WaitReason
from leadway_desktop.transfer.upload_job import UploadJob
from leadway_desktop.transfer.upload_queue import UploadQueue
from tests.transfer.conftest import NewUpload
from tests.transfer.fakes import LINK, Diary, FakeWorld, HandClock, JpegTypes, Notebook
from tests.transfer.office import STEPS, WHOLE, Gate, Office

STORED = StoredBytes(UploadSlot("up", "path"), "foto.jpg", "image/jpeg", 7, Proof.CRC32C)


def test_each_step_is_in_the_journal_before_it_is_taken(new_upload: NewUpload) -> None:
    story: list[str] = []

    class Pen(Notebook):
        def save(self, upload: Upload, revision: int) -> None:
            super().save(upload, revision)
            story.append(f"written {upload.stage.value}")

    class Types(JpegTypes):
        def type_of(self, path: Path) -> FileType:
            story.append("look")
            return super().type_of(path)

    world = FakeWorld(lambda step, cancel: story.append(step))
    office, upload = Office(world, journal=Pen()), new_upload()
    office.queue.add(upload)
    with office.threads(1, UploadJob(world, world, Types(), HandClock())):
        assert office.queue.wait_until_over([upload.id], 5)
    assert story == [
        "written queued",
        "written preparing", "look",
        "written initiating", "initiate",
        "written uploading", "put",
        "written completing", "complete",
        "written uploaded",
    ]  # fmt: skip


def test_nothing_is_announced_before_it_is_written(new_upload: NewUpload) -> None:
    unwritten: list[Upload] = []

    class Pen(Notebook):
        def save(self, upload: Upload, revision: int) -> None:
            if upload in office.diary.changes:
                unwritten.append(upload)
            super().save(upload, revision)

    office, upload = Office(journal=Pen()), new_upload()
    office.queue.add(upload)
    with office.threads(1):
        assert office.queue.wait_until_over([upload.id], 5)
    assert unwritten == []
    assert office.diary.changes == office.journal.written


def test_what_is_certain_is_written_with_the_step_that_follows(new_upload: NewUpload) -> None:
    office, upload = Office(), new_upload()
    office.queue.add(upload)
    with office.threads(1):
        assert office.queue.wait_until_over([upload.id], 5)
    stored = {one.stage.value: one.stored for one in office.journal.written}
    assert stored["uploading"] is None
    assert stored["completing"] == stored["uploaded"] == STORED


# -- revisions ------------------------------------------------------------------------------------


class SlowDisk(Notebook):
    """Holds the save of one stage, as a disk that sleeps would; `save_soon` never waits."""

    def __init__(self, stage: UploadStage) -> None:
        super().__init__()
        self.saving, self.go_on = threading.Event(), threading.Event()
        self._held = stage

    def save(self, upload: Upload, revision: int) -> None:
        if upload.stage is self._held and not self.go_on.is_set():
            self.saving.set()
            assert self.go_on.wait(10)
        super().save(upload, revision)


STOPS: dict[str, Callable[[Office, Upload], None]] = {
    "cancelled": lambda office, upload: office.queue.cancel(upload.id),
    "paused": lambda office, upload: office.queue.pause(upload.id),
}


@pytest.mark.parametrize("stop", STOPS)
@pytest.mark.parametrize("stage", [stage for stage in UploadStage if stage.is_running])
def test_a_stop_during_a_save_returns_at_once_and_wins(
    new_upload: NewUpload, stage: UploadStage, stop: str
) -> None:
    """The older step reaches the disk last, and must not replace what the agent wanted."""
    disk = SlowDisk(stage)
    office, upload = Office(journal=disk), new_upload()
    office.queue.add(upload)
    with office.threads(1):
        assert disk.saving.wait(5)
        STOPS[stop](office, upload)
        disk.go_on.set()
    assert office.stage(upload).value == stop
    assert disk.kept[upload.id][0] == office.queue.upload(upload.id)
    assert office.diary.stages(upload.id)[-1] == stop
    taken = WHOLE.index(stage.value) - 2
    assert office.world.steps == STEPS[: max(taken, 0)]


def test_removed_during_a_save_it_does_not_come_back(new_upload: NewUpload) -> None:
    disk = SlowDisk(UploadStage.UPLOADING)
    office, upload = Office(journal=disk), new_upload()
    office.queue.add(upload)
    with office.threads(1):
        assert disk.saving.wait(5)
        office.queue.cancel(upload.id)
        assert office.queue.remove(upload.id)
        disk.go_on.set()
    assert disk.kept == {}
    assert office.world.steps == ["initiate"]


def test_whatever_threads_do_the_journal_ends_as_the_memory(new_upload: NewUpload) -> None:
    dice = random.Random(7)

    def hook(step: str, cancel: CancelToken) -> None:
        if dice.random() < 0.3:
            raise ConnectionLost
        cancel.wait(dice.random() * 0.0005)

    office = Office(FakeWorld(hook))
    uploads = [new_upload() for _ in range(8)]
    for upload in uploads:
        office.queue.add(upload)
    acts = [office.queue.cancel, office.queue.pause, office.queue.resume, office.queue.retry]

    def disturb(dice: random.Random) -> None:
        for _ in range(300):
            dice.choice(acts)(dice.choice(uploads).id)

    with office.threads(3):
        agents = [threading.Thread(target=disturb, args=(random.Random(n),)) for n in range(2)]
        for agent in agents:
            agent.start()
        for agent in agents:
            agent.join()
        for upload in uploads:
            office.queue.resume(upload.id)
            office.queue.retry(upload.id)
        assert office.queue.wait_until_over([upload.id for upload in uploads], 10)
    kept = {upload_id: upload for upload_id, (upload, _) in office.journal.kept.items()}
    assert kept == {upload.id: upload for upload in office.queue.uploads()}


# -- a journal that cannot be written -------------------------------------------------------------


@pytest.mark.allow_logs("not in the journal")
def test_a_journal_that_cannot_be_written_is_told_and_stops_nothing(new_upload: NewUpload) -> None:
    office, upload = Office(), new_upload()
    office.journal.error = error = JournalNotWritten(detail="no space left")
    office.queue.add(upload)
    with office.threads(1):
        assert office.queue.wait_until_over([upload.id], 5)
    assert office.queue.upload(upload.id).link == LINK
    assert office.diary.stages(upload.id) == WHOLE
    assert office.diary.troubles == [error] * len(WHOLE)


def test_what_the_agent_wants_happens_without_a_journal(new_upload: NewUpload) -> None:
    office, upload = Office(), new_upload()
    office.queue.add(upload)
    office.journal.error = error = JournalNotWritten()
    office.queue.pause(upload.id)
    office.queue.resume(upload.id)
    office.queue.cancel(upload.id)
    assert office.queue.remove(upload.id)
    assert office.diary.stages(upload.id) == ["queued", "paused", "queued", "cancelled"]
    assert office.diary.troubles == [error] * 4


# -- close and the next start ---------------------------------------------------------------------


@pytest.mark.parametrize("step", STEPS)
def test_what_ran_when_the_program_ended_is_queued_by_the_next_start(
    new_upload: NewUpload, step: str
) -> None:
    gate = Gate(step)
    office = Office(FakeWorld(gate))
    uploads = [new_upload() for _ in range(3)]
    for upload in uploads:
        office.queue.add(upload)
    with office.threads(2):
        assert gate.reached.acquire(timeout=5)
        assert gate.reached.acquire(timeout=5)
    told = {change.stage for change in office.diary.changes}
    assert told.isdisjoint({UploadStage.CANCELLED, UploadStage.FAILED, UploadStage.WAITING})

    gate.open()
    office.world.steps.clear()
    after = office.restarted()
    assert [upload.stage for upload in after.queue.uploads()] == [UploadStage.QUEUED] * 3
    with after.threads(2):
        assert after.queue.wait_until_over([upload.id for upload in uploads], 5)
    assert {upload.link for upload in after.queue.uploads()} == {LINK}
    assert office.world.steps.count("put") == (1 if step == "complete" else 3)
    assert office.world.steps.count("complete") == 3


def test_what_the_journal_held_is_told_at_once_to_who_wants_it_so(new_upload: NewUpload) -> None:
    told: list[list[Upload]] = []
    followed: list[str] = []
    diary = Diary()
    watcher = replace(diary.watcher, on_restored=told.append)
    queue = UploadQueue(HandClock(), Notebook(), watcher)
    queue.follow(lambda upload: followed.append(upload.id), lambda upload_id: None)
    running, paused = at(UploadStage.UPLOADING, new_upload()), at(UploadStage.PAUSED, new_upload())
    queue.restore_all([(running, 5), (paused, 2)])
    assert [[one.stage for one in batch] for batch in told] == [
        [UploadStage.QUEUED, UploadStage.PAUSED]
    ]
    assert tuple(told[0]) == queue.uploads()
    assert followed == [running.id, paused.id]
    assert diary.changes == []


@pytest.mark.parametrize("step", STEPS)
def test_a_file_that_came_while_the_journal_was_read_goes_once(
    new_upload: NewUpload, step: str
) -> None:
    """What was read holds it too, in a stage that it has left."""
    office, upload, gate = Office(), new_upload(), Gate(step)
    office.world.hook = gate
    with office.threads(2):
        office.queue.add(upload)
        assert gate.reached.acquire(timeout=10)
        office.queue.restore_all([(upload, 1)])
        gate.open()
        assert office.queue.wait_until_over([upload.id], 10)
    assert office.queue.upload(upload.id).link == LINK
    assert [office.world.steps.count(one) for one in STEPS] == [1, 1, 1]
    assert len(office.queue.uploads()) == 1


def test_a_file_that_was_restored_before_it_was_taken_in_is_there_once(
    new_upload: NewUpload,
) -> None:
    office, upload = Office(), new_upload()
    office.queue.restore_all([(upload, 1)])
    office.queue.add(upload)
    with office.threads(2):
        assert office.queue.wait_until_over([upload.id], 10)
    assert [office.world.steps.count(one) for one in STEPS] == [1, 1, 1]


def at(stage: UploadStage, upload: Upload) -> Upload:
    """Return the upload as a journal may hold it in that stage."""
    waits = stage is UploadStage.WAITING
    until = HandClock().now() if waits else None
    return replace(
        upload,
        stage=stage,
        wait=Wait(WaitReason.TIME, until) if waits else None,
        error=ConnectionLost() if waits or stage is UploadStage.FAILED else None,
        link=LINK if stage is UploadStage.UPLOADED else None,
        stored=STORED if stage in {UploadStage.COMPLETING, UploadStage.UPLOADED} else None,
        finished_at=HandClock().now() if stage.is_over else None,
    )


STAYS = {
    UploadStage.QUEUED,
    UploadStage.UPLOADED,
    UploadStage.WAITING,
    UploadStage.PAUSED,
    UploadStage.FAILED,
    UploadStage.CANCELLED,
}


@pytest.mark.parametrize("stage", UploadStage)
def test_the_restore_of_every_stage(new_upload: NewUpload, stage: UploadStage) -> None:
    office, kept = Office(), at(stage, new_upload())
    office.queue.restore(kept, 41)
    [upload] = office.queue.uploads()
    if stage in STAYS:
        assert upload == kept
    else:
        assert upload == replace(kept, stage=UploadStage.QUEUED)
    ends_well = stage.is_active or stage is UploadStage.WAITING
    with office.threads(1):
        if ends_well:
            assert office.queue.wait_until_over([upload.id], 5)
    whole = STEPS[-1:] if stage is UploadStage.COMPLETING else STEPS
    assert office.world.steps == (whole if ends_well else [])
    assert office.stage(kept) is (UploadStage.UPLOADED if ends_well else stage)
    if ends_well:
        assert office.journal.kept[upload.id][1] > 41


@pytest.mark.parametrize(
    "wait", [Wait(WaitReason.NETWORK), Wait(WaitReason.SIGN_IN), Wait(WaitReason.TIME), None]
)
def test_what_waited_for_an_event_is_tried_by_the_next_start(
    new_upload: NewUpload, wait: Wait | None
) -> None:
    """Nobody would tell it of the event; and a wait that nothing ends is no wait."""
    office = Office()
    office.queue.restore(
        replace(new_upload(), stage=UploadStage.WAITING, wait=wait, error=NoConnection()), 9
    )
    [upload] = office.queue.uploads()
    assert (upload.stage, upload.wait, upload.error) == (UploadStage.QUEUED, None, None)
    assert office.queue.holds == frozenset()
    with office.threads(1):
        assert office.queue.wait_until_over([upload.id], 5)


def test_the_order_of_the_queue_outlives_the_restart(new_upload: NewUpload) -> None:
    office = Office()
    uploads = [new_upload() for _ in range(5)]
    for upload in uploads:
        office.queue.add(upload)
    after = office.restarted()
    with after.threads(1):
        assert after.queue.wait_until_over([upload.id for upload in uploads], 5)
    began = [one.id for one in after.diary.changes if one.stage is UploadStage.PREPARING]
    assert began == [upload.id for upload in uploads]


def test_waiting_for_the_end_ends_with_the_queue(new_upload: NewUpload) -> None:
    office, upload = Office(), new_upload()
    office.queue.add(upload)
    answers: list[bool] = []
    waiting = threading.Thread(
        target=lambda: answers.append(office.queue.wait_until_over([upload.id]))
    )
    waiting.start()
    office.queue.close()
    waiting.join(5)
    assert answers == [False]


@pytest.mark.parametrize(
    ("spoil", "kind"),
    [
        (lambda path: path.unlink(), FileMissing),
        (lambda path: path.write_bytes(b"something else"), FileChanged),
    ],
)
def test_a_file_that_is_gone_or_changed_by_the_next_start_is_told_and_kept(
    new_upload: NewUpload, spoil: Callable[[Path], None], kind: type[LeadwayError]
) -> None:
    office, upload = Office(), new_upload()
    office.queue.add(upload)
    spoil(upload.file.path)
    after = office.restarted()
    with after.threads(1):
        assert after.queue.wait_until_over([upload.id], 5)
    failed = after.queue.upload(upload.id)
    assert (failed.stage, type(failed.error)) == (UploadStage.FAILED, kind)
    assert after.journal.kept[upload.id][0] == failed
    assert after.world.steps == []


# -- receipts --------------------------------------------------------------------------------------


def test_what_was_uploaded_stays_in_the_journal_when_it_leaves_the_list(
    new_upload: NewUpload,
) -> None:
    office, upload = Office(), new_upload()
    with office.threads(1):
        office.queue.add(upload)
        assert office.queue.wait_until_over([upload.id], 5)
    assert office.queue.remove(upload.id)
    receipt, _ = office.journal.kept[upload.id]
    assert (receipt.is_put_away, receipt.link) == (True, LINK)
    assert office.queue.uploads() == ()

    assert office.queue.forget(upload.id)
    assert office.journal.kept == {}


def test_a_running_upload_keeps_its_mark(new_upload: NewUpload) -> None:
    office, upload = Office(), new_upload()
    office.queue.add(upload)
    with office.threads(1):
        office.queue.mark_drafted([upload.id, "gone"], True)
        assert office.queue.wait_until_over([upload.id], 5)
    assert office.journal.kept[upload.id][0].is_drafted
    told = len(office.diary.changes)
    office.queue.mark_drafted([upload.id], True)
    assert len(office.diary.changes) == told, "nothing has changed"


def test_a_receipt_has_no_mark(new_upload: NewUpload) -> None:
    sent = Delivery("plan.00000", "", "", DeliveryStage.SENT)
    office, upload = Office(), replace(new_upload(), stage=UploadStage.UPLOADED, delivery=sent)
    office.queue.restore(replace(upload, is_drafted=True), 1)
    assert office.queue.remove(upload.id)
    assert not office.journal.kept[upload.id][0].is_drafted, "it would never expire"


def test_what_is_on_the_list_is_not_forgotten(new_upload: NewUpload) -> None:
    office, upload = Office(), new_upload()
    office.queue.add(upload)
    assert not office.queue.forget(upload.id)
    assert upload.id in office.journal.kept
    office.queue.cancel(upload.id)
    assert office.queue.remove(upload.id)
    assert office.journal.kept == {}, "what never arrived leaves no receipt"


def test_a_receipt_is_forgotten_without_a_journal(new_upload: NewUpload) -> None:
    office = Office()
    office.journal.error = JournalNotWritten()
    assert office.queue.forget("one of last week")
    assert office.diary.troubles == [office.journal.error]
