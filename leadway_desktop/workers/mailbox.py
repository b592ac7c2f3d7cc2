"""What threads have to say, brought to the window's in order and many at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from functools import partial
from time import perf_counter
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal

_AT_ONCE = 0.008
"""Seconds of delivering in one go: half a frame, then clicks and painting have their turn."""

_T = TypeVar("_T")


class Mailbox(QObject):
    """Delivers in the thread that made it whatever any thread posts, its own included.

    A queued signal for each would ask for Python's lock once for each receiver: with hundreds of
    small files under way that is some thousand times a second, beside all upload threads.
    """

    _posted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._letters: deque[Callable[[], object]] = deque()
        self._is_called = False
        self._posted.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def post(self, deliver: Callable[[_T], object], what: _T) -> None:
        """Have `deliver(what)` called soon, after all that was posted before."""
        self._letters.append(partial(deliver, what))
        self._call()

    def _call(self) -> None:
        if not self._is_called:
            self._is_called = True
            self._posted.emit()

    def _deliver(self) -> None:
        self._is_called = False  # first: what comes from now on calls again
        if len(self._letters) > 1:
            self._call()  # for the event loop of a dialog that a receiver opens, or the next go
        end = perf_counter() + _AT_ONCE
        while self._letters:
            self._letters.popleft()()
            if perf_counter() > end:
                return
