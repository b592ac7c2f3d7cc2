"""What one works on, and a panel that opens below it: both at once, or the panel alone."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

LOW = 400
"""Below this height, in device-independent pixels, an open panel takes all of the room."""


class TwoFloors(QSplitter):
    """Begins with the panel closed; wherever there is room for both, both are shown."""

    def __init__(self, above: QWidget, panel: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self.is_low = False
        self.is_open = False
        self._above = above
        self._panel = panel
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)
        self.addWidget(above)
        self.addWidget(panel)
        self.setStretchFactor(0, 1)
        self._show_floors()

    def open_panel(self, is_open: bool) -> None:
        """Open or close the panel."""
        self.is_open = is_open
        self._show_floors()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the panel alone on the page where there is no room for both."""
        super().resizeEvent(event)
        is_low = self.height() < LOW
        if is_low != self.is_low:
            self.is_low = is_low
            self._show_floors()

    def _show_floors(self) -> None:
        self._panel.setVisible(self.is_open)
        self._above.setVisible(not (self.is_open and self.is_low))
