"""What is below the head of a conversation: it scrolls in the lowest of windows alone."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from leadway_desktop.ui.theme import set_role
from leadway_desktop.ui.tokens import SPACE_12, SPACE_16, SPACE_20


class ScrollingBody(QScrollArea):
    """Parts below each other, each as high as it may be; where there is less room, it scrolls."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kept: QWidget | None = None
        self._follows = True
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

    def keep_foot_of(self, part: QWidget) -> None:
        """Keep the foot of a part in sight where there is little room, until the agent scrolls."""
        self._kept = part
        bar = self.verticalScrollBar()
        bar.rangeChanged.connect(self._show_foot)
        bar.actionTriggered.connect(lambda _: self._follow(False))

    def show_top(self) -> None:
        """Scroll to the first part, and stay there."""
        self._follow(False)
        self.verticalScrollBar().setValue(0)

    def show_kept(self) -> None:
        """Keep in sight again what is to be kept."""
        self._follow(True)
        self._show_foot()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep it in sight in another room too."""
        super().resizeEvent(event)
        if event.size().height() != event.oldSize().height():
            self.show_kept()

    def _follow(self, follows: bool) -> None:
        self._follows = follows

    def _show_foot(self) -> None:
        if self._kept is None or self._kept.isHidden() or not self._follows:
            return
        bar = self.verticalScrollBar()
        foot = self._kept.geometry().bottom() + 1 + self.column.spacing()
        bar.setValue(max(bar.value(), foot - self.viewport().height()))


class _Content(QWidget):
    """Asks for the least height that its parts need.

    By itself it would ask for all the rows of the uploads, and every one of them would be painted.
    """

    def heightForWidth(self, width: int) -> int:
        """Return that height; without a layout there is none."""
        layout = self.layout()
        return layout.totalMinimumHeightForWidth(width) if layout is not None else -1
