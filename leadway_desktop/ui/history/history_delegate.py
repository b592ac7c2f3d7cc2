"""Draws a row of the history: tile, name and day above, whom for and what became of it below."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from leadway_desktop.domain.content_type import UNKNOWN_CONTENT_TYPE, content_type_of
from leadway_desktop.domain.delivery import DeliveryStage
from leadway_desktop.domain.upload import Upload
from leadway_desktop.ui import texts
from leadway_desktop.ui.history.history_model import LOST_ROLE, RECEIPT_ROLE
from leadway_desktop.ui.icons import file_icon_name, pixmap
from leadway_desktop.ui.plain_text import isolated
from leadway_desktop.ui.sending.delivery_words import stage_name
from leadway_desktop.ui.theme import Theme
from leadway_desktop.ui.tokens import CONTROL_RADIUS, SPACE_8, SPACE_12
from leadway_desktop.ui.uploads.row_layout import MARGIN, TILE, RowFonts
from leadway_desktop.ui.uploads.row_text import Part, RowFont, shortened_name
from leadway_desktop.ui.uploads.upload_words import name_of, title_of

_FILE_ICON = 20
_BAR = 9
_BAR_SHARES = (0.5, 0.7)
_STATE_TOKENS = {
    DeliveryStage.SENT: "ok",
    DeliveryStage.REFUSED: "bad",
    DeliveryStage.UNKNOWN: "warn",
}

_Index = QModelIndex | QPersistentModelIndex


class HistoryDelegate(QStyledItemDelegate):
    """Paints receipts, and the outline of a row for one that is on its way."""

    def __init__(self, theme: Theme, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._theme = theme
        self._fonts = RowFonts.make()
        self.shows_focus = False
        """Whether the current row has a focus ring: only for those who use the keyboard."""

    @property
    def row_height(self) -> int:
        """Height of every row."""
        text = self._fonts.name_height + self._fonts.facts_height
        return max(text, TILE) + 2 * SPACE_12

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw a row."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, option, index)
        receipt: Upload | None = index.data(RECEIPT_ROLE)
        inner = option.rect.adjusted(MARGIN, 0, -MARGIN, 0)
        if receipt is not None:
            self._paint_receipt(painter, inner, receipt, option.direction)
        elif index.data(LOST_ROLE):
            self._paint_lost(painter, inner, str(index.data()), option.direction)
        else:
            self._paint_outline(painter, inner)
        painter.restore()

    def _colour(self, name: str) -> QColor:
        return self._theme.colour(name)

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        inner = QRectF(option.rect).adjusted(4, 3, -4, -3)
        painter.setPen(Qt.PenStyle.NoPen)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setBrush(self._colour("soft"))
            painter.drawRoundedRect(inner, CONTROL_RADIUS, CONTROL_RADIUS)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(self._colour("hover"))
            painter.drawRoundedRect(inner, CONTROL_RADIUS, CONTROL_RADIUS)
        if self.shows_focus and option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(self._colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(inner.adjusted(1, 1, -1, -1), 7, 7)

    def _paint_receipt(
        self, painter: QPainter, row: QRect, receipt: Upload, direction: Qt.LayoutDirection
    ) -> None:
        self._paint_tile(painter, QStyle.visualRect(direction, row, self._tile(row)), receipt)
        upper, lower = self._lines(row)
        day = texts.when(receipt.finished_at)
        upper = self._paint_at_end(painter, row, upper, day, self._fonts.facts, "text3", direction)
        name = shortened_name(name_of(receipt), self._fonts.name.metrics, upper.width())
        self._paint_line(painter, row, upper, (Part(name, "text"),), self._fonts.name, direction)
        if receipt.delivery is not None:
            words = stage_name(receipt.delivery)
            token = _STATE_TOKENS.get(receipt.delivery.stage, "text2")
            lower = self._paint_at_end(
                painter, row, lower, words, self._fonts.facts, token, direction
            )
        self._paint_line(painter, row, lower, _facts(receipt), self._fonts.facts, direction)

    def _paint_lost(
        self, painter: QPainter, row: QRect, words: str, direction: Qt.LayoutDirection
    ) -> None:
        line, _ = self._lines(row)
        line.moveTop(row.center().y() - self._fonts.facts_height // 2)
        self._paint_line(painter, row, line, (Part(words),), self._fonts.facts, direction)

    def _paint_outline(self, painter: QPainter, row: QRect) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._colour("sunken"))
        painter.drawRoundedRect(QRectF(self._tile(row)), CONTROL_RADIUS, CONTROL_RADIUS)
        for line, share in zip(self._lines(row), _BAR_SHARES, strict=True):
            bar = QRectF(line.left(), line.center().y() - _BAR / 2, line.width() * share, _BAR)
            painter.drawRoundedRect(bar, _BAR / 2, _BAR / 2)

    def _paint_tile(self, painter: QPainter, tile: QRect, receipt: Upload) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._colour("sunken"))
        painter.drawRoundedRect(QRectF(tile), CONTROL_RADIUS, CONTROL_RADIUS)
        kind = content_type_of(receipt.file.path.name) or UNKNOWN_CONTENT_TYPE
        ratio = painter.device().devicePixelRatioF()
        colour = self._colour("text2").name()
        picture = pixmap(file_icon_name(kind), colour, _FILE_ICON, ratio)
        middle = QRect(0, 0, _FILE_ICON, _FILE_ICON)
        middle.moveCenter(tile.center())
        painter.drawPixmap(middle.topLeft(), picture)

    def _paint_at_end(
        self,
        painter: QPainter,
        row: QRect,
        line: QRect,
        words: str,
        face: RowFont,
        token: str,
        direction: Qt.LayoutDirection,
    ) -> QRect:
        """Paint words at the line's end; returns what is left of the line."""
        width = face.metrics.horizontalAdvance(words) + 2
        place = QRect(line.right() - width + 1, line.top(), width, line.height())
        self._paint_line(painter, row, place, (Part(words, token),), face, direction)
        return line.adjusted(0, 0, -width - SPACE_8, 0)

    def _paint_line(
        self,
        painter: QPainter,
        row: QRect,
        line: QRect,
        parts: tuple[Part, ...],
        face: RowFont,
        direction: Qt.LayoutDirection,
    ) -> None:
        place = QStyle.visualRect(direction, row, line)
        face.draw(painter, place, parts, self._colour, direction)

    def _tile(self, row: QRect) -> QRect:
        return QRect(row.left(), row.center().y() - TILE // 2 + 1, TILE, TILE)

    def _lines(self, row: QRect) -> tuple[QRect, QRect]:
        """Return where the two lines are, together in the middle of the row."""
        fonts = self._fonts
        left = row.left() + TILE + SPACE_12
        width = row.right() - left + 1
        top = row.center().y() + 1 - (fonts.name_height + fonts.facts_height) // 2
        upper = QRect(left, top, width, fonts.name_height)
        return upper, QRect(left, upper.bottom() + 1, width, fonts.facts_height)


def _facts(receipt: Upload) -> tuple[Part, ...]:
    facts = (texts.channel_name(receipt.target.channel), texts.size(receipt.file.size))
    return (Part(isolated(title_of(receipt)), "text2"), Part("".join(f" · {one}" for one in facts)))
