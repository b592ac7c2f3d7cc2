"""Pages of which one is on show, and which ask for no more room than that one needs."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedWidget, QWidget


class PageStack(QStackedWidget):
    """Of itself Qt's would keep the height for the highest page, which is seldom there."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.currentChanged.connect(self.updateGeometry)

    def minimumSizeHint(self) -> QSize:
        """Return the width of the widest page, which does not change with them."""
        least, page = super().minimumSizeHint(), self.currentWidget()
        return QSize(least.width(), page.minimumSizeHint().height()) if page else least
