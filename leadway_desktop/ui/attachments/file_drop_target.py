"""A widget on which files can be let go."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from leadway_desktop.ui.incoming_files import (
    IncomingFiles,
    files_of,
    files_of_drag,
    take_as_copy,
)


class FileDropTarget(QWidget):
    """Takes files as copies, and says so while they hover; what else is dragged is refused."""

    files_hovering = Signal(int)
    """How many files letting go would bring; 0: the drag has ended."""
    files_dropped = Signal(object)
    """IncomingFiles."""
    only_movable = Signal()
    """A drag has come whose files its source would delete: they are not taken."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.takes_files = False
        """Whether there is anybody to take them for."""
        self._dragged = IncomingFiles()
        self.setAcceptDrops(True)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Look at what is dragged, once per drag: asking the source takes its time."""
        self._dragged = files_of_drag(event)
        if self.takes_files and not self._dragged and files_of(event.mimeData()):
            self.only_movable.emit()
        self._hover(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Keep saying what letting go would do: each move is answered by itself."""
        self._hover(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Put the light out."""
        self._end_drag()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the files, as copies."""
        files = self._dragged
        self._end_drag()
        if not self.takes_files or not files:
            event.ignore()
            return
        take_as_copy(event)
        self.files_dropped.emit(files)

    def _hover(self, event: QDropEvent) -> None:
        if not self.takes_files or not self._dragged:
            event.ignore()
            return
        take_as_copy(event)
        self.files_hovering.emit(len(self._dragged.paths))

    def _end_drag(self) -> None:
        self._dragged = IncomingFiles()
        self.files_hovering.emit(0)
