"""A label that shortens its text instead of asking for room; always plain text."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


class ElidedLabel(QLabel):
    """One line, cut at its end; the whole text is there for screen readers and `full_text`.

    Where there is a shorter text, it is shown rather than a part of the whole one.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._full = ""
        self._shorter = ""
        # A name in Hebrew stands where the others do: by the window's direction, not its own.
        alignments = Qt.AlignmentFlag
        self.setAlignment(
            alignments.AlignLeading | alignments.AlignAbsolute | alignments.AlignVCenter
        )
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    @property
    def full_text(self) -> str:
        """The text before it was shortened."""
        return self._full

    def show_text(self, text: str, shorter: str = "") -> None:
        """Show this text, or the shorter one, or as much of it as fits."""
        self._full, self._shorter = text, shorter
        self.setAccessibleName(text)
        self.updateGeometry()
        self._shorten()

    def sizeHint(self) -> QSize:
        """Return the room for the whole text; as high as the font, whatever the script."""
        metrics = self.fontMetrics()
        width = metrics.horizontalAdvance(self._full) + 1
        return QSize(width, max(super().sizeHint().height(), metrics.height()))

    def minimumSizeHint(self) -> QSize:
        """Return no width: the text gives way."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten anew."""
        super().resizeEvent(event)
        self._shorten()

    def changeEvent(self, event: QEvent) -> None:
        """Measure anew: another weight, by a style or a screen, needs another room."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()
            self._shorten()

    def _shorten(self) -> None:
        mode, room, metrics = Qt.TextElideMode.ElideRight, self.width(), self.fontMetrics()
        fits = not self._shorter or metrics.horizontalAdvance(self._full) <= room
        shown = metrics.elidedText(self._full if fits else self._shorter, mode, room)
        self.setText(shown)
