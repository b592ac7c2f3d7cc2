"""Does what the agent asks of uploads, and says in a few words what was done."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication

from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.wait import WaitReason
from leadway_desktop.ui.uploads.upload_actions import UploadAction, actions_for, waits_for
from leadway_desktop.ui.uploads.upload_service import UploadService
from leadway_desktop.ui.uploads.upload_words import details_of


class UploadCommands(QObject):
    """The row actions of every list of uploads."""

    said = Signal(str)
    """What was done, for a quiet word in the window."""
    sign_in_wanted = Signal()
    """Uploads wait for a token, and the agent has one."""

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
        elif action is UploadAction.OPEN_FOLDER:
            self._open_folder(fitting[0])
        elif action is UploadAction.SIGN_IN:
            self.sign_in_wanted.emit()
        elif action is UploadAction.RETRY:
            self._retry(fitting)
        else:
            self._ask_service(action, fitting)

    def try_network_now(self) -> None:
        """Look whether the network is back."""
        self._service.try_network_now()
        self.said.emit(self.tr("Trying to reach Leadway…"))

    def _retry(self, uploads: Sequence[Upload]) -> None:
        """Try again; what waits for the network is not helped by trying each."""
        retriable = [each for each in uploads if not waits_for(each, WaitReason.NETWORK)]
        for upload in retriable:
            self._service.retry(upload.id)
        if len(retriable) < len(uploads):
            self.try_network_now()

    def _ask_service(self, action: UploadAction, uploads: Sequence[Upload]) -> None:
        ask = {
            UploadAction.CANCEL: self._service.cancel,
            UploadAction.PAUSE: self._service.pause,
            UploadAction.RESUME: self._service.resume,
            UploadAction.REMOVE: self._service.remove,
        }[action]
        for upload in uploads:
            ask(upload.id)

    def _copy_links(self, uploads: Sequence[Upload]) -> None:
        QGuiApplication.clipboard().setText("\n".join(u.link for u in uploads if u.link))
        self.said.emit(self.tr("%n link(s) copied", "", len(uploads)))

    def _copy_details(self, uploads: Sequence[Upload]) -> None:
        QGuiApplication.clipboard().setText("\n\n".join(map(details_of, uploads)))
        self.said.emit(self.tr("Details copied"))

    def _open_folder(self, upload: Upload) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(upload.file.path.parent))):
            self.said.emit(self.tr("The folder could not be opened"))
