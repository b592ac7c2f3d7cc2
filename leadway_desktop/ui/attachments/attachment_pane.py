"""The selected conversation: its head, where files are let go, and its uploads."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.conversation import Conversation
from leadway_desktop.ui import texts
from leadway_desktop.ui.attachments.attachment_desk import AttachmentDesk
from leadway_desktop.ui.attachments.conversation_header import ConversationHeader
from leadway_desktop.ui.attachments.drop_area import DropArea
from leadway_desktop.ui.attachments.file_drop_target import FileDropTarget
from leadway_desktop.ui.attachments.held_prompt import HeldPrompt
from leadway_desktop.ui.attachments.no_conversation_page import NoConversationPage
from leadway_desktop.ui.attachments.pasting import picture_of, why_no_attachment
from leadway_desktop.ui.attachments.scrolling_body import ScrollingBody
from leadway_desktop.ui.conversations import row_words
from leadway_desktop.ui.file_dialog import FileDialog
from leadway_desktop.ui.incoming_files import (
    IncomingFiles,
    files_of,
)
from leadway_desktop.ui.plain_text import isolated
from leadway_desktop.ui.sending.draft import Draft
from leadway_desktop.ui.sending.draft_desk import DraftDesk
from leadway_desktop.ui.sending.message_composer import MessageComposer
from leadway_desktop.ui.theme import Theme, set_role
from leadway_desktop.ui.uploads.conversation_uploads import ConversationUploads
from leadway_desktop.ui.uploads.upload_commands import UploadCommands
from leadway_desktop.ui.uploads.upload_list_model import UploadListModel

_ROOM_FOR_ALL = 620
"""Height that takes a message, uploads and the invitation to drop; below, the invitation goes."""


class AttachmentPane(FileDropTarget):
    """Files for the selected conversation: by drop, by paste, by dialog.

    Whom they are for is settled the moment they come: what is selected later changes nothing.
    """

    said = Signal(str)
    """Something to tell the agent in passing."""
    back_wanted = Signal()
    conversation_shown = Signal(str)
    """The id of the conversation that is on show now; empty: none."""

    def __init__(
        self,
        desk: AttachmentDesk,
        drafts: DraftDesk,
        model: UploadListModel,
        commands: UploadCommands,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("attachment_pane")
        self._desk = desk
        self._drafts = drafts
        self._theme = theme
        self._conversation: Conversation | None = None
        self._header = ConversationHeader(theme, drafts.now)
        self._drop_area = DropArea(theme)
        self._prompt = HeldPrompt()
        self.composer = MessageComposer(drafts, theme)
        self._above_uploads = QVBoxLayout()
        self._uploads = ConversationUploads(model, commands, theme)
        self._body = self._make_body()
        self._arrange()
        self._connect()
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.show_conversation(None)

    @property
    def conversation(self) -> Conversation | None:
        """The conversation on show."""
        return self._conversation

    def show_conversation(self, conversation: Conversation | None) -> None:
        """Show another conversation, the same one in its newest state, or none."""
        self._conversation = conversation
        self.setAccessibleName(row_words.title(conversation) if conversation else "")
        self.takes_files = conversation is not None
        self._show_offer(0)
        self._pages.setCurrentIndex(0 if conversation is None else 1)
        self._uploads.show_conversation(conversation.id if conversation else "")
        if conversation is not None:
            self._drafts.follow(conversation)
        self.composer.show_conversation(conversation.id if conversation else "")
        self.conversation_shown.emit(conversation.id if conversation else "")
        if conversation is not None:
            self._refresh(conversation.id)

    def take_files(self, conversation: Conversation, files: IncomingFiles) -> bool:
        """Take files for a conversation, on show or not; False where its channel is asked for."""
        is_queued = self._desk.take(conversation, files.paths)
        words = []
        if files and is_queued and conversation.id != self._shown_id:
            words.append(self._what_went(conversation, len(files.paths)))
        if files.left_out:
            left_out = self.tr("%n item(s) left out: a web address or a folder", "", files.left_out)
            words.append(left_out)
        if words:
            self.said.emit(" · ".join(words))
        return is_queued

    def ask_for_channel(self) -> None:
        """Put the keyboard on the question which channel the waiting files go by."""
        if not self._prompt.isHidden():
            self._prompt.focus_choice()

    def write_message(self) -> None:
        """Put the keyboard where the words for the files are written."""
        self.composer.focus_caption()

    def focusNextPrevChild(self, next: bool) -> bool:
        """Keep the keyboard where a part goes that had it, as Qt asks for the next one then, too.

        Whoever types on would press that: a space leaves a file out, a letter pauses an upload.
        """
        focused = self.window().focusWidget()  # also where another program is in front
        is_there = focused is None or (focused.isVisible() and focused.isEnabled())
        if is_there or not self.isVisible():
            return super().focusNextPrevChild(next)
        self._take_keyboard()
        return True

    def _take_keyboard(self) -> None:
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Pass the keyboard on to the words, where some are being written."""
        super().focusInEvent(event)
        self.write_message()

    def put_above_uploads(self, notice: QWidget) -> None:
        """Give what is said of the conversation's uploads its place."""
        self._above_uploads.addWidget(notice)

    def set_has_back(self, has_back: bool) -> None:
        """Show the way back to the list, or not."""
        self._header.set_has_back(has_back)

    def choose_files(self) -> None:
        """Ask for files in a dialog, for the conversation as it is now."""
        conversation = self._conversation
        if conversation is None:
            self.said.emit(self.tr("Select a conversation first"))
            return
        dialog = FileDialog("file_dialog", self)
        title = self.tr("Files for {contact}")
        dialog.setWindowTitle(title.format(contact=row_words.title(conversation)))
        dialog.setFileMode(FileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(
            lambda names: self._take(conversation, IncomingFiles(tuple(map(Path, names))))
        )
        dialog.open()

    def paste(self) -> None:
        """Take files or a picture from the clipboard."""
        conversation = self._conversation
        if conversation is None:
            self.said.emit(self.tr("Select a conversation first"))
            return
        data = QGuiApplication.clipboard().mimeData()
        files = files_of(data)
        picture = None if files else picture_of(data, datetime.now())
        if files:
            self._take(conversation, files)
        elif picture is not None:
            self._desk.take(conversation, [picture])
            self._ask()
        else:
            self.said.emit(why_no_attachment(data))

    @property
    def _shown_id(self) -> str:
        return self._conversation.id if self._conversation else ""

    def _what_went(self, conversation: Conversation, count: int) -> str:
        """Return a trace of files whose rows are not in sight."""
        pattern = self.tr("%n file(s) for {contact}", "", count)
        return pattern.format(contact=isolated(row_words.title(conversation)))

    def _take_dropped(self, files: IncomingFiles) -> None:
        if self._conversation is not None:
            self._take(self._conversation, files)

    def refuse_to_move(self) -> None:
        """Say why files that hover are not taken, and what would help."""
        self.said.emit(self.tr("Those files can only be moved. Drag them without the Shift key."))

    def _take(self, conversation: Conversation, files: IncomingFiles) -> None:
        self.take_files(conversation, files)
        self._ask()

    def _ask(self) -> None:
        """Lead to what the files of the conversation on show need: a channel, or words."""
        self.write_message()
        self.ask_for_channel()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the room to what matters."""
        super().resizeEvent(event)
        self._share_the_room()

    def _show_offer(self, count: int) -> None:
        """Say what letting go of so many files would do; 0: there are none to let go of."""
        conversation = self._conversation
        offer = shorter = ""
        if conversation and count:
            offer = self._offer(conversation, count)
            channel = self._desk.channel_for(conversation)
            shorter = row_words.drop_offer(count, channel)
        self._drop_area.show_offer(offer, shorter)
        self._share_the_room()
        if offer:
            self._body.show_top()
        else:
            self._body.show_kept()

    def _offer(self, conversation: Conversation, count: int) -> str:
        channel = self._desk.channel_for(conversation)
        contact = isolated(row_words.title(conversation))
        if channel is None:
            pattern = self.tr("Drop %n file(s) for {contact} · you choose the channel", "", count)
            return pattern.format(contact=contact)
        pattern = self.tr("Drop %n file(s) for {contact} · {channel}, up to {limit}", "", count)
        return pattern.format(
            contact=contact,
            channel=texts.channel_name(channel),
            limit=texts.channel_limit(channel),
        )

    def _choose_channel(self, channel: Channel) -> None:
        if self._conversation is not None:
            self._desk.choose(self._conversation, channel)

    def _discard(self) -> None:
        if self._conversation is not None:
            self._desk.discard(self._conversation)

    def _refresh(self, conversation_id: str) -> None:
        """Show channel and waiting files again, if they are of the conversation on show."""
        conversation = self._conversation
        if conversation is None or conversation.id != conversation_id:
            return
        channel = self._desk.channel_for(conversation)
        self._header.show_conversation(conversation, channel)
        held = len(self._desk.held_for(conversation))
        self._prompt.show_files(held, channel)
        self._prompt.setVisible(held > 0)

    def _share_the_room(self) -> None:
        """Make the invitation small beside a message or uploads."""
        is_alone = self._uploads.isHidden() and self.composer.isHidden()
        self._drop_area.set_compact(not is_alone)
        is_low = self.height() < _ROOM_FOR_ALL
        gives_way = is_low and not self.composer.isHidden() and not self._drop_area.offer
        self._drop_area.setVisible(not gives_way)
        self._header.leave_window_to(not self.composer.isHidden())

    def _say_that_it_goes(self, draft: Draft) -> None:
        contact = isolated(row_words.title(draft.conversation))
        waits = any(not upload.stage.is_over for upload in self._drafts.files_of(draft))
        pattern = (
            self.tr("Goes to {contact} once uploaded")
            if waits
            else self.tr("On its way to {contact}")
        )
        self.said.emit(pattern.format(contact=contact))

    def _connect(self) -> None:
        self.files_hovering.connect(self._show_offer)
        self.files_dropped.connect(self._take_dropped)
        self.only_movable.connect(self.refuse_to_move)
        self._header.back_wanted.connect(self.back_wanted)
        self._header.picker.channel_chosen.connect(self._choose_channel)
        self._prompt.channel_chosen.connect(self._choose_channel)
        self._prompt.discard_wanted.connect(self._discard)
        self._drop_area.choose_wanted.connect(self.choose_files)
        self._uploads.emptied.connect(self._share_the_room)
        self._uploads.view.press_left_out.connect(self._take_keyboard)
        self._uploads.row_shown.connect(lambda: self._body.ensureWidgetVisible(self._uploads))
        self.composer.shown_changed.connect(self._share_the_room)
        self.composer.attachment_pasted.connect(self.paste)
        self._drafts.sent.connect(self._say_that_it_goes)
        self._desk.channel_changed.connect(self._refresh)
        self._desk.held_changed.connect(self._refresh)

    def _arrange(self) -> None:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        line = QFrame()
        set_role(line, "line")
        line.setFixedHeight(1)
        column.addWidget(self._header)
        column.addWidget(line)
        column.addWidget(self._body, 1)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(NoConversationPage(self._theme))
        self._pages.addWidget(page)

    def _make_body(self) -> ScrollingBody:
        body = ScrollingBody()
        body.column.addWidget(self._prompt)
        body.column.addWidget(self._drop_area)
        body.column.addWidget(self.composer)
        body.column.addLayout(self._above_uploads)
        body.column.addWidget(self._uploads)
        body.column.addStretch(1)
        body.keep_foot_of(self.composer)
        return body
