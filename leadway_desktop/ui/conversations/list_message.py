"""What stands in the list's place, or below it: nothing found, or an error with its remedy."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from leadway_desktop.ui.error_texts import ErrorText
from leadway_desktop.ui.icons import pixmap
from leadway_desktop.ui.labels import plain_label
from leadway_desktop.ui.theme import Theme, set_role, set_state
from leadway_desktop.ui.tokens import SPACE_4, SPACE_8, SPACE_12, SPACE_20

_ICON = 32
_ROOM_FOR_ICON = 260


class ListMessage(QScrollArea):
    """A page in the list's place: icon, sentence, advice, one button; it scrolls if it has to."""

    pressed = Signal()

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._theme = theme
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._icon_name = "search"
        self._icon = QLabel(self)
        self._what = plain_label(self, "strong", f"{name}_what")
        self._advice = plain_label(self, "secondary", f"{name}_advice")
        self._fine = plain_label(self, "hint", f"{name}_fine")
        self._button = QPushButton(self)
        self._button.setObjectName(f"{name}_button")
        self._button.clicked.connect(self.pressed)
        theme.changed.connect(self._tint)
        self._lay_out()

    def say(self, what: str, advice: str, *, button: str = "", icon: str, fine: str = "") -> None:
        """Show these words; what is empty is not shown. `fine` is the fine print."""
        self._icon_name = icon
        self._tint()
        for label, words in ((self._what, what), (self._advice, advice), (self._fine, fine)):
            label.setText(words)
            label.setVisible(bool(words))
        self._button.setText(button)
        self._button.setVisible(bool(button))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the picture out where the words need the room."""
        super().resizeEvent(event)
        self._icon.setVisible(event.size().height() >= _ROOM_FOR_ICON)

    def _tint(self) -> None:
        ratio = self.devicePixelRatioF()
        self._icon.setPixmap(pixmap(self._icon_name, self._theme.tokens.text3, _ICON, ratio))

    def _lay_out(self) -> None:
        page = QWidget()
        set_role(page, "content")
        column = QVBoxLayout(page)
        column.setContentsMargins(SPACE_20, SPACE_20, SPACE_20, SPACE_20)
        column.setSpacing(SPACE_8)
        column.addStretch(2)
        self._icon.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self._icon)
        for label in (self._what, self._advice, self._fine):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)
        column.addSpacing(SPACE_4)
        column.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        self.setWidget(page)


class ListBanner(QWidget):
    """An error below rows that are still there: sentence, traceId, retry."""

    retry_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("list_banner")
        self._card = QFrame(self)
        set_role(self._card, "notice")
        set_state(self._card, "bad")
        self._words = plain_label(self._card, "", "list_banner_text")
        self._trace = plain_label(self._card, "hint", "list_banner_trace")
        self._retry = QPushButton(self.tr("Retry"), self._card)
        self._retry.setObjectName("list_banner_retry")
        set_role(self._retry, "link")
        self._retry.clicked.connect(self.retry_wanted)
        self._lay_out()
        self.hide()

    def say(self, error: ErrorText) -> None:
        """Show an error."""
        self._words.setText(f"{error.what} {error.next_step}")
        self._trace.setText(error.trace_line)
        self._trace.setVisible(bool(error.trace_line))
        self.setAccessibleName(error.text)
        self.show()

    def _lay_out(self) -> None:
        around = QVBoxLayout(self)
        around.setContentsMargins(SPACE_8, SPACE_4, SPACE_8, SPACE_8)
        around.addWidget(self._card)
        row = QHBoxLayout(self._card)
        row.setContentsMargins(SPACE_12, SPACE_8, SPACE_8, SPACE_8)
        words = QVBoxLayout()
        words.setSpacing(SPACE_4)
        words.addWidget(self._words)
        words.addWidget(self._trace)
        row.addLayout(words, 1)
        row.addWidget(self._retry, 0, Qt.AlignmentFlag.AlignBottom)
