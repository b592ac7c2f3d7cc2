"""What is below the head of a conversation: it scrolls in the lowest of windows alone."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from leadway_desktop.ui.theme import set_role
from leadway_desktop.ui.tokens import SPACE_12, SPACE_16, SPACE_20


class ScrollingBody(QScrollArea):
    """Parts below each other, each as high as it may be; where there is less room, it scrolls."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        content = _Content()
        set_role(content, "content")
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(content)
        self.column = QVBoxLayout(content)
        """Takes the parts."""
        self.column.setContentsMargins(SPACE_20, SPACE_16, SPACE_20, SPACE_16)
        self.column.setSpacing(SPACE_12)

    def show_top(self) -> None:
        """Scroll to the first part."""
        self.verticalScrollBar().setValue(0)


class _Content(QWidget):
    """Asks for the least height that its parts need.

    By itself it would ask for all the rows of the uploads, and every one of them would be painted.
    """

    def heightForWidth(self, width: int) -> int:
        """Return that height; without a layout there is none."""
        layout = self.layout()
        return layout.totalMinimumHeightForWidth(width) if layout is not None else -1
