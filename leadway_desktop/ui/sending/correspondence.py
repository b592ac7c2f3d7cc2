"""What the agent asks of messages, in whichever list: write one, write it anew, send it again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from leadway_desktop.domain.conversation import Conversation, OurMessage
from leadway_desktop.domain.delivery import DeliveryStage
from leadway_desktop.domain.draft import conversation_of
from leadway_desktop.domain.upload import Upload
from leadway_desktop.ui.sending.composer_words import draft_preview
from leadway_desktop.ui.sending.draft_desk import DraftDesk
from leadway_desktop.ui.sending.message_news import MessageNews
from leadway_desktop.ui.sending.send_again_question import SendAgainQuestion
from leadway_desktop.ui.sending.unsaid_words import UnsaidWords
from leadway_desktop.ui.uploads.upload_commands import UploadCommands
from leadway_desktop.ui.uploads.upload_list_model import UploadListModel
from leadway_desktop.ui.uploads.upload_service import UploadService
from leadway_desktop.ui.uploads.upload_state import one_of_each_message


class Correspondence(QObject):
    """Everything of messages that a work page has beside the composer; it dies with the page."""

    said = Signal(str)
    """What became of a message, for a quiet word in the window."""
    message_sent = Signal(str, object)
    """Conversation id, and the OurMessage that has just been sent to it."""
    message_wanted = Signal(object)
    """Conversation: show it, and let the agent write."""
    draft_changed = Signal(str, object)
    """Conversation id, and its draft in one line or None."""
    drafts_counted = Signal(int)
    """How many messages wait for the agent to send them."""

    def __init__(
        self,
        uploads: UploadService,
        model: UploadListModel,
        commands: UploadCommands,
        drafts: DraftDesk,
        known: Callable[[str], Conversation | None],
        page: QWidget,
    ) -> None:
        """`known` finds a conversation by its id, where the window shows it."""
        super().__init__(page)
        self._uploads = uploads
        self._model = model
        self._drafts = drafts
        self._known = known
        self._page = page
        self.words = UnsaidWords(uploads, drafts, self)
        self.words.said.connect(self.said)
        news = MessageNews(self)
        news.said.connect(self.said)
        news.sent.connect(self._tell_of)
        uploads.upload_changed.connect(news.hear)
        uploads.restored.connect(news.hear_all)
        commands.message_wanted.connect(self.write_to)
        commands.rewriting_wanted.connect(self.rewrite)
        commands.repeat_wanted.connect(self.ask_to_repeat)
        drafts.changed.connect(self._follow)

    def write_to(self, uploads: Sequence[Upload]) -> None:
        """Put uploads into messages to their customers, and show the first one."""
        by_conversation: dict[str, list[Upload]] = {}
        for upload in uploads:
            by_conversation.setdefault(upload.target.conversation_id, []).append(upload)
        for files in by_conversation.values():
            self._drafts.add(self._conversation_of(files[0]), files, by_hand=True)
            self._drafts.bring_back(files)
        self._show(next(iter(by_conversation)))

    def rewrite(self, uploads: Sequence[Upload]) -> None:
        """Turn refused messages into drafts: their files, and their words below those there."""
        self._free(uploads)
        self._show(uploads[0].target.conversation_id)

    def ask_about_repeats(self, found: Mapping[str, Upload]) -> None:
        """Ask after all before files go to a customer who has them, where nobody was asked.

        `found` are, by the ids of new uploads, those that brought the same files before.
        """
        if not self._drafts.asks_nobody:
            return
        self._model.show_pending()  # the files have come a moment ago
        sent = (upload_id for upload_id, earlier in found.items() if earlier.is_sent)
        uploads = filter(None, map(self._model.upload, sent))
        planned = [upload for upload in uploads if _is_planned(upload)]
        self._free(one_of_each_message(planned))

    def ask_to_repeat(self, uploads: Sequence[Upload]) -> None:
        """Send messages again, one of each in `uploads`, if the agent confirms it."""
        question = SendAgainQuestion(uploads, self._page)
        for upload in uploads:
            question.accepted.connect(partial(self._uploads.send_again, upload.id))
        question.open()

    def has_words_to_go(self) -> bool:
        """Whether the agent wrote something for a message that is planned."""
        return any(map(_words, self._model.planned()))

    def withdraw_all(self) -> int:
        """Send nothing of what is planned; where the agent wrote something, it is a draft again.

        Returns for how many messages that came too late.
        """
        planned = one_of_each_message(self._model.planned())
        written_to = {one.target.conversation_id for one in planned if _words(one)}
        freed = [one for one in planned if one.target.conversation_id in written_to]
        too_late = self._free(freed)
        for upload in planned:
            if upload.target.conversation_id not in written_to:
                too_late += not self._uploads.withdraw(upload.id)
        return too_late

    def show_next_draft(self, shown: Conversation | None) -> None:
        """Show the oldest draft but that of the conversation on show, if there is another."""
        drafts = list(self._drafts.drafts)
        others = [key for key in drafts if shown is None or key != shown.id]
        for conversation_id in (others or drafts)[:1]:
            self._show(conversation_id)

    def _free(self, uploads: Sequence[Upload]) -> int:
        """Turn messages that have not been sent, one of each in `uploads`, into drafts.

        Returns how many have just been sent, which the list has not heard of yet.
        """
        too_late, freed = 0, dict[str, list[Upload]]()
        for upload in uploads:
            members, there = self._model.message_of(upload), upload.target.conversation_id
            if not self._uploads.withdraw(upload.id):
                too_late += 1
                continue
            freed.setdefault(there, []).extend(one.withdrawn(keeps_words=True) for one in members)
        for files in freed.values():
            # All at once: whoever shows the draft looks at all of its files each time.
            self._drafts.add(self._conversation_of(files[0]), files)
            self._drafts.bring_back(files)
        return too_late

    def _show(self, conversation_id: str) -> None:
        draft = self._drafts.draft_of(conversation_id)
        if draft is not None:
            self.message_wanted.emit(self._known(conversation_id) or draft.conversation)

    def _conversation_of(self, upload: Upload) -> Conversation:
        """Return an upload's conversation: as the window has it, or as the drop knew it."""
        conversation_id = upload.target.conversation_id
        draft = self._drafts.draft_of(conversation_id)
        known = self._known(conversation_id) or (draft.conversation if draft else None)
        return known or conversation_of(upload.target)

    def _tell_of(self, upload: Upload) -> None:
        delivery, target = upload.delivery, upload.target
        if delivery is not None and (at := delivery.sent_at or delivery.began_at):
            message = OurMessage(target.channel, delivery.text, at)
            self.message_sent.emit(target.conversation_id, message)

    def _follow(self, conversation_id: str) -> None:
        draft = self._drafts.draft_of(conversation_id)
        words = draft_preview(draft) if draft is not None else None
        self.draft_changed.emit(conversation_id, words)
        self.drafts_counted.emit(len(self._drafts.drafts))


def _words(upload: Upload) -> str:
    return upload.delivery.text.strip() if upload.delivery is not None else ""


def _is_planned(upload: Upload) -> bool:
    return upload.delivery is not None and upload.delivery.stage is DeliveryStage.PLANNED
