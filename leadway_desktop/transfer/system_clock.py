"""The computer's own clock."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from leadway_desktop.transfer.sleep_time import seconds_slept


class SystemClock:
    """Satisfies `ports.Clock`."""

    def now(self) -> datetime:
        """Return the time of day, aware, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return seconds since some fixed moment; it never goes back."""
        return time.monotonic()

    def slept(self) -> float:
        """Return how many seconds the computer has slept since its start."""
        return seconds_slept()
