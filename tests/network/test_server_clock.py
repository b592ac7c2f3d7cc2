"""The server's clock by its Date headers: whole seconds, slow replies, odd ones, our clock set."""

from __future__ import annotations

import math
import random
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.network.http_client import Reply
from leadway_desktop.network.server_clock import ServerClock
from leadway_desktop.practice.faults import Fault
from leadway_desktop.practice.server import PracticeServer
from tests.network.conftest import Clients, MakeFile, request_for

START = 1_800_000_000.25


class World:
    """A computer and a server whose clock is ahead."""

    def __init__(self, ahead: float) -> None:
        self.ahead = ahead
        self.passed = 0.0
        self.set_by = 0.0
        self.clock = ServerClock(lambda: START + self.set_by + self.passed, lambda: self.passed)

    def call(self, there: float, back: float = 0.0, odd_by: float = 0.0) -> None:
        """Ask the server something; the times (s) that the request and the reply take."""
        asked_at = self.clock.asking()
        self.passed += there
        reply = dated(START + self.passed + self.ahead + odd_by)
        self.passed += back
        self.clock.answered(asked_at, reply)


def dated(seconds: float) -> Reply:
    date = format_datetime(datetime.fromtimestamp(math.floor(seconds), UTC), usegmt=True)
    return Reply(200, httpx.Headers({"Date": date}), b"")


def test_a_date_that_no_clock_can_show_moves_nothing() -> None:
    world = World(datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC).timestamp() - START)
    world.call(0.1)
    far = datetime(9999, 1, 1, tzinfo=UTC)
    assert world.clock.to_theirs(far) == far
    assert world.clock.now().tzinfo is UTC


def test_nothing_is_known_before_a_reply_that_has_a_date() -> None:
    world = World(100)
    assert world.clock.seconds_ahead() is None
    for headers in ({}, {"Date": "yesterday"}, {"Date": ""}):
        world.clock.answered(world.clock.asking(), Reply(200, httpx.Headers(headers), b""))
    assert world.clock.seconds_ahead() is None
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    assert world.clock.to_ours(moment) == moment
    assert world.clock.now() == datetime.fromtimestamp(START, UTC)


@given(
    st.floats(-1e8, 1e8),
    st.lists(st.tuples(st.floats(0, 9), st.floats(0, 9)), min_size=1, max_size=30),
)
def test_it_is_found_within_what_the_round_trip_leaves_open(
    ahead: float, trips: list[tuple[float, float]]
) -> None:
    world = World(ahead)
    for there, back in trips:
        world.call(there, back)
        world.passed += 3.3
    found = world.clock.seconds_ahead()
    assert found is not None
    quickest = min(there + back for there, back in trips[-15:])
    assert abs(found - ahead) <= (quickest + 1) / 2 + 1e-3


def test_many_replies_tell_more_than_one() -> None:
    """Each Date is a second wide; together they are narrower."""
    world, chance = World(1234.5), random.Random(7)
    for _ in range(15):
        world.call(0.02, 0.02)
        world.passed += chance.uniform(0, 5)
    found = world.clock.seconds_ahead()
    assert found is not None
    assert abs(found - 1234.5) < 0.2


def test_an_odd_date_is_outvoted() -> None:
    world = World(-60)
    for odd in (0, 86_400, 0, -3600, 0, 1e7, 0):
        world.call(0.1, odd_by=odd)
        world.passed += 1
    found = world.clock.seconds_ahead()
    assert found is not None
    assert abs(found + 60) < 1


def test_what_was_measured_before_our_clock_was_set_does_not_count() -> None:
    world = World(0)
    for _ in range(15):
        world.call(0.1)
    world.set_by = 7200.0  # as after a sleep, too: until the next reply nothing is known
    assert world.clock.seconds_ahead() is None
    world.ahead = 0.0
    world.call(0.1)
    found = world.clock.seconds_ahead()
    assert found is not None
    assert abs(found + 7200) < 1


def test_the_moment_is_theirs_from_the_first_reply_on() -> None:
    world = World(-3 * 86400)
    world.call(0.1)
    told = world.clock.now() - datetime.fromtimestamp(START, UTC)
    assert abs(told + timedelta(days=3)) < timedelta(seconds=2)


@given(st.datetimes(timezones=st.just(UTC)), st.text(max_size=40))
def test_no_date_and_no_moment_break_it(moment: datetime, text: str) -> None:
    world = World(0)
    headers = httpx.Headers([(b"Date", text.encode("utf-8", "surrogatepass"))])
    world.clock.answered(0.0, Reply(200, headers, b""))
    world.call(0.1, odd_by=2e11)
    world.clock.to_ours(moment)


@pytest.mark.parametrize("ahead", [0.0, 1500.0, -1500.0])
def test_a_ticket_expires_by_this_computers_clock(
    practice: PracticeServer, clients: Clients, make_file: MakeFile, ahead: float
) -> None:
    """The practice account's whole clock is off, its Dates and its expiresAt alike."""
    if ahead:
        practice.faults.add(Fault("*", "clock_skew", times=None, seconds=ahead))
    crm = clients.of_practice(practice)
    ticket = crm.initiate(request_for(practice, make_file()), CancelToken())
    assert ticket.expires_at is not None
    left = ticket.expires_at - datetime.now(UTC)
    assert abs(left - timedelta(minutes=15)) < timedelta(seconds=3)
