"""Text in a row: broken into lines, shortened, coloured by parts, whatever script it is in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import PurePath

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QPainter,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)

_LEADING = 2
_LONGEST_EXTENSION = 8
_LEAST_WIDTH = 40
ROUNDING = 2  # metrics count whole pixels, a layout parts of them
_KEPT = 256
"""Paragraphs that a font keeps as they were set: some screens of rows."""

_Coloured = tuple[tuple[str, int], ...]
"""Texts with their colours as QRgb."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a text in the colour of a token."""

    text: str
    token: str = "text2"


class RowFont:
    """A font, its measures, and what was set in it lately.

    Most rows are painted again as they were, and beside busy upload threads every call into Qt
    may have to wait for its turn: to set a paragraph takes a dozen, to draw a kept one takes one.
    """

    def __init__(self, font: QFont) -> None:
        self.font = font
        self.metrics = QFontMetrics(font)
        self.line_pitch = self.metrics.height() + _LEADING
        """The distance of two lines; a fallback font for another script does not change it."""
        self.line_count = lru_cache(_KEPT)(partial(_line_count, font))
        """Return how many lines a text takes in a width."""
        self._paragraph = lru_cache(_KEPT)(partial(_paragraph, font))

    def draw(
        self,
        painter: QPainter,
        rect: QRect,
        parts: Sequence[Part],
        colour_of: Callable[[str], QColor],
        direction: Qt.LayoutDirection,
    ) -> None:
        """Draw parts one after the other as one paragraph of the row's direction."""
        lines = max(1, rect.height() // self.line_pitch)
        coloured = tuple((part.text, colour_of(part.token).rgba()) for part in parts)
        paragraph = self._paragraph(coloured, rect.width(), lines, direction)
        paragraph.draw(painter, QPointF(rect.topLeft()))


def shortened_name(name: str, metrics: QFontMetrics, width: int) -> str:
    """Return a file name that fits: cut in the middle of its stem, with its extension whole."""
    width -= ROUNDING
    if metrics.horizontalAdvance(name) <= width:
        return name
    extension = PurePath(name).suffix
    if len(extension) > _LONGEST_EXTENSION:
        extension = ""
    stem = name.removesuffix(extension)
    room = width - metrics.horizontalAdvance(extension)
    return metrics.elidedText(stem, Qt.TextElideMode.ElideMiddle, room) + extension


def fitted(text: str, font: QFont, width: int, lines: int) -> str:
    """Return the text, or as much of its beginning as so many lines take, with an ellipsis."""
    layout = _layout(text, font, width)
    if layout.lineCount() <= lines:
        return text
    kept, rest = _split(text, layout.lineAt(lines - 1).textStart())
    metrics = QFontMetrics(font)
    for room in range(width - ROUNDING, 0, -_LEAST_WIDTH // 4):
        short = kept + metrics.elidedText(rest, Qt.TextElideMode.ElideRight, room)
        if _line_count(font, short, width) <= lines:
            return short
    return kept


def _line_count(font: QFont, text: str, width: int) -> int:
    return max(1, _layout(text, font, width).lineCount())


def _paragraph(
    font: QFont, coloured: _Coloured, width: int, lines: int, direction: Qt.LayoutDirection
) -> QTextLayout:
    text = fitted("".join(text for text, _ in coloured), font, width, lines)
    return _layout(text, font, width, direction, _formats(coloured))


def _split(text: str, position: int) -> tuple[str, str]:
    """Split where Qt counts to: in UTF-16, where an emoji is two."""
    units = text.encode("utf-16-le")
    return units[: 2 * position].decode("utf-16-le"), units[2 * position :].decode("utf-16-le")


def _formats(coloured: _Coloured) -> list[QTextLayout.FormatRange]:
    formats, start = [], 0
    for text, colour in coloured:
        span = QTextLayout.FormatRange()
        span.start, span.length = start, len(text.encode("utf-16-le")) // 2
        look = QTextCharFormat()
        look.setForeground(QColor.fromRgba(colour))
        span.format = look
        formats.append(span)
        start += span.length
    return formats


def _layout(
    text: str,
    font: QFont,
    width: int,
    direction: Qt.LayoutDirection = Qt.LayoutDirection.LeftToRight,
    formats: Sequence[QTextLayout.FormatRange] = (),
) -> QTextLayout:
    layout = QTextLayout(text, font)
    layout.setCacheEnabled(True)
    layout.setFormats(formats)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    option.setTextDirection(direction)
    layout.setTextOption(option)
    layout.beginLayout()
    metrics = QFontMetrics(font)
    top, pitch, ascent = 0, metrics.height() + _LEADING, metrics.ascent()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(width, _LEAST_WIDTH))
        line.setPosition(QPointF(0, top + ascent - line.ascent()))
        top += pitch
    layout.endLayout()
    return layout
