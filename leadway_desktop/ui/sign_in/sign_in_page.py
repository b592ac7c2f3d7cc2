"""The first page: token and location id, tried with one call; or the practice account."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from leadway_desktop.ui.busy_line import BusyLine
from leadway_desktop.ui.buttons import text_button
from leadway_desktop.ui.icons import app_icon
from leadway_desktop.ui.labels import plain_label
from leadway_desktop.ui.sign_in.sign_in_form import SignInForm
from leadway_desktop.ui.sign_in.sign_in_service import SignInService
from leadway_desktop.ui.sign_in.sign_in_steps import SignInSteps
from leadway_desktop.ui.theme import Theme, set_role
from leadway_desktop.ui.tokens import SPACE_4, SPACE_8, SPACE_12, SPACE_20

_FORM_WIDTH, _STEPS_WIDTH = 360, 320
_TWO_COLUMNS = 800  # narrower than this, the steps go below the form
_LOGO = 44


class SignInPage(QScrollArea):
    """One sign-in; make a new page for the next."""

    accepted = Signal()
    practice_wanted = Signal()
    settings_wanted = Signal()
    support_wanted = Signal()

    def __init__(
        self,
        theme: Theme,
        sign_in: SignInService,
        location_id: str = "",
        parent: QWidget | None = None,
        *,
        is_location_locked: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("sign_in_page")
        self._card = QFrame(self)
        self._line = BusyLine(theme, self._card)
        self._form = SignInForm(
            theme, sign_in, location_id, self._card, is_location_locked=is_location_locked
        )
        practice = self.tr("Try it with the practice account")
        self._practice = text_button("practice_button", practice, "", self._card)
        advanced = self.tr("Address, proxy and other settings")
        self._settings = text_button("sign_in_settings_button", advanced, "link", self._card)
        support = self.tr("Report for support…")
        self._support = text_button("sign_in_support_button", support, "link", self._card)
        self._columns = QHBoxLayout()
        self._lay_out()
        self._wire()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc ends an attempt."""
        if event.key() == Qt.Key.Key_Escape and self._form.is_busy:
            self._form.cancel()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the steps beside the form, or below it where there is no room."""
        super().resizeEvent(event)
        wide = self.viewport().width() >= _TWO_COLUMNS
        direction = QBoxLayout.Direction
        self._columns.setDirection(direction.LeftToRight if wide else direction.TopToBottom)
        room = _FORM_WIDTH + _STEPS_WIDTH + 3 * SPACE_20 if wide else _FORM_WIDTH + 2 * SPACE_20
        self._card.setFixedWidth(min(room, self.viewport().width() - 2 * SPACE_8))

    def _show_busy(self, busy: bool) -> None:
        self._line.set_busy(busy)
        for way_out in (self._practice, self._settings):
            way_out.setEnabled(not busy)

    def _wire(self) -> None:
        self._form.accepted.connect(self.accepted)
        self._form.busy_changed.connect(self._show_busy)
        self._practice.clicked.connect(self.practice_wanted)
        self._settings.clicked.connect(self.settings_wanted)
        self._support.clicked.connect(self.support_wanted)

    def _lay_out(self) -> None:
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._card.setObjectName("sign_in_card")
        set_role(self._card, "card")
        column = QVBoxLayout(self._card)
        column.setContentsMargins(SPACE_20, SPACE_20, SPACE_20, SPACE_20)
        column.setSpacing(SPACE_12)
        column.addLayout(self._head())
        column.addWidget(self._line)
        self._columns.setSpacing(SPACE_20)
        self._columns.addLayout(self._left(), 1)
        steps = SignInSteps(self._card)
        self._columns.addWidget(steps, 1)
        column.addLayout(self._columns)
        self.setWidget(_centred(self._card))
        self.setFocusProxy(self._form)

    def _head(self) -> QHBoxLayout:
        logo = QLabel(self._card)
        logo.setPixmap(app_icon().pixmap(_LOGO, _LOGO))
        words = QVBoxLayout()
        words.setSpacing(SPACE_4 - 2)
        words.addWidget(plain_label(self._card, "title", words="Leadway Desktop"))
        purpose = self.tr("Drop files on a customer's conversation and get their link.")
        words.addWidget(plain_label(self._card, "secondary", words=purpose))
        row = QHBoxLayout()
        row.setSpacing(SPACE_12)
        row.addWidget(logo)
        row.addLayout(words, 1)
        return row

    def _left(self) -> QVBoxLayout:
        left = QVBoxLayout()
        left.setSpacing(SPACE_4)
        left.addWidget(self._form)
        left.addStretch(1)
        left.addSpacing(SPACE_20)
        left.addWidget(self._practice)
        hint = self.tr("Made-up customers on this computer; nothing is sent to anyone.")
        left.addWidget(plain_label(self._card, "hint", words=hint))
        left.addSpacing(SPACE_4)
        left.addWidget(self._settings)
        left.addWidget(self._support)
        return left


def _centred(card: QWidget) -> QWidget:
    # Stretches, not alignment: a layout that aligns forgets how high wrapped words are.
    page = QWidget()
    set_role(page, "content")
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(card)
    row.addStretch(1)
    column = QVBoxLayout(page)
    column.setContentsMargins(0, SPACE_12, 0, SPACE_12)
    column.addStretch(1)
    column.addLayout(row)
    column.addStretch(1)
    return page
