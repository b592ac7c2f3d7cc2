"""Turns acknowledged bytes into progress: at most ten reports a second, with a steady speed.

And time that brings none, so that what is shown does not go on promising: the speed falls, and
after some seconds there is none, but how long nothing has moved.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from leadway_desktop.domain.progress import Progress
from leadway_desktop.transfer.ports import Clock

REPORT_INTERVAL = 0.1
"""Seconds between two reports of one upload: ten a second is as smooth as an eye can tell."""
STILL_INTERVAL = 1.0
"""Seconds between two reports while nothing moves: the seconds themselves are all that is new."""
STILL_AFTER = 2.0
"""Seconds without a byte that are no hiccup of the line any more."""
SMOOTHING_TIME = 2.0
"""Seconds over which the speed is averaged, so that the time left does not jump about."""


class ProgressMeter:
    """Reports one PUT's progress; used by the thread that does the PUT, and by no other."""

    def __init__(
        self, upload_id: str, total: int, clock: Clock, report: Callable[[Progress], None]
    ) -> None:
        self._upload_id = upload_id
        self._total = total
        self._clock = clock
        self._report = report
        self._reported_at = self._moved_at = -math.inf
        self._reported = self._acknowledged = 0
        self._speed: float | None = None

    def acknowledged(self, size: int) -> None:
        """Take note that the network has taken `size` bytes in all, be it as many as before.

        Reports if it is time.
        """
        now = self._clock.monotonic()
        if size != self._acknowledged or not math.isfinite(self._moved_at):
            self._acknowledged, self._moved_at = size, now
        elapsed = now - self._reported_at
        if not self._is_time(size, elapsed):
            return
        if math.isfinite(elapsed) and elapsed > 0:
            self._measure(max(0, size - self._reported) / elapsed, elapsed)
        self._reported_at = now
        self._reported = size
        self._report(self._progress(now))

    def _is_time(self, size: int, elapsed: float) -> bool:
        if size == self._reported:
            return size != self._total and elapsed >= STILL_INTERVAL
        return size == self._total or elapsed >= REPORT_INTERVAL

    def _progress(self, now: float) -> Progress:
        still = now - self._moved_at
        if still < STILL_AFTER:
            return Progress(self._upload_id, self._reported, self._total, self._speed)
        return Progress(self._upload_id, self._reported, self._total, still=still)

    def _measure(self, speed: float, elapsed: float) -> None:
        if self._speed is None:
            self._speed = speed
            return
        weight = 1 - math.exp(-elapsed / SMOOTHING_TIME)
        self._speed += weight * (speed - self._speed)
