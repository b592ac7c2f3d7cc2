"""A command waits as long as anything comes of it, and no longer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from leadway_desktop.cli.vain_waits import VainWaits
from leadway_desktop.domain.delivery import Delivery, DeliveryStage
from leadway_desktop.domain.errors import (
    ConnectionLost,
    LeadwayError,
    NoConnection,
    RateLimited,
    ServerFault,
    Stalled,
)
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.domain.wait import Wait, WaitReason
from tests.storage.uploads import make_upload
from tests.transfer.fakes import HandClock

LONGEST = 600.0
LIMITED = RateLimited(wait_seconds=None, is_daily=False)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def vain(clock: HandClock) -> VainWaits:
    return VainWaits(clock, LONGEST)


def wait(clock: HandClock) -> Wait:
    return Wait(WaitReason.TIME, clock.now() + timedelta(seconds=10))


def at(stage: UploadStage, number: int = 1) -> Upload:
    return make_upload(number, stage=stage, wait=None, error=None, stored=None, delivery=None)


def waiting(clock: HandClock, error: LeadwayError = LIMITED, number: int = 1) -> Upload:
    return replace(at(UploadStage.WAITING, number), wait=wait(clock), error=error)


def message(clock: HandClock, stage: DeliveryStage, error: LeadwayError) -> Upload:
    delivery = Delivery("plan.00000", "", "", stage, wait=wait(clock), error=error)
    return replace(at(UploadStage.UPLOADED), delivery=delivery)


def tried(vain: VainWaits, clock: HandClock, upload: Upload, seconds: float) -> bool:
    """Have it wait again and again for that long, ten seconds at a time."""
    for _ in range(int(seconds / 10)):
        vain.note(at(UploadStage.INITIATING))
        vain.note(upload)
        clock.seconds += 10
    return vain.is_over


def test_short_waits_without_an_end_have_one(vain: VainWaits, clock: HandClock) -> None:
    assert not tried(vain, clock, waiting(clock), LONGEST)
    assert tried(vain, clock, waiting(clock), 50)


@pytest.mark.parametrize(
    ("stage", "error"),
    [
        (DeliveryStage.PLANNED, LIMITED),
        (DeliveryStage.CHECKING, LIMITED),
        (DeliveryStage.CHECKING, ConnectionLost()),
        (DeliveryStage.CHECKING, Stalled()),
    ],
)
def test_those_of_a_message_too(
    vain: VainWaits, clock: HandClock, stage: DeliveryStage, error: LeadwayError
) -> None:
    assert tried(vain, clock, message(clock, stage, error), LONGEST + 50)


def test_what_fails_by_itself_is_left_to_that(vain: VainWaits, clock: HandClock) -> None:
    assert not tried(vain, clock, waiting(clock, ServerFault()), 10 * LONGEST)
    checking = message(clock, DeliveryStage.CHECKING, ServerFault())
    assert not tried(vain, clock, checking, 10 * LONGEST)


def test_what_waits_for_something_else_is_no_try(vain: VainWaits, clock: HandClock) -> None:
    held = replace(waiting(clock, NoConnection()), wait=Wait(WaitReason.NETWORK))
    assert not tried(vain, clock, held, 10 * LONGEST)


@pytest.mark.parametrize("stage", [UploadStage.UPLOADING, UploadStage.UPLOADED, UploadStage.FAILED])
def test_a_long_queue_comes_on_file_by_file(
    vain: VainWaits, clock: HandClock, stage: UploadStage
) -> None:
    for number in range(2, 20):
        assert not tried(vain, clock, waiting(clock), LONGEST)
        vain.note(at(stage, number))
    assert tried(vain, clock, waiting(clock), LONGEST + 50)
    vain.note(at(stage, 20))
    assert not vain.is_over


def test_bytes_that_travel_are_something(vain: VainWaits, clock: HandClock) -> None:
    assert not tried(vain, clock, waiting(clock), LONGEST)
    vain.note_progress()
    assert not tried(vain, clock, waiting(clock), LONGEST)


def test_the_same_step_again_is_nothing_new(vain: VainWaits, clock: HandClock) -> None:
    vain.note(at(UploadStage.UPLOADING))
    for _ in range(2):
        tried(vain, clock, waiting(clock), LONGEST / 2 + 50)
        vain.note(at(UploadStage.UPLOADING))
    assert vain.is_over


def test_a_computer_that_slept_has_not_tried(vain: VainWaits, clock: HandClock) -> None:
    assert not tried(vain, clock, waiting(clock), LONGEST)
    clock.seconds += 3600  # as Windows counts
    clock.seconds_slept += 3600
    assert not tried(vain, clock, waiting(clock), LONGEST)
