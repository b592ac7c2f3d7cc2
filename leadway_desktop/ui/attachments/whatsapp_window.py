"""How long WhatsApp still takes free messages to a customer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLabel, QWidget

from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.conversation import Conversation
from leadway_desktop.ui import texts
from leadway_desktop.ui.theme import set_role, set_state

WINDOW = timedelta(hours=24)
"""WhatsApp's own rule, from the customer's last message on."""

_SOON = timedelta(hours=1)
_REFRESH_MS = 20_000


class WhatsAppWindow(QLabel):
    """`WhatsApp window: 5 h 12 min left`; hidden where there is none or nobody knows."""

    def __init__(self, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        """`now` tells the moment by the server's clock, which may be known better later."""
        super().__init__(parent)
        self.setObjectName("whatsapp_window")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setToolTip(
            self.tr("WhatsApp takes free-form messages within 24 hours of the customer's last one.")
        )
        set_role(self, "badge")
        self._now = now
        self._since: datetime | None = None
        self._clock = QTimer(self)
        self._clock.setInterval(_REFRESH_MS)
        self._clock.timeout.connect(self.refresh)
        self.hide()

    @property
    def is_known(self) -> bool:
        """Whether there is anything to show."""
        return self._since is not None

    def show_conversation(self, conversation: Conversation, channel: Channel | None) -> None:
        """Show the window of this conversation, if its files go by WhatsApp."""
        by_whatsapp = channel is Channel.WHATSAPP
        self._since = conversation.last_whatsapp_inbound_at if by_whatsapp else None
        self.refresh()

    def refresh(self) -> None:
        """Count anew; a closed window too, as a clock may be put right."""
        if self._since is None:
            self._clock.stop()
            return
        left = self._since + WINDOW - self._now()
        if left > timedelta():
            pattern = self.tr("WhatsApp window: {left}")
            self.setText(pattern.format(left=texts.time_left(left.total_seconds())))
        else:
            self.setText(self.tr("WhatsApp window closed"))
        self._clock.start()
        set_state(self, "ok" if left > _SOON else "warn")
