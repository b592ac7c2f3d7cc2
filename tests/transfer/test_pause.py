"""Pause and go on: at once, at every step, and the file arrives once and whole."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from leadway_desktop.assembly import Engine
from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.checks import look_at
from leadway_desktop.domain.errors import ConnectionLost, NoConnection, RequestRefused
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.domain.wait import WaitReason
from leadway_desktop.practice.faults import Fault
from leadway_desktop.practice.record import Record
from leadway_desktop.practice.server import PracticeServer
from leadway_desktop.transfer.queue import agent_wishes
from tests.transfer.conftest import NewUpload
from tests.transfer.fakes import FakeWorld
from tests.transfer.office import STEPS, WHOLE, Gate, Office

PAUSE_TIME = 0.1
"""Seconds in which a pause is heard in the middle of a transfer, as a cancel is."""


@pytest.mark.parametrize("step", STEPS)
def test_a_pause_at_each_step_and_the_way_on(new_upload: NewUpload, step: str) -> None:
    gate = Gate(step)
    office, upload = Office(FakeWorld(gate)), new_upload()
    office.queue.add(upload)
    with office.threads(2):
        assert gate.reached.acquire(timeout=5)
        office.queue.pause(upload.id)
        assert office.stage(upload) is UploadStage.PAUSED
        gate.open()
        office.queue.resume(upload.id)
        assert office.queue.wait_until_over([upload.id], 5)
    begun, again = STEPS[: STEPS.index(step) + 1], STEPS[-1:] if step == "complete" else STEPS
    assert office.world.steps == begun + again
    whole = WHOLE[:2] + WHOLE[-2:] if step == "complete" else WHOLE
    assert office.diary.stages(upload.id) == [
        *WHOLE[: WHOLE.index("initiating") + STEPS.index(step) + 1], "paused", *whole
    ]  # fmt: skip


def test_a_pause_of_what_is_queued_lets_the_next_one_go(new_upload: NewUpload) -> None:
    office, paused, other = Office(), new_upload(), new_upload()
    office.queue.add(paused)
    office.queue.add(other)
    office.queue.pause(paused.id)
    office.queue.pause(paused.id)
    with office.threads(1):
        assert office.queue.wait_until_over([other.id], 5)
        assert office.stage(paused) is UploadStage.PAUSED
        office.queue.resume(paused.id)
        office.queue.resume(paused.id)
        assert office.queue.wait_until_over([paused.id], 5)
    assert office.diary.stages(paused.id) == ["queued", "paused", *WHOLE]
    assert office.world.steps == STEPS * 2


def test_pause_all_and_resume_all(new_upload: NewUpload) -> None:
    gate = Gate("put")
    office = Office(FakeWorld(gate))
    uploads = [new_upload() for _ in range(30)]
    for upload in uploads:
        office.queue.add(upload)
    with office.threads(3):
        for _ in range(3):
            assert gate.reached.acquire(timeout=5)
        office.queue.pause_all()
        assert {one.stage for one in office.queue.uploads()} == {UploadStage.PAUSED}
        assert office.world.steps.count("put") == 3
        gate.open()
        office.queue.resume_all()
        assert office.queue.wait_until_over([upload.id for upload in uploads], 10)
    assert {one.stage for one in office.queue.uploads()} == {UploadStage.UPLOADED}
    assert office.world.steps.count("complete") == 30


def test_a_wish_for_all_lets_others_speak_meanwhile(
    new_upload: NewUpload, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The window must not wait until ten thousand are paused."""
    monkeypatch.setattr(agent_wishes, "_BREATH", 5.0)
    office, uploads = Office(), [new_upload() for _ in range(3 * agent_wishes._AT_ONCE)]
    for upload in uploads:
        office.queue.add(upload)
    pausing = threading.Thread(target=office.queue.pause_all)
    pausing.start()
    assert office.wait_for(uploads[0], UploadStage.PAUSED)
    office.queue.cancel(uploads[-1].id)
    while pausing.is_alive():
        office.queue.wake()
    assert office.diary.stages(uploads[-1].id) == ["queued", "cancelled"]
    assert {one.stage for one in office.queue.uploads()[:-1]} == {UploadStage.PAUSED}


def test_a_wish_for_all_leaves_alone_what_came_after_it_was_asked_for(
    new_upload: NewUpload,
) -> None:
    """Its thread may come late; nobody has given up what was dropped meanwhile."""
    office, before, after = Office(), new_upload(), new_upload()
    office.queue.add(before)
    asked_at = office.queue.ask()
    office.queue.add(after)
    office.queue.cancel_all(asked_at)
    assert office.stage(before) is UploadStage.CANCELLED
    assert office.stage(after) is UploadStage.QUEUED


@pytest.mark.parametrize("last_word", ["pause", "resume", "retry", "cancel"])
def test_a_wish_for_all_leaves_alone_what_the_agent_has_spoken_of_since(
    last_word: str, new_upload: NewUpload
) -> None:
    office, upload = Office(), new_upload()
    office.queue.add(upload)
    first = {"resume": office.queue.pause, "retry": office.queue.cancel}.get(last_word)
    if first is not None:
        first(upload.id)
    asked_at = office.queue.ask()
    getattr(office.queue, last_word)(upload.id)
    wanted = office.stage(upload)
    late = office.queue.resume_all if last_word == "pause" else office.queue.pause_all
    late(asked_at)
    assert office.stage(upload) is wanted


def test_wishes_for_all_count_in_the_order_in_which_they_were_asked_for(
    new_upload: NewUpload,
) -> None:
    office, upload = Office(), new_upload()
    office.queue.add(upload)
    asked_at = [office.queue.ask() for _ in range(3)]
    office.queue.pause_all(asked_at[0])
    office.queue.resume_all(asked_at[1])
    assert office.stage(upload) is UploadStage.QUEUED
    office.queue.cancel_all(asked_at[2])
    assert office.stage(upload) is UploadStage.CANCELLED


def test_what_waits_can_be_paused_and_goes_on_when_it_is_resumed(new_upload: NewUpload) -> None:
    failures = iter([ConnectionLost()])

    def hook(step: str, cancel: CancelToken) -> None:
        if error := next(failures, None):
            raise error

    office, upload = Office(FakeWorld(hook)), new_upload()
    office.queue.add(upload)
    far = replace(office.world.job(office.clock), jitter=lambda low, high: 1000.0)
    with office.threads(1, far):
        assert office.wait_for(upload, UploadStage.WAITING)
        office.queue.pause(upload.id)
        paused = office.queue.upload(upload.id)
        assert (paused.stage, paused.wait, paused.failures) == (UploadStage.PAUSED, None, 1)
        office.queue.resume(upload.id)
        assert office.queue.upload(upload.id).failures == 0
        assert office.queue.wait_until_over([upload.id], 5)
    assert office.stage(upload) is UploadStage.UPLOADED


ENDED: dict[str, Callable[[Office, Upload], None]] = {
    "pause": lambda office, upload: office.queue.pause(upload.id),
    "pause_all": lambda office, upload: office.queue.pause_all(),
    "resume": lambda office, upload: office.queue.resume(upload.id),
    "release": lambda office, upload: office.queue.release(WaitReason.NETWORK),
}


@pytest.mark.parametrize("act", ENDED)
@pytest.mark.parametrize("error", [None, RequestRefused()], ids=str)
def test_what_is_over_is_neither_paused_nor_resumed(
    new_upload: NewUpload, act: str, error: RequestRefused | None
) -> None:
    def hook(step: str, cancel: CancelToken) -> None:
        if error is not None:
            raise error

    office, upload = Office(FakeWorld(hook)), new_upload()
    office.queue.add(upload)
    with office.threads(1):
        assert office.queue.wait_until_over([upload.id], 5)
        before = office.queue.upload(upload.id)
        ENDED[act](office, upload)
        office.queue.pause("nobody")
        office.queue.resume("nobody")
        assert office.queue.upload(upload.id) is before


def test_a_release_does_not_wake_what_is_paused(new_upload: NewUpload) -> None:
    office, upload = Office(), new_upload()
    office.queue.restore(replace(upload, stage=UploadStage.PAUSED, error=NoConnection()), 3)
    office.queue.release(WaitReason.NETWORK)
    with office.threads(1):
        assert not office.queue.wait_until_over([upload.id], 0.05)
    assert office.stage(upload) is UploadStage.PAUSED


def test_a_cancel_of_what_is_paused_and_a_pause_over_a_restart(new_upload: NewUpload) -> None:
    office, cancelled, kept = Office(), new_upload(), new_upload()
    for upload in (cancelled, kept):
        office.queue.add(upload)
        office.queue.pause(upload.id)
    office.queue.cancel(cancelled.id)
    after = office.restarted()
    assert after.stage(cancelled) is UploadStage.CANCELLED
    assert after.stage(kept) is UploadStage.PAUSED
    with after.threads(1):
        after.queue.resume(kept.id)
        assert after.queue.wait_until_over([kept.id], 5)


# -- a real transfer ------------------------------------------------------------------------------


@pytest.fixture
def video(tmp_path: Path) -> Path:
    path = tmp_path / "video.jpg"
    path.write_bytes(b"\xff\xd8\xff\xe0" + bytes(range(256)) * 12_000)
    return path


def _hung_up(record: Record) -> bool:
    return any(seen.step == "put" and seen.status is None for seen in record.requests)


@pytest.mark.parametrize(
    "fault",
    [
        Fault("put", "bandwidth", bytes_per_s=300_000),
        Fault("put", "stall", at_byte=1_000_000),
        Fault("put", "latency", seconds=5),
    ],
    ids=lambda fault: fault.kind,
)
def test_a_running_put_stops_at_once_and_the_file_is_sent_once_whole(
    practice: PracticeServer, engine: Engine, upload: Upload, video: Path, fault: Fault
) -> None:
    practice.faults.add(fault)
    upload = replace(upload, file=look_at(video))
    office = Office(clock=engine.uploads.clock)
    office.queue.add(upload)
    with office.threads(1, engine.uploads.job):
        assert practice.record.wait_for(lambda record: len(record.faults) == 1)
        if fault.kind == "bandwidth":
            assert office.diary.wait_for(lambda: len(office.diary.progress) > 1)
        started = time.monotonic()
        office.queue.pause(upload.id)
        other = replace(upload, id="other")
        office.queue.add(other)
        assert office.diary.wait_for(lambda: "preparing" in office.diary.stages("other"))
        assert time.monotonic() - started < PAUSE_TIME, "its thread was not free"
        assert office.queue.wait_until_over(["other"], 10)
        # A server that sleeps does not notice that we have hung up.
        assert fault.kind != "bandwidth" or practice.record.wait_for(_hung_up)
        told = len(office.diary.progress)
        assert len(practice.record.objects) == 1
        office.queue.resume(upload.id)
        assert office.queue.wait_until_over([upload.id], 10)
    assert told < len(office.diary.progress)
    assert [stored.size for stored in practice.record.objects] == [upload.file.size] * 2
    assert len(practice.record.uploads) == 2
    done = office.queue.upload(upload.id)
    assert done.checksum == office.queue.upload("other").checksum is not None
