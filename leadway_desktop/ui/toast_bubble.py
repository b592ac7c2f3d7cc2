"""A quiet word above the foot of the window, where that has no room for it."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from leadway_desktop.ui.theme import set_role
from leadway_desktop.ui.tokens import SPACE_8, SPACE_16


class ToastBubble(QLabel):
    """Lies over the page; a click takes it away, and presses nothing that it hides."""

    dismissed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("toast_bubble")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        set_role(self, "bubble")
        self._going = QTimer(self)
        self._going.setSingleShot(True)
        self._going.timeout.connect(self.dismissed)
        self.hide()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go, but not before a second click that would press what is below."""
        self._going.start(QApplication.doubleClickInterval())

    def show_above(self, foot: QWidget, text: str) -> None:
        """Show the text over the end of the page that `foot` belongs to; empty: nothing."""
        page = foot.parentWidget()
        if page is None or not text:
            self.hide()
            return
        if self.parentWidget() is not page:
            self.setParent(page)
        if text != self.text():
            self._going.stop()
        self.setText(text)
        self.ensurePolished()
        edges = self.contentsMargins().left() + self.contentsMargins().right() + 2
        room = page.width() - 2 * SPACE_16
        width = min(self.fontMetrics().horizontalAdvance(text) + edges, room)
        height = self.heightForWidth(width)
        end = room + SPACE_16 - width if self.isLeftToRight() else SPACE_16
        place = QRect(end, foot.y() - height - SPACE_8, width, height)
        if place != self.geometry() or not self.isVisible():
            self.setGeometry(place)
            self.raise_()
            self.show()
