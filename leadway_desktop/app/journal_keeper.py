"""The journal of the account that is open: opened, read and closed in the errands thread."""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject, Signal

from leadway_desktop.app.work import forget, is_old
from leadway_desktop.domain.errors import LeadwayError
from leadway_desktop.domain.upload import Upload
from leadway_desktop.logs import redact
from leadway_desktop.storage.paths import Folders
from leadway_desktop.storage.upload_journal import OpenedJournal, UploadJournal, open_journal
from leadway_desktop.transfer.system_clock import SystemClock
from leadway_desktop.workers.task_thread import TaskThread

logger = logging.getLogger(__name__)


class JournalKeeper(QObject):
    """Has one journal, or says why there is none."""

    failed = Signal(object)
    """LeadwayError: uploads are not kept."""
    told = Signal(str)
    """Something the agent should know."""
    loaded = Signal(object)
    """`app.work.Kept`: what the journal holds."""
    _opened = Signal(object)

    def __init__(self, folders: Folders, errands: TaskThread, parent: QObject | None) -> None:
        super().__init__(parent)
        self._folders = folders
        self._errands = errands
        self._journal: UploadJournal | NoJournal = NoJournal()
        self._opened.connect(self._tell)

    @property
    def journal(self) -> UploadJournal | NoJournal:
        """What is open; NoJournal before `open` has run and where it failed."""
        return self._journal

    def open(self) -> None:
        """Open it; `failed` or `told` may follow."""
        self._errands.submit(self._open)

    def load(self) -> None:
        """Read it; `loaded` follows."""
        self._errands.submit(self._load)

    def close(self) -> None:
        """Close it, after all that uses it has ended."""
        self._errands.submit(self._close)

    # -- in the errands thread --------------------------------------------------------------------

    def _open(self) -> None:
        try:
            opened = open_journal(self._folders, redact)
        except LeadwayError as error:
            self.failed.emit(error)
            return
        self._journal = opened.journal
        self._opened.emit(opened)

    def _load(self) -> None:
        """Practice begins with an empty list: its server is new."""
        try:
            kept = self._journal.load()
            now = SystemClock().now()
            gone = [one for one, _ in kept if self._folders.is_practice or is_old(one, now)]
            forget(self._journal, gone)
        except LeadwayError as error:
            logger.warning("The list of uploads was not read: %s", error)
            kept = []
        self.loaded.emit([] if self._folders.is_practice else kept)

    def _close(self) -> None:
        journal, self._journal = self._journal, NoJournal()
        try:
            journal.close()
        except LeadwayError as error:
            logger.warning("The list of uploads was not written to its end: %s", error)

    # -- in the window's thread -------------------------------------------------------------------

    def _tell(self, opened: OpenedJournal) -> None:
        if opened.set_aside is not None:
            text = self.tr(
                "The list of uploads was damaged. It is now {file}; %n upload(s) were recovered.",
                "",
                opened.recovered,
            )
            self.told.emit(text.format(file=opened.set_aside))


class NoJournal:
    """Satisfies `transfer.ports.Journal` where none can be had; the agent has been told."""

    def save(self, upload: Upload, revision: int) -> None:
        """Keep nothing."""

    def save_soon(self, upload: Upload, revision: int) -> None:
        """Keep nothing."""

    def forget(self, upload_id: str) -> None:
        """There is nothing to forget."""

    def load(self) -> list[tuple[Upload, int]]:
        """Return nothing."""
        return []

    def close(self) -> None:
        """There is nothing to close."""
