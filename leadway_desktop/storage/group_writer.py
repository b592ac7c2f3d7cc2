"""Group commit: threads that save at the same time share one write to the disk.

Changes gather in a batch. Whoever waits for its change and finds nobody writing writes the batch
for all; meanwhile the next batch gathers. What nobody waits for is written by a thread of the
writer's own. The lock is never held while the disk works, so `put` never waits for it.
"""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from leadway_desktop.domain.errors import JournalNotWritten

logger = logging.getLogger(__name__)

FOR_EVER = sys.maxsize
"""The revision that no later one outruns: that of an upload which was forgotten."""

_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 30.0
"""Seconds between two attempts of the writer's own, doubling, while the disk refuses."""


@dataclass(frozen=True, slots=True)
class Change:
    """What shall stand in the journal: a row, or None where the upload is forgotten."""

    upload_id: str
    revision: int
    row: dict[str, Any] | None


Changes = dict[str, Change]


@dataclass(eq=False, slots=True)
class _Batch:
    """Changes that are written together, in the order in which their uploads came."""

    changes: Changes = field(default_factory=dict)
    waiting: int = 0
    is_done: bool = False
    error: JournalNotWritten | None = None


class GroupWriter:
    """Any thread may call anything. What could not be written stays, and is tried again.

    `write` writes all of a batch or none of it and raises JournalNotWritten; it is never called
    by two threads at once. `newest` has the revisions that are on the disk already.
    """

    def __init__(self, write: Callable[[Changes], None], newest: Mapping[str, int]) -> None:
        self._write = write
        self._newest = dict(newest)
        self._changed = threading.Condition()
        self._gathering = _Batch()
        self._writing: _Batch | None = None
        self._trouble: JournalNotWritten | None = None
        self._pause, self._try_again_at = 0.0, 0.0
        self._is_closed = False
        # A program that ends without `close` shall end, as if it were killed, and not hang.
        self._thread = threading.Thread(target=self._run, name="journal", daemon=True)
        self._thread.start()

    def put(self, *changes: Change) -> None:
        """Have them written in a moment: all at once, or none of them.

        Raises JournalNotWritten where the disk refuses at present; it is tried again all the same.
        """
        with self._changed:
            for change in changes:
                self._accept(change)
            self._changed.notify_all()
            if self._trouble is not None:
                raise JournalNotWritten(detail=self._trouble.detail)

    def put_and_wait(self, *changes: Change) -> None:
        """Return when they, or newer ones of the same uploads, are on the disk: all, or none.

        Raises JournalNotWritten; it is tried again all the same, with the next change or soon.
        """
        with self._changed:
            batches = [self._accept(change) for change in changes]
        for batch in dict.fromkeys(filter(None, batches)):
            self._wait_for(batch)

    def flush(self) -> None:
        """Return when all that came before is on the disk; raises JournalNotWritten."""
        with self._changed:
            batch = self._gathering if self._gathering.changes else self._writing
        if batch is not None:
            self._wait_for(batch)

    def close(self) -> None:
        """Write what has not been written, and end the thread; raises JournalNotWritten."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()
        self._thread.join()
        self.flush()

    def _accept(self, change: Change) -> _Batch | None:
        """Take it in if it is the newest; return the batch that brings the newest to the disk."""
        if self._is_closed:
            raise JournalNotWritten(detail="closed")
        upload_id = change.upload_id
        if change.revision > self._newest.get(upload_id, -1):
            self._newest[upload_id] = change.revision
            self._gathering.changes[upload_id] = change
        for batch in (self._gathering, self._writing):
            if batch is not None and upload_id in batch.changes:
                return batch
        return None

    def _wait_for(self, batch: _Batch) -> None:
        with self._changed:
            batch.waiting += 1
        while not self._is_done(batch):
            self._write_what_gathered()
        if batch.error is not None:
            raise JournalNotWritten(detail=batch.error.detail)

    def _is_done(self, batch: _Batch) -> bool:
        """Wait until it is, or until nobody writes."""
        with self._changed:
            self._changed.wait_for(lambda: batch.is_done or self._writing is None)
            return batch.is_done

    def _write_what_gathered(self) -> None:
        with self._changed:
            if self._writing is not None or not self._gathering.changes:
                return
            batch = self._writing = self._gathering
            self._gathering = _Batch()
        error: JournalNotWritten | None = JournalNotWritten(detail="interrupted")
        try:
            error = self._trouble_with(batch)
        finally:
            with self._changed:
                batch.is_done, batch.error = True, error
                self._writing = None
                self._note(error, batch)
                self._changed.notify_all()

    def _trouble_with(self, batch: _Batch) -> JournalNotWritten | None:
        try:
            self._write(batch.changes)
        except JournalNotWritten as error:
            return error
        except Exception as error:
            # A mistake of ours must not leave others waiting for ever for this batch.
            logger.exception("The journal was not written")
            return JournalNotWritten(detail=type(error).__name__)
        return None

    def _note(self, error: JournalNotWritten | None, batch: _Batch) -> None:
        if error is None:
            if self._trouble is not None:
                logger.info("The journal is written again")
            self._trouble, self._pause = None, 0.0
            return
        if self._trouble is None:
            logger.warning("The journal is not written, and tried again: %s", error.detail)
        self._trouble = error
        self._pause = min(max(2 * self._pause, _FIRST_PAUSE), _LONGEST_PAUSE)
        self._try_again_at = time.monotonic() + self._pause
        self._gathering.changes = {**batch.changes, **self._gathering.changes}

    # -- the writer's own thread ------------------------------------------------------------------

    def _run(self) -> None:
        while self._is_wanted():
            self._write_what_gathered()

    def _is_wanted(self) -> bool:
        """Wait until something gathered for which nobody waits, and is due; False: closed."""
        with self._changed:
            while not self._is_closed and not self._is_due():
                # Without a time: what hinders is another's write, whose end is announced.
                self._changed.wait(self._seconds_to_the_next_try() or None)
            return not self._is_closed

    def _is_due(self) -> bool:
        batch = self._gathering
        is_ours = bool(batch.changes) and not batch.waiting and self._writing is None
        return is_ours and not self._seconds_to_the_next_try()

    def _seconds_to_the_next_try(self) -> float | None:
        if self._trouble is None or not self._gathering.changes:
            return None
        return max(0.0, self._try_again_at - time.monotonic())
