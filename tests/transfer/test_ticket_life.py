"""Signed URLs that run out: before a PUT, during one, and where nobody knows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.errors import (
    BucketFault,
    BucketRefused,
    ConnectionLost,
    LeadwayError,
    LinkExpired,
    LinkRefused,
    ReplyLost,
    Stalled,
)
from leadway_desktop.domain.secret import Secret
from leadway_desktop.domain.upload import Upload, UploadRequest, UploadSlot, UploadTicket
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.transfer.ticket_life import LineSpeed, TicketLife
from tests.transfer.conftest import NewUpload
from tests.transfer.fakes import FakeWorld, HandClock
from tests.transfer.office import Office

NOW = HandClock().now()
QUARTER = 900.0


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


def ticket(expires_at: datetime | None) -> UploadTicket:
    return UploadTicket(Secret("https://b.invalid/?s"), UploadSlot("up", "path"), expires_at, None)


def life(lasts: float) -> TicketLife:
    return TicketLife.of(ticket(NOW + seconds(lasts)), NOW)


@pytest.mark.parametrize(
    ("lasts", "age", "needed", "is_tried"),
    [
        (QUARTER, 0, None, True),
        (QUARTER, 0, 60, True),
        (QUARTER, 0, 5000, True),  # no URL lives long enough: nothing is lost by trying
        (QUARTER, 300, None, True),
        (QUARTER, 300, 400, True),
        (QUARTER, 300, 550, False),  # with its reserve it fits only into a new one
        (QUARTER, 300, 800, True),
        (QUARTER, 894, None, True),
        (QUARTER, 895, None, False),
        (QUARTER, 899, 1, False),
        (QUARTER, 901, None, False),
        (QUARTER, 1e7, 5000, False),
        (3, 1, None, True),  # young, and all that this server gives
        (3, 4, None, False),
        (0, 0, None, True),  # over before it came: nobody knows
        (-1e6, 1e7, 60, True),
    ],
)  # fmt: skip
def test_whether_a_put_is_worth_trying(
    lasts: float, age: float, needed: float | None, is_tried: bool
) -> None:
    assert life(lasts).is_worth_trying(NOW + seconds(age), needed) is is_tried


def test_without_a_time_every_put_is_tried() -> None:
    unknown = TicketLife.of(ticket(None), NOW)
    assert unknown.is_worth_trying(NOW + seconds(1e8), 1e9)
    assert not unknown.is_over(NOW + seconds(1e8))
    assert not unknown.explains(Stalled(), NOW + seconds(1e8))


@given(st.floats(-1e9, 1e9), st.none() | st.floats(0, 1e9))
def test_a_new_ticket_is_always_tried(lasts: float, needed: float | None) -> None:
    """So no clock, however wrong, can have the program ask for tickets in a circle."""
    assert life(lasts).is_worth_trying(NOW, needed)


@pytest.mark.parametrize(
    ("error", "is_explained"),
    [
        (LinkRefused(code="AccessDenied", status=403), True),
        (BucketRefused(status=400), True),
        (ConnectionLost(), True),
        (Stalled(), True),
        (BucketFault(status=503), False),
        (ReplyLost(), False),
    ],
)
def test_what_an_expiry_on_the_way_looks_like(error: LeadwayError, is_explained: bool) -> None:
    assert life(QUARTER).explains(error, NOW + seconds(QUARTER)) is is_explained
    assert not life(QUARTER).explains(error, NOW + seconds(QUARTER - 1))


def test_the_line_s_speed_is_of_puts_that_took_their_time() -> None:
    speed = LineSpeed()
    assert speed.seconds_for(10**9) is None
    speed.note(1000, 0.01)
    assert speed.seconds_for(10**9) is None
    speed.note(1_000_000, 1.0)
    assert speed.seconds_for(10**9) == 1000
    speed.note(3_000_000, 1.0)
    assert speed.seconds_for(10**9) == 500


# -- uploads --------------------------------------------------------------------------------------


@dataclass
class World(FakeWorld):
    """Gives tickets of a quarter of an hour, by a clock of its own."""

    clock: HandClock = None  # type: ignore[assignment]

    def initiate(self, request: UploadRequest, cancel: CancelToken) -> UploadTicket:
        expires_at = self.clock.now() + seconds(QUARTER)
        return replace(super().initiate(request, cancel), expires_at=expires_at)


def run(upload: Upload, world: World) -> Upload:
    office = Office(world, clock=world.clock)
    office.queue.add(upload)
    with office.threads(1):
        assert office.queue.wait_until_over([upload.id], 10)
    return office.queue.upload(upload.id)


@pytest.mark.parametrize(
    ("error", "steps"),
    [
        (LinkExpired(code="ExpiredToken", status=400), ["put", "initiate", "put", "complete"]),
        (LinkRefused(status=403), ["put", "initiate", "put", "complete"]),
        (Stalled(), ["put", "initiate", "put", "complete"]),
        (ReplyLost(), ["put", "complete"]),
    ],
)
def test_an_expiry_in_flight_costs_one_initiate_and_no_failure(
    new_upload: NewUpload, error: LeadwayError, steps: list[str]
) -> None:
    clock, failures = HandClock(), [error]

    def hook(step: str, cancel: CancelToken) -> None:
        if step == "put" and failures:
            clock.seconds += QUARTER + 1
            raise failures.pop()

    world = World(hook, clock=clock)
    end = run(new_upload(), world)
    assert end.stage is UploadStage.UPLOADED
    assert world.steps == ["initiate", *steps]
    assert end.failures == 0


def test_a_put_that_comes_too_late_is_not_tried(new_upload: NewUpload) -> None:
    """The computer slept between the ticket and the PUT, while its thread wrote the journal."""
    clock = HandClock()
    world = World(clock=clock)
    office, upload = Office(world, clock=clock), new_upload()
    slept: list[bool] = []

    def sleep(upload: Upload, revision: int) -> None:
        keep(upload, revision)
        if upload.stage is UploadStage.UPLOADING and not slept:
            slept.append(True)
            clock.seconds += 3600

    keep, office.journal.save = office.journal.save, sleep  # type: ignore[method-assign]
    office.queue.add(upload)
    with office.threads(1):
        assert office.queue.wait_until_over([upload.id], 10)
    assert world.steps == ["initiate", "initiate", "put", "complete"]
    assert office.queue.upload(upload.id).failures == 0
