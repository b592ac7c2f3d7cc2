"""The question to the history: words, a time, a conversation."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import Enum

from PySide6.QtCore import QDate, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from leadway_desktop.domain.conversation import Conversation
from leadway_desktop.domain.history import HistoryQuery
from leadway_desktop.ui.conversations import row_words
from leadway_desktop.ui.icons import icon, keep_icon
from leadway_desktop.ui.labels import set_chip_words
from leadway_desktop.ui.return_key import ReturnField
from leadway_desktop.ui.theme import Theme, set_role
from leadway_desktop.ui.tokens import SPACE_8
from leadway_desktop.ui.turning_row import TurningRow

_DEBOUNCE = 150
"""Milliseconds between the last key and the question: the answer takes less."""
_LONGEST_NAME = 24
_GAP = SPACE_8 - 2


class Period(Enum):
    """How far back is looked; the value names the chip."""

    ALL = "all_receipts_chip"
    TODAY = "receipts_of_today_chip"
    WEEK = "receipts_of_week_chip"
    MONTH = "receipts_of_month_chip"

    def since(self) -> datetime | None:
        """Return the beginning of the first day that counts, by this computer's clock; in UTC."""
        if self is Period.ALL:
            return None
        days = {Period.TODAY: 0, Period.WEEK: 6, Period.MONTH: 29}[self]
        began = QDate.currentDate().addDays(-days).startOfDay()
        return datetime.fromtimestamp(began.toSecsSinceEpoch(), UTC)


class HistoryBar(QWidget):
    """Asks a moment after the last key, at once where something is chosen."""

    query_changed = Signal(object)
    """HistoryQuery."""
    list_wanted = Signal()
    """Down was pressed in the field: on to the list."""

    def __init__(self, theme: Theme, location_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("history_bar")
        self._location_id = location_id
        self._conversation: Conversation | None = None
        self._field = _HistoryField(theme, self)
        self._periods = QButtonGroup(self)
        self._chips = {period: self._make_chip(period) for period in Period}
        self._only = self._make_only()
        self._debounce = QTimer(self)
        self._debounce.setSingleShot(True)
        self._debounce.setInterval(_DEBOUNCE)
        self._debounce.timeout.connect(self.ask)
        self._field.textChanged.connect(lambda: self._debounce.start())
        self._field.returnPressed.connect(self.ask)
        self._field.down_pressed.connect(self.list_wanted)
        self._lay_out()

    @property
    def query(self) -> HistoryQuery:
        """What is asked; the days are counted from now."""
        period = next(period for period, chip in self._chips.items() if chip.isChecked())
        only = self._conversation if self._only.isChecked() else None
        return HistoryQuery(
            self._location_id,
            self._field.text().strip(),
            period.since(),
            None if only is None else only.id,
        )

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but everything is asked for."""
        return self.query != HistoryQuery(self._location_id)

    def ask(self) -> None:
        """Ask now."""
        self._debounce.stop()
        self.query_changed.emit(self.query)

    def clear(self) -> None:
        """Ask for everything."""
        self._field.clear()
        self._chips[Period.ALL].setChecked(True)
        self._only.setChecked(False)
        self.ask()

    def offer_conversation(self, conversation: Conversation | None) -> None:
        """Offer to show the receipts of one conversation alone."""
        self._conversation = conversation
        self._only.setVisible(conversation is not None)
        if conversation is None:
            self._only.setChecked(False)
            return
        name = row_words.title(conversation)
        short = name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1].rstrip()}…"
        set_chip_words(self._only, self.tr("Only {contact}").format(contact=short))
        self._only.setToolTip("")

    def focus_field(self) -> None:
        """Put the cursor into the field, what is in it selected."""
        self._field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._field.selectAll()

    def _names(self) -> dict[Period, str]:
        return {
            Period.ALL: self.tr("All"),
            Period.TODAY: self.tr("Today"),
            Period.WEEK: self.tr("7 days"),
            Period.MONTH: self.tr("30 days"),
        }

    def _make_chip(self, period: Period) -> QPushButton:
        chip = self._make_plain_chip(period.value)
        set_chip_words(chip, self._names()[period])
        chip.setChecked(period is Period.ALL)
        self._periods.addButton(chip)
        return chip

    def _make_only(self) -> QPushButton:
        only = self._make_plain_chip("receipts_of_conversation_chip")
        only.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        only.hide()
        return only

    def _make_plain_chip(self, name: str) -> QPushButton:
        chip = QPushButton(self)
        chip.setObjectName(name)
        chip.setCheckable(True)
        chip.setAutoDefault(False)
        chip.clicked.connect(self.ask)
        set_role(chip, "chip")
        return chip

    def _lay_out(self) -> None:
        periods = QWidget()
        row = QHBoxLayout(periods)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_GAP)
        for chip in self._chips.values():
            row.addWidget(chip)
        row.addStretch(1)
        filters = TurningRow(_GAP, periods, self._only, stacked_spacing=_GAP)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_8)
        column.addWidget(self._field)
        column.addWidget(filters)


class _HistoryField(ReturnField):
    """Esc empties it, and closes the window only when it is empty; Down goes on to the list."""

    down_pressed = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("history_field")
        self.setPlaceholderText(self.tr("Search file, contact, number, link or id"))
        self.setAccessibleName(self.tr("Search the history"))
        set_role(self, "search")
        self._clear = self.addAction(
            icon("close", theme.tokens.text2), self.ActionPosition.TrailingPosition
        )
        keep_icon(self._clear, theme, "close", "text2")
        self._clear.setText(self.tr("Clear the search"))
        self._clear.triggered.connect(self.clear)
        self._clear.setVisible(False)
        self.textChanged.connect(lambda text: self._clear.setVisible(bool(text)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc empties the field, Down goes on to the list."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() == Qt.Key.Key_Down:
            self.down_pressed.emit()
        else:
            super().keyPressEvent(event)
