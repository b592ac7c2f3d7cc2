"""Does what the agent asks of uploads, and says in a few words what was done."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from leadway_desktop.domain.call_limit import limited_waits_of
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.wait import ON_THE_ROAD
from leadway_desktop.ui.upload_folder import open_folder_of
from leadway_desktop.ui.uploads.upload_actions import (
    MESSAGE_ACTIONS,
    UploadAction,
    actions_for,
    waits_for,
)
from leadway_desktop.ui.uploads.upload_service import UploadService
from leadway_desktop.ui.uploads.upload_state import one_of_each_message
from leadway_desktop.ui.uploads.upload_words import details_of


class UploadCommands(QObject):
    """The row actions of every list of uploads."""

    said = Signal(str)
    """What was done, for a quiet word in the window."""
    insisted = Signal()
    """Calls are made though Leadway has asked for a pause."""
    sign_in_wanted = Signal()
    """Uploads wait for a token, and the agent has one."""
    message_wanted = Signal(object)
    """list[Upload]: the agent wants them sent to the customer."""
    receipt_wanted = Signal(object)
    """list[Upload]: the agent wants to know all about them."""
    link_used = Signal()
    """A link has been copied."""
    rewriting_wanted = Signal(object)
    """list[Upload]: one of each message that was refused and is to be written anew."""
    repeat_wanted = Signal(object)
    """list[Upload]: to be sent again, though the customer may have them already."""

    def __init__(self, service: UploadService, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._service = service

    def perform(self, action: UploadAction, uploads: Sequence[Upload]) -> None:
        """Do an action to those of the uploads that have it."""
        fitting = [upload for upload in uploads if action in actions_for(upload)]
        if action in MESSAGE_ACTIONS:
            fitting = one_of_each_message(fitting)
        if fitting:
            self._deed(action)(fitting)
        if action is UploadAction.REMOVE and any(upload.stays_for_draft for upload in uploads):
            self.said.emit(self.tr("What is in a draft stays on the list"))

    def move(self, ids: Sequence[str], before: str | None, after: str | None) -> None:
        """Have uploads that wait go right before or after another one."""
        self._service.move(ids, before=before, after=after)

    def try_network_now(self) -> None:
        """Look whether the network is back."""
        self._service.try_network_now()
        self.said.emit(self.tr("Trying to reach Leadway…"))

    def insist(self) -> None:
        """Try what waits for the end of a pause that Leadway has asked for."""
        self.insisted.emit()
        self._service.insist()

    def _deed(self, action: UploadAction) -> Callable[[Sequence[Upload]], object]:
        """Return what does an action."""
        return {
            UploadAction.CANCEL: _each(self._service.cancel),
            UploadAction.PAUSE: _each(self._service.pause),
            UploadAction.RESUME: _each(self._service.resume),
            UploadAction.RETRY: self._retry,
            UploadAction.MOVE_TO_FRONT: self._move_to_front,
            UploadAction.SIGN_IN: lambda uploads: self.sign_in_wanted.emit(),
            UploadAction.SEND: self.message_wanted.emit,
            UploadAction.WITHDRAW: self._withdraw,
            UploadAction.TRY_MESSAGE_NOW: self._try_messages_now,
            UploadAction.LOOK_AGAIN: _each(self._service.look_again),
            UploadAction.MARK_SENT: _each(self._service.mark_sent),
            UploadAction.SEND_AGAIN: self._send_again,
            UploadAction.EDIT: self.rewriting_wanted.emit,
            UploadAction.COPY_LINK: self._copy_links,
            UploadAction.SHOW_RECEIPT: self.receipt_wanted.emit,
            UploadAction.OPEN_FOLDER: self._open_folder,
            UploadAction.COPY_DETAILS: self._copy_details,
            UploadAction.REMOVE: _each(self._service.remove),
        }[action]

    def _retry(self, uploads: Sequence[Upload]) -> None:
        """Try again; what waits for the network is not helped by trying each."""
        self._tell_of_insisting(uploads)
        retriable = [each for each in uploads if not waits_for(each, *ON_THE_ROAD)]
        for upload in retriable:
            self._service.retry(upload.id)
        if len(retriable) < len(uploads):
            self.try_network_now()

    def _try_messages_now(self, uploads: Sequence[Upload]) -> None:
        self._tell_of_insisting(uploads)
        for upload in uploads:
            self._service.try_message_now(upload.id)

    def _tell_of_insisting(self, uploads: Sequence[Upload]) -> None:
        if any(any(limited_waits_of(upload)) for upload in uploads):
            self.insisted.emit()

    def _withdraw(self, uploads: Sequence[Upload]) -> None:
        withdrawn = [each for each in uploads if self._service.withdraw(each.id)]
        if any(each.delivery and each.delivery.text.strip() for each in withdrawn):
            self.said.emit(self.tr("Not sent; “Send to the customer…” brings the words back"))
        elif withdrawn:
            self.said.emit(self.tr("%n message(s) will not be sent", "", len(withdrawn)))

    def _send_again(self, uploads: Sequence[Upload]) -> None:
        """Send at once what was refused; ask first where the customer may have it."""
        doubtful = [upload for upload in uploads if upload.is_in_doubt]
        for upload in uploads:
            if upload not in doubtful:
                self._service.send_again(upload.id)
        if doubtful:
            self.repeat_wanted.emit(doubtful)

    def _move_to_front(self, uploads: Sequence[Upload]) -> None:
        self._service.move([upload.id for upload in uploads])

    def _copy_links(self, uploads: Sequence[Upload]) -> None:
        QGuiApplication.clipboard().setText("\n".join(u.link for u in uploads if u.link))
        self.said.emit(self.tr("%n link(s) copied", "", len(uploads)))
        self.link_used.emit()

    def _copy_details(self, uploads: Sequence[Upload]) -> None:
        QGuiApplication.clipboard().setText("\n\n".join(map(details_of, uploads)))
        self.said.emit(self.tr("Details copied"))

    def _open_folder(self, uploads: Sequence[Upload]) -> None:
        if why_not := open_folder_of(uploads[0]):
            self.said.emit(why_not)


def _each(ask: Callable[[str], object]) -> Callable[[Sequence[Upload]], None]:
    """Return what asks it of each upload, by its id."""

    def ask_all(uploads: Sequence[Upload]) -> None:
        for upload in uploads:
            ask(upload.id)

    return ask_all
