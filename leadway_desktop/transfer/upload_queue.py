"""Which upload is next, and the one place that owns the state of them all."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from leadway_desktop.domain.cancel import Cancelled, CancelToken
from leadway_desktop.domain.upload import LocalFile, Progress, Upload, UploadStage
from leadway_desktop.transfer.ports import Clock
from leadway_desktop.transfer.upload_job import UploadJob


@dataclass(frozen=True, slots=True)
class UploadWatcher:
    """Who is told; called in whatever thread caused the change, in order, and must not block."""

    on_change: Callable[[Upload], None]
    on_progress: Callable[[Progress], None]


@dataclass(slots=True)
class _Entry:
    upload: Upload
    cancel: CancelToken


class UploadQueue:
    """Uploads in the order in which they came; any thread may call anything.

    A cancel takes effect here at once: the upload is announced as cancelled, and what its thread
    reports afterwards is refused with Cancelled. So a thread that hangs in the operating system
    (a dead network drive) holds up nobody but itself.
    """

    def __init__(self, clock: Clock, watcher: UploadWatcher) -> None:
        self._clock = clock
        self._watcher = watcher
        # Reentrant: a watcher in the same thread may ask something back.
        self._changed = threading.Condition(threading.RLock())
        self._entries: dict[str, _Entry] = {}
        # In order, each once: an id that stood here twice could be given to two threads.
        self._waiting: dict[str, None] = {}
        self._is_closed = False

    def add(self, upload: Upload) -> None:
        """Take a new upload in: queued, or failed before it began; cancelled if closed."""
        with self._changed:
            if self._is_closed and not upload.stage.is_over:
                upload = upload.moved_to(UploadStage.CANCELLED, at=self._clock.now())
            self._entries[upload.id] = _Entry(upload, CancelToken())
            self._announce(upload)

    def uploads(self) -> tuple[Upload, ...]:
        """Return all of them, oldest first."""
        with self._changed:
            return tuple(entry.upload for entry in self._entries.values())

    def upload(self, upload_id: str) -> Upload:
        """Return one; raises KeyError."""
        with self._changed:
            return self._entries[upload_id].upload

    def cancel(self, upload_id: str) -> None:
        """Cancel one that is not over; its thread, if it has one, is told in the same moment."""
        with self._changed:
            entry = self._entries.get(upload_id)
            if entry is None or entry.upload.stage.is_over:
                return
            self._announce(entry.upload.moved_to(UploadStage.CANCELLED, at=self._clock.now()))
            token = entry.cancel
        token.cancel()

    def cancel_all(self) -> None:
        """Cancel every upload that is not over; none of them begins meanwhile."""
        with self._changed:
            for upload in self.uploads():
                self.cancel(upload.id)

    def retry(self, upload_id: str, file: LocalFile | None = None) -> None:
        """Queue one anew that failed or was cancelled; `file` replaces its identity, if given."""
        with self._changed:
            entry = self._entries.get(upload_id)
            if self._is_closed or entry is None or entry.upload.stage not in _RETRIABLE:
                return
            entry.cancel = CancelToken()
            upload = entry.upload.moved_to(UploadStage.QUEUED)
            self._announce(replace(upload, file=file or upload.file))

    def fail_again(self, upload: Upload) -> None:
        """Announce that a retry failed before it began."""
        with self._changed:
            entry = self._entries.get(upload.id)
            if entry is not None and entry.upload.stage in _RETRIABLE:
                self._announce(upload)

    def remove(self, upload_id: str) -> bool:
        """Forget one that is over; returns whether it was."""
        with self._changed:
            entry = self._entries.get(upload_id)
            if entry is None or not entry.upload.stage.is_over:
                return False
            del self._entries[upload_id]
            return True

    def close(self) -> None:
        """Cancel everything and send the threads home; nothing is taken after that."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()
        self.cancel_all()

    def wake(self) -> None:
        """Have waiting threads ask again whether they are still wanted."""
        with self._changed:
            self._changed.notify_all()

    def work(self, job: UploadJob, is_wanted: Callable[[], bool] = lambda: True) -> None:
        """Run uploads one after the other in the calling thread, until closed or not wanted."""
        while (entry := self._take(is_wanted)) is not None:
            self._run(job, entry)

    def wait_until_over(self, upload_ids: Iterable[str], timeout: float | None = None) -> bool:
        """Block until those are over (or gone); returns False when the time (s) ran out."""
        wanted = set(upload_ids)
        with self._changed:
            return self._changed.wait_for(lambda: self._are_over(wanted), timeout)

    def _are_over(self, upload_ids: set[str]) -> bool:
        entries = (self._entries.get(upload_id) for upload_id in upload_ids)
        return all(entry is None or entry.upload.stage.is_over for entry in entries)

    def _take(self, is_wanted: Callable[[], bool]) -> _Entry | None:
        with self._changed:
            while not self._is_closed and is_wanted():
                entry = self._next()
                if entry is not None:
                    return _Entry(entry.upload, entry.cancel)
                self._changed.wait()
        return None

    def _next(self) -> _Entry | None:
        upload_id = next(iter(self._waiting), None)
        if upload_id is None:
            return None
        del self._waiting[upload_id]
        return self._entries[upload_id]

    def _run(self, job: UploadJob, taken: _Entry) -> None:
        def on_stage(upload: Upload) -> None:
            with self._changed:
                self._refuse_if_superseded(taken)
                self._announce(upload)

        def on_progress(progress: Progress) -> None:
            with self._changed:
                self._refuse_if_superseded(taken)
                self._watcher.on_progress(progress)

        job.run(taken.upload, taken.cancel, on_stage, on_progress)

    def _refuse_if_superseded(self, taken: _Entry) -> None:
        entry = self._entries.get(taken.upload.id)
        if entry is None or entry.cancel is not taken.cancel or entry.upload.stage.is_over:
            raise Cancelled

    def _announce(self, upload: Upload) -> None:
        """Store and tell; called with the lock held, so that everyone hears the same order."""
        self._entries[upload.id].upload = upload
        self._waiting.pop(upload.id, None)
        if upload.stage is UploadStage.QUEUED:
            self._waiting[upload.id] = None
        self._changed.notify_all()
        self._watcher.on_change(upload)


_RETRIABLE = {UploadStage.FAILED, UploadStage.CANCELLED}
