"""The QThreads in which the engine works: each runs until the queue closes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QThread

from leadway_desktop.transfer.lanes import Lane, lane_of, threads_for
from leadway_desktop.transfer.messages.job import MessageJob
from leadway_desktop.transfer.messages.outbox import MESSENGERS, Outbox
from leadway_desktop.transfer.network_watch import NetworkWatch
from leadway_desktop.transfer.upload_engine import UploadEngine
from leadway_desktop.transfer.upload_job import UploadJob
from leadway_desktop.transfer.upload_queue import UploadQueue
from leadway_desktop.workers.task_thread import TaskThread, name_this_thread


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
        name_this_thread(self.objectName())
        self._queue.work(self._job, self._lane)


class MessageThread(QThread):
    """Sends messages, and looks for those whose reply was lost."""

    def __init__(self, outbox: Outbox, job: MessageJob, parent: QObject) -> None:
        super().__init__(parent)
        self._outbox = outbox
        self._job = job

    def run(self) -> None:
        """Run in the thread itself; see QThread."""
        name_this_thread(self.objectName())
        self._outbox.work(self._job)


class EngineThreads(QObject):
    """All of them: as many for uploads as go at once, two for messages, one for the network."""

    def __init__(
        self,
        engine: UploadEngine,
        queue: UploadQueue,
        outbox: Outbox,
        network: NetworkWatch,
        parallel: int,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._queue = queue
        self._job = engine.job
        self._network = network
        self._network_thread = TaskThread("network watch", self)
        self._uploads: list[UploadThread] = []
        self._messengers = [
            MessageThread(outbox, engine.message_job, self) for _ in range(MESSENGERS)
        ]
        self._parallel = parallel
        self._is_finished = False

    def start(self) -> None:
        """Make the threads that are missing; one that leaves too early is replaced as it ends."""
        if self._is_finished:
            return
        if not self._network_thread.isRunning():
            self._network_thread.submit(self._network.run)
        for number, messenger in enumerate(self._messengers, start=1):
            if not messenger.isRunning():
                messenger.setObjectName(f"messages {number}")
                messenger.start()
        wanted = threads_for(self._parallel)
        for number, thread in enumerate(self._uploads[:wanted]):
            if thread.isFinished():
                thread.deleteLater()
                self._uploads[number] = self._make_thread(number)
        for number in range(len(self._uploads), wanted):
            self._uploads.append(self._make_thread(number))

    def set_parallel(self, count: int) -> None:
        """Change how many uploads go at once; those under way go on to their end."""
        self._parallel = count
        self._queue.wake()
        if self._uploads:
            self.start()

    def end(self) -> None:
        """Make no more of them."""
        self._is_finished = True
        self._network_thread.end()

    def finish(self) -> None:
        """Join them all, after `end`, and after what they work for was closed."""
        self._network_thread.finish()
        for thread in (*self._uploads, *self._messengers):
            thread.wait()
        self._uploads.clear()

    def _make_thread(self, number: int) -> UploadThread:
        thread = UploadThread(self._queue, self._job, partial(self._lane_of, number), self)
        thread.setObjectName(f"upload {number + 1}")
        thread.finished.connect(self.start)
        thread.start()
        return thread

    def _lane_of(self, number: int) -> Lane:
        """Run in that thread."""
        return lane_of(number, self._parallel)
