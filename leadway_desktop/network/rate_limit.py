"""Takes turns: every call waits here until the API's limits let it start (`call_pace`)."""

from __future__ import annotations

import logging
import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.network.call_pace import CallPace, Priority
from leadway_desktop.network.call_window import Call
from leadway_desktop.network.http_client import Reply
from leadway_desktop.network.limit_headers import LimitsTold, read_limits

__all__ = ["Priority", "RateLimit", "Turn"]

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Turn:
    """One call's turn; whoever makes the call puts the reply here, if one comes."""

    reply: Reply | None = None


@dataclass(slots=True, eq=False)
class _Waiter:
    priority: Priority
    wake: threading.Event = field(default_factory=threading.Event)


class RateLimit:
    """The turns of all threads that share one account's API.

    First come, first served, the interactive before the others. `clock`: monotonic seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._pace = CallPace()
        self._waiting: dict[Priority, list[_Waiter]] = {priority: [] for priority in Priority}

    @contextmanager
    def turn(self, priority: Priority, cancel: CancelToken) -> Iterator[Turn]:
        """Wait for a turn and hold it for the block, which makes exactly one call.

        Raises Cancelled, or RateLimited without a call where the wait would be long: the day's
        calls are used up, or a 429 has asked for more than some seconds.
        """
        call = self._wait(priority, cancel)
        turn = Turn()
        try:
            yield turn
        finally:
            self._end(call, turn.reply)

    def ask_anyway(self) -> None:
        """Let calls be made again though the API has asked for a pause; it may refuse again."""
        with self._lock:
            self._pace.end_pause()
            self._wake_first()

    def _wait(self, priority: Priority, cancel: CancelToken) -> Call:
        waiter = _Waiter(priority)
        with self._lock:
            self._waiting[priority].append(waiter)
        try:
            with cancel.on_cancel(waiter.wake.set):
                return self._begin_when_first(waiter, cancel)
        finally:
            with self._lock:
                self._waiting[priority].remove(waiter)
                self._wake_first()

    def _begin_when_first(self, waiter: _Waiter, cancel: CancelToken) -> Call:
        while True:
            waiter.wake.clear()
            cancel.raise_if_cancelled()  # after the clear: a cancel between the two is not lost
            with self._lock:
                now = self._clock()
                start = math.inf
                if waiter is self._first():
                    start = self._pace.ready_at(waiter.priority, now)
                if start <= now:
                    return self._pace.begin(waiter.priority, now)
            # Whoever changes something wakes the first; the others sleep until they are it.
            waiter.wake.wait(None if start == math.inf else start - now)

    def _end(self, call: Call, reply: Reply | None) -> None:
        told = LimitsTold() if reply is None else read_limits(reply)
        status = None if reply is None else reply.status
        if status == 429:
            logger.info("The API limits our calls: %s", told)
        with self._lock:
            self._pace.end(call, self._clock(), status, told)
            self._wake_first()

    def _first(self) -> _Waiter | None:
        lines = (self._waiting[priority] for priority in Priority)
        return next((line[0] for line in lines if line), None)

    def _wake_first(self) -> None:
        first = self._first()
        if first is not None:
            first.wake.set()
