"""Draws a row of the uploads: tile, name, facts, bar and actions. It holds no state of theirs."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from leadway_desktop.domain.content_type import UNKNOWN_CONTENT_TYPE, content_type_of
from leadway_desktop.domain.delivery import DeliveryStage
from leadway_desktop.domain.turns import awaits_turn
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.ui.icons import file_icon_name, pixmap
from leadway_desktop.ui.theme import Theme
from leadway_desktop.ui.tokens import CONTROL_RADIUS
from leadway_desktop.ui.uploads.row_layout import (
    BAR,
    BELOW,
    MARGIN,
    MORE_LINES,
    Button,
    RowFonts,
    RowLayout,
    lay_out,
    shown,
    stands_below,
)
from leadway_desktop.ui.uploads.row_text import Part, shortened_name
from leadway_desktop.ui.uploads.upload_actions import (
    STOPPING,
    UploadAction,
    actions_for,
    row_actions_for,
)
from leadway_desktop.ui.uploads.upload_list_model import STATE_ROLE
from leadway_desktop.ui.uploads.upload_state import UploadState
from leadway_desktop.ui.uploads.upload_words import (
    action_label,
    facts_of,
    for_contact,
    name_of,
    title_of,
)

_BADGES = {
    UploadStage.UPLOADED: ("done", "ok"),
    UploadStage.FAILED: ("error", "bad"),
    UploadStage.WAITING: ("wait", "warn"),
    UploadStage.PAUSED: ("pause", "text2"),
}
_MESSAGE_BADGES = {
    DeliveryStage.PLANNED: ("wait", "text2"),
    DeliveryStage.SENDING: ("send", "accent"),
    DeliveryStage.CHECKING: ("search", "accent"),
    DeliveryStage.SENT: ("send", "ok"),
    DeliveryStage.REFUSED: ("error", "bad"),
    DeliveryStage.UNKNOWN: ("warning", "warn"),
}
_BADGE = 16
_FILE_ICON = 20
_CLOSE_ICON = 16
_MOST_LINES_TO_ASK = 8

_Index = QModelIndex | QPersistentModelIndex
Hot = tuple[str, UploadAction]
"""The id of an upload and the action in its row: rows move under the pointer."""


class UploadDelegate(QStyledItemDelegate):
    """Paints uploads; the view tells which button the pointer is on."""

    def __init__(self, theme: Theme, view: QAbstractItemView, *, names_conversation: bool) -> None:
        super().__init__(view)
        self._width: Callable[[], int] = view.viewport().width
        self._theme = theme
        self._names_conversation = names_conversation
        self.fonts = RowFonts.make()
        self.under: str | None = None
        """The id of the upload whose row is under the pointer."""
        self.hot: Hot | None = None
        self.pressed: Hot | None = None
        self.shows_focus = False
        """Whether the current row has a focus ring: only for those who use the keyboard."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Return the row's size."""
        width = self._width()
        return QSize(width, self.height_of(index.data(STATE_ROLE), width))

    def height_of(self, state: UploadState, width: int) -> int:
        """Return a row's height; only an error that needs the room makes it higher."""
        if _most_lines_of(state) <= MORE_LINES:
            return self.fonts.row_height()
        height = self.fonts.row_height(self.lines_of(state, width))
        return height + (BELOW if self._has_below(state, width) else 0)

    def lines_of(self, state: UploadState, width: int) -> int:
        """Return how many lines of facts a row of this width has."""
        most = _most_lines_of(state)
        if most == 1:
            return 1
        room = self.layout_of(QRect(0, 0, width, 0), state, 1).facts.width()
        text = "".join(part.text for part in self.facts(state, room))
        return min(most, self.fonts.facts.line_count(text, room))

    def facts(self, state: UploadState, width: int) -> tuple[Part, ...]:
        """Return the row's facts as this view shows them in lines of that width.

        Where they have no room, the contact's name is shortened first: the facts are the news.
        """
        facts = facts_of(state)
        if self._names_conversation:
            facts = for_contact(title_of(state.upload), facts)
        return self.fonts.facts.in_room(facts, width, _most_lines_of(state))

    def layout_of(
        self,
        rect: QRect,
        state: UploadState,
        lines: int,
        direction: Qt.LayoutDirection = Qt.LayoutDirection.LeftToRight,
    ) -> RowLayout:
        """Return where everything in a row is."""
        is_below = self._has_below(state, rect.width())
        labels = _labelled(state) if is_below else shown(_labelled(state), rect.width())
        dismiss = UploadAction.REMOVE in actions_for(state.upload)
        return lay_out(rect, lines, labels, dismiss, self.fonts, direction, is_below=is_below)

    def _has_below(self, state: UploadState, width: int) -> bool:
        """Whether the actions stand below the words, where there are many of both."""
        has_many = _most_lines_of(state) > MORE_LINES
        return has_many and stands_below(_labelled(state), width, self.fonts)

    def action_at(
        self, rect: QRect, state: UploadState, x: int, y: int, direction: Qt.LayoutDirection
    ) -> UploadAction | None:
        """Return the action whose button is at a point of the view, or None."""
        return self.layout_of(rect, state, 1, direction).action_at(x, y)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw a row."""
        state = index.data(STATE_ROLE)
        lines = self.lines_of(state, option.rect.width())
        layout = self.layout_of(option.rect, state, lines, option.direction)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_under = self.under == state.upload.id
        self._paint_ground(painter, option, index.row(), is_under=is_under)
        if is_under and awaits_turn(state.upload):
            self._paint_grip(painter, layout.tile, option)
        self._paint_tile(painter, layout.tile, state)
        self._paint_name(painter, layout.name, state, option.direction)
        facts = self.facts(state, layout.facts.width())
        self.fonts.facts.draw(painter, layout.facts, facts, self._colour, option.direction)
        if state.has_bar:
            self._paint_bar(painter, layout.bar, state, option.direction)
        for action, rect in layout.buttons:
            self._paint_button(painter, rect, action, state)
        painter.restore()

    def _colour(self, name: str) -> QColor:
        return self._theme.colour(name)

    def _paint_ground(
        self, painter: QPainter, option: QStyleOptionViewItem, row: int, *, is_under: bool
    ) -> None:
        inner = QRectF(option.rect).adjusted(4, 4, -4, -4)
        if option.state & QStyle.StateFlag.State_Selected:
            _fill(painter, inner, self._colour("soft"), CONTROL_RADIUS)
        elif is_under:
            _fill(painter, inner, self._colour("hover"), CONTROL_RADIUS)
        if self.shows_focus and option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(self._colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(inner.adjusted(1, 1, -1, -1), 7, 7)
        if row:
            painter.fillRect(
                QRect(option.rect.topLeft(), QSize(option.rect.width(), 1)), self._colour("line")
            )

    def _paint_grip(self, painter: QPainter, tile: QRect, option: QStyleOptionViewItem) -> None:
        """Draw the dots that say that the row can be dragged, in the margin beside its tile."""
        margin = QRect(option.rect.left() + 5, tile.top(), MARGIN - 4, tile.height())
        middle = QPointF(QStyle.visualRect(option.direction, option.rect, margin).center())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._colour("text3"))
        for column in (-2, 2):
            for row in (-5, 0, 5):
                painter.drawEllipse(middle + QPointF(column, row), 1.1, 1.1)

    def _paint_tile(self, painter: QPainter, tile: QRect, state: UploadState) -> None:
        _fill(painter, QRectF(tile), self._colour("sunken"), CONTROL_RADIUS)
        kind = content_type_of(state.upload.file.path.name) or UNKNOWN_CONTENT_TYPE
        middle = QRect(0, 0, _FILE_ICON, _FILE_ICON)
        middle.moveCenter(tile.center())
        self._paint_icon(painter, middle, file_icon_name(kind), "text2")
        badge = _badge_of(state.upload)
        if badge is not None:
            corner = QRect(tile.right() - 10, tile.bottom() - 10, _BADGE, _BADGE)
            _fill(painter, QRectF(corner).adjusted(-1, -1, 1, 1), self._colour("surface"), 9)
            self._paint_icon(painter, corner, *badge)

    def _paint_icon(self, painter: QPainter, rect: QRect, name: str, token: str) -> None:
        ratio = painter.device().devicePixelRatioF()
        picture = pixmap(name, self._colour(token).name(), rect.width(), ratio)
        painter.drawPixmap(rect.topLeft(), picture)

    def _paint_name(
        self, painter: QPainter, rect: QRect, state: UploadState, direction: Qt.LayoutDirection
    ) -> None:
        face = self.fonts.name
        name = shortened_name(name_of(state.upload), face.metrics, rect.width())
        face.draw(painter, rect, (Part(name, "text"),), self._colour, direction)

    def _paint_bar(
        self, painter: QPainter, rect: QRect, state: UploadState, direction: Qt.LayoutDirection
    ) -> None:
        _fill(painter, QRectF(rect), self._colour("line"), BAR / 2)
        done = QRect(rect.topLeft(), QSize(rect.width() * (state.percent or 0) // 100, BAR))
        if done.width():
            placed = QStyle.visualRect(direction, rect, done)
            _fill(painter, QRectF(placed), self._colour("accent"), BAR / 2)

    def _paint_button(
        self, painter: QPainter, rect: QRect, action: UploadAction, state: UploadState
    ) -> None:
        if self.hot == (state.upload.id, action):
            token = "line" if self.pressed == self.hot else "soft"
            _fill(painter, QRectF(rect), self._colour(token), CONTROL_RADIUS)
        if action is UploadAction.REMOVE:
            middle = QRect(0, 0, _CLOSE_ICON, _CLOSE_ICON)
            middle.moveCenter(rect.center())
            self._paint_icon(painter, middle, "close", "text3")
            return
        is_main = _row_actions(state)[0] is action
        quiet = action in STOPPING or not is_main
        painter.setFont((self.fonts.facts if quiet else self.fonts.action).font)
        painter.setPen(self._colour("text2" if quiet else "accent"))
        label = action_label(action, state.upload)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, label)


def _row_actions(state: UploadState) -> tuple[UploadAction, ...]:
    return row_actions_for(state.upload)


def _labelled(state: UploadState) -> list[Button]:
    actions = _row_actions(state)
    return [(action, action_label(action, state.upload)) for action in actions]


def _badge_of(upload: Upload) -> tuple[str, str] | None:
    if upload.stage is UploadStage.UPLOADED and upload.delivery is not None:
        return _MESSAGE_BADGES[upload.delivery.stage]
    return _BADGES.get(upload.stage)


def _most_lines_of(state: UploadState) -> int:
    upload = state.upload
    asks = upload.stage is UploadStage.FAILED
    if upload.stage is UploadStage.UPLOADED and upload.delivery is not None:
        asks = upload.delivery.stage.needs_agent
    if asks:
        return _MOST_LINES_TO_ASK
    return 1 if state.has_bar else MORE_LINES


def _fill(painter: QPainter, rect: QRectF, colour: QColor, radius: float) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRoundedRect(rect, radius, radius)
