"""A thin line that moves while something is being asked; its place is kept while it is not."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from leadway_desktop.ui.theme import Theme

_HEIGHT = 2
_TICK = 33  # ms
_STEP = 0.02  # of the way, a tick
_LENGTH = 0.3  # of the width
_PATIENCE = 150  # ms: what is quicker than this is not shown at all


class BusyLine(QWidget):
    """Appears only when the wait is long enough to be noticed."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._way = 0.0
        self._is_moving = False
        self._start = QTimer(self)
        self._start.setSingleShot(True)
        self._start.setInterval(_PATIENCE)
        self._start.timeout.connect(self._begin)
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK)
        self._tick.timeout.connect(self._advance)
        self.setFixedHeight(_HEIGHT)

    def set_busy(self, busy: bool) -> None:
        """Start or stop moving."""
        if not busy:
            self._start.stop()
            self._tick.stop()
            self._is_moving = False
            self.update()
        elif not self._is_moving and not self._start.isActive():
            self._start.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the part that moves, if it does."""
        if not self._is_moving:
            return
        length = self.width() * _LENGTH
        left = self._way * (self.width() + length) - length
        painter = QPainter(self)
        painter.fillRect(QRectF(left, 0, length, _HEIGHT), QColor(self._theme.tokens.accent))
        painter.end()

    def _begin(self) -> None:
        self._is_moving = True
        self._way = 0.0
        self._tick.start()

    def _advance(self) -> None:
        self._way = (self._way + _STEP) % 1.0
        self.update()
