"""A line across the window: something the agent should know, and what can be done about it."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from leadway_desktop.ui.theme import set_role, set_state
from leadway_desktop.ui.tokens import SPACE_4, SPACE_8, SPACE_12

_BUTTONS_SHARE = 0.4
"""How much of the width buttons may have beside the words."""


class NoticeBar(QFrame):
    """A text and one button, in the colours of a state."""

    pressed = Signal()

    def __init__(self, name: str, state: str, button: str, parent: QWidget | None = None) -> None:
        """Take the object name, the state as in `theme.set_state`, and the button's text."""
        super().__init__(parent)
        self.setObjectName(name)
        self._said: list[str] = []
        self._spoken = ""
        set_role(self, "notice")
        set_state(self, state)
        self._label = QLabel()
        self._label.setObjectName(f"{name}_text")
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._label.setWordWrap(True)
        set_state(self._label, state)
        self._button = QPushButton(button)
        self._button.setObjectName(f"{name}_button")
        self._button.clicked.connect(self.pressed)
        set_role(self._button, "link")
        self._buttons = QHBoxLayout()
        self._buttons.addWidget(self._button)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(SPACE_12, SPACE_4, SPACE_8, SPACE_4)
        self._row.addWidget(self._label, 1)
        self._row.addLayout(self._buttons)
        self._row.setAlignment(
            self._buttons, Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter
        )

    def add_button(self, name: str, words: str) -> QPushButton:
        """Return another button, before the one that is there."""
        button = QPushButton(words)
        button.setObjectName(name)
        set_role(button, "link")
        self._buttons.insertWidget(0, button)
        return button

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the buttons below where they would leave the words too little room."""
        super().resizeEvent(event)
        directions = QBoxLayout.Direction
        is_narrow = self._buttons.sizeHint().width() > self.width() * _BUTTONS_SHARE
        self._row.setDirection(directions.TopToBottom if is_narrow else directions.LeftToRight)

    def show_text(self, text: str, spoken: str = "") -> None:
        """Say this; `spoken` to who does not see it, where that is less."""
        self._said = [text]
        self._spoken = spoken
        self._show_said()

    def add_text(self, text: str) -> None:
        """Say this too."""
        self._said.append(text)
        self._spoken = ""
        self._show_said()

    def take_back(self, text: str) -> None:
        """Say this no more; what else is said stays."""
        if text in self._said:
            self._said.remove(text)
            self._show_said()

    def describe_button(self, words: str) -> None:
        """Say in full what the button does, where its text is short to leave the words room."""
        self._button.setAccessibleName(words)
        self._button.setToolTip(f"<qt>{escape(words)}</qt>")  # there may be a name in them

    def offer(self, button: str, state: str) -> None:
        """Name what the button does, in the colours of a state."""
        self._button.setText(button)
        set_state(self, state)
        set_state(self._label, state)

    def clear(self) -> None:
        """Say nothing any more."""
        self._said = []
        self._show_said()

    def _show_said(self) -> None:
        text = "\n".join(self._said)
        if text != self._label.text():
            spoken = self._spoken or text
            for part in (self, self._label):  # first: a label tells of its words else
                if part.accessibleName() != spoken:
                    part.setAccessibleName(spoken)
            self._label.setText(text)
        self.setVisible(bool(text))
