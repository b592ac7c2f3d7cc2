"""Waits for a time: by a clock that the test moves, sets, and lets jump."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.errors import ConnectionLost, LeadwayError, LinkExpired, RateLimited
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.domain.wait import Wait, WaitReason
from leadway_desktop.transfer import timed_waits
from leadway_desktop.transfer.timed_waits import TimedWaits
from tests.transfer.conftest import NewUpload
from tests.transfer.fakes import FakeWorld, HandClock
from tests.transfer.office import Office


class SetClock(HandClock):
    """A clock whose time of day can be set apart from the time that passes."""

    def __init__(self) -> None:
        super().__init__()
        self.set_by = 0.0

    def now(self) -> datetime:
        return super().now() + timedelta(seconds=self.set_by)


class AskedClock(HandClock):
    """A clock that counts how often it is asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0

    def now(self) -> datetime:
        self.asked += 1
        return super().now()

    def monotonic(self) -> float:
        self.asked += 1
        return super().monotonic()


class Waiting:
    """An office whose first upload has failed and waits for 60 seconds."""

    def __init__(self, upload: Upload, error: LeadwayError | None = None) -> None:
        failures = iter([error or ConnectionLost()])

        def hook(step: str, cancel: CancelToken) -> None:
            if failing := next(failures, None):
                raise failing

        self.clock = SetClock()
        self.office = Office(FakeWorld(hook), clock=self.clock)
        self.upload = upload
        self.job = replace(self.office.world.job(self.clock), jitter=lambda low, high: 60.0 * high)
        self.office.queue.add(upload)

    def comes(self, within: float = 5) -> bool:
        """Whether it is uploaded in that time (real seconds)."""
        self.office.queue.wake()
        return self.office.queue.wait_until_over([self.upload.id], within)


@pytest.fixture
def waiting(new_upload: NewUpload) -> Waiting:
    return Waiting(new_upload())


def test_it_goes_on_when_its_time_has_come_and_not_before(waiting: Waiting) -> None:
    office, clock = waiting.office, waiting.clock
    with office.threads(2, waiting.job):
        assert office.wait_for(waiting.upload, UploadStage.WAITING)
        waits = office.queue.upload(waiting.upload.id)
        assert waits.wait == Wait(WaitReason.TIME, clock.now() + timedelta(seconds=60))
        assert isinstance(waits.error, ConnectionLost)
        clock.seconds += 59.9
        assert not waiting.comes(0.05)
        clock.seconds += 0.1
        assert waiting.comes()
    assert office.diary.stages(waiting.upload.id)[3:6] == ["waiting", "queued", "preparing"]


def test_others_go_meanwhile(waiting: Waiting, new_upload: NewUpload) -> None:
    office, other = waiting.office, new_upload()
    with office.threads(1, waiting.job):
        assert office.wait_for(waiting.upload, UploadStage.WAITING)
        office.queue.add(other)
        assert office.queue.wait_until_over([other.id], 5)
        assert office.stage(waiting.upload) is UploadStage.WAITING


def jump(clock: SetClock) -> None:
    """The computer slept: the time of day went on, and the monotonic clock did not."""
    clock.set_by += 3600


def tick(clock: SetClock) -> None:
    clock.seconds += 61


def set_back(clock: SetClock) -> None:
    """Somebody set the clock back by a day; then the minute passed all the same."""
    clock.set_by -= 86_400
    clock.seconds += 61


@pytest.mark.parametrize("passes", [tick, jump, set_back])
def test_an_idle_thread_notices_by_itself_what_happened_to_the_clock(
    waiting: Waiting, passes: Callable[[SetClock], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No one wakes it: a computer that comes back from its sleep tells nobody."""
    monkeypatch.setattr(timed_waits, "LONGEST_SLEEP", 0.05)
    office = waiting.office
    with office.threads(1, waiting.job):
        assert office.wait_for(waiting.upload, UploadStage.WAITING)
        assert not office.queue.wait_until_over([waiting.upload.id], 0.1)
        passes(waiting.clock)
        assert office.queue.wait_until_over([waiting.upload.id], 5)


def test_the_longest_sleep_is_short_enough_for_a_person() -> None:
    assert timed_waits.LONGEST_SLEEP <= 5


def test_now_is_now(waiting: Waiting) -> None:
    """The button beside the countdown."""
    office = waiting.office
    with office.threads(1, waiting.job):
        assert office.wait_for(waiting.upload, UploadStage.WAITING)
        assert office.queue.upload(waiting.upload.id).failures == 1
        office.queue.retry(waiting.upload.id)
        assert waiting.comes()
    assert office.queue.upload(waiting.upload.id).attempts == 2


def test_a_time_that_came_while_the_program_was_off_is_now(waiting: Waiting) -> None:
    office = waiting.office
    with office.threads(1, waiting.job):
        assert office.wait_for(waiting.upload, UploadStage.WAITING)
    after = office.restarted()
    assert after.stage(waiting.upload) is UploadStage.WAITING
    with after.threads(1, waiting.job):
        assert not after.queue.wait_until_over([waiting.upload.id], 0.05)
    waiting.clock.seconds += 3600
    last = office.restarted()
    with last.threads(1, waiting.job):
        assert last.queue.wait_until_over([waiting.upload.id], 5)


def test_an_expired_link_is_renewed_without_a_wait(new_upload: NewUpload) -> None:
    waiting = Waiting(new_upload(), LinkExpired())
    with waiting.office.threads(1, replace(waiting.job, jitter=lambda low, high: high)):
        assert waiting.comes()


def test_what_the_server_says_is_waited(new_upload: NewUpload) -> None:
    waiting = Waiting(new_upload(), RateLimited(wait_seconds=300, is_daily=False))
    with waiting.office.threads(1, replace(waiting.job, jitter=lambda low, high: low)):
        assert waiting.office.wait_for(waiting.upload, UploadStage.WAITING)
        waiting.clock.seconds += 299
        assert not waiting.comes(0.05)
        waiting.clock.seconds += 1
        assert waiting.comes()


def test_each_of_many_comes_at_its_own_time(new_upload: NewUpload) -> None:
    clock = HandClock()
    office = Office(clock=clock)
    uploads = [new_upload() for _ in range(20)]
    for number, upload in enumerate(uploads, 1):
        wait = Wait(WaitReason.TIME, clock.now() + timedelta(seconds=number))
        office.queue.restore(
            replace(upload, stage=UploadStage.WAITING, wait=wait, error=ConnectionLost()), 1
        )
    with office.threads(3):
        for number in range(1, 21):
            clock.seconds += 1
            office.queue.wake()
            assert office.queue.wait_until_over([uploads[number - 1].id], 5)
            stages = [one.stage for one in office.queue.uploads()]
            assert stages.count(UploadStage.UPLOADED) == number


def test_a_look_asks_no_more_of_a_thousand_that_wait_than_of_one() -> None:
    """Each thread looks after each change: ten thousand that wait for tomorrow would fill a day."""
    clock = AskedClock()
    waits = TimedWaits(clock)
    for number in range(1000):
        waits.begin(f"upload {number}", clock.now() + timedelta(seconds=60 + number))
    clock.asked = 0
    assert waits.over() == []
    assert waits.seconds_to_the_next() == timed_waits.LONGEST_SLEEP
    assert clock.asked <= 4


def test_one_that_begins_to_wait_anew_waits_for_the_new_time_alone() -> None:
    clock = HandClock()
    waits = TimedWaits(clock)
    for seconds in (1, 60):
        waits.begin("upload", clock.now() + timedelta(seconds=seconds))
    clock.seconds += 1
    assert waits.over() == []
    clock.seconds += 59
    assert waits.over() == ["upload"]
    waits.end("upload")
    assert waits.over() == []
    assert waits.seconds_to_the_next() is None
