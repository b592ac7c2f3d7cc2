"""Asks which channel files go by, where the conversation does not tell; the files wait."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from leadway_desktop.domain.channel import Channel
from leadway_desktop.ui import texts
from leadway_desktop.ui.attachments.channel_picker import CHANNELS
from leadway_desktop.ui.theme import set_role, set_state
from leadway_desktop.ui.tokens import SPACE_8, SPACE_12, SPACE_16

_COLUMNS, _NARROW_COLUMNS = 4, 2
_NARROW = 520
"""Below this width, in device-independent pixels, there are fewer columns."""


class HeldPrompt(QFrame):
    """`Which channel do these 3 files go by?`, a button for each, and a way to give up."""

    channel_chosen = Signal(object)
    """Channel."""
    discard_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("held_prompt")
        set_role(self, "notice")
        set_state(self, "warn")
        self._question = QLabel()
        self._question.setObjectName("held_question")
        self._question.setTextFormat(Qt.TextFormat.PlainText)
        self._question.setWordWrap(True)
        set_role(self._question, "strong")
        self._why = QLabel(
            self.tr("The conversation does not tell its channel. Nothing goes before you choose.")
        )
        self._why.setWordWrap(True)
        self._buttons = {channel: self._make_button(channel) for channel in CHANNELS}
        self._known: Channel | None = None
        self._discard = QPushButton(self.tr("Do not upload"))
        self._discard.setObjectName("discard_held_button")
        self._discard.clicked.connect(self.discard_wanted)
        set_role(self._discard, "quiet")
        self._arrange()

    def show_files(self, count: int, channel: Channel | None) -> None:
        """Say how many files wait; `channel` is what is known by now, as it may be since."""
        self._known = channel
        self._why.setVisible(channel is None)
        self._question.setText(self.tr("Which channel do these %n file(s) go by?", "", count))
        self.setAccessibleName(self._question.text())

    def focus_choice(self) -> None:
        """Put the keyboard on the channel that is known, or the first."""
        self._buttons[self._known or CHANNELS[0]].setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use fewer columns where the names would be cut."""
        super().resizeEvent(event)
        self._place(_NARROW_COLUMNS if self.width() < _NARROW else _COLUMNS)

    def _make_button(self, channel: Channel) -> QPushButton:
        name = texts.channel_name(channel)
        button = QPushButton(name)
        button.setObjectName(f"{channel.name.lower()}_channel_button")
        pattern = self.tr("{channel}, up to {limit}")
        label = pattern.format(channel=name, limit=texts.channel_limit(channel))
        button.setAccessibleName(label)
        button.setToolTip(label)
        button.clicked.connect(lambda: self.channel_chosen.emit(channel))
        return button

    def _arrange(self) -> None:
        self._choices = QGridLayout()
        self._choices.setSpacing(SPACE_8)
        self._place(_COLUMNS)
        head = QHBoxLayout()
        head.addWidget(self._question, 1)
        head.addWidget(self._discard, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_16, SPACE_12, SPACE_12, SPACE_16)
        column.setSpacing(SPACE_8)
        column.addLayout(head)
        column.addWidget(self._why)
        column.addLayout(self._choices)

    def _place(self, columns: int) -> None:
        for number, button in enumerate(self._buttons.values()):
            self._choices.addWidget(button, *divmod(number, columns))
