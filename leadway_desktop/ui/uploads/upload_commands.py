"""Does what the agent asks of uploads, and says in a few words what was done."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

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
        if not fitting:
            return
        if action is UploadAction.COPY_LINK:
            self._copy_links(fitting)
        elif action is UploadAction.COPY_DETAILS:
            self._copy_details(fitting)
        elif action is UploadAction.SHOW_RECEIPT:
            self.receipt_wanted.emit(fitting)
        elif action is UploadAction.OPEN_FOLDER:
            self._open_folder(fitting[0])
        elif action is UploadAction.SIGN_IN:
            self.sign_in_wanted.emit()
        elif action is UploadAction.RETRY:
            self._retry(fitting)
        elif action is UploadAction.MOVE_TO_FRONT:
            self._service.move([upload.id for upload in fitting])
        elif action is UploadAction.SEND:
            self.message_wanted.emit(fitting)
        elif action is UploadAction.EDIT:
            self.rewriting_wanted.emit(one_of_each_message(fitting))
        elif action is UploadAction.SEND_AGAIN:
            self._send_again(one_of_each_message(fitting))
        elif action in MESSAGE_ACTIONS:
            self._ask_service(action, one_of_each_message(fitting))
        else:
            self._ask_service(action, fitting)

    def move(self, ids: Sequence[str], before: str | None, after: str | None) -> None:
        """Have uploads that wait go right before or after another one."""
        self._service.move(ids, before=before, after=after)

    def try_network_now(self) -> None:
        """Look whether the network is back."""
        self._service.try_network_now()
        self.said.emit(self.tr("Trying to reach Leadway…"))

    def _retry(self, uploads: Sequence[Upload]) -> None:
        """Try again; what waits for the network is not helped by trying each."""
        retriable = [each for each in uploads if not waits_for(each, *ON_THE_ROAD)]
        for upload in retriable:
            self._service.retry(upload.id)
        if len(retriable) < len(uploads):
            self.try_network_now()

    def _send_again(self, uploads: Sequence[Upload]) -> None:
        """Send at once what was refused; ask first where the customer may have it."""
        doubtful = [each for each in uploads if each.delivery and each.delivery.stage.is_in_doubt]
        for upload in uploads:
            if upload not in doubtful:
                self._service.send_again(upload.id)
        if doubtful:
            self.repeat_wanted.emit(doubtful)

    def _ask_service(self, action: UploadAction, uploads: Sequence[Upload]) -> None:
        ask = {
            UploadAction.CANCEL: self._service.cancel,
            UploadAction.PAUSE: self._service.pause,
            UploadAction.RESUME: self._service.resume,
            UploadAction.REMOVE: self._service.remove,
            UploadAction.WITHDRAW: self._service.withdraw,
            UploadAction.LOOK_AGAIN: self._service.look_again,
            UploadAction.MARK_SENT: self._service.mark_sent,
        }[action]
        for upload in uploads:
            ask(upload.id)

    def _copy_links(self, uploads: Sequence[Upload]) -> None:
        QGuiApplication.clipboard().setText("\n".join(u.link for u in uploads if u.link))
        self.said.emit(self.tr("%n link(s) copied", "", len(uploads)))
        self.link_used.emit()

    def _copy_details(self, uploads: Sequence[Upload]) -> None:
        QGuiApplication.clipboard().setText("\n\n".join(map(details_of, uploads)))
        self.said.emit(self.tr("Details copied"))

    def _open_folder(self, upload: Upload) -> None:
        if why_not := open_folder_of(upload):
            self.said.emit(why_not)
