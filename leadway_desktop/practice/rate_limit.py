"""The API's rate limits, 100 requests in 10 seconds and 200,000 a day, and their reply headers."""

import math
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

DAY_S = 86_400


@dataclass(frozen=True)
class RateLimits:
    """How many requests a location may make; the defaults are the documented ones.

    ``retry_after`` tells whether a 429 carries that header: on the real API it may or may not.
    """

    burst: int = 100
    interval_ms: int = 10_000
    daily: int = 200_000
    retry_after: bool = True


class RateLimiter:
    """Counts one location's requests in a sliding interval and a UTC day. Thread-safe."""

    def __init__(self, limits: RateLimits, clock: Callable[[], float]) -> None:
        self.limits = limits
        self._clock = clock
        self._lock = threading.Lock()
        self._recent: deque[float] = deque()
        self._day = -1
        self._today = 0

    def admit(self) -> float | None:
        """Count a request. Return None if it may pass, else the seconds until one may."""
        with self._lock:
            now = self._advance()
            if self._today >= self.limits.daily:
                return DAY_S - now % DAY_S
            if len(self._recent) >= self.limits.burst:
                return self._recent[0] + self.limits.interval_ms / 1000 - now
            self._recent.append(now)
            self._today += 1
            return None

    def headers(self) -> list[tuple[str, str]]:
        """Return the five headers of every API reply."""
        with self._lock:
            self._advance()
            return limit_headers(
                self.limits,
                remaining=max(0, self.limits.burst - len(self._recent)),
                daily_remaining=max(0, self.limits.daily - self._today),
            )

    def _advance(self) -> float:
        """Forget what is older than the interval or the day; return the time."""
        now = self._clock()
        while self._recent and self._recent[0] + self.limits.interval_ms / 1000 <= now:
            self._recent.popleft()
        day = int(now // DAY_S)
        if day != self._day:
            self._day, self._today = day, 0
        return now


def limit_headers(
    limits: RateLimits, *, remaining: int, daily_remaining: int
) -> list[tuple[str, str]]:
    """Return the documented headers for given counts."""
    return [
        ("X-RateLimit-Limit-Daily", str(limits.daily)),
        ("X-RateLimit-Daily-Remaining", str(daily_remaining)),
        ("X-RateLimit-Interval-Milliseconds", str(limits.interval_ms)),
        ("X-RateLimit-Max", str(limits.burst)),
        ("X-RateLimit-Remaining", str(remaining)),
    ]


def retry_after(seconds: float) -> tuple[str, str]:
    """Return the Retry-After header, whole seconds and never zero."""
    return ("Retry-After", str(max(1, math.ceil(seconds))))
