"""What hangs on the pointer while rows are dragged: the first file, and how many there are."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from leadway_desktop.domain.content_type import UNKNOWN_CONTENT_TYPE, content_type_of
from leadway_desktop.domain.upload import Upload
from leadway_desktop.ui.icons import file_icon_name, pixmap
from leadway_desktop.ui.theme import Theme
from leadway_desktop.ui.tokens import CONTROL_RADIUS, SPACE_8, SPACE_12
from leadway_desktop.ui.uploads.row_layout import RowFonts
from leadway_desktop.ui.uploads.row_text import shortened_name
from leadway_desktop.ui.uploads.upload_words import name_of

_MOST = 260
_HEIGHT = 40
_ICON = 20
_BEHIND = 4
"""How far a second card looks out below the first."""
_BADGE = 20


def drag_picture(uploads: Sequence[Upload], theme: Theme, fonts: RowFonts, ratio: float) -> QPixmap:
    """Return the picture of dragged uploads for a screen's ratio."""
    room = _MOST - _ICON - 3 * SPACE_12
    name = shortened_name(name_of(uploads[0]), fonts.name.metrics, room)
    width = _ICON + 3 * SPACE_12 + min(room, fonts.name.metrics.horizontalAdvance(name) + 1)
    size = QSize(width + _BADGE // 2, _HEIGHT + _BADGE // 2 + _BEHIND)
    picture = QPixmap(size * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    card = QRect(0, _BADGE // 2, width, _HEIGHT)
    if len(uploads) > 1:
        _paint_card(painter, card.adjusted(SPACE_8, _BEHIND, -SPACE_8, _BEHIND), theme)
    _paint_card(painter, card, theme)
    _paint_file(painter, card, uploads[0], name, theme, fonts, ratio)
    if len(uploads) > 1:
        _paint_count(painter, card, len(uploads), theme, fonts)
    painter.end()
    return picture


def _paint_card(painter: QPainter, card: QRect, theme: Theme) -> None:
    painter.setPen(QPen(theme.colour("accent"), 1))
    painter.setBrush(theme.colour("raised"))
    inner = QRectF(card).adjusted(0.5, 0.5, -0.5, -0.5)
    painter.drawRoundedRect(inner, CONTROL_RADIUS, CONTROL_RADIUS)


def _paint_file(
    painter: QPainter,
    card: QRect,
    upload: Upload,
    name: str,
    theme: Theme,
    fonts: RowFonts,
    ratio: float,
) -> None:
    kind = content_type_of(upload.file.path.name) or UNKNOWN_CONTENT_TYPE
    tile = QRect(card.left() + SPACE_12, card.center().y() - _ICON // 2 + 1, _ICON, _ICON)
    colour = theme.colour("text2").name()
    painter.drawPixmap(tile.topLeft(), pixmap(file_icon_name(kind), colour, _ICON, ratio))
    painter.setFont(fonts.name.font)
    painter.setPen(theme.colour("text"))
    text = card.adjusted(_ICON + 2 * SPACE_12, 0, -SPACE_12 + 1, 0)
    painter.drawText(text, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)


def _paint_count(painter: QPainter, card: QRect, count: int, theme: Theme, fonts: RowFonts) -> None:
    label = str(count)
    width = max(_BADGE, fonts.action.metrics.horizontalAdvance(label) + SPACE_12)
    badge = QRectF(card.right() + _BADGE / 2 - width, 0, width, _BADGE)
    painter.setPen(QPen(QColor(theme.colour("raised")), 2))
    painter.setBrush(theme.colour("accent"))
    painter.drawRoundedRect(badge.adjusted(1, 1, -1, -1), _BADGE / 2, _BADGE / 2)
    painter.setFont(fonts.action.font)
    painter.setPen(theme.colour("on_accent"))
    painter.drawText(badge.translated(QPointF(0, -0.5)), Qt.AlignmentFlag.AlignCenter, label)
