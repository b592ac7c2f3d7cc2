"""The window at work: conversations at the left, files at the right, all uploads at the foot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QByteArray, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QLayout, QVBoxLayout, QWidget

from leadway_desktop.domain.conversation import Conversation
from leadway_desktop.domain.draft import Begun, KeptDraft, KeptFiles
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.wait import WaitReason
from leadway_desktop.ui.attachments.attachment_desk import AttachmentDesk
from leadway_desktop.ui.attachments.attachment_pane import AttachmentPane
from leadway_desktop.ui.attachments.remembered_conversation import RememberedConversation
from leadway_desktop.ui.cancel_all import CancelAll
from leadway_desktop.ui.conversations.conversation_pane import ConversationPane
from leadway_desktop.ui.conversations.conversation_service import ConversationService
from leadway_desktop.ui.footer_bar import FooterBar
from leadway_desktop.ui.history.account_history import AccountHistory
from leadway_desktop.ui.history.history_service import HistoryService
from leadway_desktop.ui.hold_banner import HoldBanner
from leadway_desktop.ui.incoming_files import IncomingFiles
from leadway_desktop.ui.leave_question import Unfinished
from leadway_desktop.ui.offered_files import OfferedFiles
from leadway_desktop.ui.sending.correspondence import Correspondence
from leadway_desktop.ui.sending.draft_desk import DraftDesk
from leadway_desktop.ui.theme import Theme, set_role
from leadway_desktop.ui.uploads.all_uploads_panel import AllUploadsPanel
from leadway_desktop.ui.uploads.upload_commands import UploadCommands
from leadway_desktop.ui.uploads.upload_list_model import UploadListModel
from leadway_desktop.ui.uploads.upload_service import UploadService
from leadway_desktop.ui.work_space import WorkSpace


class WorkPage(QWidget):
    """One account's conversations and uploads; another account gets a page of its own."""

    settings_wanted = Signal()
    support_wanted = Signal()
    about_wanted = Signal()
    sign_out_wanted = Signal()
    sign_in_again_wanted = Signal()
    link_used = Signal()
    """A public link was copied or opened."""
    changed = Signal()
    """Uploads, files without a channel or what the queue waits for: how things stand."""
    begun_changed = Signal()
    """What `begun` returns."""

    def __init__(
        self,
        theme: Theme,
        feed: ConversationService,
        uploads: UploadService,
        history: HistoryService,
        account_label: str,
        is_practice: bool,
        sending: Callable[[], str] = lambda: "ask",
        history_days: Callable[[], int] = lambda: 90,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        parent: QWidget | None = None,
    ) -> None:
        """`sending` and `history_days` tell the settings of these names as they are now.

        `now` tells the moment by the server's clock, which judges WhatsApp's window.
        """
        super().__init__(parent)
        self.setObjectName("work_page")
        self._uploads = uploads
        self.is_practice = is_practice
        self.holds: frozenset[WaitReason] = frozenset()
        """What the whole queue waits for."""
        self.keeps_begun: Callable[[], bool] = lambda: False
        """Whether what is begun will be there at the next start."""
        self.model = UploadListModel(self)
        self.drafts = DraftDesk(uploads, self.model.upload, sending, self, now)
        self.desk = AttachmentDesk(uploads, self.drafts, self)
        self._commands = UploadCommands(uploads, self)
        # Practice begins with nothing each time.
        kept_for = (lambda: 0) if is_practice else history_days
        self._history = AccountHistory(history, self.model, theme, kept_for, self)
        self._correspondence = Correspondence(
            uploads, self.model, self._commands, self.drafts, self._known, self
        )
        self._cancel_all = CancelAll(
            uploads, self.model, self.desk, self._correspondence, self.drafts, self
        )
        self.conversations = ConversationPane(
            theme, feed, account_label, is_practice, self.desk.channel_for
        )
        self.attachments = AttachmentPane(self.desk, self.drafts, self.model, self._commands, theme)
        self._remembered = RememberedConversation(feed, self.attachments, self.drafts, self)
        self.all_uploads = AllUploadsPanel(self.model, self._commands, theme)
        self.footer = FooterBar(theme)
        self.offered = OfferedFiles()
        self._banner = HoldBanner(self.model)
        self._space = WorkSpace(self.conversations, self.attachments, self.all_uploads, self.footer)
        self._arrange()
        self._connect_uploads()
        self._connect_panes()
        self._connect_correspondence()
        self._connect_history()
        self._add_shortcuts()

    @property
    def unfinished(self) -> Unfinished:
        """What would not arrive if the window were closed now."""
        self.model.show_pending()
        return self.unfinished_as_shown

    @property
    def unfinished_as_shown(self) -> Unfinished:
        """The same as of the last `changed`."""
        totals = self.model.totals
        needs_somebody = WaitReason.SIGN_IN in self.holds
        coming = self.model.not_shown_of(self.desk.coming)
        moving = totals.ongoing + coming + totals.messages.on_their_way
        keeps = self.keeps_begun()
        return Unfinished(
            totals.unfinished + coming,
            self.desk.held_pictures if keeps else self.desk.held_count,
            self.offered.count,
            totals.messages.unsent,
            0 if keeps else len(self.drafts.drafts),
            goes_on=moving > 0 and not needs_somebody,
            can_keep=not self.is_practice,
            paused=totals.paused,
        )

    @property
    def layout_state(self) -> QByteArray:
        """How wide the list is."""
        return self._space.layout_state

    def restore_layout(self, state: QByteArray) -> None:
        """Make the list as wide as it was; a state of another version changes nothing."""
        self._space.restore_layout(state)

    def begun(self) -> list[Begun]:
        """Return what a next session needs to go on with what the agent has begun."""
        return [*self.drafts.to_keep(), *self.desk.to_keep()]

    def restore_begun(self, begun: Sequence[Begun], uploads: Sequence[Upload]) -> None:
        """Take up what an earlier session has begun; `uploads` are those that are left."""
        drafts = [one for one in begun if isinstance(one, KeptDraft)]
        self.drafts.restore(drafts, uploads)
        self.desk.restore([one for one in begun if isinstance(one, KeptFiles)], uploads)
        self._correspondence.words.restore(uploads, drafts)

    def hear_kept(self) -> None:
        """Take that what is begun is on the disk as it is."""
        self._correspondence.words.hear_kept()

    def start(self) -> None:
        """Ask for the conversations."""
        self.conversations.start()

    def pause_all(self, paused: bool) -> None:
        """Pause every upload, or go on with all that are paused."""
        if paused:
            self._uploads.pause_all()
        else:
            self._uploads.resume_all()

    def cancel_all(self) -> None:
        """Cancel every upload that is not over, and send nothing of what is planned."""
        self._cancel_all.do()

    def show_all_uploads(self, shown: bool) -> None:
        """Open or close the list of all uploads."""
        self._space.show_all_uploads(shown)

    def _take_drop(self, conversation: Conversation, files: IncomingFiles) -> None:
        """Take what was dropped on a row; only where a channel must be chosen, go there."""
        if not self.attachments.take_files(conversation, files):
            self._space.go_to_channels(conversation)

    def _offer_for_shown(self) -> None:
        self.offered.follow(self.attachments.conversation)

    def _attach_offered(self, conversation: Conversation, paths: tuple[Path, ...]) -> None:
        self._take_drop(conversation, IncomingFiles(paths))
        if conversation == self.attachments.conversation:
            self._space.turn_to_files()
            self.attachments.write_message()

    def _go_to_held(self) -> None:
        conversation = self.desk.first_held()
        if conversation is not None:
            self._space.go_to_channels(self._known(conversation.id) or conversation)

    def _known(self, conversation_id: str) -> Conversation | None:
        """Return a conversation that is on show or in the list."""
        shown, rows = self.attachments.conversation, self.conversations.model
        if shown is not None and shown.id == conversation_id:
            return shown
        return rows.conversation_at(rows.index_of(conversation_id))

    def _go_to_draft(self) -> None:
        self._correspondence.show_next_draft(self.attachments.conversation)

    def _forget(self, upload_id: str) -> None:
        self.drafts.leave_out(upload_id)
        self._history.forget(upload_id)
        self.model.forget(upload_id)

    def _show_attention(self) -> None:
        if self.model.totals.attention:
            self._space.show_attention()

    def _refresh(self) -> None:
        self.footer.show_totals(self.model.totals, self.desk.held_count)
        self._follow_holds()
        self.all_uploads.offer_cancel_all(self._cancel_all.is_possible)
        self._cancel_all.follow()
        self.changed.emit()

    def _follow_holds(self) -> None:
        self._banner.follow(self.holds, self.conversations.reachability.refusal)

    def _take_holds(self, holds: frozenset[WaitReason]) -> None:
        self.holds = holds
        self.conversations.reachability.hear_holds(holds)
        self._refresh()

    def _connect_uploads(self) -> None:
        uploads = self._uploads
        uploads.upload_changed.connect(self.model.put)
        uploads.restored.connect(self.model.put_all)
        uploads.upload_changed.connect(self.conversations.reachability.hear_upload)
        uploads.progressed.connect(self.model.advance)
        uploads.removed.connect(self._forget)
        uploads.holds_changed.connect(self._take_holds)
        self.model.shown.connect(self._refresh)
        self.model.ticked.connect(self._follow_holds)
        self.model.conversations_moved.connect(self.conversations.model.show_progress)
        self.desk.held_changed.connect(self._refresh)
        self.desk.held_changed.connect(self.begun_changed)
        self.desk.coming_changed.connect(self._refresh)
        self.desk.coming_changed.connect(self.begun_changed)
        self.drafts.changed.connect(self.begun_changed)
        self.drafts.changed.connect(lambda _: self._cancel_all.follow())
        self.model.shown.connect(self.attachments.composer.follow_files)
        self._commands.said.connect(self.footer.say)
        self._commands.sign_in_wanted.connect(self.sign_in_again_wanted)
        self._banner.try_wanted.connect(self._commands.try_network_now)
        self._banner.insist_wanted.connect(self._commands.insist)
        self._commands.insisted.connect(self._banner.expect_answer)
        self._banner.changed.connect(self._follow_holds)
        self._banner.changed.connect(self.conversations.ask_if_due)
        self._banner.sign_in_wanted.connect(self.sign_in_again_wanted)
        self.conversations.reachability.refused.connect(self._refresh)

    def _connect_panes(self) -> None:
        conversations, attachments, footer = self.conversations, self.attachments, self.footer
        conversations.conversation_selected.connect(attachments.show_conversation)
        conversations.conversation_updated.connect(attachments.show_conversation)
        conversations.conversation_opened.connect(lambda _: self._space.turn_to_files())
        conversations.files_dropped.connect(self._take_drop)
        conversations.only_movable.connect(attachments.refuse_to_move)
        conversations.files_pasted.connect(attachments.paste)
        conversations.settings_wanted.connect(self.settings_wanted)
        conversations.support_wanted.connect(self.support_wanted)
        conversations.about_wanted.connect(self.about_wanted)
        conversations.sign_out_wanted.connect(self.sign_out_wanted)
        attachments.conversation_shown.connect(self._offer_for_shown)
        self.offered.attach_wanted.connect(self._attach_offered)
        attachments.back_wanted.connect(self._space.turn_to_list)
        attachments.said.connect(footer.say)
        self.desk.channel_changed.connect(lambda _: conversations.repaint_rows())
        footer.pause_all_wanted.connect(self.pause_all)
        footer.all_uploads_toggled.connect(self._space.show_all_uploads)
        footer.attention_wanted.connect(self._show_attention)
        footer.held_wanted.connect(self._go_to_held)
        footer.settings_wanted.connect(self.settings_wanted)
        self.all_uploads.cancel_all_wanted.connect(self._cancel_all.ask)
        self._cancel_all.said.connect(footer.say)
        self.all_uploads.close_wanted.connect(lambda: self._space.show_all_uploads(False))

    def _connect_correspondence(self) -> None:
        correspondence = self._correspondence
        correspondence.said.connect(self.footer.say)
        correspondence.message_sent.connect(self.conversations.show_sent)
        correspondence.message_wanted.connect(self._space.go_to_message)
        correspondence.draft_changed.connect(self.conversations.model.show_draft)
        correspondence.drafts_counted.connect(self.footer.show_drafts)
        self.footer.drafts_wanted.connect(self._go_to_draft)

    def _connect_history(self) -> None:
        history, attachments = self._history, self.attachments
        attachments.put_above_uploads(history.notice)
        attachments.conversation_shown.connect(history.notice.show_conversation)
        self._uploads.upload_changed.connect(history.follow)
        self._commands.receipt_wanted.connect(history.show_receipts)
        self._commands.link_used.connect(self.link_used)
        self.drafts.sent.connect(self.link_used)
        history.repeats_found.connect(self._correspondence.ask_about_repeats)
        history.link_used.connect(self.link_used)
        history.said.connect(self.footer.say)
        history.notice.stop_wanted.connect(self._cancel)
        self.footer.history_wanted.connect(self._open_history)
        self.conversations.history_wanted.connect(self._open_history)

    def _open_history(self) -> None:
        self._history.open(self.attachments.conversation)

    def _cancel(self, upload_ids: Sequence[str]) -> None:
        for upload_id in upload_ids:
            self._uploads.cancel(upload_id)

    def _add_shortcuts(self) -> None:
        standard = QKeySequence.StandardKey
        keys = {
            QKeySequence(standard.Open): self.attachments.choose_files,
            QKeySequence(standard.Paste): self.attachments.paste,
            # Not Ctrl+U: in the search field that clears the line.
            QKeySequence("Ctrl+J"): self._space.toggle_all_uploads,
            QKeySequence("Ctrl+H"): self._open_history,
            QKeySequence("F8"): self._show_attention,
        }
        for sequence, slot in keys.items():
            QShortcut(sequence, self).activated.connect(slot)

    def _arrange(self) -> None:
        line = QFrame()
        line.setFixedHeight(1)
        set_role(line, "line")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        # The halves together are wider than the window may be: it turns into pages before that.
        column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        column.addWidget(self._banner)
        column.addWidget(self.offered)
        column.addWidget(self._space, 1)
        column.addWidget(line)
        column.addWidget(self.footer)
