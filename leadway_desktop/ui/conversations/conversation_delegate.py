"""Draws a row of the conversation list; no widgets, nothing kept per row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.conversation import Conversation
from leadway_desktop.ui.conversations import row_words
from leadway_desktop.ui.conversations.conversation_list_model import (
    CONVERSATION_ROLE,
    DRAFT_ROLE,
    PROGRESS_ROLE,
)
from leadway_desktop.ui.conversations.row_painter import RowFonts, RowLook, RowPainter
from leadway_desktop.ui.theme import Theme
from leadway_desktop.ui.tokens import SPACE_12

_ROW_HEIGHT = 62
_AROUND_TEXT = 20

ChannelFor = Callable[[Conversation], Channel | None]
"""Tells by which channel a file would go to a conversation; None: the agent is asked."""


@dataclass(frozen=True, slots=True)
class DropHover:
    """The conversation that a drag is over, and how many files it brings."""

    conversation_id: str
    files: int


class ConversationDelegate(QStyledItemDelegate):
    """Avatar, badge, name, time, last message, unread count; what a drop would do; uploads."""

    def __init__(
        self, theme: Theme, channel_for: ChannelFor, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._channel_for = channel_for
        self._fonts = RowFonts()
        self.drop_hover: DropHover | None = None
        self.shows_focus = False
        """Whether the current row has a focus ring: only for those who use the keyboard."""
        self.end_inset = SPACE_12
        """Free pixels at the end of a row; fewer beside a scroll bar."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Return the one height of all rows; larger system fonts make it larger."""
        return QSize(0, self.row_height)

    @property
    def row_height(self) -> int:
        """The height of every row, in device-independent pixels."""
        return max(_ROW_HEIGHT, 2 * self._fonts.line_height + _AROUND_TEXT)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw one row."""
        conversation = index.data(CONVERSATION_ROLE)
        if isinstance(conversation, Conversation):
            painter.save()
            row = RowPainter(painter, option, conversation, self._look(conversation))
            offers, draft = self._offers(conversation), index.data(DRAFT_ROLE)
            row.paint(offers, index.data(PROGRESS_ROLE), draft)
            painter.restore()

    def _look(self, conversation: Conversation) -> RowLook:
        channel = self._channel_for(conversation)
        return RowLook(self._theme.tokens, self._fonts, channel, self.shows_focus, self.end_inset)

    def _offers(self, conversation: Conversation) -> tuple[str, ...]:
        hover = self.drop_hover
        if hover is None or hover.conversation_id != conversation.id:
            return ()
        facts = hover.files, self._channel_for(conversation)
        return row_words.drop_offer(*facts), row_words.short_drop_offer(*facts)
