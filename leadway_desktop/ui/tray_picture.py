"""The tray's pictures: the program's icon with a bar, a pause or a warning on it."""

from __future__ import annotations

from enum import Enum
from functools import lru_cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap

from leadway_desktop.ui.icons import pixmap

_SIZES = (16, 22, 24, 32, 48, 64)
_STEPS = 20
"""A bar of at most 64 pixels shows no more; each step is drawn once."""

_TRACK = "#64717f"
_FILL = "#5ed6a0"
_PAUSE = "#4d5967"
_WARN = "#f0b45a"
_INK = "#0e1420"
_WHITE = "#ffffff"
"""Panels are light or dark and do not tell: every part stands out on both."""


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
    """Draw in whole pixels: at 16 of them a blurred edge is a lost bar."""
    picture = QPixmap(pixmap("app", "#000000", size, 1.0))
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    if mark is TrayMark.GOES_ON:
        _draw_bar(painter, fraction, size)
    else:
        _draw_badge(painter, mark, size)
    painter.end()
    return picture


def _draw_bar(painter: QPainter, fraction: float, size: int) -> None:
    gap, height = _gap(size), round(size / 4)
    _cut_out(painter, QRectF(0, size - height - gap, size, height + gap), 0)
    track = QRectF(0, size - height, size, height)
    painter.setBrush(QColor(_TRACK))
    painter.drawRoundedRect(track, height / 2, height / 2)
    painter.setClipRect(QRectF(0, track.top(), round(size * fraction), height))
    painter.setBrush(QColor(_FILL))
    painter.drawRoundedRect(track, height / 2, height / 2)


def _draw_badge(painter: QPainter, mark: TrayMark, size: int) -> None:
    across = 2 * round(size * 0.3)
    disc = QRectF(size - across, size - across, across, across)
    gap = _gap(size)
    _cut_out(painter, disc.adjusted(-gap, -gap, gap, gap), across)
    painter.setBrush(QColor(_PAUSE if mark is TrayMark.PAUSED else _WARN))
    painter.drawEllipse(disc)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    if mark is TrayMark.PAUSED:
        _draw_pause(painter, disc)
    else:
        _draw_exclamation(painter, disc)


def _draw_pause(painter: QPainter, disc: QRectF) -> None:
    middle, wide = disc.center(), round(disc.width() / 5)
    apart, high = 2 * round(wide / 2), 2 * round(disc.height() * 0.27)
    for left in (-apart / 2 - wide, apart / 2):
        bar = QRectF(middle.x() + left, middle.y() - high / 2, wide, high)
        painter.fillRect(bar, QColor(_WHITE))


def _draw_exclamation(painter: QPainter, disc: QRectF) -> None:
    middle, wide = disc.center(), 2 * round(disc.width() / 10)
    high = round(disc.height() * 0.4)
    whole = high + wide + wide // 2
    top = disc.top() + (disc.height() - whole) // 2
    left = middle.x() - wide / 2
    painter.fillRect(QRectF(left, top, wide, high), QColor(_INK))
    painter.fillRect(QRectF(left, top + whole - wide, wide, wide), QColor(_INK))


def _gap(size: int) -> int:
    return max(1, round(size / 20))


def _cut_out(painter: QPainter, area: QRectF, across: float) -> None:
    """Let the panel show between the icon and what stands on it; `across` rounds the corners."""
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
    painter.setBrush(QColor(_WHITE))
    painter.drawRoundedRect(area, across, across)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
