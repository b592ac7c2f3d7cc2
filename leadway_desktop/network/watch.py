"""What one exchange with a server is watched for: cancel, stall, deadline and progress.

The sockets under httpx look here, so that every wait in them ends at once on cancel, and so that
a stall is judged by what the other end acknowledged. A context variable carries the watch: the
thread that makes the call sets it, and connections can be shared among threads.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.network.bandwidth import Bandwidth

TICK = 0.1
"""Seconds between two looks at what was acknowledged, while a socket blocks."""


_MOST_PATIENCE = 240.0
"""Seconds for one answer, unless the setting says more: all tries together take half an hour."""


def patience_after(failures: int, usual: float) -> float:
    """Return how many times the usual time an answer is waited for after so many failures."""
    most = max(1.0, _MOST_PATIENCE / usual)
    return min(2.0 ** min(failures, 3), most)


class Watch:
    """The watch over one exchange; used by the thread that makes it.

    `stall_timeout`: seconds without a byte acknowledged or received before TimeoutError.
    `answer_timeout`: the same where the other end has the whole request, and its answer has not
    begun; None: as ever.
    `total_timeout`: seconds from the last byte acknowledged to the end of the reply, so that one
    that drips cannot go on for ever.
    `on_acknowledged`: called with the body's bytes that the other end has acknowledged, also at
    each look that finds no more of them than the one before.
    `bandwidth`: waited for before bytes go out; that time is nobody's stall.
    """

    def __init__(
        self,
        cancel: CancelToken,
        *,
        stall_timeout: float,
        total_timeout: float,
        answer_timeout: float | None = None,
        on_acknowledged: Callable[[int], None] | None = None,
        bandwidth: Bandwidth | None = None,
    ) -> None:
        self.cancel = cancel
        self._stall_timeout = stall_timeout
        self._answer_timeout = stall_timeout if answer_timeout is None else answer_timeout
        self._on_acknowledged = on_acknowledged
        self._bandwidth = bandwidth
        self._written = 0
        self._acknowledged = 0
        self._unacknowledged = 0
        self._header_size: int | None = None
        self._has_connected = self._has_heard = False
        self._total_timeout = total_timeout
        self._moved_at = self._sent_at = time.monotonic()

    def may_write(self, wanted: int) -> int:
        """Wait until bytes may go out, and return how many: `wanted` or fewer; raises Cancelled."""
        if self._bandwidth is None:
            return wanted
        began = time.monotonic()
        size = self._bandwidth.take(wanted, self.cancel)
        waited = time.monotonic() - began
        self._moved_at += waited
        self._sent_at += waited
        return size

    def left_over(self, size: int) -> None:
        """Take back what `may_write` has allowed and the socket has not taken."""
        if self._bandwidth is not None and size:
            self._bandwidth.give_back(size)

    def body_begins(self) -> None:
        """Take note that what was written so far is headers; called again, it begins anew."""
        self._header_size = self._written
        self._acknowledged = self._written

    def wrote(self, size: int) -> None:
        """Take note that the socket has taken `size` more bytes."""
        self._written += size

    def connected(self) -> None:
        """Take note that the exchange goes over a new connection."""
        self._has_connected, self._has_heard = True, False
        self._moved_at = time.monotonic()

    def received(self, size: int = 0) -> None:
        """Take note that something came: of the reply, so many bytes."""
        self._has_heard |= size > 0
        self._moved_at = time.monotonic()

    def acknowledge(self, unacknowledged: int) -> None:
        """Take note of what is still unacknowledged, and report it if it moved."""
        if unacknowledged != self._unacknowledged:
            # Also while TLS is at a slice of which it tells nothing before its end.
            self._unacknowledged = unacknowledged
            self._moved_at = self._sent_at = time.monotonic()
        acknowledged = self._written - min(unacknowledged, self._written)
        if acknowledged <= self._acknowledged:
            return
        self._acknowledged = acknowledged
        self._moved_at = self._sent_at = time.monotonic()
        self._report()

    @property
    def has_heard_nothing_on_an_old_one(self) -> bool:
        """Whether the connection had been kept open, and not a byte of the reply has come."""
        return not self._has_connected and not self._has_heard

    @property
    def is_all_acknowledged(self) -> bool:
        """Whether the other end has everything that was written, as far as the system tells."""
        return self._unacknowledged <= 0

    @property
    def awaits_answer(self) -> bool:
        """Whether the other end has all that was written, and not a byte of the reply has come."""
        return self._written > 0 and self.is_all_acknowledged and not self._has_heard

    def check(self) -> None:
        """Raise Cancelled if cancelled, TimeoutError if stalled or too late; a tick has passed."""
        self.cancel.raise_if_cancelled()
        now = time.monotonic()
        patience = self._answer_timeout if self.awaits_answer else self._stall_timeout
        is_stalled = now - self._moved_at > patience
        if is_stalled or now - self._sent_at > self._total_timeout:
            raise TimeoutError
        self._report()

    def _report(self) -> None:
        if self._header_size is not None and self._on_acknowledged is not None:
            self._on_acknowledged(self._acknowledged - self._header_size)


_current: ContextVar[Watch] = ContextVar("leadway_watch")


@contextmanager
def watching(watch: Watch) -> Iterator[Watch]:
    """Have the sockets that this thread uses inside the block heed `watch`."""
    token = _current.set(watch)
    try:
        yield watch
    finally:
        _current.reset(token)


def current_watch() -> Watch:
    """Return this thread's watch; LookupError outside `watching` is a mistake of ours."""
    return _current.get()
