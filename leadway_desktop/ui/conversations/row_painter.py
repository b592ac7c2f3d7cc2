"""One row of the conversation list while it is being drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.conversation import Conversation
from leadway_desktop.ui import texts
from leadway_desktop.ui.avatars import AVATAR_SIZE, BADGE_SIZE, paint_avatar, paint_badge
from leadway_desktop.ui.conversations import row_words
from leadway_desktop.ui.icons import pixmap
from leadway_desktop.ui.theme import font
from leadway_desktop.ui.tokens import (
    BODY_SIZE,
    HINT_SIZE,
    SMALL_SIZE,
    SPACE_4,
    SPACE_8,
    SPACE_12,
    Tokens,
)

_GAP = 10
_LINE_HEIGHT = 20
_STAR = 12
_PILL_HEIGHT, _PILL_PADDING = 18, 6
_BADGE_SHIFT = 6  # how far the badge's middle is inside the avatar's corner
_BAR, _BAR_LIFT = 3, 7  # the line of uploads, and how far its top is above the row's end
_RING_INSET, _RING_RADIUS = 3.0, 9.0

_LINE = Qt.TextFlag.TextSingleLine | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute


class RowFonts:
    """The fonts of a row, made once."""

    def __init__(self) -> None:
        self.name = font(BODY_SIZE, QFont.Weight.DemiBold)
        self.body = font(BODY_SIZE)
        self.hint = font(HINT_SIZE)
        self.pill = font(SMALL_SIZE, QFont.Weight.DemiBold)

    @cached_property
    def line_height(self) -> int:
        """The height of a line of the larger fonts."""
        return max(QFontMetrics(self.name).height(), QFontMetrics(self.body).height())


@dataclass(frozen=True, slots=True)
class RowLook:
    """What every row has in common: colours, fonts, and whether the focus is to be seen."""

    tokens: Tokens
    fonts: RowFonts
    channel: Channel | None
    shows_focus: bool
    end_inset: int
    """Free pixels after times and counts, so that they line up with what is above the list."""


class RowPainter:
    """Draws a conversation into the rectangle of a style option."""

    def __init__(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        conversation: Conversation,
        look: RowLook,
    ) -> None:
        self._painter = painter
        self._area = QRect(option.rect)
        self._state = option.state
        self._mirrored = option.direction is Qt.LayoutDirection.RightToLeft
        self._conversation = conversation
        self._look = look
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # Names and messages find their own direction, whatever the window's is.
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)

    def paint(
        self, offers: Sequence[str], progress: float | None = None, draft: str | None = None
    ) -> None:
        """Draw the row; `offers` say what a drop would do: the first that has room is shown.

        They take the message's place.

        `progress` (0 to 1) is how far the uploads of the conversation are; None: no line. `draft`
        is what is being written, and takes the message's place too; None: nothing is.
        """
        self._paint_background(bool(offers))
        self._paint_avatar(bool(offers))
        upper, lower = self._lines()
        self._paint_name(self._paint_moment(upper))
        if offers:
            self._paint_offer(lower, offers)
        elif draft is not None:
            self._paint_draft(self._paint_pill(lower), draft)
        else:
            self._paint_preview(self._paint_pill(lower))
        if progress is not None:
            self._paint_progress(lower, progress)
        self._paint_rings(bool(offers))

    def _paint_offer(self, area: QRect, offers: Sequence[str]) -> None:
        face = self._look.fonts.name
        widths = map(QFontMetrics(face).horizontalAdvance, offers)
        fitting = (one for one, width in zip(offers, widths, strict=True) if width <= area.width())
        self._text(area, next(fitting, offers[-1]), face, "accent")

    def _paint_background(self, is_target: bool) -> None:
        self._painter.fillRect(self._area, QColor(self._background()))
        if is_target:
            self._painter.setPen(Qt.PenStyle.NoPen)
            self._painter.setBrush(QColor(self._look.tokens.soft))
            self._painter.drawRoundedRect(self._inside(), _RING_RADIUS, _RING_RADIUS)

    def _background(self) -> str:
        tokens = self._look.tokens
        if self._state & QStyle.StateFlag.State_Selected:
            return tokens.soft
        is_hovered = self._state & QStyle.StateFlag.State_MouseOver
        return tokens.hover if is_hovered else tokens.surface

    def _inside(self) -> QRectF:
        return QRectF(self._area).adjusted(_RING_INSET, _RING_INSET, -_RING_INSET, -_RING_INSET)

    def _paint_avatar(self, is_target: bool) -> None:
        top = self._area.top() + (self._area.height() - AVATAR_SIZE) // 2
        disc = QRect(self._area.left() + SPACE_12, top, AVATAR_SIZE, AVATAR_SIZE)
        paint_avatar(self._painter, QRectF(self._mirror(disc)), self._conversation)
        middle = disc.bottomRight() - QPointF(_BADGE_SHIFT, _BADGE_SHIFT).toPoint()
        badge = QRect(0, 0, BADGE_SIZE, BADGE_SIZE)
        badge.moveCenter(middle)
        centre = QRectF(self._mirror(badge)).center()
        ring = self._look.tokens.soft if is_target else self._background()
        paint_badge(self._painter, centre, self._look.channel, QColor(ring))

    def _lines(self) -> tuple[QRect, QRect]:
        """Return where the two lines of text go, as in a row from left to right."""
        left = self._area.left() + SPACE_12 + AVATAR_SIZE + _GAP
        right = self._area.right() - self._look.end_inset
        height = max(_LINE_HEIGHT, self._look.fonts.line_height + 2)
        top = self._area.top() + (self._area.height() - 2 * height) // 2
        upper = QRect(left, top, right - left + 1, height)
        return upper, upper.translated(0, height)

    def _paint_moment(self, line: QRect) -> QRect:
        """Draw time and star at the end of the line; returns what is left of it."""
        words = texts.when(self._conversation.last_message_at)
        width = QFontMetrics(self._look.fonts.hint).horizontalAdvance(words)
        end = QRect(line.right() - width, line.top(), width + 1, line.height())
        self._text(end, words, self._look.fonts.hint, "text3", at_end=True)
        rest = line.adjusted(0, 0, -width - SPACE_4 if words else 0, 0)
        if not self._conversation.is_starred:
            return rest.adjusted(0, 0, -SPACE_4, 0)
        self._paint_star(QRect(rest.right() - _STAR, rest.top(), _STAR, rest.height()))
        return rest.adjusted(0, 0, -_STAR - SPACE_8, 0)

    def _paint_star(self, area: QRect) -> None:
        device = self._painter.device()
        ratio = device.devicePixelRatioF() if device is not None else 1.0
        corner = self._mirror(area).center() - QPointF(_STAR / 2, _STAR / 2).toPoint()
        star = pixmap("star-filled", self._look.tokens.warn, _STAR, ratio)
        self._painter.drawPixmap(corner, star)

    def _paint_name(self, line: QRect) -> None:
        self._text(line, row_words.title(self._conversation), self._look.fonts.name, "text")

    def _paint_pill(self, line: QRect) -> QRect:
        """Draw the unread count at the end of the line; returns what is left of it."""
        if self._conversation.unread_count <= 0:
            return line
        words = row_words.unread(self._conversation.unread_count)
        metrics = QFontMetrics(self._look.fonts.pill)
        height = max(_PILL_HEIGHT, metrics.height() + 2)
        width = max(height + 2, metrics.horizontalAdvance(words) + 2 * _PILL_PADDING)
        pill = QRect(line.right() - width + 1, 0, width, height)
        pill.moveTop(line.top() + (line.height() - height) // 2)
        self._paint_disc(self._mirror(pill), words)
        return line.adjusted(0, 0, -width - SPACE_8, 0)

    def _paint_disc(self, pill: QRect, words: str) -> None:
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(QColor(self._look.tokens.accent))
        self._painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
        self._painter.setPen(QColor(self._look.tokens.on_accent))
        self._painter.setFont(self._look.fonts.pill)
        self._painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, words)

    def _paint_preview(self, line: QRect) -> None:
        token = "text" if self._conversation.unread_count > 0 else "text2"
        self._text(line, row_words.preview(self._conversation), self._look.fonts.body, token)

    def _paint_draft(self, line: QRect, draft: str) -> None:
        mark, fonts = row_words.draft_mark(), self._look.fonts
        width = min(line.width(), QFontMetrics(fonts.name).horizontalAdvance(mark))
        self._text(QRect(line.topLeft(), QSize(width + 1, line.height())), mark, fonts.name, "warn")
        self._text(line.adjusted(width + SPACE_4, 0, 0, 0), draft, fonts.body, "text2")

    def _paint_progress(self, above: QRect, progress: float) -> None:
        top = self._area.bottom() - _BAR_LIFT
        track = QRect(above.left(), top, above.width(), _BAR)
        done = QRect(track.left(), top, round(track.width() * progress), _BAR)
        self._painter.setPen(Qt.PenStyle.NoPen)
        for part, token in ((track, "line"), (done, "accent")):
            self._painter.setBrush(QColor(getattr(self._look.tokens, token)))
            self._painter.drawRoundedRect(self._mirror(part), _BAR / 2, _BAR / 2)

    def _paint_rings(self, is_target: bool) -> None:
        has_focus = self._state & QStyle.StateFlag.State_HasFocus and self._look.shows_focus
        if not is_target and not has_focus:
            return
        pen = QPen(QColor(self._look.tokens.accent), 2)
        if is_target:
            pen.setDashPattern([3, 2])
        self._painter.setPen(pen)
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.drawRoundedRect(self._inside(), _RING_RADIUS, _RING_RADIUS)

    def _text(
        self, area: QRect, words: str, text_font: QFont, token: str, *, at_end: bool = False
    ) -> None:
        """Draw one line of plain text at an edge of its area, cut where it does not fit."""
        self._painter.setFont(text_font)
        self._painter.setPen(QColor(getattr(self._look.tokens, token)))
        metrics = QFontMetrics(text_font)
        fitted = metrics.elidedText(words, Qt.TextElideMode.ElideRight, area.width())
        side = _RIGHT if at_end is not self._mirrored else _LEFT
        self._painter.drawText(self._mirror(area), _LINE | side, fitted)

    def _mirror(self, area: QRect) -> QRect:
        """Return the rectangle where it belongs in a window that reads from right to left."""
        if not self._mirrored:
            return area
        mirrored = QRect(area)
        mirrored.moveRight(self._area.left() + self._area.right() - area.left())
        return mirrored
