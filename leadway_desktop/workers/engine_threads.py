"""The QThreads in which the engine works: each runs uploads or messages until the queue closes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QThread

from leadway_desktop.transfer.lanes import Lane
from leadway_desktop.transfer.message_job import MessageJob
from leadway_desktop.transfer.outbox import Outbox
from leadway_desktop.transfer.upload_job import UploadJob
from leadway_desktop.transfer.upload_queue import UploadQueue


class UploadThread(QThread):
    """Takes uploads from the queue and runs each to its end."""

    def __init__(
        self, queue: UploadQueue, job: UploadJob, lane: Callable[[], Lane], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._queue = queue
        self._job = job
        self._lane = lane

    def run(self) -> None:
        """Run in the thread itself; see QThread."""
        self._queue.work(self._job, self._lane)


class MessageThread(QThread):
    """Sends messages, and looks for those whose reply was lost."""

    def __init__(self, outbox: Outbox, job: MessageJob, parent: QObject) -> None:
        super().__init__(parent)
        self._outbox = outbox
        self._job = job

    def run(self) -> None:
        """Run in the thread itself; see QThread."""
        self._outbox.work(self._job)
