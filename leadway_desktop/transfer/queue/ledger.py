"""The state of every upload, the lock that guards it, and the only ways in which it changes.

**The lock** is `UploadLedger.changed`; it guards all that the ledger holds, and nothing else does.
It is held for moments: never while a disk is waited for, a file is read or a server is called.
Watchers and followers are called with it held, so that everyone hears the same order; they must
not block. It is reentrant, as they may ask something back. Whoever needs a lock of their own beside
it (the outbox, the journal) takes it second.
"""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count

from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.errors import JournalNotWritten
from leadway_desktop.domain.progress import Progress
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.domain.wait import Wait, WaitReason
from leadway_desktop.transfer.ports import Clock, Journal
from leadway_desktop.transfer.queue.call_limit import CallLimit
from leadway_desktop.transfer.queue.places import Places
from leadway_desktop.transfer.ready_order import ReadyOrder
from leadway_desktop.transfer.timed_waits import TimedWaits

logger = logging.getLogger(__name__)

Releases = Counter[WaitReason]
"""How often the queue has been let go on, by what it waited for."""


@dataclass(frozen=True, slots=True)
class UploadWatcher:
    """Who is told; called in whatever thread caused the change, in order, and must not block."""

    on_change: Callable[[Upload], None]
    on_progress: Callable[[Progress], None]
    on_holds: Callable[[frozenset[WaitReason]], None] = lambda holds: None
    """What the whole queue waits for: the network, a sign-in, both, or nothing."""
    on_trouble: Callable[[JournalNotWritten], None] = lambda error: None
    on_restored: Callable[[list[Upload]], None] | None = None
    """What the journal held, all at once; None: one after the other, by `on_change`."""
    on_insist: Callable[[], None] = lambda: None
    """The agent wants calls made though the API has asked for a pause."""


@dataclass(frozen=True, slots=True)
class Follower:
    """Who is told too, before the watcher: of every change, and of what leaves by its id."""

    on_change: Callable[[Upload], None]
    on_removed: Callable[[str], None]


@dataclass(slots=True)
class Entry:
    """An upload with what only the queue knows of it."""

    upload: Upload
    cancel: CancelToken
    """The present run's: who stops a run gives the entry another one."""
    arrival: int
    asked_at: int
    """When it came, or the agent last wanted something of it: see `UploadLedger.next_moment`."""
    revision: int = 0
    """The journal's: of the newest state that was given to it."""
    is_taken: bool = False
    """Whether a thread has it that has not announced its first step yet."""


class UploadLedger:
    """Every upload; to be used with the lock held, but for what says that it needs none."""

    def __init__(self, clock: Clock, journal: Journal, watcher: UploadWatcher) -> None:
        self.clock = clock
        self.journal = journal
        self.watcher = watcher
        self.followers: list[Follower] = []
        self.changed = threading.Condition(threading.RLock())
        """The lock, and the bell for who waits for a change."""
        self.entries: dict[str, Entry] = {}
        self.ready = ReadyOrder()
        self.timed = TimedWaits(clock)
        self.limit = CallLimit(clock, watcher.on_insist)
        self.places = Places()
        self.holds: frozenset[WaitReason] = frozenset()
        """What the whole queue waits for."""
        self.releases = Releases()
        self.halts = 0
        """How many want that no upload begins at present."""
        self.is_closed = False
        self._arrivals = count()
        self._moments = count()

    def find(self, upload_id: str) -> Upload | None:
        """Return an upload as it stands, or None."""
        entry = self.entries.get(upload_id)
        return None if entry is None else entry.upload

    def uploads(self) -> tuple[Upload, ...]:
        """Return all of them, in the order in which they were taken in."""
        return tuple(entry.upload for entry in self.entries.values())

    def enter(self, upload: Upload, revision: int) -> None:
        """Take one in that has the journal's revision; it is not announced yet."""
        self.entries[upload.id] = Entry(
            upload, CancelToken(), self.next_arrival(), self.next_moment(), revision
        )

    def take_in(self, uploads: Iterable[Upload]) -> None:
        """Enter and announce new ones that are in the journal, as their first revision."""
        for upload in uploads:
            if upload.id not in self.entries:  # else it was restored just now
                self.enter(upload, 1)
                self.announce(upload)

    def next_arrival(self) -> int:
        """Return what puts an upload behind all others of its turn."""
        return next(self._arrivals)

    def next_moment(self) -> int:
        """Return the present moment, later than all before; needs no lock."""
        return next(self._moments)

    def drop(self, entry: Entry) -> None:
        """Take one off the list."""
        del self.entries[entry.upload.id]
        self.places.forget(entry.upload.id)
        self.limit.forget(entry.upload.id)
        for follower in self.followers:
            follower.on_removed(entry.upload.id)

    def change(self, entry: Entry, upload: Upload) -> None:
        """Make a change that needs no power-cut proof: the window's thread must not wait."""
        revision = self.next_revision(upload.id)
        with self.telling_trouble():
            self.journal.save_soon(upload, revision)
        self.announce(upload)

    def announce(self, upload: Upload) -> None:
        """Store and tell what the journal has, or was given."""
        self._store(upload)
        self.changed.notify_all()
        self.watcher.on_change(upload)

    def announce_restored(self, uploads: list[Upload]) -> None:
        """Store and tell what the journal held."""
        if self.watcher.on_restored is None:
            for upload in uploads:
                self.announce(upload)
            return
        for upload in uploads:
            self._store(upload)
        self.changed.notify_all()
        self.watcher.on_restored(uploads)

    def set_holds(self, holds: frozenset[WaitReason]) -> None:
        """Take, and tell, what the whole queue waits for."""
        if holds != self.holds:
            self.holds = holds
            self.changed.notify_all()
            self.watcher.on_holds(holds)

    def wait_now(self, wait: Wait | None, since: Releases) -> Wait | None:
        """Return a wait that was found with the releases of `since`, as it stands now.

        Where what it is for has come since, it is over: a refused token that was replaced
        meanwhile must not stop all for a sign-in once more.
        """
        if wait is None or wait.until is not None:
            return wait
        has_come = self.releases[wait.reason] != since[wait.reason]
        return Wait(WaitReason.TIME, self.clock.now()) if has_come else wait

    def next_revision(self, upload_id: str) -> int:
        """Return the revision of the upload's next state in the journal."""
        entry = self.entries[upload_id]
        entry.revision += 1
        return entry.revision

    def is_newest(self, upload: Upload, revision: int) -> bool:
        """Whether the journal was given nothing newer meanwhile."""
        entry = self.entries.get(upload.id)
        return entry is not None and entry.revision == revision

    def write(self, *uploads: tuple[Upload, int]) -> None:
        """Write steps, with their revisions, before they are taken; needs no lock.

        Where the disk refuses, the upload goes on: stopping it would lose more than the journal
        has lost.
        """
        with self.telling_trouble():
            try:
                self.journal.save_all(uploads)
            except JournalNotWritten as error:
                logger.warning("An upload's step is not in the journal: %s", error)
                raise

    @contextmanager
    def telling_trouble(self) -> Iterator[None]:
        """Tell the watcher if the journal refuses in here, and go on; needs no lock."""
        try:
            yield
        except JournalNotWritten as error:
            self.watcher.on_trouble(error)

    def _store(self, upload: Upload) -> None:
        entry = self.entries[upload.id]
        entry.upload = upload
        self._sort(entry)
        self.places.note(upload)
        self.limit.note(upload)
        waits = (upload.wait, upload.delivery.wait if upload.delivery else None)
        self.set_holds(self.holds | {one.reason for one in waits if one and not one.until})
        for follower in self.followers:
            follower.on_change(upload)

    def _sort(self, entry: Entry) -> None:
        """Put an entry among those that are ready, or that wait for a time, or neither."""
        upload = entry.upload
        self.ready.discard(upload.id)
        self.timed.end(upload.id)
        entry.is_taken = entry.is_taken and upload.stage is UploadStage.QUEUED
        if upload.stage is UploadStage.QUEUED and not entry.is_taken:
            self.ready.put(upload, entry.arrival)
        elif upload.wait is not None and upload.wait.until is not None:
            self.timed.begin(upload.id, upload.wait.until)


class OnLedger:
    """One room of the queue: what somebody may do with the ledger."""

    def __init__(self, ledger: UploadLedger) -> None:
        self._ledger = ledger
        self._changed = ledger.changed
