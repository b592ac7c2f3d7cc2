"""The report for support, for the window: collected and written in a QThread."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from leadway_desktop.domain.cancel import Cancelled, CancelToken
from leadway_desktop.domain.support_report import Report
from leadway_desktop.logs import report_uncaught
from leadway_desktop.workers.task_thread import TaskThread

logger = logging.getLogger(__name__)

Collect = Callable[[CancelToken], Report]
"""Makes a report; raises Cancelled."""
Write = Callable[[Path, Report], None]
"""Writes a report as a zip file; raises OSError."""


class SupportDesk(QObject):
    """Makes one report at a time."""

    collected = Signal(object)
    """Report, for the last call of `collect`."""
    saved = Signal(object)
    """Path of the file."""
    failed = Signal(str)
    """Why there is no report, or the system's reason why it was not written."""
    _made = Signal(object, object)

    def __init__(self, collect: Collect, write: Write, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._collect_report = collect
        self._write = write
        self._thread = TaskThread("support", self)
        self._cancel = CancelToken()
        self._made.connect(self._take_made)

    def collect(self) -> None:
        """Make a report; `collected` follows, unless cancelled."""
        self.cancel()
        self._cancel = CancelToken()
        self._thread.submit(partial(self._collect, self._cancel))

    def cancel(self) -> None:
        """Stop collecting; nobody waits for the report any more."""
        self._cancel.cancel()

    def save(self, file: Path, report: Report) -> None:
        """Write a report; `saved` or `failed` follows."""
        self._thread.submit(partial(self._save, file, report))

    def end(self) -> None:
        """Stop; `join` waits for the thread, and any thread may call it."""
        self.cancel()
        self._thread.end()

    def join(self) -> None:
        """Return when nothing is collected any more."""
        self._thread.finish()

    def _collect(self, cancel: CancelToken) -> None:
        """Run in the thread."""
        try:
            cancel.raise_if_cancelled()
            self._made.emit(cancel, self._collect_report(cancel))
        except Cancelled:
            logger.debug("Nobody waits for the report any more")
        except Exception as error:
            report_uncaught(error, "No report could be made")
            self.failed.emit(type(error).__name__)

    def _save(self, file: Path, report: Report) -> None:
        """Run in the thread."""
        try:
            self._write(file, report)
        except OSError as error:
            self.failed.emit(error.strerror or type(error).__name__)
        else:
            self.saved.emit(file)

    def _take_made(self, cancel: CancelToken, report: Report) -> None:
        """Run in the window's thread."""
        if cancel is self._cancel and not cancel.is_cancelled:
            self.collected.emit(report)
