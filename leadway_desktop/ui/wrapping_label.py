"""A label that fits into any width: ids, paths and names may have no place to break."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QTextLayout,
)
from PySide6.QtWidgets import QLabel, QMenu, QSizePolicy, QWidget

from leadway_desktop.ui.labels import made_plain


class WrappingLabel(QLabel):
    """Breaks its words into lines; one that is wider than a line is shortened in its middle."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._is_shortened = False

    def sizeHint(self) -> QSize:
        """Return the width of the widest word: with less, one would be shortened."""
        return QSize(self._widest(), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Return no width: words give way."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten anew; the tip has what was left out."""
        super().resizeEvent(event)
        self._is_shortened = self._widest() > self.width()
        self.setText(self._shortened() if self._is_shortened else self._words)
        self.setToolTip(f"<qt>{escape(self._words)}</qt>" if self._is_shortened else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy all of what is shortened: a part of an id finds nothing."""
        if self._is_shortened and event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer the same."""
        if not self._is_shortened:
            super().contextMenuEvent(event)
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Copy")).triggered.connect(self._copy)
        menu.popup(event.globalPos())

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._words)

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
    # A name in Arabic begins at the edge that all share, by the window's direction, not its own.
    alignments = Qt.AlignmentFlag
    label.setAlignment(alignments.AlignLeading | alignments.AlignAbsolute | alignments.AlignTop)
    return label
