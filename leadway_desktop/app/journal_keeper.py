"""The journal of the account that is open: opened, read and closed in the errands thread."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from leadway_desktop.domain.errors import LeadwayError
from leadway_desktop.logs import redact
from leadway_desktop.storage.drafts import drafted_uploads
from leadway_desktop.storage.paths import Folders
from leadway_desktop.transfer.no_journal import NoJournal
from leadway_desktop.transfer.system_clock import SystemClock
from leadway_desktop.workers.task_thread import TaskThread

if TYPE_CHECKING:
    from leadway_desktop.app.work import Kept
    from leadway_desktop.storage.upload_journal import OpenedJournal, UploadJournal

logger = logging.getLogger(__name__)

_HOUR_MS = 3_600_000


class JournalKeeper(QObject):
    """Has one journal, or says why there is none."""

    failed = Signal(object)
    """LeadwayError: uploads are not kept."""
    told = Signal(str)
    """Something the agent should know."""
    loaded = Signal(object)
    """`app.work.Kept`: what the journal holds."""
    expired = Signal(object)
    """list[str]: ids of receipts that have been kept long enough."""
    _opened = Signal(object)
    _read = Signal(int, object)

    def __init__(
        self,
        folders: Folders,
        errands: TaskThread,
        history_days: Callable[[], int],
        confirmed_now: Callable[[], datetime | None],
        parent: QObject | None,
    ) -> None:
        """`confirmed_now` tells the time if a server has: receipts go by no other clock.

        That of a computer may be years ahead, and what is forgotten does not come back.
        """
        super().__init__(parent)
        self._folders = folders
        self._errands = errands
        self._history_days = history_days
        self._confirmed_now = confirmed_now
        self._has_heard = False
        self._hour = QTimer(self)
        self._hour.setInterval(_HOUR_MS)
        self._hour.timeout.connect(self.look_for_expired)
        self._journal: UploadJournal | NoJournal = NoJournal()
        self._is_whole = False
        self._is_read = False
        self._readings = 0
        """How often the list was asked for."""
        self._opened.connect(self._tell)
        self._read.connect(self._take_read)

    @property
    def journal(self) -> UploadJournal | NoJournal:
        """What is open; NoJournal before `open` has run and where it failed."""
        return self._journal

    @property
    def is_whole(self) -> bool:
        """Whether what was loaded is all that the list ever held."""
        return self._is_whole

    @property
    def is_read(self) -> bool:
        """Whether what was loaded is all that there is now: what it lacks is gone."""
        return self._is_read

    def open(self) -> None:
        """Open it; `failed` or `told` may follow."""
        self._errands.submit(self._open)

    def load(self) -> None:
        """Read it; `loaded` follows, unless it is asked for anew before that."""
        self._readings += 1
        self._errands.submit(partial(self._load, self._readings))
        self._hour.start()

    def flush(self) -> None:
        """Return when all that was saved can be read by others; raises JournalNotWritten.

        For any thread but the window's.
        """
        self._journal.flush()

    def hear_from_server(self) -> None:
        """Take that a server has answered, and may have told the time."""
        if not self._has_heard:
            self._has_heard = True
            self.look_for_expired()

    def look_for_expired(self) -> None:
        """Look for receipts whose time is over, if it is known; `expired` may follow."""
        self._errands.submit(self._look_for_expired)

    def forget(self, upload_ids: Sequence[str]) -> None:
        """Forget receipts that no list shows."""
        self._errands.submit(partial(self._forget, upload_ids))

    def close(self) -> None:
        """Close it, after all that uses it has ended."""
        self._hour.stop()
        self._errands.submit(self._close)

    # -- in the errands thread --------------------------------------------------------------------

    def _open(self) -> None:
        try:
            from leadway_desktop.storage.upload_journal import open_journal

            opened = open_journal(self._folders, redact)
        except LeadwayError as error:
            self.failed.emit(error)
            return
        self._journal = opened.journal
        self._is_whole, self._is_read = opened.recovery is None, True
        self._opened.emit(opened)

    def _load(self, reading: int) -> None:
        """Practice begins with nothing, be it in the history: its server is new."""
        days = 0 if self._folders.is_practice else self._history_days()
        if not days:
            self._forget_all()
        try:
            kept = self._journal.load()
            if self._folders.is_practice:
                for upload, _ in kept:
                    self._journal.forget(upload.id)
                kept = []
            kept = self._tidied(kept, days)
        except LeadwayError as error:
            logger.warning("The list of uploads was not read: %s", error)
            self.failed.emit(error)
            kept, self._is_whole, self._is_read = [], False, False
        self._read.emit(reading, kept)

    def _tidied(self, kept: Kept, days: int) -> Kept:
        try:
            drafted = drafted_uploads(self._folders)
        except OSError as error:
            logger.warning("The list was not tidied: %s", type(error).__name__)
            return kept
        from leadway_desktop.app.work import tidied  # the window is shown first

        return tidied(self._journal, kept, SystemClock().now(), days, drafted)

    def _forget_all(self) -> None:
        """Forget what is settled: no history is kept."""
        try:
            for upload_id in self._expired(SystemClock().now(), 0):
                self._journal.forget(upload_id)
        except LeadwayError as error:
            logger.warning("The history was not tidied: %s", error)

    def _look_for_expired(self) -> None:
        days, now = self._history_days(), self._confirmed_now()
        if not days or now is None:
            return  # without a history they go with the window
        try:
            expired = self._expired(now, days)
        except LeadwayError as error:
            logger.warning("The history was not tidied: %s", error)
            return
        if expired:
            self.expired.emit(expired)

    def _expired(self, now: datetime, days: int) -> list[str]:
        if isinstance(self._journal, NoJournal):
            return []
        self._journal.flush()
        from leadway_desktop.storage.upload_history import UploadHistory

        return UploadHistory(self._folders).expired(now, timedelta(days=days))

    def _forget(self, upload_ids: Sequence[str]) -> None:
        try:
            for upload_id in upload_ids:
                self._journal.forget(upload_id)
        except LeadwayError as error:
            logger.warning("The history was not tidied: %s", error)

    def _close(self) -> None:
        if not self._history_days():
            self._forget_all()
        journal, self._journal = self._journal, NoJournal()
        try:
            journal.close()
        except LeadwayError as error:
            logger.warning("The list of uploads was not written to its end: %s", error)

    # -- in the window's thread -------------------------------------------------------------------

    def _take_read(self, reading: int, kept: Kept) -> None:
        # What was read for the work before may tell as unsent what that was still sending.
        if reading == self._readings:
            self.loaded.emit(kept)

    def _tell(self, opened: OpenedJournal) -> None:
        found = opened.recovery
        if found is None:
            return
        text = self.tr(
            "The list of uploads was damaged. It is now {file}; %n upload(s) were recovered.",
            "",
            found.recovered,
        )
        losses = self._losses(found.lost)
        self.told.emit(" ".join(filter(None, (text.format(file=found.set_aside), losses))))
        self._errands.submit(opened.journal.recovery_is_told)

    def _losses(self, lost: int | None) -> str:
        if lost is None:
            return self.tr("Nobody can tell whether that is all: see what is missing.")
        return (
            self.tr("%n upload(s) could not be read: attach them again.", "", lost) if lost else ""
        )
