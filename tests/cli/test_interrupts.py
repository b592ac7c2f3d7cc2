"""Ctrl-C once stops in order, twice at once."""

from __future__ import annotations

import signal

import pytest

from leadway_desktop.cli import interrupts
from leadway_desktop.cli.interrupts import ONE_PRESS_SECONDS, Interrupts
from leadway_desktop.domain.cancel import Cancelled, CancelToken


@pytest.fixture(autouse=True)
def _default_handler() -> None:
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


class Clock:
    now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(interrupts, "time", clock)
    return clock


def test_the_first_press_only_says_so(clock: Clock) -> None:
    with Interrupts() as presses:
        assert not presses.pressed
        signal.raise_signal(signal.SIGINT)
        assert presses.pressed
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.parametrize("second", [signal.SIGINT, signal.SIGTERM])
def test_what_comes_twice_in_a_moment_is_one_press(clock: Clock, second: signal.Signals) -> None:
    with Interrupts() as presses:
        signal.raise_signal(signal.SIGINT)
        clock.now += ONE_PRESS_SECONDS
        signal.raise_signal(second)
        assert presses.pressed


def test_the_second_press_ends_it(clock: Clock) -> None:
    with Interrupts():
        signal.raise_signal(signal.SIGINT)
        clock.now += 2 * ONE_PRESS_SECONDS
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_press_cancels_what_runs(clock: Clock) -> None:
    def work(cancel: CancelToken) -> None:
        signal.raise_signal(signal.SIGINT)
        cancel.wait(60)

    with Interrupts() as presses, pytest.raises(Cancelled):
        presses.run(work)
