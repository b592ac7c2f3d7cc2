"""The computer sleeps and wakes: what was under way begins again at once, and has not failed."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from itertools import groupby

import pytest

from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.delivery import DeliveryStage, MessagePlan
from leadway_desktop.domain.errors import (
    ConnectionLost,
    LeadwayError,
    NoConnection,
    Stalled,
    StoredFileMissing,
)
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.domain.wait import WaitReason
from leadway_desktop.transfer import network_watch
from leadway_desktop.transfer.network_watch import NetworkWatch
from leadway_desktop.transfer.sleep_time import NAP, SleepWatch, seconds_slept
from leadway_desktop.transfer.system_clock import SystemClock
from tests.transfer.conftest import NewUpload
from tests.transfer.fakes import FakeWorld, HandClock
from tests.transfer.office import STEPS, Office, watched


class DeadLine:
    """A world whose calls hang, as on a connection that the sleep has cut, until it is mended."""

    def __init__(self, step: str) -> None:
        self.reached = threading.Semaphore(0)
        self.is_dead = True
        self._step = step

    def __call__(self, step: str, cancel: CancelToken) -> None:
        if step == self._step and self.is_dead:
            self.reached.release()
            cancel.wait(60)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network_watch, "_LOOK", 0.01)
    monkeypatch.setattr(network_watch, "_DELAYS", (0.01,))


def watched_offline(office: Office, forgotten: list[str]) -> AbstractContextManager[NetworkWatch]:
    def probe(cancel: CancelToken) -> None:
        raise NoConnection

    return watched(office, probe, lambda: forgotten.append("connections"))


def sleeping(office: Office, seconds: float) -> None:
    """Let the computer sleep: its time of day goes on, and nothing else does."""
    clock = office.clock
    assert isinstance(clock, HandClock)
    clock.seconds_slept += seconds


@pytest.mark.parametrize("step", STEPS)
def test_what_was_under_way_begins_again_at_once(new_upload: NewUpload, step: str) -> None:
    line, forgotten = DeadLine(step), list[str]()
    office = Office(FakeWorld(line))
    uploads = [new_upload() for _ in range(3)]
    with watched_offline(office, forgotten), office.threads(3):
        for upload in uploads:
            office.queue.add(upload)
        for _ in uploads:
            assert line.reached.acquire(timeout=5)
        line.is_dead = False
        sleeping(office, 3600)
        assert office.queue.wait_until_over([one.id for one in uploads], 10)
    for end in office.queue.uploads():
        assert (end.stage, end.failures, end.renewals) == (UploadStage.UPLOADED, 0, 0)
    # Bytes that were stored are not sent again.
    assert office.world.steps.count("put") == (3 if step != "put" else 6)
    assert forgotten == ["connections"]


def test_a_nap_changes_nothing(new_upload: NewUpload) -> None:
    line, forgotten = DeadLine("put"), list[str]()
    office, upload = Office(FakeWorld(line)), new_upload()
    with watched_offline(office, forgotten), office.threads(1):
        office.queue.add(upload)
        assert line.reached.acquire(timeout=5)
        sleeping(office, NAP - 1)
        assert not line.reached.acquire(timeout=0.1)
        assert office.stage(upload) is UploadStage.UPLOADING
    assert forgotten == []


def test_a_wake_without_a_network_waits_for_it_like_any_upload(new_upload: NewUpload) -> None:
    line, forgotten = DeadLine("put"), list[str]()

    def hook(step: str, cancel: CancelToken) -> None:
        if not line.is_dead:
            raise NoConnection
        line(step, cancel)

    office, upload = Office(FakeWorld(hook)), new_upload()
    with watched_offline(office, forgotten), office.threads(1):
        office.queue.add(upload)
        assert line.reached.acquire(timeout=5)
        line.is_dead = False
        sleeping(office, 60)
        assert office.queue.wait_for_hold(WaitReason.NETWORK, timeout=5)
        assert office.wait_for(upload, UploadStage.WAITING)
        assert office.queue.upload(upload.id).failures == 0
        sleeping(office, 60)  # while it waits: nothing is under way
        until = time.monotonic() + 5
        while len(forgotten) < 2 and time.monotonic() < until:
            threading.Event().wait(0.005)
        assert len(forgotten) == 2
    assert office.stage(upload) is UploadStage.WAITING


@pytest.mark.parametrize("error", [ConnectionLost(), Stalled()], ids=str)
def test_a_connection_that_breaks_on_waking_is_no_failure(
    new_upload: NewUpload, error: LeadwayError
) -> None:
    """The sockets may tell of it before anybody has looked at the clocks."""
    failures = [error] * 20

    def hook(step: str, cancel: CancelToken) -> None:
        if step == "put" and failures:
            sleeping(office, NAP + 1)
            raise failures.pop()

    office, upload = Office(FakeWorld(hook)), new_upload()
    office.queue.add(upload)
    with office.threads(1):
        assert office.queue.wait_until_over([upload.id], 10)
    end = office.queue.upload(upload.id)
    assert (end.stage, end.failures) == (UploadStage.UPLOADED, 0)
    assert office.world.steps.count("put") == 21


@pytest.mark.parametrize(
    "stage",
    [UploadStage.QUEUED, UploadStage.PREPARING, UploadStage.PAUSED, UploadStage.UPLOADED,
     UploadStage.FAILED, UploadStage.CANCELLED],
)  # fmt: skip
def test_only_what_waits_for_a_server_begins_anew(
    new_upload: NewUpload, stage: UploadStage
) -> None:
    office, upload = Office(), new_upload()
    if stage.is_over or stage is UploadStage.PREPARING:
        upload = Upload(upload.id, upload.target, upload.file, upload.created_at, stage)
    office.queue.add(upload)
    if stage is UploadStage.PAUSED:
        office.queue.pause(upload.id)
    office.queue.start_anew()
    assert office.stage(upload) is stage


def test_a_complete_that_was_cut_off_is_asked_again_and_may_say_no(new_upload: NewUpload) -> None:
    """The sleep said nothing about the bytes; the server may."""
    line = DeadLine("complete")

    def hook(step: str, cancel: CancelToken) -> None:
        line(step, cancel)
        if step == "complete" and office.world.steps.count("complete") == 2:
            raise StoredFileMissing(status=404)

    office, upload = Office(FakeWorld(hook)), new_upload()
    with watched_offline(office, []), office.threads(1):
        office.queue.add(upload)
        assert line.reached.acquire(timeout=5)
        line.is_dead = False
        sleeping(office, 3600)
        assert office.queue.wait_until_over([upload.id], 10)
    assert office.world.steps == [*STEPS, "complete", *STEPS]
    assert office.queue.upload(upload.id).link


# -- messages -------------------------------------------------------------------------------------


@contextmanager
def cut_off(upload: Upload, step: str) -> Iterator[Office]:
    """Have the computer sleep while the message of an upload is at that step."""
    line = DeadLine(step)
    office = Office(FakeWorld(line))
    with watched_offline(office, []), office.threads(1, messengers=1):
        office.queue.add(upload)
        office.outbox.plan([upload.id], MessagePlan("Hola", ""))
        assert line.reached.acquire(timeout=5)
        line.is_dead = False
        sleeping(office, 3600)
        yield office


def test_a_message_whose_reply_the_sleep_has_cut_off_is_found(new_upload: NewUpload) -> None:
    upload = new_upload()
    with cut_off(upload, "send") as office:
        assert office.wait_for_message(upload, DeliveryStage.SENT)
    stages = [stage for stage, _ in groupby(office.diary.message_stages(upload.id))]
    assert stages[-3:] == [DeliveryStage.SENDING, DeliveryStage.CHECKING, DeliveryStage.SENT]
    assert len(office.world.inbox) == 1


def test_a_message_that_may_not_have_gone_is_looked_for_and_not_sent_again(
    new_upload: NewUpload,
) -> None:
    upload = new_upload()
    with cut_off(upload, "before send") as office:
        assert office.diary.wait_for(
            lambda: (last := office.diary.changes[-1].delivery) is not None and last.vain_looks == 1
        )
    assert office.delivery(upload).stage is DeliveryStage.CHECKING
    assert isinstance(office.delivery(upload).error, ConnectionLost)
    assert office.world.steps.count("before send") == 1
    assert office.world.inbox == []


def test_a_message_that_was_not_begun_is_sent_at_once(new_upload: NewUpload) -> None:
    upload = new_upload()
    upload = replace(upload, target=replace(upload.target, contact_id=""))
    with cut_off(upload, "contact") as office:
        assert office.wait_for_message(upload, DeliveryStage.SENT)
    assert office.world.steps[3:] == ["contact", "contact", "before send", "send"]
    assert office.delivery(upload).failures == 0


def test_a_look_on_a_dead_connection_is_done_again_at_once(new_upload: NewUpload) -> None:
    line = DeadLine("find")

    def hook(step: str, cancel: CancelToken) -> None:
        line(step, cancel)
        if step == "send":
            raise ConnectionLost

    office, upload = Office(FakeWorld(hook)), new_upload()
    with watched_offline(office, []), office.threads(1, messengers=1):
        office.queue.add(upload)
        office.outbox.plan([upload.id], MessagePlan("Hola", ""))
        assert line.reached.acquire(timeout=5)
        line.is_dead = False
        sleeping(office, 3600)
        assert office.wait_for_message(upload, DeliveryStage.SENT)
    assert office.world.steps[-2:] == ["find", "find"]
    assert (len(office.world.inbox), office.delivery(upload).failures) == (1, 0)


# -- clocks ---------------------------------------------------------------------------------------


def test_the_sleep_is_noticed_once() -> None:
    slept = 100.0
    watch = SleepWatch(lambda: slept)
    assert not watch.has_slept()
    slept += NAP + 1
    assert watch.has_slept()
    assert not watch.has_slept()
    slept -= 5  # a clock that is a little off
    assert not watch.has_slept()


def test_this_computer_tells_how_long_it_has_slept_and_does_not_now() -> None:
    before = SystemClock().slept()
    assert seconds_slept() == pytest.approx(before, abs=0.5)
    assert before > -1
