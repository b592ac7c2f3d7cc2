"""Labels for words of any origin."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from leadway_desktop.ui.theme import set_role


def plain_label(parent: QWidget, role: str, name: str = "", words: str = "") -> QLabel:
    """Return a wrapping label that shows plain text, never markup, and lets it be copied."""
    label = QLabel(parent)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setWordWrap(True)
    label.setText(words)
    set_role(label, role)
    return label


def field_label(words: str, field: QWidget) -> QLabel:
    """Return the visible name of a field, which is its accessible name as well."""
    label = QLabel(words, field.parentWidget())
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setBuddy(field)
    field.setAccessibleName(words)
    set_role(label, "strong")
    return label
