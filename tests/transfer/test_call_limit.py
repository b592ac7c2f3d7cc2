"""The API wants no calls for a time: what asked counts down, and the others keep their places."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.checks import look_at
from leadway_desktop.domain.delivery import Delivery, DeliveryStage, MessagePlan
from leadway_desktop.domain.errors import RateLimited, ServerFault
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.domain.wait import Wait, WaitReason
from leadway_desktop.transfer.system_clock import SystemClock
from tests.transfer.conftest import NewUpload
from tests.transfer.fakes import FakeWorld
from tests.transfer.office import Office
from tests.transfer.test_holds import Weather

LIMITED = RateLimited(wait_seconds=40.0, is_daily=False)
PLAN = MessagePlan("Aquí tiene", "+34600111222")


@pytest.fixture
def weather() -> Weather:
    return Weather(LIMITED, "initiate")


@pytest.fixture
def office(weather: Weather) -> Office:
    return Office(FakeWorld(weather))


@pytest.fixture
def uploads(office: Office, new_upload: NewUpload) -> list[Upload]:
    uploads = [new_upload() for _ in range(5)]
    office.queue.add(*uploads)
    return uploads


def are_done(office: Office, uploads: list[Upload]) -> bool:
    return office.queue.wait_until_over([upload.id for upload in uploads], 10)


def test_one_counts_down_and_the_others_stand_in_line_until_then(
    office: Office, weather: Weather, uploads: list[Upload]
) -> None:
    with office.threads(1):
        assert office.wait_for(uploads[0], UploadStage.WAITING)
        assert office.queue.is_limited
        assert [office.stage(one) for one in uploads[1:]] == [UploadStage.QUEUED] * 4
        weather.error = None
        office.clock.seconds += 39.0  # type: ignore[attr-defined]
        office.queue.wake()
        assert office.queue.is_limited
        assert office.world.steps == ["initiate"]
        office.clock.seconds += 2.0  # type: ignore[attr-defined]
        office.queue.wake()
        assert are_done(office, uploads)
    assert office.diary.insisted == 0


def test_the_agent_s_word_lets_calls_be_made_at_once(
    office: Office, weather: Weather, uploads: list[Upload]
) -> None:
    """By all that wait, as it is one limit: several threads may have asked before it was known."""
    asked = threading.Barrier(2)

    def ask(step: str, cancel: CancelToken) -> None:
        if weather.error is not None:
            asked.wait(10)
        weather(step, cancel)

    office.world.hook = ask
    with office.threads(2):
        assert office.wait_for(uploads[0], UploadStage.WAITING)
        assert office.wait_for(uploads[1], UploadStage.WAITING)
        weather.error = None
        office.queue.retry(uploads[0].id)
        assert are_done(office, uploads)
    assert office.diary.insisted == 1


def test_who_tries_now_what_was_saved_anew_uploads_it_as_it_is(
    office: Office, weather: Weather, uploads: list[Upload]
) -> None:
    with office.threads(1):
        assert office.wait_for(uploads[0], UploadStage.WAITING)
        weather.error = None
        path = uploads[0].file.path
        path.write_bytes(path.read_bytes() + b" and more")
        office.queue.retry(uploads[0].id, look_at(path))
        assert office.wait_for(uploads[0], UploadStage.UPLOADED)


def test_where_the_api_refuses_again_the_others_stay_in_line(
    office: Office, weather: Weather, uploads: list[Upload]
) -> None:
    with office.threads(1):
        assert office.wait_for(uploads[0], UploadStage.WAITING)
        office.clock.seconds += 10.0  # type: ignore[attr-defined]
        weather.error = RateLimited(wait_seconds=29.0, is_daily=False)  # counts to one moment
        office.queue.retry(uploads[0].id)
        before = len(office.diary.stages(uploads[0].id))
        assert office.diary.wait_for(
            lambda: office.diary.stages(uploads[0].id)[before:][-1:] == ["waiting"]
        )
        assert office.queue.is_limited
        assert office.world.steps == ["initiate"] * 2
        assert {office.stage(one) for one in uploads[1:]} == {UploadStage.QUEUED}
        weather.error = None
        office.queue.retry(uploads[0].id)
        assert are_done(office, uploads)
    assert office.diary.insisted == 2


@pytest.mark.parametrize("act", ["cancel", "pause"])
def test_where_nothing_waits_for_it_any_more_the_next_one_asks(
    office: Office, weather: Weather, uploads: list[Upload], act: str
) -> None:
    """Else the others would stand in line and no row would say for how long."""
    with office.threads(1):
        assert office.wait_for(uploads[0], UploadStage.WAITING)
        getattr(office.queue, act)(uploads[0].id)
        assert office.wait_for(uploads[1], UploadStage.WAITING)


def test_what_waits_for_something_else_holds_nobody(
    office: Office, weather: Weather, uploads: list[Upload]
) -> None:
    weather.error = ServerFault(status=503)
    weather.error.wait_seconds = 40.0
    with office.threads(1):
        for upload in uploads:
            assert office.wait_for(upload, UploadStage.WAITING)
    assert not office.queue.is_limited


def test_a_message_that_counts_down_holds_uploads_and_its_now_lets_all_go(
    office: Office, weather: Weather, new_upload: NewUpload
) -> None:
    weather.error = None
    first, second = new_upload(), new_upload()
    limited = Weather(LIMITED, "send")
    office.world.hook = limited
    with office.threads(1, messengers=2):
        office.queue.add(first)
        office.outbox.plan([first.id], PLAN)
        assert office.diary.wait_for(
            lambda: any(one.delivery and one.delivery.wait for one in office.diary.changes)
        )
        office.queue.add(second)
        assert office.queue.is_limited
        assert office.stage(second) is UploadStage.QUEUED
        limited.error = None
        office.outbox.try_now(first.id)
        assert office.wait_for_message(first, DeliveryStage.SENT)
        assert office.wait_for(second, UploadStage.UPLOADED)
    assert office.diary.insisted == 1


def test_uploads_hear_the_end_of_a_pause_that_only_a_message_counts_down(
    new_upload: NewUpload,
) -> None:
    """Not every message can go then: with a file that is tried again it waits for that one."""
    office = Office(clock=SystemClock())
    wait = Wait(WaitReason.TIME, office.clock.now() + timedelta(seconds=0.2))
    delivery = Delivery("plan.00000", "", "", wait=wait, error=LIMITED)
    office.queue.restore(replace(new_upload(), stage=UploadStage.UPLOADED, delivery=delivery), 1)
    upload = new_upload()
    with office.threads(1):
        office.queue.add(upload)
        assert are_done(office, [upload])


def test_a_look_that_shows_nothing_leaves_no_limit_behind(new_upload: NewUpload) -> None:
    """It waits for the next look, and the API was asked: nobody else is to wait for that."""
    office = Office()
    delivery = Delivery("plan.00000", "", "", stage=DeliveryStage.CHECKING, error=LIMITED)
    upload = replace(new_upload(), stage=UploadStage.UPLOADED, delivery=delivery)
    with office.threads(1, messengers=1):
        office.queue.restore(upload, 1)
        assert office.diary.wait_for(
            lambda: any(one.delivery and one.delivery.wait for one in office.diary.changes)
        )
        assert not office.queue.is_limited
