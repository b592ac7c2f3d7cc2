"""Words of messages that are not sent after all: they come into a draft with their files.

Until a draft that has them is on the disk they stay with their uploads in the journal
(`Upload.unsaid`), from where a next session brings them back. A draft knows whose words have come
into it, so that they come once, whatever the agent makes of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from PySide6.QtCore import QObject, Signal

from leadway_desktop.domain.upload import Upload
from leadway_desktop.ui.sending.draft import Draft
from leadway_desktop.ui.sending.draft_desk import DraftDesk
from leadway_desktop.ui.uploads.upload_service import UploadService


class UnsaidWords(QObject):
    """Has words come into drafts, and be forgotten where they were."""

    said = Signal(str)
    """What became of a message, for a quiet word in the window."""

    def __init__(
        self,
        uploads: UploadService,
        upload_of: Callable[[str], Upload | None],
        drafts: DraftDesk,
        parent: QObject,
    ) -> None:
        """`upload_of` finds an upload by its id."""
        super().__init__(parent)
        self._uploads = uploads
        self._upload_of = upload_of
        self._drafts = drafts
        self._heard: set[str] = set()
        """Superseded uploads whose words have been brought back in this session."""
        uploads.upload_changed.connect(self._hear)
        drafts.sent.connect(self._hear_sent)

    def restore(self, uploads: Sequence[Upload], brought: Collection[str]) -> None:
        """Bring back what an earlier session has kept, once its drafts are there again.

        `brought` are ids of uploads whose words these drafts had.
        """
        for upload in uploads:
            draft = self._drafts.draft_of(upload.target.conversation_id)
            is_in_draft = draft is not None and upload.id in draft.uploads
            if upload.id not in brought and (upload.is_superseded or is_in_draft):
                self._drafts.bring_back([upload])
        self._forget(one.id for one in uploads if one.id in brought)

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

    def _hear_sent(self, draft: Draft) -> None:
        self._forget(draft.words.brought)

    def _forget(self, upload_ids: Iterable[str]) -> None:
        """Have uploads forget their words, of which they may get others later."""
        found = ((one, self._upload_of(one)) for one in upload_ids)
        ids = [one for one, upload in found if upload is None or upload.unsaid]
        if ids:
            self._uploads.forget_words(ids)
