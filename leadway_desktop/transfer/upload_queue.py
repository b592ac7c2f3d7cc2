"""Which upload is next, and the one place that owns the state of them all."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import count
from typing import TypeVar

from leadway_desktop.domain.cancel import Cancelled, CancelToken
from leadway_desktop.domain.errors import JournalNotWritten
from leadway_desktop.domain.turns import awaits_turn, turn_of
from leadway_desktop.domain.upload import LocalFile, Progress, Upload, UploadStage
from leadway_desktop.domain.wait import Wait, WaitReason
from leadway_desktop.transfer.lanes import Lane
from leadway_desktop.transfer.ports import Clock, Journal
from leadway_desktop.transfer.ready_order import ReadyOrder, moved
from leadway_desktop.transfer.timed_waits import TimedWaits
from leadway_desktop.transfer.upload_job import UploadJob

logger = logging.getLogger(__name__)

Taken = TypeVar("Taken")
Lookup = Callable[[str], Upload | None]
Amend = Callable[[Lookup], Iterable[Upload]]
"""Returns those uploads, of the present ones, that it changes, as they shall be; called with the
lock held, and perhaps again, so it changes nothing else."""


@dataclass(frozen=True, slots=True)
class UploadWatcher:
    """Who is told; called in whatever thread caused the change, in order, and must not block."""

    on_change: Callable[[Upload], None]
    on_progress: Callable[[Progress], None]
    on_holds: Callable[[frozenset[WaitReason]], None] = lambda holds: None
    """What the whole queue waits for: the network, a sign-in, both, or nothing."""
    on_trouble: Callable[[JournalNotWritten], None] = lambda error: None


@dataclass(slots=True)
class _Entry:
    upload: Upload
    cancel: CancelToken
    arrival: int
    revision: int = 0
    is_taken: bool = False
    """Whether a thread has it that has not announced its first step yet."""


class UploadQueue:
    """Uploads in the order in which they came, or in the agent's; any thread may call anything.

    The steps of a running upload are in the journal before they are taken. A cancel or a pause
    takes effect here at once: the upload is announced as stopped, and what its thread reports
    afterwards is refused with Cancelled. So a thread that hangs in the operating system (a dead
    network drive) holds up nobody but itself.
    """

    def __init__(self, clock: Clock, journal: Journal, watcher: UploadWatcher) -> None:
        self._clock = clock
        self._journal = journal
        self._watcher = watcher
        # Reentrant: a watcher in the same thread may ask something back.
        self._changed = threading.Condition(threading.RLock())
        self._entries: dict[str, _Entry] = {}
        self._arrivals = count()
        self._ready = ReadyOrder()
        self._timed = TimedWaits(clock)
        self._followers: list[tuple[Callable[[Upload], None], Callable[[str], None]]] = []
        self._holds: frozenset[WaitReason] = frozenset()
        self._releases = Counter[WaitReason]()
        self._is_closed = False

    # -- coming and going -------------------------------------------------------------------------

    def follow(
        self, on_change: Callable[[Upload], None], on_removed: Callable[[str], None]
    ) -> None:
        """Tell one more of every change and of what is removed, with the lock held."""
        self._followers.append((on_change, on_removed))

    def add(self, *uploads: Upload) -> None:
        """Take in new uploads, queued or failed before they began: all of them, or none.

        They are in the journal first.
        """
        self._write(*((upload, 1) for upload in uploads))
        with self._changed:
            for upload in uploads:
                self._enter(upload, 1)
                self._announce(upload)

    def keep_back(self, upload_id: str) -> None:
        """Do not let one begin that is about to be added or restored, before `let_go`."""
        with self._changed:
            self._ready.keep_back(upload_id)

    def let_go(self, upload_id: str, file: LocalFile | None = None) -> bool:
        """Let one begin that was kept back; returns whether it will read `file`, if one is given.

        It will not where the agent cancelled or removed it meanwhile.
        """
        with self._changed:
            self._ready.let_go(upload_id)
            self._changed.notify_all()
            entry = self._entries.get(upload_id)
            if entry is None or entry.upload.stage.is_over:
                return False
            if file is not None:
                self._change(entry, replace(entry.upload, file=file))
            return True

    def restore(self, upload: Upload, revision: int) -> None:
        """Take in what the journal held when the program started."""
        with self._changed:
            self._enter(upload, revision)
            self._announce(upload.after_restart())

    def uploads(self) -> tuple[Upload, ...]:
        """Return all of them, oldest first."""
        with self._changed:
            return tuple(entry.upload for entry in self._entries.values())

    def upload(self, upload_id: str) -> Upload:
        """Return one; raises KeyError."""
        with self._changed:
            return self._entries[upload_id].upload

    def remove(self, upload_id: str) -> Upload | None:
        """Take one that is settled off the list and return it; None if it is not, or not there.

        What was uploaded stays in the journal, put away: it is a receipt.
        """
        with self._changed:
            entry = self._entries.get(upload_id)
            if entry is None or not entry.upload.is_settled:
                return None
            del self._entries[upload_id]
            for _, on_removed in self._followers:
                on_removed(upload_id)
        try:
            if entry.upload.stage is UploadStage.UPLOADED:
                receipt = replace(entry.upload, is_put_away=True)
                self._journal.save_soon(receipt, entry.revision + 1)
            else:
                self._journal.forget(upload_id)
        except JournalNotWritten as error:
            self._watcher.on_trouble(error)
        return entry.upload

    def forget(self, upload_id: str) -> bool:
        """Take one that is off the list out of the journal for good; False if it is on it."""
        with self._changed:
            if upload_id in self._entries:
                return False
        try:
            self._journal.forget(upload_id)
        except JournalNotWritten as error:
            self._watcher.on_trouble(error)
        return True

    def close(self) -> None:
        """Stop what runs and send the threads home; the journal keeps what is not over."""
        with self._changed:
            self._is_closed = True
            tokens = [entry.cancel for entry in self._entries.values()]
            self._changed.notify_all()
        for token in tokens:
            token.cancel()

    # -- what the agent wants ---------------------------------------------------------------------

    def cancel(self, upload_id: str) -> None:
        """Cancel one that is not over; its thread, if it has one, is told in the same moment."""
        self._stop(upload_id, UploadStage.CANCELLED)

    def cancel_all(self) -> None:
        """Cancel every upload that is not over; none of them begins meanwhile."""
        with self._changed:
            for upload in self.uploads():
                self.cancel(upload.id)

    def pause(self, upload_id: str) -> None:
        """Have one wait until `resume`; a PUT under way begins anew then."""
        self._stop(upload_id, UploadStage.PAUSED)

    def pause_all(self) -> None:
        """Pause every upload that is not over; none of them begins meanwhile."""
        with self._changed:
            for upload in self.uploads():
                self.pause(upload.id)

    def resume(self, upload_id: str) -> None:
        """Queue one that is paused."""
        with self._changed:
            entry = self._entries.get(upload_id)
            if entry is not None and entry.upload.stage is UploadStage.PAUSED:
                self._queue_again(entry, entry.upload.file)

    def resume_all(self) -> None:
        """Queue all that are paused."""
        with self._changed:
            for upload in self.uploads():
                self.resume(upload.id)

    def move(
        self, upload_ids: Iterable[str], *, before: str | None = None, after: str | None = None
    ) -> None:
        """Have uploads that wait go right before or after another one, else before all others."""
        with self._changed:
            for upload_id, place in moved(self._waiting(), upload_ids, before, after):
                entry = self._entries[upload_id]
                self._change(entry, replace(entry.upload, place=place))

    def retry(self, upload_id: str, file: LocalFile | None = None) -> None:
        """Queue one at once that failed, was cancelled or waits; `file` is its new identity."""
        with self._changed:
            entry = self._entries.get(upload_id)
            if not self._is_closed and entry is not None and entry.upload.stage in _RETRIABLE:
                self._queue_again(entry, file or entry.upload.file)

    def fail_again(self, upload: Upload) -> None:
        """Announce that a retry failed before it began."""
        with self._changed:
            entry = self._entries.get(upload.id)
            if entry is not None and entry.upload.stage is UploadStage.FAILED:
                self._change(entry, upload)

    def look(self, look: Callable[[], Taken]) -> Taken:
        """Return what `look` finds with the lock held."""
        with self._changed:
            return look()

    def amend(self, amend: Amend) -> None:
        """Change what no thread of an upload owns, such as deliveries: all at once, or nothing."""
        with self._changed:
            changed = [(upload, self._next_revision(upload)) for upload in amend(self._look_up)]
            if not changed:
                return
            try:
                self._journal.save_all_soon(changed)
            except JournalNotWritten as error:
                self._watcher.on_trouble(error)
            for upload, _ in changed:
                self._announce(upload)

    def amend_on_disk(self, amend: Amend) -> None:
        """Do so once a power cut could no longer undo it, and not before.

        Raises JournalNotWritten where the disk refuses: nothing is changed then.
        """
        while True:
            with self._changed:
                changed = [(upload, self._next_revision(upload)) for upload in amend(self._look_up)]
            self._journal.save_all(changed)
            with self._changed:
                if all(self._is_newest(*pair) for pair in changed):
                    for upload, _ in changed:
                        self._announce(upload)
                    return

    # -- what the world does ----------------------------------------------------------------------

    @property
    def holds(self) -> frozenset[WaitReason]:
        """What the whole queue waits for."""
        with self._changed:
            return self._holds

    def release(self, reason: WaitReason) -> None:
        """Go on: the network is back, or somebody has signed in."""
        with self._changed:
            self._releases[reason] += 1
            self._set_holds(self._holds - {reason})
            for entry in list(self._entries.values()):
                if entry.upload.wait is not None and entry.upload.wait.reason is reason:
                    self._change(entry, entry.upload.moved_to(UploadStage.QUEUED))
                delivery = entry.upload.delivery
                if delivery is not None and delivery.wait == Wait(reason):
                    self._change(entry, replace(entry.upload, delivery=delivery.released()))

    def start_anew(self) -> None:
        """Have what is under way with a server begin again at once; that is no failure of it.

        The computer has slept: its connections are dead, and would be noticed by a stall alone.
        """
        now = Wait(WaitReason.TIME, self._clock.now())
        with self._changed:
            for entry in list(self._entries.values()):
                if entry.upload.stage in _WITH_A_SERVER:
                    self._change(entry, entry.upload.moved_to(UploadStage.WAITING, wait=now))
                    token, entry.cancel = entry.cancel, CancelToken()
                    token.cancel()

    @property
    def is_closed(self) -> bool:
        """Whether `close` was called."""
        with self._changed:
            return self._is_closed

    def wait_for_hold(self, *reasons: WaitReason, timeout: float | None = None) -> bool:
        """Block until the queue waits for one of those, or is closed; returns whether it waits."""
        wanted = frozenset(reasons)
        with self._changed:
            self._changed.wait_for(lambda: bool(wanted & self._holds) or self._is_closed, timeout)
            return bool(wanted & self._holds) and not self._is_closed

    # -- the threads ------------------------------------------------------------------------------

    def wake(self) -> None:
        """Have waiting threads ask again in which lane they are."""
        with self._changed:
            self._changed.notify_all()

    def work(self, job: UploadJob, lane: Callable[[], Lane] = lambda: Lane.ANY) -> None:
        """Run uploads of a lane one after the other in the calling thread, until closed."""
        while (taken := self._take(lane)) is not None:
            self._run(job, *taken)

    def take_from(
        self, take: Callable[[], Taken | None], sleep: Callable[[], float | None]
    ) -> Taken | None:
        """Block until `take` returns something; None: the queue is closed.

        It is asked with the lock held, after each change and when `sleep` seconds are over; not
        while the queue waits for the network or a sign-in.
        """
        with self._changed:
            while not self._is_closed:
                if not self._holds and (taken := take()) is not None:
                    return taken
                self._changed.wait(None if self._holds else sleep())
        return None

    def wait_until_over(self, upload_ids: Iterable[str], timeout: float | None = None) -> bool:
        """Block until those are over (or gone); returns False when the time (s) ran out.

        So it does when the queue is closed: nothing more will be over.
        """
        wanted = set(upload_ids)
        with self._changed:
            self._changed.wait_for(lambda: self._are_over(wanted) or self._is_closed, timeout)
            return self._are_over(wanted)

    def _are_over(self, upload_ids: set[str]) -> bool:
        entries = (self._entries.get(upload_id) for upload_id in upload_ids)
        return all(entry is None or entry.upload.stage.is_over for entry in entries)

    def _take(self, lane: Callable[[], Lane]) -> tuple[_Entry, Upload] | None:
        with self._changed:
            while not self._is_closed and (now := lane()) is not Lane.CLOSED:
                self._queue_what_is_due()
                upload_id = None if self._holds else self._ready.take(now)
                if upload_id is not None:
                    entry = self._entries[upload_id]
                    entry.is_taken = True
                    # The token of this run: a retry gives the entry another one.
                    return replace(entry), entry.upload
                self._changed.wait(self._timed.seconds_to_the_next())
        return None

    def _queue_what_is_due(self) -> None:
        for upload_id in self._timed.over():
            entry = self._entries[upload_id]
            self._change(entry, entry.upload.moved_to(UploadStage.QUEUED))

    def _run(self, job: UploadJob, taken: _Entry, upload: Upload) -> None:
        with self._changed:
            releases = self._releases.copy()

        def on_stage(upload: Upload) -> None:
            is_told = False
            while not is_told:
                with self._changed:
                    # The thread knows nothing of what was amended since it began.
                    now = self._entry_of(taken, upload).upload
                    upload = replace(upload, **{name: getattr(now, name) for name in _AMENDED})
                    upload = self._unless_released(upload, releases)
                    revision = self._next_revision(upload)
                self._write((upload, revision))
                with self._changed:
                    self._entry_of(taken, upload)
                    is_told = self._is_newest(upload, revision)
                    # While it was written, what it would wait for may have come.
                    is_told &= self._unless_released(upload, releases) is upload
                    if is_told:
                        self._announce(upload)

        def on_progress(progress: Progress) -> None:
            with self._changed:
                self._entry_of(taken, upload)
                self._watcher.on_progress(progress)

        job.run(upload, taken.cancel, on_stage, on_progress)

    def _unless_released(self, upload: Upload, releases: Mapping[WaitReason, int]) -> Upload:
        """Let it go on at once where what it would wait for has come while it ran.

        A refused token that was replaced meanwhile must not stop all for a sign-in once more.
        """
        wait = upload.wait
        if wait is None or wait.until is not None:
            return upload
        if self._releases[wait.reason] == releases.get(wait.reason, 0):
            return upload
        return replace(upload, wait=Wait(WaitReason.TIME, self._clock.now()))

    def _entry_of(self, taken: _Entry, upload: Upload) -> _Entry:
        """Return the entry that this run still owns; raises Cancelled if it was stopped."""
        entry = self._entries.get(upload.id)
        if entry is None or entry.cancel is not taken.cancel or not entry.upload.stage.is_active:
            raise Cancelled
        if self._is_closed and upload.stage is not UploadStage.UPLOADED:
            raise Cancelled
        return entry

    # -- changes; each of these is called with the lock held ------------------------------------

    def _enter(self, upload: Upload, revision: int) -> None:
        self._entries[upload.id] = _Entry(upload, CancelToken(), next(self._arrivals), revision)

    def _waiting(self) -> list[Upload]:
        """Return what has not begun, in its order."""
        waiting = [entry for entry in self._entries.values() if awaits_turn(entry.upload)]
        waiting.sort(key=lambda entry: (turn_of(entry.upload), entry.arrival))
        return [entry.upload for entry in waiting]

    def _stop(self, upload_id: str, stage: UploadStage) -> None:
        with self._changed:
            entry = self._entries.get(upload_id)
            if entry is None or entry.upload.stage.is_over or entry.upload.stage is stage:
                return
            self._change(entry, entry.upload.moved_to(stage, at=self._clock.now()))
            token, entry.cancel = entry.cancel, CancelToken()
        token.cancel()

    def _queue_again(self, entry: _Entry, file: LocalFile) -> None:
        upload = entry.upload
        stored = upload.stored if file == upload.file else None
        place = upload.place
        if upload.stage.is_over:
            # It comes anew, behind the others; what was held goes on in its turn.
            place, entry.arrival = self._clock.now().timestamp(), next(self._arrivals)
        upload = replace(upload, file=file, stored=stored, failures=0, renewals=0, place=place)
        entry.cancel = CancelToken()
        self._change(entry, upload.moved_to(UploadStage.QUEUED))

    def _change(self, entry: _Entry, upload: Upload) -> None:
        """Make a change that needs no power-cut proof: the window's thread must not wait."""
        entry.revision += 1
        try:
            self._journal.save_soon(upload, entry.revision)
        except JournalNotWritten as error:
            self._watcher.on_trouble(error)
        self._announce(upload)

    def _write(self, *uploads: tuple[Upload, int]) -> None:
        """Write a step before it is taken; without the lock, as a disk takes its time."""
        try:
            self._journal.save_all(uploads)
        except JournalNotWritten as error:
            # The upload goes on: stopping it would lose more than the journal has lost.
            logger.warning("An upload's step is not in the journal: %s", error)
            self._watcher.on_trouble(error)

    def _announce(self, upload: Upload) -> None:
        """Store and tell, so that everyone hears the same order."""
        entry = self._entries[upload.id]
        entry.upload = upload
        self._ready.discard(upload.id)
        self._timed.end(upload.id)
        entry.is_taken = entry.is_taken and upload.stage is UploadStage.QUEUED
        if upload.stage is UploadStage.QUEUED and not entry.is_taken:
            self._ready.put(upload, entry.arrival)
        elif upload.wait is not None and upload.wait.until is not None:
            self._timed.begin(upload.id, upload.wait.until)
        waits = (upload.wait, upload.delivery.wait if upload.delivery else None)
        self._set_holds(self._holds | {one.reason for one in waits if one and not one.until})
        for on_change, _ in self._followers:
            on_change(upload)
        self._changed.notify_all()
        self._watcher.on_change(upload)

    def _look_up(self, upload_id: str) -> Upload | None:
        entry = self._entries.get(upload_id)
        return None if entry is None else entry.upload

    def _next_revision(self, upload: Upload) -> int:
        entry = self._entries[upload.id]
        entry.revision += 1
        return entry.revision

    def _is_newest(self, upload: Upload, revision: int) -> bool:
        entry = self._entries.get(upload.id)
        return entry is not None and entry.revision == revision

    def _set_holds(self, holds: frozenset[WaitReason]) -> None:
        if holds != self._holds:
            self._holds = holds
            self._changed.notify_all()
            self._watcher.on_holds(holds)


_AMENDED = ("delivery", "place", "is_put_away")
"""What of an upload is not its thread's."""
_WITH_A_SERVER = {UploadStage.INITIATING, UploadStage.UPLOADING, UploadStage.COMPLETING}
_RETRIABLE = {UploadStage.FAILED, UploadStage.CANCELLED, UploadStage.WAITING}
