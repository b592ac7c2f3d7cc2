"""The receipt of one upload, from its row in a list."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from leadway_desktop.domain.upload import Upload
from leadway_desktop.ui.history.receipt_commands import ReceiptCommands
from leadway_desktop.ui.history.receipt_pane import ReceiptPane
from leadway_desktop.ui.return_key import ReturnKeyDialog
from leadway_desktop.ui.theme import Theme, set_role
from leadway_desktop.ui.tokens import SPACE_12, SPACE_20
from leadway_desktop.ui.window_place import resize_to_fit

_WIDTH, _HEIGHT = 460, 620


class ReceiptDialog(ReturnKeyDialog):
    """Stays beside the work: it blocks nothing, and follows its upload until it is closed."""

    def __init__(
        self, upload: Upload, commands: ReceiptCommands, theme: Theme, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName("receipt_dialog")
        self.setWindowTitle(self.tr("Receipt"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        resize_to_fit(self, _WIDTH, _HEIGHT)
        self._pane = ReceiptPane(commands, theme)
        self._pane.show_receipt(upload)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._pane, 1)
        column.addWidget(self._foot())
        self._pane.focus_link()

    def follow(self, upload: Upload) -> None:
        """Show the upload's newest state, if it is this one: its message may be sent meanwhile."""
        if self._pane.upload is not None and self._pane.upload.id == upload.id:
            self._pane.show_receipt(upload)

    def _foot(self) -> QFrame:
        close = QPushButton(self.tr("Close"))
        close.setObjectName("close_receipt_button")
        close.clicked.connect(self.close)
        foot = QFrame()
        set_role(foot, "foot")
        row = QHBoxLayout(foot)
        row.setContentsMargins(SPACE_20, SPACE_12, SPACE_20, SPACE_12)
        row.addStretch(1)
        row.addWidget(close)
        return foot
