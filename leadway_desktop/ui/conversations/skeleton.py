"""The shape of rows to come, while the first page is on its way; it does not move."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from leadway_desktop.ui.avatars import AVATAR_SIZE
from leadway_desktop.ui.tokens import SPACE_12, Tokens

_BAR = 9
_WIDTHS = ((0.42, 0.78), (0.55, 0.62), (0.36, 0.84), (0.5, 0.7))
"""Name and message as shares of the room there is: uneven, as names and messages are."""


def paint_skeleton(area: QWidget, tokens: Tokens, row_height: int) -> None:
    """Fill a viewport with the outlines of rows."""
    painter = QPainter(area)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tokens.sunken if not tokens.is_dark else tokens.hover))
    for row in range(area.height() // row_height + 1):
        _paint_row(painter, area.width(), row * row_height, row_height, _WIDTHS[row % len(_WIDTHS)])
    painter.end()


def _paint_row(
    painter: QPainter, width: int, top: int, height: int, shares: tuple[float, float]
) -> None:
    middle = top + height // 2
    painter.drawEllipse(QRect(SPACE_12, middle - AVATAR_SIZE // 2, AVATAR_SIZE, AVATAR_SIZE))
    left = SPACE_12 + AVATAR_SIZE + SPACE_12
    room = width - left - SPACE_12
    for share, y in zip(shares, (middle - _BAR - 4, middle + 5), strict=True):
        painter.drawRoundedRect(QRect(left, y, int(room * share), _BAR), _BAR / 2, _BAR / 2)
