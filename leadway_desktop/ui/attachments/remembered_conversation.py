"""A conversation on show of which only files know: Leadway is asked for it."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from leadway_desktop.domain.conversation import Conversation
from leadway_desktop.domain.errors import LeadwayError
from leadway_desktop.ui.attachments.attachment_pane import AttachmentPane
from leadway_desktop.ui.conversations.conversation_service import ConversationService
from leadway_desktop.ui.sending.draft_desk import DraftDesk

_AGAIN_MS = 10_000


class RememberedConversation(QObject):
    """Asks until Leadway tells, and lets the drafts know: a message goes to nobody unknown."""

    def __init__(
        self,
        feed: ConversationService,
        attachments: AttachmentPane,
        drafts: DraftDesk,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._feed = feed
        self._attachments = attachments
        self._drafts = drafts
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(_AGAIN_MS)
        self._again.timeout.connect(self._ask)
        attachments.conversation_shown.connect(self._ask)
        feed.page_arrived.connect(self._ask)  # the server answers again
        feed.looked_up.connect(self._take_facts)
        feed.look_up_failed.connect(self._take_silence)

    def _on_show(self) -> Conversation | None:
        """Return the conversation on show, if only files remember it."""
        shown = self._attachments.conversation
        return shown if shown is not None and shown.is_remembered else None

    def _ask(self) -> None:
        if (shown := self._on_show()) is not None:
            self._feed.look_up(shown.id)

    def _take_silence(self, conversation_id: str, error: LeadwayError) -> None:
        """Say why Send has to wait, and ask again in a while."""
        self._drafts.hear_silence(conversation_id, error)
        self._again.start()

    def _take_facts(self, found: Conversation) -> None:
        self._drafts.follow(found)
        shown = self._on_show()
        if shown is not None and shown.id == found.id:
            self._attachments.show_conversation(found)
