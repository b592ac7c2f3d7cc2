"""Asks what becomes of files that have not arrived."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from leadway_desktop.ui.labels import plain_label
from leadway_desktop.ui.theme import set_role
from leadway_desktop.ui.tokens import SPACE_4, SPACE_8, SPACE_16, SPACE_20

_WIDTH = 400


class LeaveChoice(Enum):
    """What becomes of them; the value names its button."""

    BACKGROUND = "finish_in_background_button"
    KEEP = "stop_and_keep_button"
    CANCEL = "cancel_uploads_button"
    FORGET = "forget_held_button"


@dataclass(frozen=True, slots=True)
class Unfinished:
    """What would not arrive if the window were closed now."""

    uploads: int = 0
    held: int = 0
    """Files without a channel: they are no uploads yet, and nothing keeps them."""
    offered: int = 0
    """Files that the program was opened with, for whom nobody has said yet; nothing keeps them."""
    messages: int = 0
    """Messages that are to be sent once their files are there, or that may not have been sent."""
    drafts: int = 0
    """Messages that the agent has begun and that nothing keeps."""
    goes_on: bool = False
    """Whether the uploads would end by themselves, given time."""
    can_keep: bool = True
    """Whether the account keeps its uploads; practice begins anew each time."""
    paused: int = 0
    """Those of the uploads that wait for the agent to go on with them."""
    can_cancel: bool = True
    """Whether there is who would cancel them."""
    is_written: bool = True
    """Whether the list of uploads reached the disk, as far as is known."""

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return self.goes_by_itself + self.forgotten > 0

    @property
    def forgotten(self) -> int:
        """How much is forgotten once the window has gone."""
        return self.held + self.offered + self.drafts

    @property
    def goes_by_itself(self) -> int:
        """How much would arrive, or be sent, without the agent."""
        return self.uploads + self.messages


_LOSES = {LeaveChoice.CANCEL, LeaveChoice.FORGET}


class LeaveQuestion(QDialog):
    """One button for each choice that there is, with what it means; Esc stays."""

    chosen = Signal(object)
    """LeaveChoice; nothing is emitted for those who stay."""

    def __init__(
        self, unfinished: Unfinished, parent: QWidget, *, closes: bool, has_tray: bool = False
    ) -> None:
        """`closes`: the program ends, rather than the account is left; `has_tray`: it may go on."""
        super().__init__(parent)
        self.setObjectName("leave_question")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._unfinished = unfinished
        self._closes, self._has_tray = closes, has_tray
        self._meanings: dict[LeaveChoice, tuple[QPushButton, QLabel]] = {}
        self.setWindowTitle(self._question())
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_20, SPACE_20, SPACE_20, SPACE_16)
        column.setSpacing(SPACE_4)
        column.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)
        self._title = plain_label(self, "title", "leave_title")
        self._others = plain_label(self, "secondary", "leave_secondary")
        column.addWidget(self._title)
        column.addWidget(self._others)
        self._tell_story()
        for choice in self._choices():
            self._add_choice(column, choice)
        column.addSpacing(SPACE_16)
        column.addLayout(self._foot())
        self._first_that_loses_nothing().setFocus()

    def follow(self, unfinished: Unfinished) -> bool:
        """Tell how things stand now; False: other choices are to be offered, so ask anew."""
        if unfinished != self._unfinished:
            self._unfinished = unfinished
            if self._choices() != list(self._meanings):
                return False
            self._tell_story()
            for choice in self._meanings:
                self._tell_meaning(choice)
        return True

    def _question(self) -> str:
        return self.tr("Close Leadway Desktop?") if self._closes else self.tr("Leave the account?")

    def _tell_story(self) -> None:
        title, *others = self._story()
        self._title.setText(title)
        self._others.setText("\n".join(others))
        self._others.setVisible(bool(others))

    def _story(self) -> list[str]:
        unfinished, story = self._unfinished, []
        if unfinished.uploads:
            story.append(self.tr("%n upload(s) have not arrived yet.", "", unfinished.uploads))
        if unfinished.messages:
            story.append(self.tr("%n message(s) have not been sent yet.", "", unfinished.messages))
        if unfinished.drafts:
            story.append(self.tr("%n draft(s) will be forgotten.", "", unfinished.drafts))
        if unfinished.held:
            story.append(
                self.tr("%n file(s) wait for a channel and will be forgotten.", "", unfinished.held)
            )
        if unfinished.offered:
            story.append(
                self.tr(
                    "%n file(s) are not attached yet and will be forgotten.", "", unfinished.offered
                )
            )
        return story

    def _choices(self) -> list[LeaveChoice]:
        if not self._unfinished.goes_by_itself:
            return [LeaveChoice.FORGET]
        possible = {
            # What nothing keeps would be lost when the background ends.
            LeaveChoice.BACKGROUND: (
                self._has_tray and self._unfinished.goes_on and not self._unfinished.forgotten
            ),
            LeaveChoice.KEEP: self._unfinished.can_keep,
            LeaveChoice.CANCEL: self._unfinished.can_cancel,
        }
        return [choice for choice, is_possible in possible.items() if is_possible]

    def _add_choice(self, column: QVBoxLayout, choice: LeaveChoice) -> None:
        button = QPushButton()
        button.setObjectName(choice.value)
        button.clicked.connect(lambda: self._choose(choice))
        is_first = not self.findChildren(QPushButton)
        set_role(button, "primary" if is_first and choice not in _LOSES else "")
        column.addSpacing(SPACE_16 if is_first else SPACE_8)
        button.setFixedWidth(_WIDTH)
        column.addWidget(button)
        self._meanings[choice] = button, plain_label(self, "hint")
        column.addWidget(self._meanings[choice][1])
        self._tell_meaning(choice)

    def _tell_meaning(self, choice: LeaveChoice) -> None:
        (button, hint), (name, meaning) = self._meanings[choice], self._words(choice)
        button.setText(name)
        button.setAccessibleDescription(meaning)
        hint.setText(meaning)

    def _first_that_loses_nothing(self) -> QPushButton:
        """Return the button that Enter presses: staying, where every way out costs something."""
        losing = {choice.value for choice in _LOSES}
        buttons = self.findChildren(QPushButton)
        return next(button for button in buttons if button.objectName() not in losing)

    def _words(self, choice: LeaveChoice) -> tuple[str, str]:
        words = {
            LeaveChoice.BACKGROUND: (
                self.tr("Finish in the background"),
                self.tr(
                    "The window goes away, an icon beside the clock shows the progress, and the "
                    "program ends when everything has arrived."
                ),
            ),
            LeaveChoice.KEEP: (
                self.tr("Stop and keep them", "", self._unfinished.goes_by_itself),
                self._what_keeping_means(),
            ),
            LeaveChoice.CANCEL: (self._cancelling(), self._what_cancelling_means()),
            LeaveChoice.FORGET: (
                self.tr("Leave all the same"),
                self.tr("Nothing on the disk is deleted."),
            ),
        }
        return words[choice]

    def _what_keeping_means(self) -> str:
        sentences = [self._when_they_go_on()]
        if not self._unfinished.is_written:
            sentences.append(
                self.tr("But the list of uploads could not be written: some may be missing then.")
            )
        return " ".join(sentences)

    def _when_they_go_on(self) -> str:
        count, paused = self._unfinished.goes_by_itself, self._unfinished.paused
        if paused and paused == self._unfinished.uploads:
            return self.tr("They stay in the list, and stay paused.", "", paused)
        if self._closes:
            meaning = self.tr("They go on at the next start.", "", count)
        else:
            meaning = self.tr("They go on when you sign in to this location again.", "", count)
        stay = self.tr("%n stay(s) paused.", "", paused) if paused else ""
        return f"{meaning} {stay}".rstrip()

    def _cancelling(self) -> str:
        """Return what is cancelled, and that the window closes, or the account is left."""
        uploads, messages = self._unfinished.uploads, self._unfinished.messages
        closes = self._closes
        if uploads and messages:
            return self.tr("Cancel all and close") if closes else self.tr("Cancel all and leave")
        if uploads and closes:
            return self.tr("Cancel %n upload(s) and close", "", uploads)
        if uploads:
            return self.tr("Cancel %n upload(s) and leave", "", uploads)
        if closes:
            return self.tr("Close without sending %n message(s)", "", messages)
        return self.tr("Leave without sending %n message(s)", "", messages)

    def _what_cancelling_means(self) -> str:
        unfinished = self._unfinished
        if not unfinished.can_keep:
            return self.tr("The practice account forgets them.", "", unfinished.goes_by_itself)
        if unfinished.messages and unfinished.uploads:
            return self.tr("The files stay in the list as cancelled, and nothing more is sent.")
        if unfinished.messages:
            return self.tr("The files stay in the list, and nothing more is sent.")
        return self.tr(
            "They stay in the list as cancelled, and do not arrive by themselves.",
            "",
            unfinished.uploads,
        )

    def _foot(self) -> QHBoxLayout:
        stay = QPushButton(self.tr("Keep working"))
        stay.setObjectName("stay_button")
        stay.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(stay)
        return foot

    def _choose(self, choice: LeaveChoice) -> None:
        self.accept()
        self.chosen.emit(choice)
