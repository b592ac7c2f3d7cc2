"""A row that turns into a column where it has no room."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QBoxLayout, QWidget


class TurningRow(QWidget):
    """Parts side by side where all have the room they want, else below each other."""

    def __init__(self, spacing: int, *parts: QWidget, stacked_spacing: int) -> None:
        super().__init__()
        self._parts = parts
        self._spacing = spacing
        self._stacked_spacing = stacked_spacing
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(spacing)
        for part in parts:
            self._row.addWidget(part)
        self._row.addStretch()

    def minimumSizeHint(self) -> QSize:
        """Return the width of the widest part alone."""
        widths = (part.minimumSizeHint().width() for part in self._parts)
        return QSize(max(widths), super().minimumSizeHint().height())

    def event(self, event: QEvent) -> bool:
        """Turn, where the room is another, or what the parts want."""
        # Show: a style may have given them other fonts meanwhile.
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize, QEvent.Type.Show):
            self._turn()
        return super().event(event)

    def _turn(self) -> None:
        parts = [part for part in self._parts if not part.isHidden()]
        wanted = sum(map(_width_of, parts)) + self._spacing * (len(parts) - 1)
        fits = wanted <= self.width()
        directions = QBoxLayout.Direction
        direction = directions.LeftToRight if fits else directions.TopToBottom
        if direction is not self._row.direction():
            self._row.setDirection(direction)
            self._row.setSpacing(self._spacing if fits else self._stacked_spacing)


def _width_of(part: QWidget) -> int:
    return min(max(part.sizeHint().width(), part.minimumWidth()), part.maximumWidth())
