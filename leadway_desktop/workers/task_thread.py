"""A QThread that runs what it is given, one task after the other."""

from __future__ import annotations

from collections.abc import Callable
from queue import SimpleQueue

from PySide6.QtCore import QObject, QThread

from leadway_desktop.logs import report_uncaught

Task = Callable[[], object]


class TaskThread(QThread):
    """Runs tasks in their order; starts with the first and ends with `finish`.

    Tasks report their own failures; one that does not is logged and shown, and the next one runs.
    """

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._tasks: SimpleQueue[Task | None] = SimpleQueue()

    def submit(self, task: Task) -> None:
        """Have a task run after those submitted before."""
        self._tasks.put(task)
        if not self.isRunning():
            self.start()

    def finish(self) -> None:
        """End after the tasks submitted so far, and wait for that."""
        if self.isRunning():
            self._tasks.put(None)
            self.wait()

    def run(self) -> None:
        """Run in the thread itself; see QThread."""
        while (task := self._tasks.get()) is not None:
            try:
                task()
            except Exception as error:
                report_uncaught(error, f"A task of {self.objectName()} failed")
