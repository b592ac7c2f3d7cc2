"""What stands in the conversation's place while none is selected."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from leadway_desktop.ui.icons import pixmap
from leadway_desktop.ui.theme import Theme, set_role
from leadway_desktop.ui.tokens import SPACE_20

_ICON = 32


class NoConversationPage(QWidget):
    """Says what to do first."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("no_conversation_page")
        self._theme = theme
        self._picture = QLabel()
        title = QLabel(self.tr("Select a conversation"))
        hint = QLabel(self.tr("Or drop files on one in the list: its row says where they go."))
        set_role(title, "title")
        set_role(hint, "secondary")
        hint.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_20, SPACE_20, SPACE_20, SPACE_20)
        column.addStretch()
        for label in (self._picture, title, hint):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)
        column.addStretch()
        self._tint()
        theme.changed.connect(self._tint)

    def _tint(self) -> None:
        colour, ratio = self._theme.tokens.text3, self.devicePixelRatioF()
        self._picture.setPixmap(pixmap("inbox", colour, _ICON, ratio))
