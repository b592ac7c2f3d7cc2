"""What the agent wants of uploads: stop, go on, try again, go first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.errors import RateLimited
from leadway_desktop.domain.turns import awaits_turn, turn_of
from leadway_desktop.domain.upload import LocalFile, Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.transfer.queue.ledger import Entry, OnLedger
from leadway_desktop.transfer.ready_order import moved

_RETRIABLE = {UploadStage.FAILED, UploadStage.CANCELLED, UploadStage.WAITING}
_AT_ONCE = 100
"""Uploads of which a wish for all has the lock at a stretch: some milliseconds."""
_BREATH = 0.001
"""Seconds in between, as whoever lets a lock go and takes it at once leaves nobody a chance."""


class AgentWishes(OnLedger):
    """A wish that comes too late, or for what is gone, changes nothing.

    A wish for all may take its time: what came after it was asked for, or of which the agent has
    wanted something since, it leaves alone. The last word counts.
    """

    def ask(self) -> int:
        """Return the moment at which a wish for all is asked for; waits for nobody."""
        return self._ledger.next_moment()

    def cancel(self, upload_id: str) -> None:
        """Cancel one that is not over; its thread, if it has one, is told in the same moment."""
        self._stop(upload_id, UploadStage.CANCELLED)

    def cancel_all(self, asked_at: int | None = None) -> None:
        """Cancel every upload that is not over; none of them begins meanwhile."""
        self._for_all(self.cancel, asked_at)

    def pause(self, upload_id: str) -> None:
        """Have one wait until `resume`; a PUT under way begins anew then."""
        self._stop(upload_id, UploadStage.PAUSED)

    def pause_all(self, asked_at: int | None = None) -> None:
        """Pause every upload that is not over; none of them begins meanwhile."""
        self._for_all(self.pause, asked_at)

    def resume(self, upload_id: str) -> None:
        """Queue one that is paused."""
        with self._changed:
            entry = self._asked(upload_id)
            if entry is not None and entry.upload.stage is UploadStage.PAUSED:
                self._queue_again(entry, entry.upload.file)

    def resume_all(self, asked_at: int | None = None) -> None:
        """Queue all that are paused."""
        self._for_all(self.resume, asked_at)

    def retry(self, upload_id: str, file: LocalFile | None = None) -> None:
        """Queue one at once that failed, was cancelled or waits; `file` is its new identity."""
        with self._changed:
            entry = self._asked(upload_id)
            is_open = not self._ledger.is_closed
            if not is_open or entry is None or entry.upload.stage not in _RETRIABLE:
                return
            if entry.upload.stage is UploadStage.WAITING:
                self.insist(beside=upload_id)
            self._queue_again(entry, file or entry.upload.file)

    def begin_anew(self, upload_id: str, file: LocalFile) -> bool:
        """Queue one, wherever it is, with `file` in the place of its own.

        Returns False, and changes nothing, where it has arrived or left the queue.
        """
        with self._changed:
            entry = self._asked(upload_id)
            if entry is None or entry.upload.stage is UploadStage.UPLOADED:
                return False
            self.pause(upload_id)
            self._queue_again(entry, file)
            return True

    def insist(self, beside: str = "") -> None:
        """Have calls be made though the API has asked for a pause, by all that wait for its end.

        `beside`: the id of an upload that is seen to, as it may have another file by now.
        """
        with self._changed:
            for upload_id in self._ledger.limit.insist():
                entry = self._ledger.entries[upload_id]
                self._hurry_message(entry)
                upload = entry.upload
                is_limited = isinstance(upload.error, RateLimited) and upload_id != beside
                if is_limited and upload.stage is UploadStage.WAITING:
                    self._queue_again(entry, upload.file)

    def _hurry_message(self, entry: Entry) -> None:
        upload, delivery = entry.upload, entry.upload.delivery
        if delivery is not None and isinstance(delivery.error, RateLimited) and delivery.wait:
            self._ledger.change(entry, replace(upload, delivery=delivery.hurried()))

    def fail_again(self, upload: Upload) -> None:
        """Announce that a retry failed before it began."""
        with self._changed:
            entry = self._ledger.entries.get(upload.id)
            if entry is not None and entry.upload.stage is UploadStage.FAILED:
                self._ledger.change(entry, upload)

    def move(
        self, upload_ids: Iterable[str], *, before: str | None = None, after: str | None = None
    ) -> None:
        """Have uploads that wait go right before or after another one, else before all others."""
        with self._changed:
            for upload_id, place in moved(self._waiting(), upload_ids, before, after):
                entry = self._ledger.entries[upload_id]
                self._ledger.change(entry, replace(entry.upload, place=place))

    @contextmanager
    def none_begins(self) -> Iterator[None]:
        """Let no upload begin in here; those that have begun go on."""
        with self._changed:
            self._ledger.halts += 1
        try:
            yield
        finally:
            with self._changed:
                self._ledger.halts -= 1
                self._changed.notify_all()

    def _for_all(self, wish: Callable[[str], None], asked_at: int | None) -> None:
        """Have a wish for all, some at a time: others need the lock too, the window above all."""
        moment = self.ask() if asked_at is None else asked_at
        with self._changed, self.none_begins():
            entries = list(self._ledger.entries.values())
            for start in range(0, len(entries), _AT_ONCE):
                for entry in entries[start : start + _AT_ONCE]:
                    if entry.asked_at < moment:
                        wish(entry.upload.id)
                        entry.asked_at = moment
                self._changed.wait(_BREATH)

    def _asked(self, upload_id: str) -> Entry | None:
        """Return one of which the agent wants something now."""
        entry = self._ledger.entries.get(upload_id)
        if entry is not None:
            entry.asked_at = self.ask()
        return entry

    def _stop(self, upload_id: str, stage: UploadStage) -> None:
        """Take one out of its thread's hands: what that reports afterwards is refused."""
        with self._changed:
            entry = self._asked(upload_id)
            if entry is None or entry.upload.stage.is_over or entry.upload.stage is stage:
                return
            now = self._ledger.clock.now()
            self._ledger.change(entry, entry.upload.moved_to(stage, at=now))
            token, entry.cancel = entry.cancel, CancelToken()
        token.cancel()

    def _queue_again(self, entry: Entry, file: LocalFile) -> None:
        upload, now = entry.upload, self._ledger.clock.now()
        stored = upload.stored if file == upload.file else None
        place = upload.place
        taken_at = now if file is not upload.file else None
        if upload.stage.is_over:
            # It comes anew, behind the others; what was held goes on in its turn.
            place = now.timestamp()
            entry.arrival = self._ledger.next_arrival()
        upload = replace(upload, file=file, stored=stored, failures=0, renewals=0, place=place)
        entry.cancel = CancelToken()
        self._ledger.change(entry, upload.moved_to(UploadStage.QUEUED, at=taken_at))

    def _waiting(self) -> list[Upload]:
        """Return what has not begun, in its order."""
        entries = self._ledger.entries.values()
        waiting = [entry for entry in entries if awaits_turn(entry.upload)]
        waiting.sort(key=lambda entry: (turn_of(entry.upload), entry.arrival))
        return [entry.upload for entry in waiting]
