"""A notice inside a form: what happened, what to do, fine print, and up to two buttons."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from leadway_desktop.ui.error_texts import ErrorText
from leadway_desktop.ui.labels import plain_label
from leadway_desktop.ui.theme import set_role, set_state
from leadway_desktop.ui.tokens import SPACE_4, SPACE_8, SPACE_12


class ErrorNotice(QFrame):
    """Hidden until `say`; a screen reader is told through the accessible name."""

    action_pressed = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        set_role(self, "notice")
        self._what = plain_label(self, "strong", f"{name}_what")
        self._next = plain_label(self, "", f"{name}_next")
        self._fine = plain_label(self, "hint", f"{name}_fine")
        self._action = QPushButton(self)
        self._action.setObjectName(f"{name}_action")
        self._action.setAutoDefault(False)
        self._action.clicked.connect(self.action_pressed)
        self._lay_out()
        self.hide()

    def say(self, words: ErrorText, state: str = "bad", action: str = "") -> None:
        """Show an error in the colours of a state, with a button if `action` names one."""
        set_state(self, state)
        set_state(self._what, state)
        self._what.setText(words.what)
        self._next.setText(words.next_step)
        fine = "\n".join(line for line in (words.detail, words.trace_line) if line)
        self._fine.setText(fine)
        self._fine.setVisible(bool(fine))
        self._action.setText(action)
        self._action.setVisible(bool(action))
        self.setAccessibleName(words.text)
        self.show()

    def focus_action(self) -> None:
        """Put the keyboard on the button."""
        self._action.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_12, SPACE_8, SPACE_12, SPACE_8)
        column.setSpacing(SPACE_4)
        for label in (self._what, self._next, self._fine):
            column.addWidget(label)
        row = QHBoxLayout()
        row.addWidget(self._action)
        row.addStretch(1)
        column.addLayout(row)
