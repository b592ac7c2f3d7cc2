"""Buttons with words, and buttons with an icon alone."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from leadway_desktop.ui.icons import keep_icon
from leadway_desktop.ui.theme import Theme, set_role
from leadway_desktop.ui.tokens import CONTROL_HEIGHT


def text_button(
    name: str, words: str = "", role: str = "", parent: QWidget | None = None
) -> QPushButton:
    """Return a button that Return presses only while it has the keyboard; `name`: objectName."""
    button = QPushButton(words, parent)
    button.setObjectName(name)
    button.setAutoDefault(False)
    set_role(button, role)
    return button


def icon_button(name: str, words: str, icon: str, theme: Theme) -> QToolButton:
    """Return a button whose words are for the tip and for who does not see it."""
    button = QToolButton()
    button.setObjectName(name)
    button.setAccessibleName(words)
    button.setToolTip(words)
    button.setMinimumSize(CONTROL_HEIGHT, CONTROL_HEIGHT)
    keep_icon(button, theme, icon, "text2")
    return button
