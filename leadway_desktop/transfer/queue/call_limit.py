"""Whether the API wants to be left alone for a time: then nothing begins that would call it.

So a few rows count down, and not each of ten thousand, which would all have asked in vain.
"""

from __future__ import annotations

from collections.abc import Callable

from leadway_desktop.domain.call_limit import limited_waits_of
from leadway_desktop.domain.upload import Upload
from leadway_desktop.transfer.ports import Clock
from leadway_desktop.transfer.timed_waits import TimedWaits


class CallLimit:
    """Lasts as long as something on the list waits for it; to be used with the lock held."""

    def __init__(self, clock: Clock, on_insist: Callable[[], None]) -> None:
        """`on_insist` has the next calls be made, whatever the API has said."""
        self._on_insist = on_insist
        self._waits = TimedWaits(clock)

    def note(self, upload: Upload) -> None:
        """Take an upload as it is now, and its message."""
        self._waits.end(upload.id)
        waits = limited_waits_of(upload)
        if (last := max((wait.until for wait in waits), default=None)) is not None:
            self._waits.begin(upload.id, last)

    def forget(self, upload_id: str) -> None:
        """Take that an upload has gone."""
        self._waits.end(upload_id)

    def insist(self) -> set[str]:
        """Let calls be made: the agent wants it tried. Where the API refuses again, it begins anew.

        Returns the ids of the uploads that wait, or whose messages do: they are to wait no longer.
        """
        if self.seconds_left() is None:
            return set()
        self._on_insist()
        return set(self._waits.names)

    def seconds_left(self) -> float | None:
        """Return how long to sleep at most while no call may be made, or None: it may."""
        return self._waits.seconds_to_the_last()
