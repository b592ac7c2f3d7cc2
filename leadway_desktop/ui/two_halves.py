"""A list at the left, what it leads to at the right: side by side, or one page after the other."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

NARROW = 720
"""Below this width, in device-independent pixels, the halves are two pages."""


class TwoHalves(QSplitter):
    """Begins with the left half; wherever there is room for both, both are shown."""

    narrowed = Signal(bool)
    """Whether the halves are two pages from now on, and the right one needs a way back."""

    def __init__(self, name: str, left: QWidget, right: QWidget, widths: tuple[int, int]) -> None:
        """`widths` are those to begin with; the right half takes what the window grows by."""
        super().__init__(Qt.Orientation.Horizontal)
        self.setObjectName(name)
        self.is_narrow = False
        self.shows_left = True
        self._left = left
        self._right = right
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)
        self.addWidget(left)
        self.addWidget(right)
        self.setStretchFactor(1, 1)
        self.setSizes(list(widths))

    def turn_to(self, *, left: bool) -> None:
        """Show one half where they are two pages."""
        self.shows_left = left
        self._show_halves()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Turn into two pages where there is no room for both halves."""
        super().resizeEvent(event)
        is_narrow = self.width() < NARROW
        if is_narrow != self.is_narrow:
            self.is_narrow = is_narrow
            self._show_halves()
            self.narrowed.emit(is_narrow)

    def _show_halves(self) -> None:
        self._left.setVisible(self.shows_left or not self.is_narrow)
        self._right.setVisible(not self.shows_left or not self.is_narrow)
