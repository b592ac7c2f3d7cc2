"""The head of a conversation: who it is, and by which channel files go."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.conversation import Conversation
from leadway_desktop.ui.attachments.channel_picker import ChannelPicker
from leadway_desktop.ui.attachments.whatsapp_window import WhatsAppWindow
from leadway_desktop.ui.avatars import Avatar
from leadway_desktop.ui.buttons import icon_button
from leadway_desktop.ui.conversations import row_words
from leadway_desktop.ui.elided_label import ElidedLabel
from leadway_desktop.ui.plain_text import DOT, isolated
from leadway_desktop.ui.theme import Theme, set_role
from leadway_desktop.ui.tokens import SPACE_12, SPACE_20

_NAME_ROOM = 200  # a longer name gives way to the channel
_ROOMY = 700  # wide enough for the WhatsApp window beside a name


class ConversationHeader(QFrame):
    """Avatar, name, phone and e-mail, channel; a way back where the list is another page."""

    back_wanted = Signal()

    def __init__(
        self, theme: Theme, now: Callable[[], datetime], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("conversation_header")
        set_role(self, "pane")
        self.picker = ChannelPicker(theme)
        self._window = WhatsAppWindow(now)
        self._is_told_elsewhere = False
        self._avatar = Avatar()
        self._name = ElidedLabel()
        self._name.setObjectName("conversation_name")
        set_role(self._name, "title")
        self._contact = ElidedLabel()
        self._contact.setObjectName("conversation_contact")
        set_role(self._contact, "secondary")
        self._make_back(theme)
        self._arrange()

    def show_conversation(self, conversation: Conversation, channel: Channel | None) -> None:
        """Show whom the files are for, and their channel."""
        self._avatar.show_conversation(conversation)
        self._name.show_text(row_words.title(conversation))
        known = (conversation.phone, conversation.email)
        facts = [isolated(fact) for fact in known if fact and fact != conversation.title]
        self._contact.show_text(DOT.join(facts), *facts[:1])
        self._contact.setVisible(bool(facts))
        self.picker.show_channel(channel)
        self._window.show_conversation(conversation, channel)
        self._make_room()

    def leave_window_to(self, others: bool) -> None:
        """Say nothing of WhatsApp's window while another part tells it."""
        self._is_told_elsewhere = others
        self._make_room()

    def set_has_back(self, has_back: bool) -> None:
        """Show the way back to the list, or not."""
        self._back.setVisible(has_back)
        self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room between name and channel."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        words = min(self._name.sizeHint().width(), _NAME_ROOM)
        if not self._contact.isHidden():
            words = max(words, self._contact.sizeHint().width())
        least, room = self.picker.minimumSizeHint().width(), self._room_of_words() - words
        # Whom the files are for matters more than how long WhatsApp takes them.
        window = self._window.sizeHint().width() + SPACE_12
        has_room = self.width() >= _ROOMY and room - least >= window
        is_wanted = self._window.is_known and not self._is_told_elsewhere
        self._window.setVisible(is_wanted and has_room)
        self.picker.setMaximumWidth(max(least, room - window if is_wanted and has_room else room))

    def _room_of_words(self) -> int:
        """Return what avatar, way back and margins leave to name and channel."""
        beside = [self._avatar, self._back] if not self._back.isHidden() else [self._avatar]
        sizes = (each.sizeHint().expandedTo(each.minimumSize()) for each in beside)
        taken = sum(size.width() + SPACE_12 for size in sizes)
        return self.width() - taken - 2 * SPACE_20 - SPACE_12

    def _make_back(self, theme: Theme) -> None:
        back = self.tr("Back to the conversations")
        self._back = icon_button("back_button", back, "back", theme)
        self._back.clicked.connect(self.back_wanted)
        self._back.hide()

    def _arrange(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch()
        words.addWidget(self._name)
        words.addWidget(self._contact)
        words.addStretch()
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_20, SPACE_12, SPACE_20, SPACE_12)
        row.setSpacing(SPACE_12)
        row.addWidget(self._back)
        row.addWidget(self._avatar)
        row.addLayout(words, 1)
        row.addWidget(self._window, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.picker)
