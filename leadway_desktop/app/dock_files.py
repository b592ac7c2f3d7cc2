"""Files that were dropped on the program's icon in macOS' Dock."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QFileOpenEvent


class DockFiles(QObject):
    """Hears of them, each in an event of its own."""

    def __init__(self, offer: Callable[[Sequence[Path]], None], parent: QObject) -> None:
        super().__init__(parent)
        self._offer = offer

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take such an event, and leave all others."""
        if isinstance(event, QFileOpenEvent) and event.file():
            self._offer([Path(event.file())])
            return True
        return super().eventFilter(watched, event)
