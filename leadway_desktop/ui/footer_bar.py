"""The foot of the window: all uploads in one line, and what was just done."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from leadway_desktop.ui import texts
from leadway_desktop.ui.elided_label import ElidedLabel
from leadway_desktop.ui.theme import set_role
from leadway_desktop.ui.tokens import SPACE_4, SPACE_12, SPACE_16
from leadway_desktop.ui.uploads.upload_totals import UploadTotals

_HEIGHT = 44
_LEAST_BAR_WIDTH, _BAR_WIDTH = 32, 220
_STEPS = 1000
_CRAMPED, _NARROW = 1000, 600
_TOAST_MS = 5000


class FooterBar(QFrame):
    """Counts, the bar of the present batch, its time left, and what needs attention."""

    attention_wanted = Signal()
    """Show what failed."""
    held_wanted = Signal()
    """Show the files that wait for a channel."""
    all_uploads_toggled = Signal(bool)
    settings_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
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
        self._arrange()
        self.show_totals(UploadTotals(), held=0)

    def show_totals(self, totals: UploadTotals, held: int) -> None:
        """Show how things stand; `held` files wait for the agent to choose a channel."""
        self._busy = totals.unfinished > 0
        self._running.setText(self._running_words(totals))
        self._waiting.setText(self.tr("%n waiting", "", totals.waiting) if totals.waiting else "")
        self._held.setVisible(held > 0)
        self._held.setText(self.tr("%n without a channel", "", held))
        self._bar.setValue(int(totals.fraction * _STEPS))
        self._left.setText(texts.time_left(totals.seconds_left) if self._busy else "")
        self._attention.setVisible(totals.attention > 0)
        self._attention.setText(self.tr("%n need(s) attention", "", totals.attention))
        self._make_room()

    def say(self, text: str) -> None:
        """Show a quiet word for some seconds, and let a screen reader say it."""
        self._toast.show_text(text)
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

    def _end_toast(self) -> None:
        self._toast.show_text("")
        self._make_room()

    def _make_room(self) -> None:
        """Hide what is empty, and where there is little room, what can also be had elsewhere."""
        narrow = self.width() < _NARROW
        cramped = self.width() < _CRAMPED and bool(self._toast.full_text)
        self._bar.setVisible(self._busy and not cramped)
        self._left.setVisible(bool(self._left.text()) and not cramped and not narrow)
        self._running.setVisible(bool(self._running.text()) and not (narrow and cramped))
        self._waiting.setVisible(bool(self._waiting.text()) and not narrow)
        self._settings.setVisible(not narrow)  # the account's menu has them too

    def _running_words(self, totals: UploadTotals) -> str:
        if totals.running or totals.waiting:
            return self.tr("%n uploading", "", totals.running)
        return self.tr("%n uploaded", "", totals.done) if totals.done else ""

    def _make_parts(self) -> None:
        self._running, self._waiting, self._left = QLabel(), QLabel(), QLabel()
        self._toast = ElidedLabel()
        names = ("running_count", "waiting_count", "time_left", "toast")
        labels = (self._running, self._waiting, self._left, self._toast)
        for label, name, role in zip(labels, names, ("strong", *["secondary"] * 3), strict=True):
            label.setObjectName(name)
            label.setTextFormat(Qt.TextFormat.PlainText)
            set_role(label, role)
        self._toast.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._bar = QProgressBar()
        self._bar.setObjectName("overall_bar")
        self._bar.setAccessibleName(self.tr("All uploads together"))
        self._bar.setRange(0, _STEPS)
        self._bar.setTextVisible(False)
        self._bar.setMinimumWidth(_LEAST_BAR_WIDTH)
        self._bar.setMaximumWidth(_BAR_WIDTH)

    def _make_buttons(self) -> None:
        self._attention = _button("attention_button", "danger")
        self._attention.clicked.connect(self.attention_wanted)
        self._held = _button("held_button", "danger")
        self._held.clicked.connect(self.held_wanted)
        self._all = _button("all_uploads_button", "quiet", self.tr("All uploads"))
        self._all.setCheckable(True)
        self._all.clicked.connect(self.all_uploads_toggled)
        self._settings = _button("settings_button", "quiet", self.tr("Settings"))
        self._settings.clicked.connect(self.settings_wanted)

    def _arrange(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_16, 0, SPACE_12, 0)
        row.setSpacing(SPACE_12)
        for widget in (self._running, self._waiting):
            row.addWidget(widget)
        row.addWidget(self._bar, 1)
        row.addWidget(self._left)
        row.addWidget(self._held)
        row.addWidget(self._attention)
        row.addWidget(self._toast, 2)
        row.addSpacing(SPACE_4)
        # "Pause all" and "History" will stand here.
        row.addWidget(self._all)
        row.addWidget(self._settings)


def _button(name: str, role: str, text: str = "") -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    set_role(button, role)
    return button
