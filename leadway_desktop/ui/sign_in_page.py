"""The first page: token and location id, tried with one call; or the practice account."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from leadway_desktop.domain.errors import (
    LeadwayError,
    LocationDenied,
    SettingInvalid,
    TokenInvalid,
    TokenMissing,
)
from leadway_desktop.domain.secret import Secret
from leadway_desktop.domain.settings import Settings
from leadway_desktop.ui.conversations.busy_line import BusyLine
from leadway_desktop.ui.error_notice import ErrorNotice
from leadway_desktop.ui.error_texts import ErrorText, error_text
from leadway_desktop.ui.icons import app_icon, icon, keep_icon
from leadway_desktop.ui.labels import field_label, plain_label
from leadway_desktop.ui.sign_in_service import SignInService
from leadway_desktop.ui.sign_in_steps import SignInSteps
from leadway_desktop.ui.theme import Theme, set_role, set_state
from leadway_desktop.ui.tokens import SPACE_4, SPACE_8, SPACE_12, SPACE_20

_FORM_WIDTH, _STEPS_WIDTH = 360, 320
_TWO_COLUMNS = 800  # narrower than this, the steps go below the form
_LOGO = 44


class SignInPage(QScrollArea):
    """One sign-in; make a new page for the next. The token leaves it only as a Secret."""

    accepted = Signal()
    practice_wanted = Signal()
    settings_wanted = Signal()

    def __init__(
        self,
        theme: Theme,
        sign_in: SignInService,
        location_id: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("sign_in_page")
        self._sign_in = sign_in
        self._card = QFrame(self)
        self._line = BusyLine(theme, self._card)
        self._token = _TokenField(theme, self._card)
        self._location = _field("location_field", self._card)
        self._location.setText(location_id)
        self._notice = ErrorNotice("sign_in_error", self._card)
        self._connect = _button("connect_button", "primary", self.tr("Connect"), self._card)
        self._cancel = _button("cancel_sign_in_button", "quiet", self.tr("Cancel"), self._card)
        practice = self.tr("Try it with the practice account")
        self._practice = _button("practice_button", "", practice, self._card)
        advanced = self.tr("Address, proxy and other settings")
        self._settings = _button("sign_in_settings_button", "link", advanced, self._card)
        self._columns = QHBoxLayout()
        self._lay_out()
        self._wire()
        self._show_busy(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc ends an attempt."""
        if event.key() == Qt.Key.Key_Escape and self._cancel.isVisible():
            self._sign_in.cancel()
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

    # --- trying ---------------------------------------------------------------------------

    def _try(self) -> None:
        if not self._connect.isEnabled():
            return
        token, location = _clean_token(self._token.text()), _clean_location(self._location.text())
        self._location.setText(location)
        if self._is_complete(token, location):
            self._notice.hide()
            self._sign_in.try_credentials(Secret(token), location)

    def _is_complete(self, token: str, location: str) -> bool:
        """Whether both are there and can be right; says what is missing."""
        self._mark(None)
        if not token:
            self._ask_for(self._token, self.tr("The token is missing."))
        elif not token.isascii() or not token.isprintable() or " " in token:
            self._ask_for(self._token, self.tr("This is no token: it has spaces or odd signs."))
        elif not location:
            self._ask_for(self._location, self.tr("The location id is missing."))
        else:
            return self._is_location(location)
        return False

    def _is_location(self, location: str) -> bool:
        try:
            Settings(location_id=location)
        except SettingInvalid as error:
            self._notice.say(error_text(error))
            self._mark(self._location)
            return False
        return True

    def _ask_for(self, field: QLineEdit, what: str) -> None:
        self._notice.say(ErrorText(what, self.tr("The steps say where to find it.")))
        self._mark(field)

    # --- hearing --------------------------------------------------------------------------

    def _show_busy(self, busy: bool) -> None:
        self._line.set_busy(busy)
        self._connect.setEnabled(not busy)
        self._connect.setText(self.tr("Connecting…") if busy else self.tr("Connect"))
        self._cancel.setVisible(busy)
        for field in (self._token, self._location, self._practice, self._settings):
            field.setEnabled(not busy)
        if busy:
            self._cancel.setFocus(Qt.FocusReason.OtherFocusReason)

    def _refuse(self, error: LeadwayError) -> None:
        self._notice.say(error_text(error))
        if isinstance(error, TokenInvalid | TokenMissing):
            self._mark(self._token)
        elif isinstance(error, LocationDenied):
            self._mark(self._location)
        else:
            self._connect.setFocus(Qt.FocusReason.OtherFocusReason)

    def _offer_session(self, error: LeadwayError) -> None:
        words = error_text(error)
        advice = self.tr(
            "The token works. Without a keyring it can be kept until you close the program; "
            "the next start asks for it again."
        )
        offer = self.tr("Use it for this session only")
        self._notice.say(ErrorText(words.what, advice, words.detail), "warn", offer)

    def _accept(self) -> None:
        self._token.clear()
        self.accepted.emit()

    def _mark(self, wrong: QLineEdit | None) -> None:
        for field in (self._token, self._location):
            set_state(field, "bad" if field is wrong else "")
        if wrong is not None:
            wrong.setFocus(Qt.FocusReason.OtherFocusReason)
            wrong.selectAll()

    # --- parts ----------------------------------------------------------------------------

    def _wire(self) -> None:
        self._sign_in.accepted.connect(self._accept)
        self._sign_in.refused.connect(self._refuse)
        self._sign_in.not_kept.connect(self._offer_session)
        self._sign_in.busy_changed.connect(self._show_busy)
        self._connect.clicked.connect(self._try)
        self._token.returnPressed.connect(self._try)
        self._location.returnPressed.connect(self._try)
        self._cancel.clicked.connect(self._sign_in.cancel)
        self._notice.action_pressed.connect(self._sign_in.keep_for_session)
        self._practice.clicked.connect(self.practice_wanted)
        self._settings.clicked.connect(self.settings_wanted)

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
        self._columns.addLayout(self._form(), 1)
        steps = SignInSteps(self._card)
        self._columns.addWidget(steps, 1)
        column.addLayout(self._columns)
        self.setWidget(_centred(self._card))
        self.setFocusProxy(self._token)

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

    def _form(self) -> QVBoxLayout:
        form = QVBoxLayout()
        form.setSpacing(SPACE_4)
        form.addWidget(field_label(self.tr("Private integration token"), self._token))
        form.addWidget(self._token)
        kept = self.tr("It is kept in this computer's keyring, nowhere else.")
        form.addWidget(plain_label(self._card, "hint", words=kept))
        form.addSpacing(SPACE_8)
        form.addWidget(field_label(self.tr("Location id"), self._location))
        form.addWidget(self._location)
        form.addSpacing(SPACE_8)
        form.addWidget(self._notice)
        form.addSpacing(SPACE_4)
        press = QHBoxLayout()
        press.setSpacing(SPACE_8)
        press.addWidget(self._connect, 1)
        press.addWidget(self._cancel)
        form.addLayout(press)
        form.addStretch(1)
        self._add_practice(form)
        return form

    def _add_practice(self, form: QVBoxLayout) -> None:
        form.addSpacing(SPACE_20)
        form.addWidget(self._practice)
        hint = self.tr("Made-up customers on this computer; nothing is sent to anyone.")
        form.addWidget(plain_label(self._card, "hint", words=hint))
        form.addSpacing(SPACE_4)
        form.addWidget(self._settings)


class _TokenField(QLineEdit):
    """Hides what is typed until its eye is pressed."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("token_field")
        hints = Qt.InputMethodHint
        self.setInputMethodHints(hints.ImhSensitiveData | hints.ImhNoPredictiveText)
        self._theme = theme
        eye = icon("eye", theme.tokens.text2)
        self._eye: QAction = self.addAction(eye, self.ActionPosition.TrailingPosition)
        self._eye.setObjectName("show_token_action")
        self._eye.setCheckable(True)
        self._eye.toggled.connect(self._show)
        self._show(False)

    def _show(self, shown: bool) -> None:
        self.setEchoMode(self.EchoMode.Normal if shown else self.EchoMode.Password)
        keep_icon(self._eye, self._theme, "eye-off" if shown else "eye", "text2")
        self._eye.setText(self.tr("Hide the token") if shown else self.tr("Show the token"))


def _clean_token(text: str) -> str:
    """Return a pasted token without what comes along: line ends, `Bearer`, quotes."""
    return text.strip().removeprefix("Bearer").strip().strip("\"'")


def _clean_location(text: str) -> str:
    """Return the id, also out of a portal address that was pasted whole."""
    found = re.search(r"/location/([^/?#\s]+)", text)
    return found.group(1) if found else text.strip()


def _field(name: str, parent: QWidget) -> QLineEdit:
    field = QLineEdit(parent)
    field.setObjectName(name)
    return field


def _button(name: str, role: str, words: str, parent: QWidget) -> QPushButton:
    button = QPushButton(words, parent)
    button.setObjectName(name)
    button.setAutoDefault(False)
    set_role(button, role)
    return button


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
