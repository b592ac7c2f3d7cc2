"""The rules of pacing, in simulated time, against servers that count strictly."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import count, takewhile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadway_desktop.domain.errors import RateLimited
from leadway_desktop.network.call_pace import (
    DAY_RECHECK,
    DOCUMENTED_CALLS,
    DOCUMENTED_INTERVAL,
    LONGEST_SILENCE,
    CallPace,
    Priority,
)
from leadway_desktop.network.limit_headers import LimitsTold
from tests.network.rate_simulation import (
    BucketServer,
    FixedServer,
    Server,
    Simulation,
    SlidingServer,
    Trip,
)

MakeServer = Callable[[int, float], Server]
KINDS: list[MakeServer] = [SlidingServer, FixedServer, BucketServer]
BACKGROUND, INTERACTIVE = Priority.BACKGROUND, Priority.INTERACTIVE


def trips(round_trip: float, jitter: float = 0.25, seed: int = 1) -> list[Trip]:
    dice = random.Random(seed)

    def way() -> float:
        return round_trip / 2 * (1 + jitter * dice.random())

    return [Trip(way(), way()) for _ in range(997)]


def every(seconds: float, start: float = 0.2, end: float = 600) -> list[float]:
    return list(takewhile(lambda moment: moment < end, count(start, seconds)))


# -- our own calls --------------------------------------------------------------------------------


@st.composite
def servers(draw: st.DrawFn) -> Server:
    limit = draw(st.integers(1, 20))
    interval = draw(st.floats(0.05, 20))
    kind = draw(st.sampled_from(KINDS))
    if kind is FixedServer:
        return FixedServer(limit, interval, phase=draw(st.floats(0, interval)))
    return kind(limit, interval)


way = st.one_of(st.floats(0, 0.3), st.floats(0, 30))


@settings(max_examples=400)
@given(
    server=servers(),
    journeys=st.lists(st.builds(Trip, way, way, st.booleans()), max_size=60),
    workers=st.integers(1, 8),
    searches=st.lists(st.floats(0.1, 60), max_size=10),
)
def test_no_window_ever_exceeds_the_limit(
    server: Server, journeys: list[Trip], workers: int, searches: list[float]
) -> None:
    """Whatever the network does to each call, once one reply has told of the limit."""
    quick = Trip(0.01, 0.01)
    calls = 3 * server.limit + 3
    simulation = Simulation(server, [quick, *journeys], workers, calls, searches=searches)
    simulation.run()
    assert simulation.refused == 0
    assert len(simulation.sent) == calls


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("workers", [3, 8])
@pytest.mark.parametrize("round_trip", [0.005, 0.08])
def test_a_thousand_calls_take_as_long_as_the_limit_wants(
    kind: MakeServer, workers: int, round_trip: float
) -> None:
    """The first hundred are free, so 90 s are the least that there can be."""
    simulation = Simulation(kind(100, 10.0), trips(round_trip), workers, 1000)
    assert simulation.run() <= 1.1 * 90
    assert simulation.refused == 0


@pytest.mark.parametrize("kind", KINDS)
def test_searches_hardly_wait_while_uploads_do(kind: MakeServer) -> None:
    searches = every(3.7)
    simulation = Simulation(kind(100, 10.0), trips(0.08), 8, 1000, searches=searches)
    assert simulation.run() <= 1.03 * (1000 + len(simulation.search_waits)) / 10
    assert simulation.refused == 0
    assert max(simulation.search_waits) < 0.3


def test_a_search_out_of_the_blue_waits_for_a_gap_at_most() -> None:
    for moment in every(0.37, 10, 30):
        simulation = Simulation(SlidingServer(100, 10.0), trips(0.08), 8, 400, searches=[moment])
        simulation.run()
        assert simulation.search_waits[0] < 4


def test_what_fits_in_half_of_the_limit_is_not_spread() -> None:
    simulation = Simulation(SlidingServer(100, 10.0), [Trip(0.04, 0.04)], 5, 50)
    assert simulation.run() == pytest.approx(0.08 + 49 * 0.08 / 5, abs=0.08)


def test_without_a_limit_only_the_round_trips_count() -> None:
    server = SlidingServer(10**9, 10.0)
    simulation = Simulation(server, [Trip(0.04, 0.04)], 8, 1000, is_told=False)
    assert simulation.run() == pytest.approx(0.08 + 999 * 0.08 / 8, abs=0.1)


def test_the_first_call_goes_ahead_and_the_rest_does_not_wait_long_for_it() -> None:
    pace = CallPace()
    pace.begin(BACKGROUND, 0.0)
    assert pace.ready_at(BACKGROUND, 0.1) == 1.0
    assert pace.ready_at(INTERACTIVE, 0.1) == 0.1
    assert pace.ready_at(BACKGROUND, 1.0) == 1.0


# -- other programs of the account ----------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("others", [1, 3, 5])
@pytest.mark.parametrize("round_trip", [0.005, 0.08])
def test_another_program_is_seen_and_left_its_share(
    kind: MakeServer, others: int, round_trip: float
) -> None:
    foreign = every(1 / others)
    simulation = Simulation(kind(100, 10.0), trips(round_trip), 5, 500, foreign=foreign)
    time = simulation.run()
    assert simulation.refused == 0
    assert time <= 1.4 * 500 / (10 - others)


def test_that_program_is_in_the_way_of_who_does_not_look() -> None:
    """Without Remaining the same calls are refused: the test above proves something."""
    server, pace = SlidingServer(100, 10.0), CallPace()
    pace.end(pace.begin(BACKGROUND, 0.0), 0.0, 200, LimitsTold(100, 10.0))
    journeys = trips(0.08)
    blind = Simulation(server, journeys, 5, 500, every(1 / 3), is_told=False, pace=pace)
    blind.run()
    assert blind.refused > 0


def test_what_was_used_up_before_the_start_is_seen() -> None:
    server = SlidingServer(100, 10.0)
    for _ in range(93):
        server.admit(0.0)
    simulation = Simulation(server, [Trip(0.01, 0.01)], 8, 120, now=0.01)
    simulation.run()
    assert simulation.refused == 0


def test_a_count_of_the_window_before_is_not_taken_for_the_new_one() -> None:
    """A fixed window of 10 s ends at 4 and 14; two calls cross its end in the other order."""
    pace = CallPace()

    def answer(number: int, sent: float, answered: float) -> None:
        pace.end(pace.begin(INTERACTIVE, sent), answered, 200, LimitsTold(10, 10.0, 10 - number))

    for number in range(1, 6):
        answer(number, 0.0, 0.1)
    for number in range(1, 5):
        answer(number, 5.0 + number, 5.1 + number)
    early, late = pace.begin(INTERACTIVE, 13.9), pace.begin(INTERACTIVE, 13.9)
    pace.end(early, 14.2, 200, LimitsTold(10, 10.0, 9))
    pace.end(late, 14.3, 200, LimitsTold(10, 10.0, 0))
    assert pace.ready_at(INTERACTIVE, 14.4) == 14.4


# -- refusals -------------------------------------------------------------------------------------


def refused_at_once(told: LimitsTold, status: int = 429) -> CallPace:
    pace = CallPace()
    pace.end(pace.begin(BACKGROUND, 0.0), 0.0, status, told)
    return pace


@pytest.mark.parametrize(
    ("told", "wait"),
    [
        (LimitsTold(retry_after=3.0), 3.0),
        (LimitsTold(100, 20.0, 0, 5, retry_after=3.0), 3.0),
        (LimitsTold(100, 20.0, 0, 5), 20.0),
        (LimitsTold(), DOCUMENTED_INTERVAL),
    ],
)
def test_a_429_stops_everybody(told: LimitsTold, wait: float) -> None:
    """What nobody waits for at the window is told how long, so that it can be counted down."""
    pace = refused_at_once(told)
    assert pace.ready_at(INTERACTIVE, 0.1) == wait
    assert pace.ready_at(BACKGROUND, wait - LONGEST_SILENCE) == wait
    if wait > LONGEST_SILENCE:
        with pytest.raises(RateLimited) as caught:
            pace.ready_at(BACKGROUND, 0.1)
        assert caught.value.wait_seconds == pytest.approx(wait - 0.1)
    for priority in Priority:
        assert pace.ready_at(priority, wait + 0.1) <= wait + 0.1


@pytest.mark.parametrize(
    "told", [LimitsTold(retry_after=30.0), LimitsTold(100, 10.0, 0, daily_remaining=0)]
)
def test_the_agents_word_ends_the_pause(told: LimitsTold) -> None:
    pace = refused_at_once(told)
    with pytest.raises(RateLimited):
        pace.ready_at(BACKGROUND, 1.0)
    pace.end_pause()
    assert pace.ready_at(BACKGROUND, 1.0) <= 1.0


def test_after_a_429_one_call_asks_first() -> None:
    pace = refused_at_once(LimitsTold(retry_after=3.0))
    pace.begin(BACKGROUND, 3.0)
    assert pace.ready_at(BACKGROUND, 3.1) == 4.0


def test_a_429_that_asks_for_long_is_told() -> None:
    pace = refused_at_once(LimitsTold(retry_after=300.0))
    with pytest.raises(RateLimited) as caught:
        pace.ready_at(INTERACTIVE, 100.0)
    assert (caught.value.wait_seconds, caught.value.is_daily) == (200.0, False)
    assert pace.ready_at(INTERACTIVE, 250.0) == 300.0


def test_a_429_without_headers_tells_of_a_limit() -> None:
    """Some are refused until the limit is found, then few: it grows again to see if it may."""
    simulation = Simulation(SlidingServer(100, 10.0), trips(0.08), 8, 3000, is_told=False)
    time = simulation.run()
    assert 1 <= simulation.refused <= 60
    assert time <= 2 * 290


def test_one_burst_of_429s_is_one_warning() -> None:
    pace = CallPace()
    calls = [pace.begin(INTERACTIVE, 0.0) for _ in range(50)]
    for call in calls[42:]:
        pace.end(call, 1.0, 429, LimitsTold(retry_after=1.0))
    for call in calls[:42]:
        pace.end(call, 1.0, None, LimitsTold())
    assert passing(pace, 12.1) == 37, "four fifths of 43, and a tenth more after ten seconds"


def passing(pace: CallPace, now: float) -> int:
    """Return how many interactive calls may start at that moment."""
    for started in range(1000):
        if pace.ready_at(INTERACTIVE, now) > now:
            return started
        pace.begin(INTERACTIVE, now)
    raise AssertionError("no limit")


def test_a_limit_may_come_in_part() -> None:
    pace = refused_at_once(LimitsTold(remaining=60), status=200)
    assert passing(pace, 0.1) <= 60
    pace = refused_at_once(LimitsTold(calls=7), status=200)
    assert passing(pace, 0.1) == 6
    assert passing(pace, 0.1 + 1.01 * DOCUMENTED_INTERVAL) == 1, "the others are still unanswered"
    assert DOCUMENTED_CALLS == 100


def test_a_reply_without_headers_takes_no_limit_back() -> None:
    pace = refused_at_once(LimitsTold(calls=7), status=200)
    pace.end(pace.begin(INTERACTIVE, 0.1), 0.1, 502, LimitsTold())
    assert passing(pace, 0.2) == 5


# -- the day --------------------------------------------------------------------------------------


def test_the_day_is_never_exceeded() -> None:
    pace = refused_at_once(LimitsTold(daily_remaining=3), status=200)
    for _ in range(3):
        assert pace.ready_at(INTERACTIVE, 1.0) == 1.0
        pace.begin(INTERACTIVE, 1.0)
    with pytest.raises(RateLimited) as caught:
        pace.ready_at(INTERACTIVE, 2.0)
    assert (caught.value.wait_seconds, caught.value.is_daily) == (DAY_RECHECK, True)


@pytest.mark.parametrize(("retry_after", "wait"), [(None, DAY_RECHECK), (7200.0, 7200.0)])
def test_a_spent_day_is_asked_about_again(retry_after: float | None, wait: float) -> None:
    pace = refused_at_once(LimitsTold(100, 10.0, 50, 0, retry_after))
    with pytest.raises(RateLimited) as caught:
        pace.ready_at(BACKGROUND, 1.0)
    assert (caught.value.wait_seconds, caught.value.is_daily) == (wait - 1, True)
    call = pace.begin(BACKGROUND, wait)
    assert pace.ready_at(BACKGROUND, wait + 0.1) == wait + 1.0, "one asks, the rest waits for it"
    pace.end(call, wait + 0.2, 200, LimitsTold(100, 10.0, 99, 200_000))
    assert pace.ready_at(BACKGROUND, wait + 0.2) == wait + 0.2


def test_a_new_day_is_seen_in_a_reply_that_was_under_way() -> None:
    pace = CallPace()
    first, second = pace.begin(INTERACTIVE, 0.0), pace.begin(INTERACTIVE, 0.0)
    pace.end(first, 0.1, 200, LimitsTold(daily_remaining=1))
    with pytest.raises(RateLimited):
        pace.ready_at(INTERACTIVE, 0.2)
    pace.end(second, 0.3, 200, LimitsTold(daily_remaining=199_999))
    assert pace.ready_at(INTERACTIVE, 0.4) == 0.4
