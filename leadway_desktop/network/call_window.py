"""Our own calls as the server counts them: how many at most, and how many at least.

The server counts a call when it arrives, which is after we sent it and before we have its reply.
So a call occupies its slot from its start until `span` seconds after its reply; while no more than
N slots are occupied, no window of the interval's length holds more than N arrivals, whatever the
network does to each call. (Take the calls that arrive within one window, and of those the one sent
last: each of the others was either unanswered at that moment, or answered less than an interval
before. So all of them occupied slots.) A fixed window is a sliding one looked at less often.
"""

from __future__ import annotations

from bisect import insort
from collections import deque
from dataclasses import dataclass

# Our clock and the server's differ a little in speed, and Windows' clock moves in steps of 16 ms.
_MARGIN_SECONDS = 0.025
_MARGIN_SHARE = 0.001
_ON_THE_WAY = 1.0
"""Seconds that a call which we gave up may still take to arrive."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call from its start on, with what was known at that moment."""

    number: int
    """Counts up in the order of sending, from 1."""
    started: float
    occupied: int
    """Slots occupied, this call's included."""
    answered: int
    """Calls sent within the interval before this one, and answered by now."""
    recent: int
    """Calls sent within the interval before this one, itself included."""
    forgotten: int


@dataclass(frozen=True, slots=True)
class Share:
    """How many calls of ours are in a count of the server's."""

    least: int
    likely: int
    """If the network delays every call alike."""
    most: int


class CallWindow:
    """Counts the calls of one client; times are monotonic seconds. Not thread-safe."""

    def __init__(self, interval: float) -> None:
        self.interval = interval
        self.running: dict[int, Call] = {}
        """By number, the oldest first."""
        self.sent = 0
        """How many calls there have been."""
        self.last_started = 0.0
        self._ended: deque[float] = deque()
        self._recent: deque[float] = deque()
        self._forgotten = 0

    @property
    def span(self) -> float:
        """Seconds from a reply until its slot is free: the interval and a margin."""
        return self.interval * (1 + _MARGIN_SHARE) + _MARGIN_SECONDS

    def begin(self, now: float) -> Call:
        """Occupy a slot."""
        occupied = self.occupied(now) + 1
        answered = max(0, len(self._recent) - len(self.running))
        self.sent += 1
        self.last_started = now
        self._recent.append(now)
        recent = len(self._recent)
        call = Call(self.sent, now, occupied, answered, recent, self._forgotten)
        self.running[call.number] = call
        return call

    def end(self, call: Call, now: float, *, is_answered: bool) -> None:
        """Take note of a call's end; its slot stays occupied for a span."""
        del self.running[call.number]
        insort(self._ended, now if is_answered else now + _ON_THE_WAY)

    def occupied(self, now: float) -> int:
        """Return how many slots are."""
        self._forget(now)
        return len(self._ended) + len(self.running)

    def next_free(self, now: float) -> float | None:
        """Return when the next slot becomes free, or None while only running calls hold any."""
        self._forget(now)
        return self._ended[0] + self.span if self._ended else None

    def share(self, call: Call, now: float) -> Share:
        """Return our share of the count in the reply to `call`, which has just come.

        At least: what was answered before it began and is young enough still. At most: what
        occupied a slot then or began since.
        """
        self._forget(now)
        least = max(0, call.answered - (self._forgotten - call.forgotten))
        return Share(least, call.recent, call.occupied + self.sent - call.number)

    def _forget(self, now: float) -> None:
        while self._ended and self._ended[0] + self.span <= now:
            self._ended.popleft()
        while self._recent and self._recent[0] + self.interval <= now:
            self._recent.popleft()
            self._forgotten += 1
