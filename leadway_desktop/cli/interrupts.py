"""Ctrl-C, and its relatives: work stops at once and in order, and what was done is told."""

from __future__ import annotations

import signal
from collections.abc import Callable
from concurrent.futures import wait
from types import FrameType, TracebackType
from typing import Self, TypeVar

from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.support.patience import in_background

POLL_SECONDS = 0.05
"""How often the main thread looks up: on Windows a wait without end would not see Ctrl-C."""

_STOPS = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGBREAK") if hasattr(signal, name)
]

_Result = TypeVar("_Result")


class Interrupts:
    """While entered, the first Ctrl-C only sets `pressed`; the next one is Python's own.

    A polite `kill`, and Ctrl-Break on Windows, count as Ctrl-C.

    For the main thread, which must not wait for anything without an end.
    """

    def __init__(self) -> None:
        self.pressed = False

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
        # Nothing else: a lock taken here may be held by the code that was interrupted.
        self.pressed = True
        self._restore()

    def _restore(self) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
