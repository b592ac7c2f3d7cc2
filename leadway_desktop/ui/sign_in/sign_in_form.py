"""The form that asks for a token: tried with one call, and refusals said where they are mended."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from leadway_desktop.domain.errors import (
    LeadwayError,
    LocationDenied,
    SettingInvalid,
    TokenInvalid,
    TokenMalformed,
    TokenMissing,
)
from leadway_desktop.domain.secret import Secret
from leadway_desktop.domain.settings import Settings
from leadway_desktop.ui.buttons import text_button
from leadway_desktop.ui.error_notice import ErrorNotice
from leadway_desktop.ui.error_texts import ErrorText, error_text
from leadway_desktop.ui.icons import keep_icon
from leadway_desktop.ui.labels import field_label, plain_label
from leadway_desktop.ui.return_key import ReturnField
from leadway_desktop.ui.sign_in.sign_in_service import SignInService
from leadway_desktop.ui.theme import Theme, set_role, set_state
from leadway_desktop.ui.tokens import SPACE_4, SPACE_8

_EYE = 24


class SignInForm(QWidget):
    """One sign-in; make a new form for the next. The token leaves it only as a Secret."""

    accepted = Signal()
    busy_changed = Signal(bool)

    def __init__(
        self,
        theme: Theme,
        sign_in: SignInService,
        location_id: str = "",
        parent: QWidget | None = None,
        *,
        keeps_location: bool = False,
        is_location_locked: bool = False,
    ) -> None:
        """Take the location id that is known.

        With `keeps_location` it is not asked for; one that is locked is shown, not asked for.
        """
        super().__init__(parent)
        self.setObjectName("sign_in_form")
        self._sign_in = sign_in
        self._keeps_location = keeps_location
        self._is_location_locked = is_location_locked and bool(location_id)
        self._token = _TokenField(theme, self)
        self._location = _field("location_field", self)
        self._location.setText(location_id)
        self._notice = ErrorNotice("sign_in_error", self)
        self._connect = text_button("connect_button", self.tr("Connect"), "primary", self)
        self._cancel = text_button("cancel_sign_in_button", self.tr("Cancel"), "quiet", self)
        self._lay_out()
        self._wire()
        self._show_busy(False)

    @property
    def is_busy(self) -> bool:
        """Whether an attempt is being made."""
        return not self._connect.isEnabled()

    @property
    def _asks_for_location(self) -> bool:
        return not self._keeps_location and not self._is_location_locked

    def cancel(self) -> None:
        """Stop the attempt."""
        self._sign_in.cancel()

    # --- trying ---------------------------------------------------------------------------

    def _try(self) -> None:
        if self.is_busy:
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
        where = self.tr("It is in the Leadway portal: Settings, Private integrations.")
        steps = self.tr("The steps say where to find it.")
        self._notice.say(ErrorText(what, where if self._keeps_location else steps))
        self._mark(field)

    # --- hearing --------------------------------------------------------------------------

    def _show_busy(self, busy: bool) -> None:
        self._connect.setEnabled(not busy)
        self._connect.setText(self.tr("Connecting…") if busy else self.tr("Connect"))
        self._cancel.setVisible(busy)
        self._token.setEnabled(not busy)
        self._location.setEnabled(not busy and not self._is_location_locked)
        self.busy_changed.emit(busy)
        if busy:
            self._cancel.setFocus(Qt.FocusReason.OtherFocusReason)

    def _refuse(self, error: LeadwayError) -> None:
        self._notice.say(error_text(error))
        if isinstance(error, TokenInvalid | TokenMalformed | TokenMissing):
            self._mark(self._token)
        elif isinstance(error, LocationDenied) and self._asks_for_location:
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
        self._notice.focus_action()

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

    def _lay_out(self) -> None:
        form = QVBoxLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(SPACE_4)
        form.addWidget(field_label(self.tr("Private integration token"), self._token))
        form.addWidget(self._token)
        kept = self.tr("It is kept in this computer's keyring, nowhere else.")
        form.addWidget(plain_label(self, "hint", words=kept))
        form.addSpacing(SPACE_8)
        self._add_location(form)
        form.addWidget(self._notice)
        form.addSpacing(SPACE_4)
        press = QHBoxLayout()
        press.setSpacing(SPACE_8)
        press.addWidget(self._connect, 1)
        press.addWidget(self._cancel)
        form.addLayout(press)
        self.setFocusProxy(self._token)

    def _add_location(self, form: QVBoxLayout) -> None:
        self._location.setHidden(self._keeps_location)
        if self._keeps_location:
            return
        form.addWidget(field_label(self.tr("Location id"), self._location))
        form.addWidget(self._location)
        if self._is_location_locked:
            decided = self.tr("Your organisation has set it.")
            form.addWidget(plain_label(self, "hint", "location_lock_words", decided))
        form.addSpacing(SPACE_8)


class _TokenField(ReturnField):
    """Hides what is typed until its eye is pressed, by mouse or by keyboard."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("token_field")
        hints = Qt.InputMethodHint
        self.setInputMethodHints(hints.ImhSensitiveData | hints.ImhNoPredictiveText)
        self._theme = theme
        # An action of the field would be a button that the keyboard cannot reach.
        self._eye = QToolButton(self)
        self._eye.setObjectName("show_token_button")
        self._eye.setCheckable(True)
        self._eye.setCursor(Qt.CursorShape.ArrowCursor)
        self._eye.setFixedSize(_EYE, _EYE)
        self._eye.toggled.connect(self._show)
        set_role(self._eye, "in-field")
        self._show(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave alone what was typed on the eye: it comes here because the field is its parent."""
        if self._eye.hasFocus():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the eye at the end of the field."""
        super().resizeEvent(event)
        is_ltr = self.layoutDirection() is Qt.LayoutDirection.LeftToRight
        gap = (self.height() - _EYE) // 2
        self._eye.move(self.width() - _EYE - gap if is_ltr else gap, gap)
        self.setTextMargins(*((0, 0, _EYE, 0) if is_ltr else (_EYE, 0, 0, 0)))

    def _show(self, shown: bool) -> None:
        self.setEchoMode(self.EchoMode.Normal if shown else self.EchoMode.Password)
        keep_icon(self._eye, self._theme, "eye-off" if shown else "eye", "text2")
        words = self.tr("Hide the token") if shown else self.tr("Show the token")
        self._eye.setAccessibleName(words)
        self._eye.setToolTip(words)


def _clean_token(text: str) -> str:
    """Return a pasted token without what comes along: line ends, `Bearer`, quotes."""
    return text.strip().removeprefix("Bearer").strip().strip("\"'")


def _clean_location(text: str) -> str:
    """Return the id, also out of a portal address that was pasted whole."""
    found = re.search(r"/location/([^/?#\s]+)", text)
    return found.group(1) if found else text.strip()


def _field(name: str, parent: QWidget) -> QLineEdit:
    field = ReturnField(parent)
    field.setObjectName(name)
    return field
