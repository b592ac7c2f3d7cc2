"""The foot of the history's window: how much was found, what was done, and what can be done."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from leadway_desktop.ui.buttons import text_button
from leadway_desktop.ui.elided_label import ElidedLabel
from leadway_desktop.ui.icons import keep_icon
from leadway_desktop.ui.theme import Theme, set_role
from leadway_desktop.ui.tokens import SPACE_8, SPACE_16


class HistoryFoot(QFrame):
    """`history_days`: the setting of that name, for the words beside the count."""

    deletion_wanted = Signal()
    export_wanted = Signal()
    close_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        set_role(self, "foot")
        self.history_days = 0
        self._count = QLabel()
        self._count.setObjectName("history_count")
        self._count.setTextFormat(Qt.TextFormat.PlainText)
        set_role(self._count, "secondary")
        self._said = ElidedLabel()
        self._said.setObjectName("history_toast")
        self._said.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        set_role(self._said, "secondary")
        self._delete = text_button("delete_selected_button", self.tr("Delete…"), "quiet")
        keep_icon(self._delete, theme, "trash", "text2")
        self._delete.setEnabled(False)
        self._delete.clicked.connect(self.deletion_wanted)
        self._export = text_button("export_button", self.tr("Export…"), "quiet")
        keep_icon(self._export, theme, "download", "text2")
        self._export.clicked.connect(self.export_wanted)
        self._close = text_button("close_history_button", self.tr("Close"))
        self._close.clicked.connect(self.close_wanted)
        self._lay_out()

    def say(self, words: str) -> None:
        """Say what was done."""
        self._said.show_text(words)

    def allow_deletion(self, is_allowed: bool) -> None:
        """Let the chosen receipts be deleted, or not: none is chosen."""
        self._delete.setEnabled(is_allowed)

    def show_count(self, count: int) -> None:
        """Say how many uploads were found; only what was found can be exported."""
        found = self.tr("%Ln upload(s)", "", count)
        if not self.history_days:
            kept = self.tr("kept until the window is closed")
        else:
            kept = self.tr("kept for %n day(s)", "", self.history_days)
        self._count.setText(f"{found} · {kept}")
        self._export.setEnabled(bool(count))

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_16, SPACE_8, SPACE_16, SPACE_8)
        row.setSpacing(SPACE_8)
        row.addWidget(self._count)
        row.addWidget(self._said, 1)
        for button in (self._delete, self._export, self._close):
            row.addWidget(button)
