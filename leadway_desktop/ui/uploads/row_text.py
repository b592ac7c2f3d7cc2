"""Text in a row: broken into lines, shortened, coloured by parts, whatever script it is in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
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
_ROUNDING = 2  # metrics count whole pixels, a layout parts of them


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a text in the colour of a token."""

    text: str
    token: str = "text2"


def line_pitch(font: QFont) -> int:
    """Return the distance of two lines; a fallback font for another script does not change it."""
    return QFontMetrics(font).height() + _LEADING


def shortened_name(name: str, font: QFont, width: int) -> str:
    """Return a file name that fits: cut in the middle of its stem, with its extension whole."""
    metrics = QFontMetrics(font)
    width -= _ROUNDING
    if metrics.horizontalAdvance(name) <= width:
        return name
    extension = PurePath(name).suffix
    if len(extension) > _LONGEST_EXTENSION:
        extension = ""
    stem = name.removesuffix(extension)
    room = width - metrics.horizontalAdvance(extension)
    return metrics.elidedText(stem, Qt.TextElideMode.ElideMiddle, room) + extension


def line_count(text: str, font: QFont, width: int) -> int:
    """Return how many lines the text takes in a width."""
    return max(1, _layout(text, font, width).lineCount())


def fitted(text: str, font: QFont, width: int, lines: int) -> str:
    """Return the text, or as much of its beginning as so many lines take, with an ellipsis."""
    layout = _layout(text, font, width)
    if layout.lineCount() <= lines:
        return text
    kept, rest = _split(text, layout.lineAt(lines - 1).textStart())
    metrics = QFontMetrics(font)
    for room in range(width - _ROUNDING, 0, -_LEAST_WIDTH // 4):
        short = kept + metrics.elidedText(rest, Qt.TextElideMode.ElideRight, room)
        if line_count(short, font, width) <= lines:
            return short
    return kept


def draw_parts(
    painter: QPainter,
    rect: QRect,
    parts: Sequence[Part],
    font: QFont,
    colour_of: Callable[[str], QColor],
    direction: Qt.LayoutDirection,
) -> None:
    """Draw parts one after the other as one paragraph of the row's direction."""
    lines = max(1, rect.height() // line_pitch(font))
    text = fitted("".join(part.text for part in parts), font, rect.width(), lines)
    layout = _layout(text, font, rect.width(), direction, _formats(parts, colour_of))
    layout.draw(painter, QPointF(rect.topLeft()))


def _split(text: str, position: int) -> tuple[str, str]:
    """Split where Qt counts to: in UTF-16, where an emoji is two."""
    units = text.encode("utf-16-le")
    return units[: 2 * position].decode("utf-16-le"), units[2 * position :].decode("utf-16-le")


def _formats(
    parts: Sequence[Part], colour_of: Callable[[str], QColor]
) -> list[QTextLayout.FormatRange]:
    formats, start = [], 0
    for part in parts:
        span = QTextLayout.FormatRange()
        span.start, span.length = start, len(part.text.encode("utf-16-le")) // 2
        look = QTextCharFormat()
        look.setForeground(colour_of(part.token))
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
    layout.setFormats(formats)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    option.setTextDirection(direction)
    layout.setTextOption(option)
    layout.beginLayout()
    top, ascent = 0, QFontMetrics(font).ascent()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(width, _LEAST_WIDTH))
        line.setPosition(QPointF(0, top + ascent - line.ascent()))
        top += line_pitch(font)
    layout.endLayout()
    return layout
