"""The tray's pictures: the program's icon with a bar, a pause or a warning on it."""

from __future__ import annotations

from enum import Enum
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap

from leadway_desktop.ui.icons import pixmap

_SIZES = (16, 22, 24, 32, 48, 64)
_STEPS = 20
"""A bar of at most 64 pixels shows no more; each step is drawn once."""

_TRACK = "#0e1420"
_FILL = "#57c993"
_PAUSE = "#4d5967"
_WARN = "#f0b45a"
_WHITE = "#ffffff"


class TrayMark(Enum):
    """What the picture tells beside the progress."""

    GOES_ON = "goes on"
    PAUSED = "paused"
    WAITS = "waits"
    """For somebody: a sign-in, or a look at what failed."""


def tray_icon(mark: TrayMark, fraction: float) -> QIcon:
    """Return the picture for a mark and a progress from 0 to 1."""
    return _icon(mark, max(0, min(_STEPS, int(fraction * _STEPS))))


@lru_cache(maxsize=3 * (_STEPS + 1))
def _icon(mark: TrayMark, step: int) -> QIcon:
    made = QIcon()
    for size in _SIZES:
        made.addPixmap(_picture(mark, step / _STEPS, size))
    return made


def _picture(mark: TrayMark, fraction: float, size: int) -> QPixmap:
    picture = QPixmap(pixmap("app", "#000000", size, 1.0))
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.scale(size / 16, size / 16)
    if mark is TrayMark.GOES_ON:
        _draw_bar(painter, fraction)
    else:
        _draw_badge(painter, mark)
    painter.end()
    return picture


def _draw_bar(painter: QPainter, fraction: float) -> None:
    track = QRectF(0, 11, 16, 5)
    painter.setBrush(QColor(_TRACK))
    painter.drawRoundedRect(track, 2, 2)
    inner = track.adjusted(1, 1, -1, -1)
    inner.setWidth(max(1.5, inner.width() * fraction))
    painter.setBrush(QColor(_FILL))
    painter.drawRoundedRect(inner, 1, 1)


def _draw_badge(painter: QPainter, mark: TrayMark) -> None:
    disc = QRectF(6.5, 6.5, 9.5, 9.5)
    painter.setBrush(QColor(_PAUSE if mark is TrayMark.PAUSED else _WARN))
    painter.drawEllipse(disc)
    ink = QColor(_WHITE if mark is TrayMark.PAUSED else _TRACK)
    painter.setPen(QPen(ink, 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    middle = disc.center()
    if mark is TrayMark.PAUSED:
        for x in (-1.5, 1.5):
            painter.drawLine(middle + QPointF(x, -1.9), middle + QPointF(x, 1.9))
    else:
        painter.drawLine(middle + QPointF(0, -2.4), middle + QPointF(0, 0.6))
        painter.drawPoint(middle + QPointF(0, 2.7))
