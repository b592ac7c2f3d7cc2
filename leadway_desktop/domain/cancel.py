"""Cancelling: one token that every wait of an upload listens to."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Cancelled(Exception):
    """The work was cancelled; not an error, and nothing to tell the agent beyond that."""


class CancelToken:
    """Set once, by any thread; heard at once by the thread that does the work.

    A thread that sleeps calls `wait`; a thread that is blocked in the operating system registers
    with `on_cancel` what ends its block (shutting a socket down, for example).
    """

    def __init__(self) -> None:
        self._is_cancelled = False
        # Reentrant: a callback runs with it held.
        self._changed = threading.Condition(threading.RLock())
        self._callbacks: list[Callable[[], None]] = []

    @property
    def is_cancelled(self) -> bool:
        """Whether `cancel` has been called."""
        return self._is_cancelled

    def cancel(self) -> None:
        """Cancel, and run what is registered; callbacks must neither block nor raise."""
        with self._changed:
            self._is_cancelled = True
            self._changed.notify_all()
            for callback in list(self._callbacks):
                callback()

    def raise_if_cancelled(self) -> None:
        """Raise `Cancelled` if `cancel` has been called."""
        if self._is_cancelled:
            raise Cancelled

    def wait(self, seconds: float) -> None:
        """Sleep that long, or raise `Cancelled` as soon as `cancel` is called."""
        with self._changed:
            if self._changed.wait_for(lambda: self._is_cancelled, seconds):
                raise Cancelled

    @contextmanager
    def on_cancel(self, callback: Callable[[], None]) -> Iterator[None]:
        """Have `callback` called, in the cancelling thread, if `cancel` comes inside the block.

        Raises `Cancelled` on entry when it came before. After the block no callback runs any more:
        the connection that it would shut down may serve another upload by then.
        """
        with self._changed:
            self.raise_if_cancelled()
            self._callbacks.append(callback)
        try:
            yield
        finally:
            with self._changed:
                self._callbacks.remove(callback)
