"""Does what the agent asks of receipts, and says in a few words what was done."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication

from leadway_desktop.domain.settings import is_loopback
from leadway_desktop.domain.upload import Upload
from leadway_desktop.ui.history.receipt_words import receipt_text
from leadway_desktop.ui.upload_folder import open_folder_of


class ReceiptCommands(QObject):
    """Copies and opens; one for the history and every receipt on show."""

    said = Signal(str)
    """What was done, for a quiet word in the window."""
    link_used = Signal()
    """A link has been copied or opened: somebody may be about to pass it on."""

    def copy_link(self, upload: Upload) -> None:
        """Copy the link of one."""
        self.copy_links([upload.link] if upload.link else [])

    def copy_links(self, links: Sequence[str]) -> None:
        """Copy links, one a line."""
        QGuiApplication.clipboard().setText("\n".join(links))
        self.said.emit(self.tr("%n link(s) copied", "", len(links)))
        self.link_used.emit()

    def copy_receipt(self, upload: Upload) -> None:
        """Copy everything that is known, as text."""
        QGuiApplication.clipboard().setText(receipt_text(upload))
        self.said.emit(self.tr("Receipt copied"))
        self.link_used.emit()

    def open_link(self, upload: Upload) -> None:
        """Open the link in the browser, if it is an address that may be opened."""
        url = QUrl(upload.link or "", QUrl.ParsingMode.StrictMode)
        if not may_open(url) or not QDesktopServices.openUrl(url):
            self.said.emit(self.tr("The link could not be opened"))
            return
        self.link_used.emit()

    def open_folder(self, upload: Upload) -> None:
        """Show the folder that the file was taken from."""
        if why_not := open_folder_of(upload):
            self.said.emit(why_not)


def may_open(url: QUrl) -> bool:
    """Whether a link from the server may be handed to the system: https, or this computer's own.

    Anything else could be a program, a file, or another program's address.
    """
    is_here = url.scheme() == "http" and is_loopback(url.host())
    return url.isValid() and bool(url.host()) and (url.scheme() == "https" or is_here)
