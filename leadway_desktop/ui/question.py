"""A question before something that cannot be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLayout, QPushButton, QVBoxLayout, QWidget

from leadway_desktop.ui.labels import plain_label
from leadway_desktop.ui.return_key import ReturnKeyDialog
from leadway_desktop.ui.theme import set_role
from leadway_desktop.ui.tokens import SPACE_8, SPACE_16, SPACE_20

_WIDTH = 420


@dataclass(frozen=True, slots=True)
class Named:
    """Words, and the object name of the label or button that shows them."""

    name: str
    words: str
    role: str = ""


class Question(ReturnKeyDialog):
    """Accepted only by its own button: neither Enter nor Esc does what it asks about."""

    def __init__(
        self, title: str, paragraphs: Sequence[Named], do: Named, leave: Named, parent: QWidget
    ) -> None:
        """`do` is the button that accepts, `leave` the one that has the keyboard."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_20, SPACE_20, SPACE_20, SPACE_16)
        column.setSpacing(SPACE_8)
        column.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)
        self._labels = {
            one.name: plain_label(self, one.role, one.name, one.words) for one in paragraphs
        }
        for label in self._labels.values():
            label.setFixedWidth(_WIDTH)
            column.addWidget(label)
        column.addSpacing(SPACE_8)
        doing, leaving = _button(do), _button(leave)
        doing.clicked.connect(self.accept)
        leaving.clicked.connect(self.reject)
        set_role(leaving, "primary")
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(doing)
        foot.addWidget(leaving)
        column.addLayout(foot)
        leaving.setFocus()

    def show_words(self, name: str, words: str) -> None:
        """Show others in the paragraph of that name."""
        self._labels[name].setText(words)


def _button(named: Named) -> QPushButton:
    button = QPushButton(named.words)
    button.setObjectName(named.name)
    button.setAutoDefault(False)
    return button
