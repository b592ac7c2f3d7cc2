"""All uploads of the session, of every conversation."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from leadway_desktop.ui.icons import keep_icon
from leadway_desktop.ui.labels import set_chip_words
from leadway_desktop.ui.theme import Theme, set_role
from leadway_desktop.ui.tokens import CONTROL_HEIGHT, SPACE_8, SPACE_12, SPACE_16
from leadway_desktop.ui.uploads.upload_actions import UploadAction
from leadway_desktop.ui.uploads.upload_commands import UploadCommands
from leadway_desktop.ui.uploads.upload_filter import UploadFilter, UploadKind
from leadway_desktop.ui.uploads.upload_list_model import UploadListModel
from leadway_desktop.ui.uploads.upload_menu_button import UploadMenuButton
from leadway_desktop.ui.uploads.upload_view import UploadView

_HEIGHT = 260


class AllUploadsPanel(QFrame):
    """The list with its filters; "Clear finished" leaves what failed, for that needs a decision."""

    close_wanted = Signal()

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
        self._shown = UploadFilter(model, self)
        self.view = UploadView(model, self._shown, commands, theme, names_conversation=True)
        self.view.setObjectName("all_uploads_list")
        self.view.setAccessibleName(self.tr("All uploads"))
        self.view.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self._chips = {kind: self._make_chip(kind) for kind in UploadKind}
        self._make_buttons(theme)
        self._empty = QLabel()
        self._empty.setObjectName("no_uploads_hint")
        set_role(self._empty, "secondary")
        self._arrange(theme)
        model.shown.connect(self._follow)
        self._follow()

    def show_kind(self, kind: UploadKind) -> None:
        """Narrow the list."""
        self._chips[kind].setChecked(True)
        self._shown.show_kind(kind)
        self._follow()

    def sizeHint(self) -> QSize:
        """Return some four rows' room; the splitter gives more."""
        return QSize(super().sizeHint().width(), _HEIGHT)

    def _clear_finished(self) -> None:
        self._commands.perform(UploadAction.REMOVE, self._model.finished())

    def _retry_failed(self) -> None:
        self._commands.perform(UploadAction.RETRY, self._model.failed())

    def _make_chip(self, kind: UploadKind) -> QPushButton:
        chip = QPushButton()
        chip.setObjectName(f"{kind.value}_uploads_chip")
        chip.setCheckable(True)
        chip.setChecked(kind is UploadKind.ALL)
        chip.clicked.connect(lambda: self.show_kind(kind))
        set_role(chip, "chip")
        return chip

    def _make_buttons(self, theme: Theme) -> None:
        self._retry = QPushButton(self.tr("Retry all failed"))
        self._retry.setObjectName("retry_failed_button")
        self._retry.clicked.connect(self._retry_failed)
        set_role(self._retry, "link")
        self._clear = QPushButton(self.tr("Clear finished"))
        self._clear.setObjectName("clear_finished_button")
        self._clear.clicked.connect(self._clear_finished)
        set_role(self._clear, "quiet")
        self._close = QToolButton()
        self._close.setObjectName("close_uploads_button")
        self._close.setAccessibleName(self.tr("Close the list of all uploads"))
        self._close.setToolTip(self.tr("Close the list of all uploads"))
        self._close.setMinimumSize(CONTROL_HEIGHT, CONTROL_HEIGHT)
        self._close.clicked.connect(self.close_wanted)
        keep_icon(self._close, theme, "close", "text2")

    def _follow(self) -> None:
        """Bring counts and the hint up to date."""
        totals = self._model.totals
        counts = {
            UploadKind.ALL: totals.count,
            UploadKind.UNFINISHED: totals.unfinished,
            UploadKind.ATTENTION: totals.attention,
            UploadKind.DONE: totals.done,
        }
        for kind, chip in self._chips.items():
            number = f" {counts[kind]}" if counts[kind] else ""
            set_chip_words(chip, self._kind_name(kind) + number)
        self._retry.setVisible(totals.attention > 0)
        self._clear.setEnabled(totals.done + totals.cancelled > 0)
        empty = self._shown.rowCount() == 0
        self._empty.setVisible(empty)
        self._empty.setText(self._nothing())
        self.view.setVisible(not empty)

    def _kind_name(self, kind: UploadKind) -> str:
        names = {
            UploadKind.ALL: self.tr("All"),
            UploadKind.UNFINISHED: self.tr("Unfinished"),
            UploadKind.ATTENTION: self.tr("Need attention"),
            UploadKind.DONE: self.tr("Done"),
        }
        return names[kind]

    def _nothing(self) -> str:
        if self._model.totals.count:
            return self.tr("No uploads of this kind")
        return self.tr("Nothing has been uploaded since the window was opened")

    def _arrange(self, theme: Theme) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head(theme))
        column.addWidget(self.view, 1)
        self._empty.setContentsMargins(SPACE_16, SPACE_8, SPACE_16, SPACE_16)
        column.addWidget(self._empty)
        column.addStretch()

    def _head(self, theme: Theme) -> QHBoxLayout:
        title = QLabel(self.tr("All uploads"))
        set_role(title, "strong")
        group = QButtonGroup(self)
        row = QHBoxLayout()
        row.setContentsMargins(SPACE_16, SPACE_8, SPACE_8, SPACE_8)
        row.setSpacing(SPACE_8)
        row.addWidget(title)
        row.addSpacing(SPACE_12)
        for chip in self._chips.values():
            group.addButton(chip)
            row.addWidget(chip)
        row.addStretch()
        menu = UploadMenuButton(self.view, theme)
        for widget in (self._retry, self._clear, menu, self._close):
            row.addWidget(widget)
        return row
