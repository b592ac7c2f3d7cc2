"""What the world does to all uploads at once: it is away, it is back, the computer has slept."""

from __future__ import annotations

from dataclasses import replace

from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.domain.wait import Wait, WaitReason
from leadway_desktop.transfer.queue.ledger import Entry, OnLedger, Releases

_WITH_A_SERVER = {UploadStage.INITIATING, UploadStage.UPLOADING, UploadStage.COMPLETING}


class Holds(OnLedger):
    """A hold begins as the first upload waits for its reason, and ends with `release`."""

    @property
    def holds(self) -> frozenset[WaitReason]:
        """What the whole queue waits for."""
        with self._changed:
            return self._ledger.holds

    @property
    def is_limited(self) -> bool:
        """Whether the API wants no calls for a time: what has not begun does not, meanwhile."""
        with self._changed:
            return self._ledger.limit.seconds_left() is not None

    def wait_for_hold(self, *reasons: WaitReason, timeout: float | None = None) -> bool:
        """Block until the queue waits for one of those, or is closed; returns whether it waits.

        `timeout`: seconds.
        """
        wanted, ledger = frozenset(reasons), self._ledger
        with self._changed:
            self._changed.wait_for(lambda: bool(wanted & ledger.holds) or ledger.is_closed, timeout)
            return bool(wanted & ledger.holds) and not ledger.is_closed

    def release(self, reason: WaitReason) -> None:
        """Go on: the network is back, or somebody has signed in."""
        ledger = self._ledger
        with self._changed:
            ledger.releases[reason] += 1
            ledger.set_holds(ledger.holds - {reason})
            for entry in list(ledger.entries.values()):
                self._release(entry, reason)

    def releases(self) -> Releases:
        """Return how often the queue has been let go on up to now."""
        with self._changed:
            return self._ledger.releases.copy()

    def wait_now(self, wait: Wait | None, since: Releases) -> Wait | None:
        """Return a wait that was found with the releases of `since`, as it stands now."""
        with self._changed:
            return self._ledger.wait_now(wait, since)

    def start_anew(self) -> None:
        """Have what is under way with a server begin again at once; that is no failure of it.

        The computer has slept: its connections are dead, and would be noticed by a stall alone.
        """
        now = Wait(WaitReason.TIME, self._ledger.clock.now())
        with self._changed:
            for entry in list(self._ledger.entries.values()):
                if entry.upload.stage in _WITH_A_SERVER:
                    waiting = entry.upload.moved_to(UploadStage.WAITING, wait=now)
                    self._ledger.change(entry, waiting)
                    token, entry.cancel = entry.cancel, CancelToken()
                    token.cancel()

    def _release(self, entry: Entry, reason: WaitReason) -> None:
        if entry.upload.wait is not None and entry.upload.wait.reason is reason:
            self._ledger.change(entry, entry.upload.moved_to(UploadStage.QUEUED))
        delivery = entry.upload.delivery
        if delivery is not None and delivery.wait == Wait(reason):
            self._ledger.change(entry, replace(entry.upload, delivery=delivery.released()))
