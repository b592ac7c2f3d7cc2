"""Turns acknowledged bytes into progress: at most ten reports a second, with a steady speed."""

from __future__ import annotations

import math
from collections.abc import Callable

from leadway_desktop.domain.upload import Progress
from leadway_desktop.transfer.ports import Clock

REPORT_INTERVAL = 0.1
"""Seconds between two reports of one upload: ten a second is as smooth as an eye can tell."""
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
        self._reported_at = -math.inf
        self._reported = 0
        self._speed: float | None = None

    def acknowledged(self, size: int) -> None:
        """Take note that the network has taken `size` bytes in all; report if it is time."""
        now = self._clock.monotonic()
        elapsed = now - self._reported_at
        if elapsed < REPORT_INTERVAL and size != self._total:
            return
        if math.isfinite(elapsed) and elapsed > 0:
            self._measure(max(0, size - self._reported) / elapsed, elapsed)
        self._reported_at = now
        self._reported = size
        self._report(Progress(self._upload_id, size, self._total, self._speed))

    def _measure(self, speed: float, elapsed: float) -> None:
        if self._speed is None:
            self._speed = speed
            return
        weight = 1 - math.exp(-elapsed / SMOOTHING_TIME)
        self._speed += weight * (speed - self._speed)
