"""All uploads of the session, of every conversation."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QVBoxLayout, QWidget

from leadway_desktop.ui.theme import Theme, set_role
from leadway_desktop.ui.tokens import SPACE_8, SPACE_16
from leadway_desktop.ui.uploads.shown_uploads import ShownUploads
from leadway_desktop.ui.uploads.upload_actions import UploadAction, retry_of
from leadway_desktop.ui.uploads.upload_commands import UploadCommands
from leadway_desktop.ui.uploads.upload_kind import UploadKind
from leadway_desktop.ui.uploads.upload_list_model import UploadListModel
from leadway_desktop.ui.uploads.upload_menu_button import UploadMenuButton
from leadway_desktop.ui.uploads.upload_view import UploadView
from leadway_desktop.ui.uploads.uploads_header import UploadsHeader

_HEIGHT = 260


class AllUploadsPanel(QFrame):
    """The list with its filters; "Clear finished" leaves what failed, for that needs a decision."""

    close_wanted = Signal()
    cancel_all_wanted = Signal()
    """Whatever is not over, once the agent has confirmed it."""

    def __init__(
        self,
        model: UploadListModel,
        commands: UploadCommands,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("all_uploads_panel")
        self.setAccessibleName(self.tr("All uploads"))
        set_role(self, "pane")
        self._model = model
        self._commands = commands
        self._shown = ShownUploads(model, self)
        self.view = UploadView(model, self._shown, commands, theme, names_conversation=True)
        self.view.setObjectName("all_uploads_list")
        self.view.setAccessibleName(self.tr("All uploads"))
        self.view.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self._menu = UploadMenuButton(self.view, theme)
        self._header = UploadsHeader(self._menu, theme)
        self._empty = QLabel()
        self._empty.setObjectName("no_uploads_hint")
        set_role(self._empty, "secondary")
        self._arrange()
        self._connect()
        self._follow()

    def show_kind(self, kind: UploadKind) -> None:
        """Narrow the list."""
        self._header.check(kind)
        self._shown.show_kind(kind)
        self._follow()
        if kind is UploadKind.ATTENTION:
            self.view.go_to_next_in_need()

    def offer_cancel_all(self, offered: bool) -> None:
        """Offer to cancel all, or no longer."""
        self._menu.offer_cancel_all(offered)

    def sizeHint(self) -> QSize:
        """Return some four rows' room; the splitter gives more."""
        return QSize(super().sizeHint().width(), _HEIGHT)

    def _clear_finished(self) -> None:
        self._commands.perform(UploadAction.REMOVE, self._model.finished())

    def _retry_failed(self) -> None:
        failed = self._model.to_retry()
        for action in (UploadAction.RETRY, UploadAction.SEND_AGAIN):
            self._commands.perform(action, [each for each in failed if retry_of(each) is action])
        # The button goes, and the next one, which Return would press then, clears the list.
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _connect(self) -> None:
        self._header.kind_chosen.connect(self.show_kind)
        self._header.retry_wanted.connect(self._retry_failed)
        self._header.close_wanted.connect(self.close_wanted)
        self._menu.clear_wanted.connect(self._clear_finished)
        self._menu.cancel_all_wanted.connect(self.cancel_all_wanted)
        self._model.shown.connect(self._follow)

    def _follow(self) -> None:
        """Bring counts and the hint up to date."""
        self._header.show_totals(self._model.totals)
        empty = self._shown.rowCount() == 0
        self._empty.setVisible(empty)
        self._empty.setText(self._nothing())
        self.view.setVisible(not empty)

    def _nothing(self) -> str:
        if self._model.totals.count:
            return self.tr("No uploads of this kind")
        return self.tr("Nothing has been uploaded since the window was opened")

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._header)
        column.addWidget(self.view, 1)
        self._empty.setContentsMargins(SPACE_16, SPACE_8, SPACE_16, SPACE_16)
        column.addWidget(self._empty)
        column.addStretch()
