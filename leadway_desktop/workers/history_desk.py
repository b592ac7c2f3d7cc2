"""The history in threads of its own: searches, receipts as they come into sight, tables."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from queue import SimpleQueue

from PySide6.QtCore import QObject, Qt, Signal

from leadway_desktop.domain.errors import LeadwayError, UnexpectedFailure
from leadway_desktop.domain.history import HistoryQuery
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.transfer.ports import Receipts
from leadway_desktop.workers.task_thread import TaskThread

logger = logging.getLogger(__name__)

Row = Sequence[str]
WriteTable = Callable[[Path, Iterable[Row], str], int]
_AT_ONCE = 500
"""Receipts that an export holds in memory."""


@dataclass(frozen=True, slots=True)
class Table:
    """How receipts become rows of a table; called in a thread of the desk's."""

    head: Row
    row_of: Callable[[Upload], Row]
    delimiter: str


class _Stopped(Exception):
    """The desk is shut down while a table is being written."""


class HistoryDesk(QObject):
    """Every method returns at once; every signal arrives in the window's thread.

    A thread answers the window, another one does what takes long: looking for earlier uploads of
    ten thousand dropped files, or writing a table, holds up no search.
    """

    found = Signal(object, object)
    """HistoryQuery, list[int]: the positions of the receipts that fit, newest first."""
    arrived = Signal(object)
    """dict[int, Upload | None]: receipts by position; None: deleted meanwhile, or damaged."""
    links_read = Signal(object)
    """list[str], in the order asked for."""
    forgotten = Signal(int, int)
    """How many were deleted, and how many are kept, as their messages are not settled."""
    earlier_found = Signal(object)
    """dict[str, Upload]: by the ids of new uploads, those that brought the same files before."""
    changed = Signal()
    """There are receipts that an earlier search has not seen, or no longer those that it has."""
    exported = Signal(object, int)
    """Path and number of receipts."""
    failed = Signal(object)
    """LeadwayError."""
    _named = Signal(object)

    def __init__(
        self,
        location_id: str,
        receipts: Receipts,
        flush: Callable[[], None],
        forget: Callable[[str], bool],
        write_table: WriteTable,
        parent: QObject | None = None,
    ) -> None:
        """`flush` has what was saved on the disk, where it is read; `forget` deletes one by id."""
        super().__init__(parent)
        self.location_id = location_id
        self._receipts = receipts
        self._flush = flush
        self._forget = forget
        self._write_table = write_table
        self._questions = TaskThread("history", self)
        self._errands = TaskThread("history errands", self)
        self._newest: HistoryQuery | None = None
        self._known: dict[str, UploadStage] = {}
        self._to_compare: SimpleQueue[Sequence[Upload]] = SimpleQueue()
        self._is_shut_down = False
        self._named.connect(self._forget_named, Qt.ConnectionType.QueuedConnection)

    def find(self, query: HistoryQuery) -> None:
        """Search; of several questions only the newest is answered. `found` follows."""
        self._newest = query
        self._submit(self._questions, partial(self._find, query))

    def read(self, positions: Sequence[int]) -> None:
        """Read receipts; `arrived` follows."""
        self._submit(self._questions, partial(self._read, tuple(positions)))

    def read_links(self, positions: Sequence[int]) -> None:
        """Read the links of receipts, seen or not; `links_read` follows."""
        self._submit(self._errands, partial(self._read_links, tuple(positions)))

    def forget(self, positions: Sequence[int]) -> None:
        """Delete receipts for good; `forgotten` and `changed` follow."""
        self._submit(self._errands, partial(self._name, tuple(positions)))

    def export(self, query: HistoryQuery, path: Path, table: Table) -> None:
        """Write what a search finds as a table; `exported` follows."""
        self._submit(self._errands, partial(self._export, query, path, table))

    def follow(self, upload: Upload) -> None:
        """Take note of an upload, new or in another stage; `earlier_found` or `changed` follow.

        A file is compared twice: by its place when it comes, by its bytes when they were read.
        """
        self.follow_all([upload])

    def follow_all(self, uploads: Sequence[Upload]) -> None:
        """Take note of several, as `follow` does of one."""
        self._compare([upload for upload in uploads if self._is_to_be_compared(upload)])
        if any(upload.stage is UploadStage.UPLOADED for upload in uploads):
            self.changed.emit()

    def leave(self, upload_id: str) -> None:
        """Take note that an upload has left the list."""
        self._known.pop(upload_id, None)

    def _is_to_be_compared(self, upload: Upload) -> bool:
        before, self._known[upload.id] = self._known.get(upload.id), upload.stage
        if before is None:
            return not upload.stage.is_over
        return before is not UploadStage.UPLOADED and upload.stage is UploadStage.UPLOADED

    def _compare(self, uploads: Sequence[Upload]) -> None:
        """Have them compared together with those that come meanwhile: a drop may be thousands."""
        if uploads:
            self._to_compare.put(uploads)
            if self._to_compare.qsize() == 1:
                self._submit(self._errands, self._look_for_earlier)

    def end(self) -> None:
        """Give up a table that is being written; any thread may call `join` for the threads."""
        self._is_shut_down = True
        self._questions.end()
        self._errands.end()

    def join(self) -> None:
        """Return when nothing is looked for any more."""
        self._questions.finish()
        self._errands.finish()

    def _submit(self, thread: TaskThread, task: Callable[[], None]) -> None:
        if not self._is_shut_down:
            thread.submit(partial(self._run, task))

    # -- in the threads ---------------------------------------------------------------------------

    def _run(self, task: Callable[[], None]) -> None:
        if self._is_shut_down:
            return
        try:
            task()
        except _Stopped:
            logger.info("A table was given up")
        except LeadwayError as error:
            self.failed.emit(error)
        except Exception as error:
            logger.exception("The history met something unforeseen")
            self.failed.emit(UnexpectedFailure(detail=type(error).__name__))

    def _find(self, query: HistoryQuery) -> None:
        if query is self._newest:
            self._bring_to_the_disk()
            self.found.emit(query, self._receipts.find(query))

    def _read(self, positions: tuple[int, ...]) -> None:
        found = self._receipts.read(positions)
        self.arrived.emit({position: found.get(position) for position in positions})

    def _read_links(self, positions: tuple[int, ...]) -> None:
        self.links_read.emit(self._receipts.links(positions))

    def _name(self, positions: tuple[int, ...]) -> None:
        self._named.emit(self._receipts.ids(positions))

    def _export(self, query: HistoryQuery, path: Path, table: Table) -> None:
        self._bring_to_the_disk()
        rows = self._rows(self._receipts.find(query), table)
        self.exported.emit(path, self._write_table(path, rows, table.delimiter) - 1)

    def _rows(self, positions: list[int], table: Table) -> Iterator[Row]:
        yield table.head
        for start in range(0, len(positions), _AT_ONCE):
            block = positions[start : start + _AT_ONCE]
            found = self._receipts.read(block)
            for position in block:
                if self._is_shut_down:
                    raise _Stopped
                if position in found:
                    yield table.row_of(found[position])

    def _look_for_earlier(self) -> None:
        uploads: list[Upload] = []
        while not self._to_compare.empty():
            uploads += self._to_compare.get()
        try:
            found = self._receipts.earlier(uploads)
        except LeadwayError as error:
            # Nobody has asked: what cannot be compared is uploaded without a word.
            logger.info("Earlier uploads were not looked for: %s", error)
            return
        if found:
            self.earlier_found.emit(found)

    def _bring_to_the_disk(self) -> None:
        try:
            self._flush()
        except LeadwayError as error:
            logger.info("The history may lack the latest uploads: %s", error)

    # -- in the window's thread -------------------------------------------------------------------

    def _forget_named(self, upload_ids: list[str]) -> None:
        kept = sum(not self._forget(upload_id) for upload_id in upload_ids)
        self.forgotten.emit(len(upload_ids) - kept, kept)
        self.changed.emit()
