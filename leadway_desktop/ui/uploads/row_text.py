"""Text in a row: broken into lines, shortened, coloured by parts, whatever script it is in."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
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

from leadway_desktop.ui.plain_text import is_isolated, isolated

_LEADING = 2
_LONGEST_EXTENSION = 8
_LEAST_WIDTH = 40
ROUNDING = 2  # metrics count whole pixels, a layout parts of them
_LEAST_LEFT = 72
"""Pixels of a part that gives way: a letter or two say nothing."""
_KEPT = 256
"""Paragraphs that a font keeps as they were set: some screens of rows."""

_Coloured = tuple[tuple[str, int], ...]
"""Texts with their colours as QRgb."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a text in the colour of a token."""

    text: str
    token: str = "text2"
    gives_way: bool = False
    """Whether it is shortened where the parts have no room: what others say is the news."""
    short: str | None = None
    """What is said instead where even that is not enough, or would leave less than half."""


def waiting_parts(what: str, end: str, token: str) -> tuple[Part, ...]:
    """Return what happened and how the wait for it ends, which is told in any case."""
    if not what:
        return (Part(end, token),)
    return (Part(f"{what} ", token, gives_way=True, short=""), Part(end, token))


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

    def in_room(self, parts: Iterable[Part], width: int, lines: int) -> tuple[Part, ...]:
        """Return parts that so many lines take, where giving way is enough; the first ones do."""
        made = list(parts)

        def fit() -> bool:
            return self.line_count("".join(part.text for part in made), width) <= lines

        for place, part in enumerate(made):
            if part.gives_way and not fit():
                self._shorten(made, place, fit)
        for place, part in enumerate(made):
            if part.short is not None and not fit():
                made[place] = replace(part, text=part.short)
        return tuple(made)

    def _shorten(self, parts: list[Part], place: int, fit: Callable[[], bool]) -> None:
        """Leave as much of a part as fits, and a little in any case."""
        part = parts[place]

        def is_too_wide(room: int) -> bool:
            parts[place] = replace(part, text=self._elided(part.text, room))
            return not fit()

        whole = self.metrics.horizontalAdvance(part.text)
        rooms = range(_LEAST_LEFT, whole)
        most = max(0, bisect_left(rooms, True, key=is_too_wide) - 1)
        is_too_wide(rooms[most] if rooms else _LEAST_LEFT)
        if part.short is not None and (not rooms or rooms[most] < whole / 2):
            parts[place] = replace(part, text=part.short)

    def _elided(self, text: str, room: int) -> str:
        foreign = is_isolated(text)
        words = text[1:-1] if foreign else text.rstrip()
        shown = self.metrics.elidedText(words, Qt.TextElideMode.ElideRight, room)
        return isolated(shown) if foreign else shown + text[len(words) :]


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
