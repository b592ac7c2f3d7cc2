"""At what pace files arrive: of many small ones it tells more than their bytes do.

They spend their time in calls, which the API's limit spaces out, and hardly any in a PUT.
"""

from __future__ import annotations

from collections import deque
from datetime import datetime

_WINDOW = 30.0
"""Seconds back from the latest arrival: what came before says nothing of the present pace."""
_SHORTEST = 10.0
"""Seconds that the arrivals must cover: the first hundred calls go at once."""
_FEWEST = 20
"""Arrivals that make a pace; large files come one by one, and their bytes tell better."""


class ArrivalPace:
    """Remembers the last arrivals."""

    def __init__(self) -> None:
        self._times: deque[float] = deque()

    def note(self, arrived_at: datetime) -> None:
        """Take note that a file has arrived."""
        self._times.append(arrived_at.timestamp())
        while self._times[0] < self._times[-1] - _WINDOW:
            self._times.popleft()

    def clear(self) -> None:
        """Forget them: what comes next is another batch."""
        self._times.clear()

    def seconds_for(self, files: int) -> float | None:
        """Return how long so many more take, or None where that is not known."""
        if len(self._times) < _FEWEST:
            return None
        covered = self._times[-1] - self._times[0]
        return files * covered / (len(self._times) - 1) if covered >= _SHORTEST else None
