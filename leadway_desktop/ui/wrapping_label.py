"""A label that fits into any width: ids, paths and names may have no place to break."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent, QTextLayout
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from leadway_desktop.ui.labels import made_plain


class WrappingLabel(QLabel):
    """Breaks its words into lines; one that is wider than a line is shortened in its middle."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words

    def sizeHint(self) -> QSize:
        """Return the width of the widest word: with less, one would be shortened."""
        return QSize(self._widest(), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Return no width: words give way."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten anew; the tip has what was left out."""
        super().resizeEvent(event)
        has_room = self._widest() <= self.width()
        self.setText(self._words if has_room else self._shortened())
        self.setToolTip("" if has_room else f"<qt>{escape(self._words)}</qt>")

    def _shortened(self) -> str:
        metrics, mode = self.fontMetrics(), Qt.TextElideMode.ElideMiddle
        return " ".join(
            metrics.elidedText(word, mode, self.width()) for word in self._words.split(" ")
        )

    def _widest(self) -> int:
        """Return the room of the widest part that no line can break."""
        layout = QTextLayout(self._words, self.font())
        layout.beginLayout()
        widest = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(1)  # a word on each
            widest = max(widest, line.naturalTextWidth())
        layout.endLayout()
        return int(widest) + 2


def wrapping(parent: QWidget, role: str, name: str, words: str) -> QLabel:
    """Return a label for words of any origin that asks for no width."""
    label = made_plain(WrappingLabel(words, parent), role, name, words)
    policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    policy.setHorizontalStretch(1)
    policy.setHeightForWidth(True)
    label.setSizePolicy(policy)
    return label
