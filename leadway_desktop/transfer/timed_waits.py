"""Waits for a time, and which of them are over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

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
    """Who waits until when, by any name; not thread-safe."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._due: dict[str, _Due] = {}

    def begin(self, name: str, until: datetime) -> None:
        """Have one wait until then; it begins anew if it waits already."""
        left = (until - self._clock.now()).total_seconds()
        self._due[name] = _Due(until, self._clock.monotonic() + left)

    def end(self, name: str) -> None:
        """Forget one, if it waits."""
        self._due.pop(name, None)

    def over(self) -> list[str]:
        """Return those whose time has come; they stay until `end`."""
        return [name for name, due in self._due.items() if self._seconds_to(due) <= 0]

    def seconds_to_the_next(self) -> float | None:
        """Return how long to sleep at most, or None: nobody waits."""
        if not self._due:
            return None
        return min(max(min(map(self._seconds_to, self._due.values())), 0.0), LONGEST_SLEEP)

    def seconds_to(self, name: str) -> float | None:
        """Return how long one still waits, or None: it does not."""
        due = self._due.get(name)
        return None if due is None else self._seconds_to(due)

    def _seconds_to(self, due: _Due) -> float:
        by_day = (due.at - self._clock.now()).total_seconds()
        return min(by_day, due.monotonic - self._clock.monotonic())
