"""Asks, above the work page, which conversation files are for that the program was opened with."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from leadway_desktop.domain.conversation import Conversation
from leadway_desktop.ui.conversations import row_words
from leadway_desktop.ui.notice_bar import NoticeBar
from leadway_desktop.ui.plain_text import isolated, one_line

_MOST_NAMES = 3


class OfferedFiles(NoticeBar):
    """Hidden until files come. To select a conversation attaches nothing: the button does.

    The files are for the conversation that is named.
    """

    attach_wanted = Signal(object, object)
    """Conversation, and the paths as a tuple."""
    answered = Signal()
    """Attached or not, the files are no longer offered."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("offered_files", "", "", parent)
        self.offer(self.tr("Attach"), "")
        self._paths: tuple[Path, ...] = ()
        self._conversation: Conversation | None = None
        self._discard = self.add_button("discard_offered_button", self.tr("Do not attach"))
        self._discard.clicked.connect(self._put_away)
        self.pressed.connect(self._attach)
        self.hide()

    @property
    def count(self) -> int:
        """How many files are offered."""
        return len(self._paths)

    def take(self, paths: Iterable[Path]) -> None:
        """Offer files, beside those that are offered already."""
        self._paths = tuple(dict.fromkeys((*self._paths, *paths)))
        self._refresh()
        if self._paths:
            said = QAccessibleAnnouncementEvent(self, self.accessibleName())
            QAccessible.updateAccessibility(said)

    def follow(self, conversation: Conversation | None) -> None:
        """Offer them for the conversation that is on show now."""
        self._conversation = conversation
        self._refresh()

    def _refresh(self) -> None:
        if not self._paths:
            self.clear()
            return
        contact = self._contact()
        self._button.setVisible(contact is not None)
        if contact is not None:
            self.describe_button(self.tr("Attach for {contact}").format(contact=contact))
        self.show_text(self._text(contact))

    def _contact(self) -> str | None:
        conversation = self._conversation
        return None if conversation is None else isolated(row_words.title(conversation))

    def _text(self, contact: str | None) -> str:
        names = [isolated(one_line(path.name)) for path in self._paths[:_MOST_NAMES]]
        listed = ", ".join(names) + (", …" if len(self._paths) > _MOST_NAMES else "")
        count = len(self._paths)
        if contact is None:
            which = self.tr("Select the conversation.")
            pattern = self.tr("%n file(s) to attach: {names}.", "", count)
            return f"{pattern.format(names=listed)} {which}"
        pattern = self.tr("Attach %n file(s) for {contact}? {names}", "", count)
        return pattern.format(contact=contact, names=listed)

    def _attach(self) -> None:
        conversation, paths = self._conversation, self._paths
        if conversation is not None:
            self._put_away()
            self.attach_wanted.emit(conversation, paths)

    def _put_away(self) -> None:
        self._paths = ()
        self._refresh()
        self.answered.emit()
