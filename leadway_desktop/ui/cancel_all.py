"""Cancels all at once, when the agent has confirmed what that means."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from leadway_desktop.ui.attachments.attachment_desk import AttachmentDesk
from leadway_desktop.ui.sending.correspondence import Correspondence
from leadway_desktop.ui.sending.draft_desk import DraftDesk
from leadway_desktop.ui.uploads.cancel_all_question import AtStake, CancelAllQuestion
from leadway_desktop.ui.uploads.upload_list_model import UploadListModel
from leadway_desktop.ui.uploads.upload_service import UploadService


class CancelAll(QObject):
    """What the agent wrote is kept: a message that is not sent becomes a draft."""

    said = Signal(str)
    """What could not be held back, for a quiet word in the window."""

    def __init__(
        self,
        uploads: UploadService,
        model: UploadListModel,
        desk: AttachmentDesk,
        correspondence: Correspondence,
        drafts: DraftDesk,
        page: QWidget,
    ) -> None:
        super().__init__(page)
        self._uploads = uploads
        self._model = model
        self._desk = desk
        self._correspondence = correspondence
        self._drafts = drafts
        self._page = page
        self._question: CancelAllQuestion | None = None

    @property
    def is_possible(self) -> bool:
        """Whether there is anything to stop, as the list was last shown; counts no files."""
        totals, coming = self._model.totals, self._desk.coming
        is_under_way = totals.unfinished + totals.messages.planned > 0
        return is_under_way or not all(map(self._model.shows, coming)) or bool(self._drafts.to_go)

    def ask(self) -> None:
        """Do it if the agent confirms it; while that is open, the numbers follow."""
        self._model.show_pending()
        if not self.is_possible:
            return  # it is over by now
        self._question = CancelAllQuestion(self._at_stake(), self._page)
        self._question.accepted.connect(self.do)
        self._question.finished.connect(self._put_question_away)
        self._question.open()

    def follow(self) -> None:
        """Take that something has changed."""
        if self._question is None:
            return
        if self.is_possible:
            self._question.show_stakes(self._at_stake())
        else:
            self._question.reject()

    def do(self) -> None:
        """Cancel every upload that is not over, and send nothing of what is planned."""
        self._model.show_pending()  # what is planned since must not be overlooked
        # In this order: a message goes once each of its files has arrived or is cancelled.
        self._drafts.hold_back()
        too_late = self._correspondence.withdraw_all()
        self._uploads.cancel_all()
        if too_late:
            self.said.emit(self.tr("%n message(s) could not be held back any more.", "", too_late))

    @property
    def _uploads_to_stop(self) -> int:
        return self._model.totals.unfinished + self._model.not_shown_of(self._desk.coming)

    @property
    def _messages_to_stop(self) -> int:
        to_go = map(self._drafts.messages_of, self._drafts.to_go)
        return self._model.totals.messages.planned + sum(to_go)

    def _at_stake(self) -> AtStake:
        drafted = any(draft.text.strip() for draft in self._drafts.to_go)
        has_words = drafted or self._correspondence.has_words_to_go()
        return AtStake(self._uploads_to_stop, self._messages_to_stop, has_words)

    def _put_question_away(self) -> None:
        self._question = None
