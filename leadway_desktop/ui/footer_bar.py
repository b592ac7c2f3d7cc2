"""The foot of the window: all uploads in one line, and what was just done."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QMouseEvent,
    QMoveEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QWidget

from leadway_desktop.ui.buttons import icon_button, text_button
from leadway_desktop.ui.elided_label import ElidedLabel
from leadway_desktop.ui.theme import Theme, set_role
from leadway_desktop.ui.toast_bubble import ToastBubble
from leadway_desktop.ui.tokens import SPACE_4, SPACE_12, SPACE_16
from leadway_desktop.ui.uploads.total_words import total_words
from leadway_desktop.ui.uploads.upload_totals import UploadTotals

_HEIGHT = 44
_LEAST_BAR_WIDTH, _BAR_WIDTH = 32, 220
_STEPS = 1000
_CRAMPED, _NARROW = 1000, 600
_TOAST_MS = 5000
_IN_A_ROW = 500  # ms; clicks closer than these mean one
_ALL = 100
"""Of the room, or nearly: a stretch beside which the others do not count."""
Label = TypeVar("Label", bound=QLabel)


class FooterBar(QFrame):
    """Counts, the bar of the present batch, its time left, and what needs attention."""

    attention_wanted = Signal()
    """Show what failed."""
    drafts_wanted = Signal()
    """Show a message that is still to be sent by hand."""
    held_wanted = Signal()
    """Show the files that wait for a channel."""
    pause_all_wanted = Signal(bool)
    """Pause everything, or go on with everything."""
    all_uploads_toggled = Signal(bool)
    history_wanted = Signal()
    settings_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("footer_bar")
        set_role(self, "pane")
        self.setFixedHeight(_HEIGHT)
        self._make_parts()
        self._make_buttons()
        self._toast_end = QTimer(self)
        self._toast_end.setSingleShot(True)
        self._toast_end.setInterval(_TOAST_MS)
        self._toast_end.timeout.connect(self._end_toast)
        self._busy = False
        self._said = ""
        self._doubled_at = -_IN_A_ROW
        self._counted: dict[QWidget, bool] = {}
        self._arrange()
        self.show_drafts(0)
        self.show_totals(UploadTotals(), held=0)

    def show_totals(self, totals: UploadTotals, held: int) -> None:
        """Show how things stand; `held` files wait for the agent to choose a channel."""
        # QProgressBar paints itself whenever it moves, instead of with all else that changes.
        self.setUpdatesEnabled(False)
        self._take_totals(totals, held)
        self.setUpdatesEnabled(True)

    def _take_totals(self, totals: UploadTotals, held: int) -> None:
        words = total_words()
        self._busy = totals.ongoing > 0
        self._running.setText(words.running(totals))
        self._waiting.setText(words.waiting(totals))
        self._paused.setText(words.paused(totals))
        self._messages.setText(words.messages(totals))
        self._held.setText(self.tr("%n without a channel", "", held))
        self._bar.setValue(int(totals.fraction * _STEPS))
        self._left.setText(words.time_left(totals))
        self._attention.setText(words.attention(totals))
        self._pause_all.setText(words.pause_all(totals))
        self._counted = {
            self._drafts: self._counted.get(self._drafts, False),
            self._held: held > 0,
            self._attention: totals.attention > 0,
            self._pause_all: totals.unfinished > 0,
        }
        self._make_room()

    def show_drafts(self, count: int) -> None:
        """Show how many messages wait for the agent to send them."""
        self._drafts.setText(self.tr("%n draft(s)", "", count))
        self._counted[self._drafts] = count > 0
        self._make_room()

    def say(self, text: str) -> None:
        """Show a quiet word for some seconds, and let a screen reader say it."""
        self._said = text
        self._toast_end.start()
        self._make_room()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._toast, text))

    def set_panel_open(self, is_open: bool) -> None:
        """Show whether the list of all uploads is there."""
        self._all.setChecked(is_open)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the room to what matters."""
        super().resizeEvent(event)
        self._make_room()

    def moveEvent(self, event: QMoveEvent) -> None:
        """Have what is said above stay there."""
        super().moveEvent(event)
        self._make_room()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave out the second click, and more in a row: the button does the opposite by then."""
        if isinstance(event, QMouseEvent):
            is_second = event.type() is QEvent.Type.MouseButtonDblClick
            since = event.timestamp() - self._doubled_at
            is_third = event.type() is QEvent.Type.MouseButtonPress and since < _IN_A_ROW
            if is_second or is_third:
                self._doubled_at = event.timestamp()
                return True
        return super().eventFilter(watched, event)

    def _ask_to_pause(self) -> None:
        self.pause_all_wanted.emit(self._busy)

    def _end_toast(self) -> None:
        self._said = ""
        self._make_room()

    def _make_room(self) -> None:
        """Hide what is empty, and where there is little room, what can also be had elsewhere.

        A word that does not come in whole is shown above: an answer to a click must not be missed.
        """
        text = self._said
        toast = self._toast.fontMetrics().horizontalAdvance(text) + 1 if text else 0
        wanted = self._shared_with(toast)
        has_room = self._width_of(wanted) + toast <= self.width()
        if not has_room:
            wanted = self._shared_with(0)
        for part, is_wanted in wanted.items():
            part.setVisible(is_wanted)
        if self._toast.full_text != (shown := text if has_room else ""):
            self._toast.show_text(shown)
        self._bubble.show_above(self, "" if has_room else text)
        # A word that is not there leaves its room to the bar.
        self._row.setStretchFactor(self._bar, 1 if toast and has_room else _ALL)

    def _shared_with(self, toast: int) -> dict[QWidget, bool]:
        """Return which parts are there beside a word of that width."""
        wanted = self._wanted(is_beside_word=toast > 0)
        if self._width_of(wanted) > self.width():
            wanted |= dict.fromkeys(self._in_words, False) | dict.fromkeys(self._as_icons, True)
        counts = (self._messages, self._paused, self._waiting)
        spare = (
            self._left,
            self._bar,
            self._paused,
            self._waiting,
            self._messages,
            *self._as_icons,
            self._running,
            self._all,
        )
        self._give_way(spare, wanted, self.width())
        self._give_way(counts, wanted, self.width() - toast)
        return wanted

    def _give_way(self, parts: Iterable[QWidget], wanted: dict[QWidget, bool], room: int) -> None:
        """Do without parts, the first ones first, until the others have room."""
        for part in parts:
            if self._width_of(wanted) <= room:
                break
            wanted[part] = False

    def _wanted(self, *, is_beside_word: bool) -> dict[QWidget, bool]:
        is_small = self.width() < _CRAMPED
        cramped = is_small and is_beside_word
        narrow = self.width() < _NARROW
        return {
            self._running: bool(self._running.text()) and not (narrow and cramped),
            self._waiting: bool(self._waiting.text()),
            self._paused: bool(self._paused.text()),
            self._messages: bool(self._messages.text()),
            self._bar: self._busy and not cramped,
            self._left: bool(self._left.text()) and not cramped,
            self._all: True,
            **dict.fromkeys(self._in_words, not is_small),
            **dict.fromkeys(self._as_icons, is_small),
            **self._counted,
        }

    def _width_of(self, wanted: dict[QWidget, bool]) -> int:
        parts = (part for part, is_wanted in wanted.items() if is_wanted)
        least = (max(part.minimumSizeHint().width(), part.minimumWidth()) for part in parts)
        return sum(width + SPACE_12 for width in least) + SPACE_16 + SPACE_12 + SPACE_4

    def _make_parts(self) -> None:
        self._running = _labelled(QLabel(), "running_count", "strong")
        self._waiting = _labelled(QLabel(), "waiting_count", "secondary")
        self._paused = _labelled(QLabel(), "paused_count", "secondary")
        self._messages = _labelled(QLabel(), "messages_count", "secondary")
        self._left = _labelled(QLabel(), "time_left", "secondary")
        self._toast = _labelled(ElidedLabel(), "toast", "secondary")
        self._toast.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._bubble = ToastBubble(self)
        self._bubble.dismissed.connect(self._end_toast)
        self._bar = QProgressBar()
        self._bar.setObjectName("overall_bar")
        self._bar.setAccessibleName(self.tr("All uploads together"))
        self._bar.setRange(0, _STEPS)
        self._bar.setTextVisible(False)
        self._bar.setMinimumWidth(_LEAST_BAR_WIDTH)
        self._bar.setMaximumWidth(_BAR_WIDTH)

    def _make_buttons(self) -> None:
        self._attention = text_button("attention_button", role="danger")
        self._attention.clicked.connect(self.attention_wanted)
        self._drafts = text_button("drafts_button", role="link")
        self._drafts.clicked.connect(self.drafts_wanted)
        self._held = text_button("held_button", role="danger")
        self._held.clicked.connect(self.held_wanted)
        self._pause_all = text_button("pause_all_button", role="quiet")
        self._pause_all.clicked.connect(self._ask_to_pause)
        self._pause_all.installEventFilter(self)
        self._all = text_button("all_uploads_button", self.tr("All uploads"), "quiet")
        self._all.setCheckable(True)
        self._all.clicked.connect(self.all_uploads_toggled)
        history, settings = self.tr("History"), self.tr("Settings")
        self._in_words = (
            text_button("history_button", history, "quiet"),
            text_button("settings_button", settings, "quiet"),
        )
        self._as_icons = (
            icon_button("history_icon", history, "wait", self._theme),
            icon_button("settings_icon", settings, "settings", self._theme),
        )
        for to_history, to_settings in (self._in_words, self._as_icons):
            to_history.clicked.connect(self.history_wanted)
            to_settings.clicked.connect(self.settings_wanted)

    def _arrange(self) -> None:
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_16, 0, SPACE_12, 0)
        row.setSpacing(SPACE_12)
        for widget in (self._running, self._waiting, self._paused, self._messages):
            row.addWidget(widget)
        row.addWidget(self._bar, 1)
        row.addWidget(self._left)
        row.addWidget(self._drafts)
        row.addWidget(self._held)
        row.addWidget(self._attention)
        row.addWidget(self._toast, 2)
        row.addSpacing(SPACE_4)
        for button in (self._pause_all, self._all, *self._in_words, *self._as_icons):
            row.addWidget(button)


def _labelled(label: Label, name: str, role: str) -> Label:
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    set_role(label, role)
    return label
