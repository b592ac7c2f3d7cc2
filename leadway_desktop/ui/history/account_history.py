"""The history of the account on show: its window, single receipts, and files that come again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from leadway_desktop.domain.conversation import Conversation
from leadway_desktop.domain.upload import Upload
from leadway_desktop.ui.history.earlier_files import EarlierFiles, earlier_in_short
from leadway_desktop.ui.history.earlier_notice import EarlierNotice
from leadway_desktop.ui.history.history_service import HistoryService
from leadway_desktop.ui.history.history_window import HistoryWindow
from leadway_desktop.ui.history.receipt_commands import ReceiptCommands
from leadway_desktop.ui.history.receipt_dialog import ReceiptDialog
from leadway_desktop.ui.theme import Theme
from leadway_desktop.ui.uploads.upload_list_model import UploadListModel


class AccountHistory(QObject):
    """Everything of the history that a work page has; it dies with the page."""

    said = Signal(str)
    """What was done, for a quiet word in the window."""
    link_used = Signal()
    """A link has been copied or opened."""

    repeats_found = Signal(object)
    """dict[str, Upload]: by the ids of new uploads, those that brought the same files before."""

    def __init__(
        self,
        service: HistoryService,
        model: UploadListModel,
        theme: Theme,
        history_days: Callable[[], int],
        page: QWidget,
    ) -> None:
        """`history_days` tells the setting of that name as it is now."""
        super().__init__(page)
        self._service = service
        self._model = model
        self._theme = theme
        self._history_days = history_days
        self._page = page
        self._window: HistoryWindow | None = None
        self._commands = ReceiptCommands(self)
        self._earlier = EarlierFiles(self)
        self.notice = EarlierNotice(self._earlier, model.upload, theme)
        """For the pane of the conversation on show."""
        self._commands.said.connect(self.said)
        self._commands.link_used.connect(self.link_used)
        self.notice.links_wanted.connect(self._commands.copy_links)
        service.earlier_found.connect(self._take_earlier)
        model.stages_changed.connect(self.notice.refresh)

    def open(self, conversation: Conversation | None) -> None:
        """Show the history's window; `conversation` is the one on show."""
        if self._window is None:
            self._window = HistoryWindow(self._service, self._commands, self._theme, self._page)
        self._window.open_for(conversation, self._history_days())

    def show_receipts(self, uploads: Sequence[Upload]) -> None:
        """Show the receipt of the first of these uploads."""
        for upload in uploads[:1]:
            ReceiptDialog(upload, self._commands, self._theme, self._page).show()

    def follow(self, upload: Upload) -> None:
        """Show an upload's newest state where its receipt is open."""
        # Its own children alone: ten thousand uploads come at a start, and the page holds hundreds.
        directly = Qt.FindChildOption.FindDirectChildrenOnly
        for dialog in self._page.findChildren(ReceiptDialog, options=directly):
            dialog.follow(upload)

    def forget(self, upload_id: str) -> None:
        """Forget what was found of an upload that has left the list."""
        self._earlier.forget(upload_id)

    def _take_earlier(self, found: Mapping[str, Upload]) -> None:
        self._model.show_notes({one: earlier_in_short(before) for one, before in found.items()})
        self._earlier.take(found)
        self.repeats_found.emit(found)
