"""How fast all uploads together may go: each byte takes its turn on a line of that speed.

A piece is given the moment at which it would leave such a line behind the pieces before it. So the
order is first come, first served, the sum is exact over seconds however late a thread wakes up, and
one upload alone has all of it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from leadway_desktop.domain.cancel import Cancelled, CancelToken

_BEAT = 0.05
"""Seconds that one piece occupies the line at most: progress stays smooth, and others get in."""
_LEAST = 1024
"""Bytes of a piece at least; the 29 of a TLS record are 3 % of that."""
_CATCHING_UP = 0.1
"""Seconds of the line that are made up for, if nobody was there in time to use them."""

Wait = Callable[[threading.Event, float], object]
"""Waits until the event is set, or so many seconds."""


@dataclass(slots=True)
class Line:
    """The rule, without threads; times are monotonic seconds, the speed is bytes per second."""

    speed: float
    free_at: float

    def book(self, wanted: int, now: float) -> tuple[int, float]:
        """Return how many bytes may go, at least one, and when."""
        size = min(wanted, max(_LEAST, int(self.speed * _BEAT)))
        start = max(self.free_at, now - _CATCHING_UP)
        self.free_at = start + size / self.speed
        return size, start

    def give_back(self, size: int) -> None:
        """Take note of bytes that were booked and did not go."""
        self.free_at -= size / self.speed


def bytes_a_second(kilobytes: int) -> float | None:
    """Return the limit of a setting in kB/s, where 0 is none."""
    return kilobytes * 1000.0 or None


class Bandwidth:
    """Shared by all uploads; any thread may call anything, and change the limit meanwhile.

    `limit`: bytes per second, or None. `clock` and `wait` are the computer's but in tests.
    """

    def __init__(
        self,
        limit: float | None = None,
        clock: Callable[[], float] = time.monotonic,
        wait: Wait = threading.Event.wait,
    ) -> None:
        self._clock = clock
        self._wait = wait
        self._lock = threading.Lock()
        self._waiting: set[threading.Event] = set()
        self._line: Line | None = None
        self.limit_to(limit)

    def limit_to(self, limit: float | None) -> None:
        """Use another limit from now on, for those that wait as well."""
        with self._lock:
            self._line = Line(limit, self._clock()) if limit else None
            for event in self._waiting:
                event.set()

    def take(self, wanted: int, cancel: CancelToken) -> int:
        """Wait for a turn and return how many bytes may go now; raises Cancelled."""
        event = threading.Event()
        while True:
            with self._lock:
                line = self._line
                if line is None:
                    return wanted
                size, start = line.book(wanted, self._clock())
                self._waiting.add(event)
            try:
                self._wait_until(start, event, cancel)
            except Cancelled:
                self._give_back_on(line, size)
                raise
            finally:
                with self._lock:
                    self._waiting.discard(event)
            if line is self._line:
                return size
            event.clear()

    def give_back(self, size: int) -> None:
        """Take back what was not used of a turn."""
        with self._lock:
            if self._line is not None:
                self._line.give_back(size)

    def _give_back_on(self, line: Line, size: int) -> None:
        with self._lock:
            line.give_back(size)

    def _wait_until(self, moment: float, event: threading.Event, cancel: CancelToken) -> None:
        left = moment - self._clock()
        if left > 0:
            with cancel.on_cancel(event.set):
                self._wait(event, left)
        cancel.raise_if_cancelled()
