"""At most ten reports a second, a steady speed, and the last word at the total."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from leadway_desktop.domain.progress import Progress
from leadway_desktop.transfer.progress_meter import REPORT_INTERVAL, ProgressMeter
from tests.transfer.fakes import HandClock

steps = st.lists(st.tuples(st.floats(0, 3), st.integers(0, 1_000_000)), max_size=80)


class Reports:
    def __init__(self, total: int) -> None:
        self.clock = HandClock()
        self.made: list[tuple[float, Progress]] = []
        self.meter = ProgressMeter("u1", total, self.clock, self._take)

    def _take(self, progress: Progress) -> None:
        self.made.append((self.clock.seconds, progress))


@given(steps)
def test_never_more_than_ten_a_second_and_the_total_is_always_told(
    moves: list[tuple[float, int]],
) -> None:
    total = sum(size for _, size in moves) + 1
    reports = Reports(total)
    sent = 0
    for pause, size in moves:
        reports.clock.seconds += pause
        sent += size
        reports.meter.acknowledged(sent)
    reports.meter.acknowledged(total)
    times = [at for at, _ in reports.made[:-1]]
    gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert all(gap >= REPORT_INTERVAL for gap in gaps)
    assert reports.made[-1][1].acknowledged == total
    sizes = [progress.acknowledged for _, progress in reports.made]
    assert sizes == sorted(sizes)
    assert all(progress.total == total for _, progress in reports.made)


def test_a_steady_line_has_a_steady_speed() -> None:
    reports = Reports(10_000_000)
    for second in range(1, 101):
        reports.clock.seconds += 0.1
        reports.meter.acknowledged(second * 50_000)
    last = reports.made[-1][1]
    assert last.speed is not None
    assert abs(last.speed - 500_000) < 1000
    assert last.seconds_left is not None
    assert abs(last.seconds_left - 10) < 0.1


def test_a_line_that_slows_down_is_noticed_within_seconds() -> None:
    reports = Reports(10**9)
    sent = 0
    for rate, count in ((1_000_000, 50), (100_000, 60)):
        for _ in range(count):
            reports.clock.seconds += 0.1
            sent += rate // 10
            reports.meter.acknowledged(sent)
    speed = reports.made[-1][1].speed
    assert speed is not None
    assert 100_000 <= speed < 200_000


def test_the_first_report_comes_at_once_and_knows_no_speed() -> None:
    reports = Reports(100)
    reports.meter.acknowledged(1)
    assert [progress.speed for _, progress in reports.made] == [None]


def test_a_put_that_starts_anew_goes_back_and_has_no_negative_speed() -> None:
    reports = Reports(1000)
    for sent in (500, 900, 100, 200):
        reports.clock.seconds += 1
        reports.meter.acknowledged(sent)
    assert [progress.acknowledged for _, progress in reports.made] == [500, 900, 100, 200]
    assert all((progress.speed or 0) >= 0 for _, progress in reports.made)


def stand_still(reports: Reports, size: int, seconds: float) -> None:
    for _ in range(round(seconds * 10)):
        reports.clock.seconds += 0.1
        reports.meter.acknowledged(size)


def test_a_line_that_stands_promises_less_and_less_then_nothing_and_says_how_long() -> None:
    reports = Reports(9_000_000)
    for tenth in range(1, 21):
        reports.clock.seconds += 0.1
        reports.meter.acknowledged(tenth * 100_000)
    before = len(reports.made)
    stand_still(reports, 2_000_000, 8)
    told = [progress for _, progress in reports.made[before:]]
    assert [progress.acknowledged for progress in told] == [2_000_000] * len(told)
    assert len(told) <= 8
    speeds = [progress.speed for progress in told if progress.speed is not None]
    assert speeds == sorted(speeds, reverse=True)
    assert speeds[-1] < 700_000
    stills = [round(progress.still) for progress in told if progress.still is not None]
    assert stills == list(range(2, 2 + len(stills)))
    assert len(speeds) + len(stills) == len(told)
    assert len(stills) >= 5
    assert told[-1].seconds_left is None


def test_a_line_that_moves_again_says_so_at_once() -> None:
    reports = Reports(1000)
    reports.meter.acknowledged(100)
    stand_still(reports, 100, 6)
    assert reports.made[-1][1].still is not None
    reports.clock.seconds += 0.1
    reports.meter.acknowledged(200)
    last = reports.made[-1][1]
    assert (last.acknowledged, last.still) == (200, None)
    assert last.speed is not None


def test_one_that_stands_from_the_beginning_says_so_too() -> None:
    reports = Reports(1000)
    stand_still(reports, 0, 6)
    assert reports.made[-1][1].still is not None


def test_a_low_limit_of_ours_is_no_standstill() -> None:
    """Nobody looks while a turn is waited for, and each look finds what went before."""
    reports = Reports(100_000)
    for turn in range(1, 10):
        reports.clock.seconds += 7
        reports.meter.acknowledged(turn * 1024)
    assert all(progress.still is None for _, progress in reports.made)


def test_waiting_for_the_answer_is_no_standstill_of_the_bytes() -> None:
    reports = Reports(1000)
    reports.meter.acknowledged(1000)
    stand_still(reports, 1000, 20)
    assert len(reports.made) == 1
    assert reports.made[0][1].has_arrived
