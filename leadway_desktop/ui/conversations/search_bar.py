"""The question to the list: a search field and the filters below it."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from leadway_desktop.domain.conversation import ConversationQuery, ConversationStatus
from leadway_desktop.ui.attachments.pasting import holds_attachment
from leadway_desktop.ui.icons import icon, keep_icon
from leadway_desktop.ui.labels import key_words, set_chip_words
from leadway_desktop.ui.theme import Theme, set_role
from leadway_desktop.ui.tokens import SPACE_8

SEARCH_KEYS = "Ctrl+K"
_DEBOUNCE = 250  # ms between the last key and the question


class SearchBar(QWidget):
    """Asks 250 ms after the last key, at once on Return or when a filter is chosen."""

    query_changed = Signal(object)
    """ConversationQuery."""
    list_wanted = Signal()
    """Down was pressed in the field: on to the list."""
    files_pasted = Signal()
    """Paste was pressed in the field, and the clipboard holds what can be attached."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("search_bar")
        self._asked = ConversationQuery()
        self._field = _SearchField(theme, self)
        self._group = QButtonGroup(self)
        self._chips: dict[ConversationStatus, QPushButton] = {}
        self._debounce = QTimer(self)
        self._debounce.setSingleShot(True)
        self._debounce.setInterval(_DEBOUNCE)
        self._debounce.timeout.connect(self._ask)
        self._field.textChanged.connect(lambda: self._debounce.start())
        self._field.returnPressed.connect(self._ask)
        self._field.down_pressed.connect(self.list_wanted)
        self._field.files_pasted.connect(self.files_pasted)
        self._lay_out()

    @property
    def query(self) -> ConversationQuery:
        """What is being asked."""
        return self._asked

    def focus_field(self) -> None:
        """Put the cursor into the field, what is in it selected."""
        self._field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._field.selectAll()

    def type_on(self, text: str) -> None:
        """Take text that was typed elsewhere."""
        self._field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._field.end(False)
        self._field.insert(text)

    def clear(self) -> None:
        """Ask for everything again."""
        self._field.clear()
        self._chips[ConversationStatus.ALL].setChecked(True)
        self._ask()

    def show_total(self, total: int) -> None:
        """Show how many the chosen filter finds; -1: not known. All of them need no number."""
        for status, name in self._names().items():
            shows = total >= 0 and status is self._asked.status is not ConversationStatus.ALL
            set_chip_words(self._chips[status], f"{name} {total}" if shows else name)

    def _names(self) -> dict[ConversationStatus, str]:
        return {
            ConversationStatus.ALL: self.tr("All"),
            ConversationStatus.UNREAD: self.tr("Unread"),
            ConversationStatus.STARRED: self.tr("Starred"),
        }

    def _ask(self) -> None:
        self._debounce.stop()
        chosen = next(status for status, chip in self._chips.items() if chip.isChecked())
        query = ConversationQuery(self._field.text().strip(), chosen)
        if query != self._asked:
            self._asked = query
            self.show_total(-1)
            self.query_changed.emit(query)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_8)
        column.addWidget(self._field)
        row = QHBoxLayout()
        row.setSpacing(SPACE_8 - 2)
        for status, name in self._names().items():
            self._chips[status] = self._make_chip(status, name)
            row.addWidget(self._chips[status])
        row.addStretch(1)
        column.addLayout(row)

    def _make_chip(self, status: ConversationStatus, name: str) -> QPushButton:
        chip = QPushButton(self)
        set_chip_words(chip, name)
        chip.setObjectName(f"{status.value}_filter")
        chip.setAccessibleName(self.tr("Filter: {name}").format(name=name))
        chip.setCheckable(True)
        chip.setChecked(status is ConversationStatus.ALL)
        set_role(chip, "chip")
        self._group.addButton(chip)
        chip.clicked.connect(self._ask)
        return chip


class _SearchField(QLineEdit):
    """A search field that says by which keys it is reached; Esc empties it.

    Files are never searched for: their addresses would be pasted or dropped as text.
    """

    down_pressed = Signal()
    files_pasted = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("search_field")
        self.setPlaceholderText(self.tr("Search name, phone or email"))
        self.setAccessibleName(self.tr("Search conversations"))
        set_role(self, "search")
        self._keys = QLabel(key_words(QKeySequence(SEARCH_KEYS)), self)
        set_role(self._keys, "keycap")
        self._clear = self.addAction(
            icon("close", theme.tokens.text2), self.ActionPosition.TrailingPosition
        )
        keep_icon(self._clear, theme, "close", "text2")
        self._clear.setText(self.tr("Clear the search"))
        self._clear.triggered.connect(self.clear)
        self.textChanged.connect(self._update_ends)
        self._update_ends()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc empties the field, Down goes on to the list."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() == Qt.Key.Key_Down:
            self.down_pressed.emit()
        elif event.matches(QKeySequence.StandardKey.Paste) and _clipboard_has_attachment():
            self.files_pasted.emit()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take text alone."""
        if holds_attachment(event.mimeData()):
            event.ignore()
        else:
            super().dragEnterEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the keys at the end of the field."""
        super().resizeEvent(event)
        size = self._keys.sizeHint()
        left = self.width() - size.width() - 10 if self._is_left_to_right() else 10
        self._keys.setGeometry(
            left, (self.height() - size.height()) // 2, size.width(), size.height()
        )

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Hide the keys: one is there."""
        super().focusInEvent(event)
        self._update_ends()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show the keys again, if there is room for them."""
        super().focusOutEvent(event)
        self._update_ends()

    def _is_left_to_right(self) -> bool:
        return self.layoutDirection() is Qt.LayoutDirection.LeftToRight

    def _update_ends(self) -> None:
        self._clear.setVisible(bool(self.text()))
        shows_keys = not self.text() and not self.hasFocus()
        self._keys.setVisible(shows_keys)
        room = self._keys.sizeHint().width() if shows_keys else 0
        margins = (0, 0, room, 0) if self._is_left_to_right() else (room, 0, 0, 0)
        self.setTextMargins(*margins)


def _clipboard_has_attachment() -> bool:
    return holds_attachment(QGuiApplication.clipboard().mimeData())
