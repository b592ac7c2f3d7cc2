"""The uploads of the conversation on show, under a heading, as a card."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QMoveEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from leadway_desktop.ui.buttons import text_button
from leadway_desktop.ui.elided_label import ElidedLabel
from leadway_desktop.ui.theme import Theme, set_role
from leadway_desktop.ui.tokens import SPACE_8
from leadway_desktop.ui.uploads.shown_uploads import ShownUploads
from leadway_desktop.ui.uploads.total_words import total_words
from leadway_desktop.ui.uploads.upload_commands import UploadCommands
from leadway_desktop.ui.uploads.upload_list_model import UploadListModel
from leadway_desktop.ui.uploads.upload_menu_button import UploadMenuButton
from leadway_desktop.ui.uploads.upload_view import UploadView


class ConversationUploads(QWidget):
    """Hidden while the conversation has no uploads."""

    emptied = Signal(bool)
    """Whether there is nothing to show."""
    row_shown = Signal()
    """The agent was led to a row: the list should be in sight."""

    def __init__(
        self,
        model: UploadListModel,
        commands: UploadCommands,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("conversation_uploads")
        self._model = model
        self._conversation_id = ""
        self._shown = ShownUploads(model, self)
        self.view = UploadView(model, self._shown, commands, theme, names_conversation=False)
        self.view.setObjectName("conversation_upload_list")
        self.view.setAccessibleName(self.tr("Uploads of this conversation"))
        self._attention = text_button("conversation_attention_button", role="danger")
        self._attention.clicked.connect(self._go_to_next_in_need)
        self._arrange(theme)
        for signal in (
            self._shown.rowsInserted,
            self._shown.rowsRemoved,
            self._shown.modelReset,
        ):
            signal.connect(self._follow_rows)
        model.shown.connect(self._count)
        self._follow_rows()
        self._count()

    def show_conversation(self, conversation_id: str) -> None:
        """Show the uploads of this conversation."""
        self._conversation_id = conversation_id
        self._shown.show_conversation(conversation_id)
        self._follow_rows()
        self._count()

    def moveEvent(self, event: QMoveEvent) -> None:
        """Let the list know: whoever is about to press means what was there before."""
        super().moveEvent(event)
        self.view.note_slide()

    def _follow_rows(self) -> None:
        empty = self._shown.rowCount() == 0
        self.setVisible(not empty)
        self.emptied.emit(empty)

    def _count(self) -> None:
        """Say above the rows what went wrong: the row itself may be far below the others."""
        totals = self._model.totals_of(self._conversation_id)
        self._attention.setText(total_words().attention(totals))
        self._attention.setVisible(totals.attention > 0)

    def _go_to_next_in_need(self) -> None:
        self.view.go_to_next_in_need()
        self.row_shown.emit()

    def _arrange(self, theme: Theme) -> None:
        heading = ElidedLabel()
        heading.show_text(self.tr("Uploads of this conversation"), self.tr("Uploads"))
        set_role(heading, "heading")
        head = QHBoxLayout()
        head.addWidget(heading, 1)
        head.addWidget(self._attention)
        head.addWidget(UploadMenuButton(self.view, theme))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_8)
        column.addLayout(head)
        column.addWidget(carded(self.view))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)


def carded(view: UploadView) -> QFrame:
    """Put a list into a card that is as high as its rows."""
    card = QFrame()
    set_role(card, "card")
    card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
    column = QVBoxLayout(card)
    column.setContentsMargins(1, 1, 1, 1)
    column.addWidget(view)
    view.viewport().setAutoFillBackground(False)
    # For the list alone: without its name, its menu and its tooltips would be seen through as well.
    view.setStyleSheet("QListView { background: transparent; }")
    return card
