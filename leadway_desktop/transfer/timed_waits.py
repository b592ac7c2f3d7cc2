"""Waits for a time, and which of them are over."""

from __future__ import annotations

from bisect import bisect_left, insort
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, takewhile

from leadway_desktop.transfer.ports import Clock

LONGEST_SLEEP = 5.0
"""Seconds: a computer that slept, or whose clock was set, is noticed within this time."""


@dataclass(frozen=True, slots=True)
class _Due:
    """When a wait is over: by the first of two clocks.

    The time of day goes on while the computer sleeps; nobody sets the monotonic one (s) back.
    """

    at: datetime
    monotonic: float


class TimedWaits:
    """Who waits until when, by any name; not thread-safe.

    Every thread looks after every change, so a look must not ask of each of ten thousand.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._due: dict[str, _Due] = {}
        # The same by each clock, ascending: only the first ones are looked at.
        self._by_day: list[tuple[datetime, str]] = []
        self._by_monotonic: list[tuple[float, str]] = []

    def begin(self, name: str, until: datetime) -> None:
        """Have one wait until then; it begins anew if it waits already."""
        self.end(name)
        left = (until - self._clock.now()).total_seconds()
        due = self._due[name] = _Due(until, self._clock.monotonic() + left)
        insort(self._by_day, (due.at, name))
        insort(self._by_monotonic, (due.monotonic, name))

    def end(self, name: str) -> None:
        """Forget one, if it waits."""
        due = self._due.pop(name, None)
        if due is not None:
            del self._by_day[bisect_left(self._by_day, (due.at, name))]
            del self._by_monotonic[bisect_left(self._by_monotonic, (due.monotonic, name))]

    @property
    def names(self) -> tuple[str, ...]:
        """All that wait."""
        return tuple(self._due)

    def over(self) -> list[str]:
        """Return those whose time has come; they stay until `end`."""
        now, monotonic = self._clock.now(), self._clock.monotonic()
        by_day = takewhile(lambda due: due[0] <= now, self._by_day)
        by_monotonic = takewhile(lambda due: due[0] <= monotonic, self._by_monotonic)
        return list(dict.fromkeys(name for _, name in chain(by_day, by_monotonic)))

    def seconds_to_the_next(self) -> float | None:
        """Return how long to sleep at most, or None: nobody waits."""
        if not self._due:
            return None
        by_day = (self._by_day[0][0] - self._clock.now()).total_seconds()
        by_monotonic = self._by_monotonic[0][0] - self._clock.monotonic()
        return min(max(by_day, 0.0), max(by_monotonic, 0.0), LONGEST_SLEEP)

    def seconds_to_the_last(self) -> float | None:
        """Return how long to sleep at most until nobody waits, or None: that is so already."""
        if not self._due:
            return None
        by_day = (self._by_day[-1][0] - self._clock.now()).total_seconds()
        by_monotonic = self._by_monotonic[-1][0] - self._clock.monotonic()
        left = min(by_day, by_monotonic, LONGEST_SLEEP)
        return left if left > 0 else None

    def seconds_to(self, name: str) -> float | None:
        """Return how long one still waits, or None: it does not."""
        due = self._due.get(name)
        if due is None:
            return None
        by_day = (due.at - self._clock.now()).total_seconds()
        return min(by_day, due.monotonic - self._clock.monotonic())
