"""How far a server's clock is from this computer's, by the Date headers of its replies.

A Date is written in whole seconds, somewhere between the request and the reply: so each reply
bounds the difference from both sides, the closer the faster it came. What most replies agree on is
taken: a Date from some proxy's cache is outvoted.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from leadway_desktop.network.http_client import Reply
from leadway_desktop.network.reply_facts import header_date

_KEPT = 15
"""Replies, the latest: a clock that runs wrong is followed, and one odd Date does not count."""
_DATE_STEP = 1.0
"""Seconds: a Date header tells no fractions."""
_CLOCK_WAS_SET = 2.0
"""Seconds: the two clocks of this computer drift apart by less than that between two replies,
unless somebody sets one or the computer sleeps."""


@dataclass(frozen=True, slots=True)
class _Bounds:
    """What one reply tells: the server's clock is ahead by `low` to `high` seconds."""

    low: float
    high: float
    offset: float
    """This computer's time of day less its monotonic clock, when the reply came."""


class ServerClock:
    """One server's clock. Any thread may call anything.

    `wall`: seconds since 1970, `monotonic`: seconds that nobody sets back.
    """

    def __init__(
        self,
        wall: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._wall = wall
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._seen: deque[_Bounds] = deque(maxlen=_KEPT)

    def asking(self) -> float:
        """Return the moment at which a request is sent, for `answered`."""
        return self._monotonic()

    def answered(self, asked_at: float, reply: Reply) -> None:
        """Take note of a reply's Date, if it has one."""
        date = header_date(reply, "date")
        if date is None:
            return
        told, now, monotonic = date.timestamp(), self._wall(), self._monotonic()
        asked = now - max(0.0, monotonic - asked_at)
        bounds = _Bounds(told - now, told + _DATE_STEP - asked, now - monotonic)
        with self._lock:
            self._seen.append(bounds)

    def seconds_ahead(self) -> float | None:
        """Return by how much the server's clock is ahead, or None where nothing is known.

        What was measured before this computer's own clock was set does not count.
        """
        offset = self._wall() - self._monotonic()
        with self._lock:
            seen = [one for one in self._seen if abs(one.offset - offset) < _CLOCK_WAS_SET]
        return _agreed(seen) if seen else None

    def now(self) -> datetime:
        """Return the present moment by the server's clock: by ours while nothing is known."""
        return self.to_theirs(datetime.fromtimestamp(self._wall(), UTC))

    def to_theirs(self, moment: datetime) -> datetime:
        """Return a moment of this computer's clock by the server's."""
        try:
            return moment + timedelta(seconds=self.seconds_ahead() or 0.0)
        except OverflowError:  # a Date from the year 9999
            return moment

    def to_ours(self, moment: datetime) -> datetime:
        """Return a moment that the server named, by this computer's clock."""
        try:
            return moment - timedelta(seconds=self.seconds_ahead() or 0.0)
        except OverflowError:
            return moment


def _agreed(seen: list[_Bounds]) -> float:
    """Return the middle of what the most agree on; among equals, of what the latest says."""

    def supporters(point: float) -> list[int]:
        return [number for number, one in enumerate(seen) if one.low <= point <= one.high]

    best = max((one.low for one in seen), key=lambda low: (len(near := supporters(low)), near[-1]))
    return (best + min(seen[number].high for number in supporters(best))) / 2
