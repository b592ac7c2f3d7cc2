"""Words of messages that are not sent after all: they come into a draft with their files.

Until a draft that has them is on the disk they stay with their uploads in the journal
(`Upload.unsaid`), from where a next session brings them back. A draft knows which words have come
into it, and whose, so that they come once, whatever the agent makes of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import QObject, Signal

from leadway_desktop.domain.draft import KeptDraft
from leadway_desktop.domain.upload import Upload
from leadway_desktop.ui.sending.draft import Draft
from leadway_desktop.ui.sending.draft_desk import DraftDesk
from leadway_desktop.ui.sending.kept_drafts import left_of
from leadway_desktop.ui.uploads.upload_service import UploadService


class UnsaidWords(QObject):
    """Has words come into drafts, and be forgotten where they were."""

    said = Signal(str)
    """What became of a message, for a quiet word in the window."""

    def __init__(self, uploads: UploadService, drafts: DraftDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._uploads = uploads
        self._drafts = drafts
        self._heard: set[str] = set()
        """Superseded uploads whose words have been brought back in this session."""
        uploads.upload_changed.connect(self._hear)
        drafts.discarded.connect(self._hear_discarded)

    def restore(self, uploads: Sequence[Upload], kept: Iterable[KeptDraft]) -> None:
        """Bring back what an earlier session has, once the drafts that it kept are there again."""
        known, brought = {upload.id: upload for upload in uploads}, dict[str, str]()
        for each in kept:  # one that was sent since has said what it was brought
            files = [known[upload_id] for upload_id in each.uploads if upload_id in known]
            brought |= left_of(each, files).words.brought
        for upload in uploads:
            draft = self._drafts.draft_of(upload.target.conversation_id)
            is_in_draft = draft is not None and upload.id in draft.uploads
            is_here = brought.get(upload.id) == upload.unsaid
            if not is_here and (upload.is_superseded or is_in_draft):
                self._drafts.bring_back([upload])
        self._forget(brought)

    def hear_kept(self) -> None:
        """Take that the drafts are on the disk as they are."""
        for draft in self._drafts.drafts.values():
            self._forget(draft.words.brought)

    def _hear(self, upload: Upload) -> None:
        """Put what was to go with a file that was attached again into the draft of the new one."""
        if not upload.is_superseded:
            return
        self._drafts.leave_out(upload.id)
        if not upload.unsaid or upload.id in self._heard:
            return
        self._heard.add(upload.id)
        before = self._drafts.draft_of(upload.target.conversation_id)
        self._drafts.bring_back([upload])
        draft = self._drafts.draft_of(upload.target.conversation_id)
        if before is not None and before.goes_next and draft is not None and not draft.goes_next:
            self.said.emit(self.tr("Not sent yet: the message has its earlier words, too"))

    def _hear_discarded(self, draft: Draft) -> None:
        self._forget(draft.words.brought)  # the agent has seen them

    def _forget(self, brought: Mapping[str, str]) -> None:
        if brought:
            self._uploads.forget_words(brought)
