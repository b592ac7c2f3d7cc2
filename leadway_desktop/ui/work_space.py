"""Where things are on the page at work, and how one gets to them: halves, and a panel below."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from leadway_desktop.domain.conversation import Conversation
from leadway_desktop.ui.attachments.attachment_pane import AttachmentPane
from leadway_desktop.ui.conversations.conversation_pane import USUAL_WIDTH, ConversationPane
from leadway_desktop.ui.footer_bar import FooterBar
from leadway_desktop.ui.two_floors import TwoFloors
from leadway_desktop.ui.two_halves import TwoHalves
from leadway_desktop.ui.uploads.all_uploads_panel import AllUploadsPanel
from leadway_desktop.ui.uploads.upload_kind import UploadKind


class WorkSpace(QWidget):
    """Conversations at the left, files at the right, all uploads below: as many as have room."""

    def __init__(
        self,
        conversations: ConversationPane,
        attachments: AttachmentPane,
        all_uploads: AllUploadsPanel,
        footer: FooterBar,
    ) -> None:
        """`footer` is told whether the panel is open; it stands elsewhere."""
        super().__init__()
        self._conversations = conversations
        self._attachments = attachments
        self._all_uploads = all_uploads
        self._footer = footer
        widths = (USUAL_WIDTH, 3 * USUAL_WIDTH)
        self._halves = TwoHalves("columns", conversations, attachments, widths)
        self._halves.narrowed.connect(attachments.set_has_back)
        self._floors = TwoFloors(self._halves, all_uploads)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._floors)

    @property
    def layout_state(self) -> QByteArray:
        """How wide the list is."""
        return self._halves.saveState()

    def restore_layout(self, state: QByteArray) -> None:
        """Make the list as wide as it was; a state of another version changes nothing."""
        self._halves.restoreState(state)

    def turn_to_list(self) -> None:
        """Show the list of conversations."""
        self._turn(to_list=True)

    def turn_to_files(self) -> None:
        """Show the files of the conversation that is chosen."""
        self._turn(to_list=False)

    def go_to(self, conversation: Conversation) -> None:
        """Put a conversation on show, whether the list has it or not."""
        self._conversations.select(conversation.id)
        self._attachments.show_conversation(conversation)
        self.turn_to_files()

    def go_to_message(self, conversation: Conversation) -> None:
        """Go where the agent writes a message."""
        self.go_to(conversation)
        self._attachments.write_message()

    def go_to_channels(self, conversation: Conversation) -> None:
        """Go where the agent says by which channel files go."""
        self.go_to(conversation)
        self._attachments.ask_for_channel()

    def show_all_uploads(self, shown: bool) -> None:
        """Open or close the list of all uploads."""
        self._floors.open_panel(shown)
        self._footer.set_panel_open(shown)

    def toggle_all_uploads(self) -> None:
        """Open that list, or close it."""
        self.show_all_uploads(not self._floors.is_open)

    def show_attention(self) -> None:
        """Show the uploads that need the agent."""
        self.show_all_uploads(True)
        self._all_uploads.show_kind(UploadKind.ATTENTION)

    def _turn(self, *, to_list: bool) -> None:
        if self._floors.is_low:
            self.show_all_uploads(False)
        self._halves.turn_to(left=to_list)
        if self._halves.is_narrow:
            page = self._conversations.view if to_list else self._attachments
            page.setFocus(Qt.FocusReason.OtherFocusReason)
