"""The threads' side: each takes the next upload, runs it whole, and reports its steps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from leadway_desktop.domain.cancel import Cancelled, CancelToken
from leadway_desktop.domain.progress import Progress
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.transfer.lanes import Lane
from leadway_desktop.transfer.queue.amendments import AMENDED
from leadway_desktop.transfer.queue.ledger import Entry, OnLedger, UploadLedger
from leadway_desktop.transfer.upload_job import UploadJob

Taken = TypeVar("Taken")


class Runs(OnLedger):
    """For the threads of uploads and of messages."""

    def work(self, job: UploadJob, lane: Callable[[], Lane] = lambda: Lane.ANY) -> None:
        """Run uploads of a lane one after the other in the calling thread, until closed."""
        while (taken := self._take(lane)) is not None:
            upload, cancel = taken
            run = _Run(self._ledger, upload, cancel)
            job.run(upload, cancel, run.take_step, run.progress)

    def take_from(
        self, take: Callable[[], Taken | None], sleep: Callable[[], float | None]
    ) -> Taken | None:
        """Block until `take` returns something; None: the queue is closed.

        It is asked with the lock held, after each change and when `sleep` seconds are over; not
        while the queue waits for the network or a sign-in, or the API wants no calls.
        """
        ledger = self._ledger
        with self._changed:
            while not ledger.is_closed:
                pause = ledger.limit.seconds_left()
                if not ledger.holds and pause is None and (taken := take()) is not None:
                    return taken
                self._changed.wait(None if ledger.holds else pause or sleep())
        return None

    def wake(self) -> None:
        """Have waiting threads ask again in which lane they are."""
        with self._changed:
            self._changed.notify_all()

    def _take(self, lane: Callable[[], Lane]) -> tuple[Upload, CancelToken] | None:
        """Return the next upload of the lane and the token of this run; None: go home."""
        ledger = self._ledger
        with self._changed:
            while not ledger.is_closed and (now := lane()) is not Lane.CLOSED:
                self._queue_what_is_due()
                pause = ledger.limit.seconds_left()
                is_held = ledger.holds or ledger.halts or pause is not None
                upload_id = None if is_held else ledger.ready.take(now)
                if upload_id is not None:
                    entry = ledger.entries[upload_id]
                    entry.is_taken = True
                    return entry.upload, entry.cancel
                # A pause may be a message's, of which only its own threads would hear the end.
                sleeps = (pause, ledger.timed.seconds_to_the_next())
                self._changed.wait(min((one for one in sleeps if one is not None), default=None))
        return None

    def _queue_what_is_due(self) -> None:
        for upload_id in self._ledger.timed.over():
            entry = self._ledger.entries[upload_id]
            self._ledger.change(entry, entry.upload.moved_to(UploadStage.QUEUED))


class _Run:
    """An upload in its thread's hands.

    Once it was stopped, what the thread still reports is refused with Cancelled: so a thread that
    hangs in the operating system (a dead network drive) holds up nobody but itself.
    """

    def __init__(self, ledger: UploadLedger, upload: Upload, cancel: CancelToken) -> None:
        self._ledger = ledger
        self._upload = upload
        self._cancel = cancel
        with ledger.changed:
            self._releases = ledger.releases.copy()

    def progress(self, progress: Progress) -> None:
        """Tell how far its PUT is."""
        with self._ledger.changed:
            self._own_entry(self._upload)
            self._ledger.watcher.on_progress(progress)

    def take_step(self, upload: Upload) -> None:
        """Write a step and announce it: anew where something came in between.

        Raises an IntegrityError, and takes no step, where that would put it in another's place.
        """
        while not self._write_and_announce(upload):
            pass

    def _write_and_announce(self, upload: Upload) -> bool:
        ledger = self._ledger
        with ledger.changed:
            upload = self._with_amendments(upload)
            upload = replace(upload, wait=ledger.wait_now(upload.wait, self._releases))
            ledger.places.claim(upload)
            revision = ledger.next_revision(upload.id)
        ledger.write((upload, revision))
        with ledger.changed:
            self._own_entry(upload)
            # While it was written, what it would wait for may have come.
            has_come = ledger.wait_now(upload.wait, self._releases) != upload.wait
            is_true = ledger.is_newest(upload, revision) and not has_come
            if is_true:
                ledger.announce(upload)
        return is_true

    def _with_amendments(self, upload: Upload) -> Upload:
        """Return it with what the thread knows nothing of: what was amended since it began."""
        now = self._own_entry(upload).upload
        return replace(upload, **{name: getattr(now, name) for name in AMENDED})

    def _own_entry(self, upload: Upload) -> Entry:
        """Return the entry that this run still owns; raises Cancelled if it was stopped."""
        entry = self._ledger.entries.get(upload.id)
        if entry is None or entry.cancel is not self._cancel or not entry.upload.stage.is_active:
            raise Cancelled
        if self._ledger.is_closed and upload.stage is not UploadStage.UPLOADED:
            raise Cancelled
        return entry
