"""Labels for words of any origin, room for the words of chips, and the names of keys."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from leadway_desktop.ui.plain_text import for_button
from leadway_desktop.ui.theme import font, set_role
from leadway_desktop.ui.tokens import HINT_SIZE, SPACE_12

Label = TypeVar("Label", bound=QLabel)


def plain_label(parent: QWidget, role: str, name: str = "", words: str = "") -> QLabel:
    """Return a wrapping label that shows plain text, never markup, and lets it be copied."""
    return made_plain(QLabel(parent), role, name, words)


def made_plain(label: Label, role: str, name: str, words: str) -> Label:
    """Do the same to a label of another kind, and return it."""
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


def key_words(keys: QKeySequence) -> str:
    """Return keys as every menu names them: `Ctrl+K`, or the signs of a Mac."""
    return keys.toString(QKeySequence.SequenceFormat.NativeText)


def set_chip_words(chip: QAbstractButton, words: str) -> None:
    """Label a chip, with room for its letters when it is checked and they are bold."""
    bold = QFontMetrics(font(HINT_SIZE, QFont.Weight.DemiBold))
    chip.setText(for_button(words))
    chip.setMinimumWidth(bold.horizontalAdvance(words) + 2 * SPACE_12)
