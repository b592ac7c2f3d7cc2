"""Ctrl-C, and its relatives: work stops at once and in order, and what was done is told."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from concurrent.futures import wait
from types import FrameType, TracebackType
from typing import Self, TypeVar

from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.support.patience import in_background

POLL_SECONDS = 0.05
"""How often the main thread looks up: on Windows a wait without end would not see Ctrl-C."""

ONE_PRESS_SECONDS = 0.3
"""`timeout` and some shells stop a program and then its group, itself again among them."""

_STOPS = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGBREAK") if hasattr(signal, name)
]

_Result = TypeVar("_Result")


class Interrupts:
    """While entered, the first Ctrl-C only sets `pressed`; the next one is Python's own.

    A polite `kill`, and Ctrl-Break on Windows, count as Ctrl-C; several in a moment count as one.

    For the main thread, which must not wait for anything without an end.
    """

    def __init__(self) -> None:
        self.pressed = False
        self._pressed_at = 0.0

    def __enter__(self) -> Self:
        self._before = {number: signal.signal(number, self._press) for number in _STOPS}
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._restore()

    def run(self, work: Callable[[CancelToken], _Result]) -> _Result:
        """Run `work` in a thread; Ctrl-C cancels it, and then this raises Cancelled."""
        cancel = CancelToken()
        outcome = in_background(lambda: work(cancel))
        while not wait([outcome], POLL_SECONDS).done:
            if self.pressed:
                cancel.cancel()
        return outcome.result()

    def _press(self, number: int, frame: FrameType | None) -> None:
        # No more than this: a lock taken here may be held by the code that was interrupted.
        now = time.monotonic()
        if not self.pressed:
            self.pressed, self._pressed_at = True, now
        elif now - self._pressed_at > ONE_PRESS_SECONDS:
            self._restore()
            signal.raise_signal(number)

    def _restore(self) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
