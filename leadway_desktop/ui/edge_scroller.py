"""Scrolls a view while a drag waits near its upper or lower edge."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, QTimer, Signal
from PySide6.QtWidgets import QAbstractItemView

_MARGIN = 40  # pixels from an edge within which the view moves
_FASTEST = 14  # pixels a tick, at the very edge
_TICK = 16  # ms
_REST = 250  # ms; who only crosses the edge leaves the rows where they are


class EdgeScroller(QObject):
    """Moves its view by a few pixels a tick, faster the nearer the drag is to the edge."""

    scrolled = Signal(QPoint)
    """The rows moved under the drag, which is still at this point."""

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._view = view
        self._position: QPoint | None = None
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._step)

    def follow(self, position: QPoint | None) -> None:
        """Take the drag's position in the viewport; None when it is gone."""
        self._position = position
        if self._speed() == 0:
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start(_REST)

    def _speed(self) -> int:
        if self._position is None:
            return 0
        above = _MARGIN - self._position.y()
        below = self._position.y() - (self._view.viewport().height() - _MARGIN)
        if above > 0:
            return -max(1, min(above, _MARGIN) * _FASTEST // _MARGIN)
        return max(1, min(below, _MARGIN) * _FASTEST // _MARGIN) if below > 0 else 0

    def _step(self) -> None:
        self._timer.setInterval(_TICK)
        bar = self._view.verticalScrollBar()
        before = bar.value()
        bar.setValue(before + self._speed())
        if bar.value() != before and self._position is not None:
            self.scrolled.emit(self._position)
