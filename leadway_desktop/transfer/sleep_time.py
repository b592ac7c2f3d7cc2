"""How long the computer has slept, as each system's clocks tell.

Every system has a clock that goes on while it sleeps and one that stands still; the time of day is
neither, as somebody may set it.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

if sys.platform == "linux":

    def seconds_slept() -> float:
        """Return the time spent asleep since the start of the computer."""
        return time.clock_gettime(time.CLOCK_BOOTTIME) - time.clock_gettime(time.CLOCK_MONOTONIC)

elif sys.platform == "darwin":

    def seconds_slept() -> float:
        """Return the time spent asleep since the start of the computer."""
        return time.clock_gettime(time.CLOCK_MONOTONIC) - time.clock_gettime(time.CLOCK_UPTIME_RAW)

elif sys.platform == "win32":
    import ctypes

    _TICKS = 10_000_000
    """Of QueryUnbiasedInterruptTime in a second."""

    def seconds_slept() -> float:
        """Return the time spent asleep since the start of the computer."""
        awake = ctypes.c_ulonglong(0)
        kernel = ctypes.windll.kernel32
        kernel.GetTickCount64.restype = ctypes.c_ulonglong
        if not kernel.QueryUnbiasedInterruptTime(ctypes.byref(awake)):
            return 0.0
        return float(kernel.GetTickCount64() / 1000 - awake.value / _TICKS)

else:

    def seconds_slept() -> float:
        """Return 0: this system does not tell."""
        return 0.0


NAP = 15.0
"""Seconds: most connections outlive a shorter sleep, and a stall tells of the others."""


class SleepWatch:
    """Notices that the computer has slept; `slept` returns for how many seconds, in all."""

    def __init__(self, slept: Callable[[], float]) -> None:
        self._slept = slept
        self._before = slept()

    def has_slept(self) -> bool:
        """Whether it has since the last question, for longer than a nap."""
        before, self._before = self._before, self._slept()
        return self._before - before > NAP
