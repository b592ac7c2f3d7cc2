"""A list whose rows can be dragged, or moved by Alt and the arrows, while they wait."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDrag,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QListView

from leadway_desktop.ui.edge_scroller import EdgeScroller
from leadway_desktop.ui.row_blocks import selected_rows
from leadway_desktop.ui.theme import Theme
from leadway_desktop.ui.tokens import SPACE_12
from leadway_desktop.ui.uploads.shown_uploads import ShownUploads

_ROWS = "application/x-leadway-desktop-upload-rows"
_KNOB = 4
"""Radius of the end of the line that shows where rows would go."""


class MovableRows(QListView):
    """Rows go between rows that wait; where a drag is above or below these, to their nearest end.

    Takes drops only while a drag of its own goes on: files are for whatever is around the list.
    """

    move_wanted = Signal(object, object, object)
    """list[str], str | None, str | None: ids, and the id that they go before, or else after."""

    def __init__(self, shown: ShownUploads, theme: Theme) -> None:
        super().__init__()
        self._shown = shown
        self._theme = theme
        self._gap: int | None = None
        self._scroller = EdgeScroller(self)
        self._scroller.scrolled.connect(self._point_at)
        self.setModel(shown)
        self.setDragEnabled(True)
        self.setAcceptDrops(False)

    def picture_of(self, rows: Sequence[int]) -> QPixmap:
        """Return what hangs on the pointer."""
        raise NotImplementedError

    # -- by keyboard ------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt and an arrow: one row up or down."""
        is_alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
        if is_alt and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._step(up=event.key() == Qt.Key.Key_Up)
        else:
            super().keyPressEvent(event)

    def _step(self, *, up: bool) -> None:
        rows = self._movable_rows()
        if rows:
            self._move(rows, rows[0] - 1 if up else rows[-1] + 2)

    # -- by mouse ---------------------------------------------------------------------------------

    def startDrag(self, _actions: Qt.DropAction) -> None:
        """Drag the selected rows that wait."""
        rows = self._movable_rows()
        if not rows:
            return
        drag, data = QDrag(self), QMimeData()
        data.setData(_ROWS, b"")
        drag.setMimeData(data)
        drag.setPixmap(self.picture_of(rows))
        drag.setHotSpot(QPoint(SPACE_12, -SPACE_12))
        self.setAcceptDrops(True)
        try:
            drag.exec(Qt.DropAction.MoveAction)
        finally:
            self.setAcceptDrops(False)
            self._point_at(None)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take rows of this list."""
        self._take(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Show where they would go."""
        self._take(event)

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        """Show nothing."""
        self._point_at(None)

    def dropEvent(self, event: QDropEvent) -> None:
        """Have them go there."""
        self._take(event)
        gap, rows = self._gap, self._movable_rows()
        self._point_at(None)
        if event.isAccepted() and gap is not None and rows:
            self._move(rows, gap)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows, and the line between the two where dragged ones would go."""
        super().paintEvent(event)
        if self._gap is not None:
            painter = QPainter(self.viewport())
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            _paint_line(painter, self._line(self._gap), self._theme.colour("accent"))
            painter.end()

    def _take(self, event: QDropEvent) -> None:
        if event.mimeData().hasFormat(_ROWS):
            self._point_at(event.position().toPoint())
            event.setDropAction(Qt.DropAction.MoveAction)
            event.accept()
        else:
            event.ignore()

    def _point_at(self, position: QPoint | None) -> None:
        self._scroller.follow(position)
        gap = None if position is None else self._gap_at(position)
        if gap != self._gap:
            self._gap = gap
            self.viewport().update()

    def _gap_at(self, position: QPoint) -> int | None:
        """Return the row before which a drag at that point would put its rows."""
        waiting = self._shown.rows_that_wait()
        if not waiting:
            return None
        index = self.indexAt(position)
        if not index.isValid():
            return waiting.stop if position.y() > 0 else waiting.start
        is_lower_half = position.y() > self.visualRect(index).center().y()
        return min(max(index.row() + is_lower_half, waiting.start), waiting.stop)

    def _line(self, gap: int) -> tuple[QPointF, QPointF]:
        rows = self._shown.rows_that_wait()
        row = min(gap, rows.stop - 1)
        rect = self.visualRect(self._shown.index(row, 0))
        y = rect.top() if gap == row else rect.bottom() + 1
        y = min(max(y, _KNOB), self.viewport().height() - _KNOB)
        return QPointF(SPACE_12, y), QPointF(rect.right() - SPACE_12, y)

    # -- either way -------------------------------------------------------------------------------

    def _movable_rows(self) -> list[int]:
        waiting = self._shown.rows_that_wait()
        return [row for row in selected_rows(self) if row in waiting]

    def _move(self, rows: Sequence[int], gap: int) -> None:
        """Have rows go before row `gap`, unless they are there."""
        waiting = self._shown.rows_that_wait()
        gap = min(max(gap, waiting.start), waiting.stop)
        is_one_block = rows[-1] - rows[0] == len(rows) - 1
        if is_one_block and rows[0] <= gap <= rows[-1] + 1:
            return
        ids = [self._shown.id_at(row) for row in rows]
        if gap < waiting.stop:
            self.move_wanted.emit(ids, self._shown.id_at(gap), None)
        else:
            self.move_wanted.emit(ids, None, self._shown.id_at(gap - 1))


def _paint_line(painter: QPainter, line: tuple[QPointF, QPointF], colour: QColor) -> None:
    start, end = line
    painter.setPen(QPen(colour, 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(start, _KNOB - 1, _KNOB - 1)
    painter.drawLine(QPointF(start.x() + _KNOB - 1, start.y()), end)
