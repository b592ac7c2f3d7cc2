"""Brings the news of a failure from whichever thread it happened in to the window's."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from leadway_desktop.logs import tell_of_uncaught


class FailureBell(QObject):
    """Rings in its own thread, for each new failure that nobody caught, until `stop`."""

    rang = Signal()
    _pulled = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # By the event loop even in the same thread: it may just be painting. A queued connection
        # would do so too, but name `Qt`, whose enums take 30 ms of a start.
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.rang)
        self._pulled.connect(self._soon.start)
        self._stop_listening = tell_of_uncaught(self._pulled.emit)

    def stop(self) -> None:
        """Hear of no more."""
        self._stop_listening()
        self.blockSignals(True)  # one may be on its way
