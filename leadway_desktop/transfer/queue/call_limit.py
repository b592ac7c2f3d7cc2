"""Whether the API wants to be left alone for a time: then nothing begins that would call it.

So a few rows count down, and not each of ten thousand, which would all have asked in vain.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from leadway_desktop.domain.delivery import Delivery
from leadway_desktop.domain.errors import RateLimited
from leadway_desktop.domain.upload import Upload
from leadway_desktop.transfer.ports import Clock
from leadway_desktop.transfer.timed_waits import TimedWaits

_MESSAGE = "/message"


class CallLimit:
    """Lasts as long as something on the list waits for it; to be used with the lock held."""

    def __init__(self, clock: Clock, on_insist: Callable[[], None]) -> None:
        """`on_insist` has the next calls be made, whatever the API has said."""
        self._clock = clock
        self._on_insist = on_insist
        self._waits = TimedWaits(clock)
        self._latest: datetime | None = None
        self._lifted: datetime | None = None

    def note(self, upload: Upload) -> None:
        """Take an upload as it is now, and its message."""
        self._note(upload.id, upload)
        self._note(upload.id + _MESSAGE, upload.delivery)

    def forget(self, upload_id: str) -> None:
        """Take that an upload has gone."""
        self._waits.end(upload_id)
        self._waits.end(upload_id + _MESSAGE)

    def insist(self) -> set[str]:
        """Let calls be made: the agent wants it tried. Where the API refuses again, it begins anew.

        Returns the ids of the uploads that have waited, or whose messages have.
        """
        if self.seconds_left() is None:
            return set()
        waited = {name.removesuffix(_MESSAGE) for name in self._waits.names}
        self._lifted, self._waits = self._latest, TimedWaits(self._clock)
        self._on_insist()
        return waited

    def seconds_left(self) -> float | None:
        """Return how long to sleep at most while no call may be made, or None: it may."""
        return self._waits.seconds_to_the_last()

    def _note(self, name: str, one: Upload | Delivery | None) -> None:
        self._waits.end(name)
        if one is None or one.wait is None or not isinstance(one.error, RateLimited):
            return
        until = one.wait.until
        if until is not None and (self._lifted is None or until > self._lifted):
            self._latest = max(until, self._latest or until)
            self._waits.begin(name, until)
