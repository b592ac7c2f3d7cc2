"""How uploads come on the list, begin to take part, leave it, and how it is closed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from leadway_desktop.domain.errors import JournalNotWritten
from leadway_desktop.domain.upload import LocalFile, Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.transfer.no_journal import NoJournal
from leadway_desktop.transfer.queue.ledger import OnLedger
from leadway_desktop.transfer.retry import after_restart


class ComingAndGoing(OnLedger):
    """The list itself."""

    def add(self, *uploads: Upload) -> None:
        """Take in new uploads, queued or failed before they began: all of them, or none.

        They are in the journal first.
        """
        self._ledger.write(*((upload, 1) for upload in uploads))
        with self._changed:
            self._ledger.take_in(uploads)

    def outlives_a_crash(self) -> bool:
        """Whether all that came is in a journal on the disk by now; waits for that."""
        if isinstance(self._ledger.journal, NoJournal):
            return False
        try:
            self._ledger.journal.flush()
        except JournalNotWritten:
            return False  # its watcher has been told why
        return True

    def restore(self, upload: Upload, revision: int) -> None:
        """Take in one that the journal held when the program started."""
        self.restore_all([(upload, revision)])

    def restore_all(self, uploads: Iterable[tuple[Upload, int]]) -> None:
        """Take in what the journal held, each with its revision.

        Files that come while it is read are in it as well: what is here already goes on as it is.
        """
        with self._changed:
            restored, now = [], self._ledger.clock.now()
            for upload, revision in uploads:
                if upload.id in self._ledger.entries:
                    continue
                self._ledger.enter(upload, revision)
                restored.append(after_restart(upload, now))
            self._ledger.announce_restored(restored)

    def keep_back(self, upload_id: str) -> None:
        """Do not let one begin that is about to be added or restored, before `let_go`."""
        with self._changed:
            self._ledger.ready.keep_back(upload_id)

    def let_go(self, upload: Upload, file: LocalFile | None = None) -> bool:
        """Let one begin that was kept back; returns whether it will read `file`, if one is given.

        It will not where the agent cancelled or removed it meanwhile. One that has another file
        than that of `upload` by now waits for the copy of that.
        """
        with self._changed:
            entry = self._ledger.entries.get(upload.id)
            if entry is not None and entry.upload.file != upload.file:
                return False
            self._ledger.ready.let_go(upload.id)
            self._changed.notify_all()
            if entry is None or entry.upload.stage.is_over:
                return False
            if file is not None:
                self._ledger.change(entry, replace(entry.upload, file=file))
            return True

    def uploads(self) -> tuple[Upload, ...]:
        """Return all of them, oldest first."""
        with self._changed:
            return self._ledger.uploads()

    def upload(self, upload_id: str) -> Upload:
        """Return one; raises KeyError."""
        with self._changed:
            return self._ledger.entries[upload_id].upload

    def remove(self, upload_id: str) -> Upload | None:
        """Take one that is settled off the list and return it; None if it is not, or not there.

        What was uploaded stays in the journal, put away: it is a receipt.
        """
        with self._changed:
            entry = self._ledger.entries.get(upload_id)
            if entry is None or not entry.upload.is_settled:
                return None
            self._ledger.drop(entry)
        with self._ledger.telling_trouble():
            if entry.upload.stage is UploadStage.UPLOADED:
                receipt = replace(entry.upload, is_put_away=True, is_drafted=False)
                self._ledger.journal.save_soon(receipt, entry.revision + 1)
            else:
                self._ledger.journal.forget(upload_id)
        return entry.upload

    def forget(self, upload_id: str) -> bool:
        """Take one that is off the list out of the journal for good; False if it is on it."""
        with self._changed:
            if upload_id in self._ledger.entries:
                return False
        with self._ledger.telling_trouble():
            self._ledger.journal.forget(upload_id)
        return True

    def close(self) -> None:
        """Stop what runs and send the threads home; the journal keeps what is not over."""
        with self._changed:
            self._ledger.is_closed = True
            tokens = [entry.cancel for entry in self._ledger.entries.values()]
            self._changed.notify_all()
        for token in tokens:
            token.cancel()

    @property
    def is_closed(self) -> bool:
        """Whether `close` was called."""
        with self._changed:
            return self._ledger.is_closed
