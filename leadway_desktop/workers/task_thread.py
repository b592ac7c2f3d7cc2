"""A QThread that runs what it is given, one task after the other."""

from __future__ import annotations

import logging
from collections.abc import Callable
from queue import SimpleQueue
from threading import RLock, current_thread

from PySide6.QtCore import QObject, QThread

from leadway_desktop.logs import report_uncaught

logger = logging.getLogger(__name__)

Task = Callable[[], object]


class TaskThread(QThread):
    """Runs tasks in their order; starts with the first and ends with `finish`.

    Who must not wait, as the window's thread, calls `end` and leaves `finish` to another thread.
    Tasks report their own failures; one that does not is logged and shown, and the next one runs.
    """

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._tasks: SimpleQueue[Task | None] = SimpleQueue()
        self._is_finished = False
        self._door = RLock()
        """Between one thread that submits and another that ends."""

    def submit(self, task: Task) -> None:
        """Have a task run after those submitted before; after `finish` nothing is run any more.

        A signal that was on its way then would otherwise start a thread that nobody joins.
        """
        with self._door:
            if not self._is_finished:
                self._tasks.put(task)
                if not self.isRunning():
                    self.start()
                return
        logger.debug("Too late for a task of %s", self.objectName())

    def end(self) -> None:
        """Take no more tasks: it ends for good after those submitted so far."""
        with self._door:
            if not self._is_finished:
                self._is_finished = True
                self._tasks.put(None)

    def finish(self) -> None:
        """End so, and wait for that."""
        self.end()
        self.wait()

    def run(self) -> None:
        """Run in the thread itself; see QThread."""
        name_this_thread(self.objectName())
        while (task := self._tasks.get()) is not None:
            try:
                task()
            except Exception as error:
                report_uncaught(error, f"A task of {self.objectName()} failed")


def name_this_thread(name: str) -> None:
    """Have the log tell which thread speaks: Python knows one of Qt's as a dummy alone."""
    current_thread().name = name
