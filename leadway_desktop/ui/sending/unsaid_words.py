"""Words of messages that are not sent after all: they come into a draft with their files.

Until a draft that has them is on the disk they stay with their uploads in the journal
(`Upload.unsaid`), from where a next session brings them back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QObject, Signal

from leadway_desktop.domain.upload import Upload
from leadway_desktop.ui.sending.draft import Draft, says
from leadway_desktop.ui.sending.draft_desk import DraftDesk
from leadway_desktop.ui.uploads.upload_service import UploadService


class UnsaidWords(QObject):
    """Knows which words of uploads are in drafts that are not on the disk yet."""

    said = Signal(str)
    """What became of a message, for a quiet word in the window."""
    brought = Signal()
    """Words are in a draft, which is to be kept: `hear_kept` is told then."""

    def __init__(self, uploads: UploadService, drafts: DraftDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._uploads = uploads
        self._drafts = drafts
        self._seen: set[str] = set()
        """Superseded uploads whose words have been brought back in this session."""
        self._in_draft: dict[str, str] = {}
        """By upload id, the conversation whose draft has its words."""
        self._waiting: dict[str, list[Upload]] = {}
        """By conversation, superseded uploads whose words wait for a draft."""
        uploads.upload_changed.connect(self._hear)
        drafts.changed.connect(self._follow)
        drafts.sent.connect(self._hear_sent)

    def restore(self, uploads: Iterable[Upload]) -> None:
        """Bring back what an earlier session kept, once its drafts are there again."""
        for upload in uploads:
            draft = self._drafts.draft_of(upload.target.conversation_id)
            if upload.is_superseded:
                self._bring_back_superseded(upload)
            elif draft is not None and upload.id in draft.uploads:
                self.bring_back([upload])

    def bring_back(self, uploads: Sequence[Upload]) -> None:
        """Put the words of uploads of one conversation, which have no message, into its draft."""
        there = uploads[0].target.conversation_id
        spoken = [one for one in uploads if one.unsaid and one.delivery is None]
        if not spoken or self._drafts.draft_of(there) is None:
            return
        self._drafts.bring_back(there, [one.unsaid for one in spoken])
        self._in_draft.update({one.id: there for one in spoken})
        self.brought.emit()

    def hear_kept(self) -> None:
        """Take that the drafts are on the disk as they are."""
        self._forget(self._in_draft)

    def _hear(self, upload: Upload) -> None:
        if upload.is_superseded:
            self._drafts.leave_out(upload.id)
            self._bring_back_superseded(upload)

    def _bring_back_superseded(self, upload: Upload) -> None:
        """Put what was to go with a file that was attached again into the draft of the new one."""
        if not upload.unsaid or upload.id in self._seen:
            return
        self._seen.add(upload.id)
        there = upload.target.conversation_id
        draft = self._drafts.draft_of(there)
        if draft is None:
            waiting = self._waiting.setdefault(there, [])
            waiting.append(upload)
            words = dict.fromkeys(one.unsaid.strip() for one in waiting)
            self._drafts.keep_words(there, "\n".join(words))
            return
        self.bring_back([upload])
        now = self._drafts.draft_of(there)
        if draft.goes_next and now is not None and not now.goes_next:
            self.said.emit(self.tr("Not sent yet: the message has its earlier words, too"))

    def _follow(self, conversation_id: str) -> None:
        """Follow words that have waited into a draft that was begun."""
        draft, waiting = self._drafts.draft_of(conversation_id), self._waiting
        for upload in waiting.pop(conversation_id, []):
            if draft is not None and says(draft.text, upload.unsaid):
                self._in_draft[upload.id] = conversation_id
            else:
                waiting.setdefault(conversation_id, []).append(upload)

    def _hear_sent(self, draft: Draft) -> None:
        there = draft.conversation.id
        self._forget([one for one, other in self._in_draft.items() if other == there])

    def _forget(self, upload_ids: Iterable[str]) -> None:
        ids = list(upload_ids)
        for upload_id in ids:
            del self._in_draft[upload_id]
        if ids:
            self._uploads.forget_words(ids)
