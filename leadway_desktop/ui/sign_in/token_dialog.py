"""Asks for a token again while the uploads of the account wait."""

from __future__ import annotations

from PySide6.QtWidgets import QLayout, QVBoxLayout, QWidget

from leadway_desktop.ui.busy_line import BusyLine
from leadway_desktop.ui.buttons import text_button
from leadway_desktop.ui.labels import plain_label
from leadway_desktop.ui.plain_text import one_line
from leadway_desktop.ui.return_key import ReturnKeyDialog
from leadway_desktop.ui.sign_in.sign_in_form import SignInForm
from leadway_desktop.ui.sign_in.sign_in_service import SignInService
from leadway_desktop.ui.theme import Theme
from leadway_desktop.ui.tokens import SPACE_4, SPACE_8, SPACE_20

_WIDTH = 360


class TokenDialog(ReturnKeyDialog):
    """One sign-in at the same location; closes when the token is accepted."""

    def __init__(
        self, theme: Theme, sign_in: SignInService, location_id: str, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName("token_dialog")
        self.setWindowTitle(self.tr("Sign in again"))
        self._line = BusyLine(theme, self)
        self._form = SignInForm(theme, sign_in, location_id, self, keeps_location=True)
        self._form.setFixedWidth(_WIDTH)
        self._form.accepted.connect(self.accept)
        self._form.busy_changed.connect(self._line.set_busy)
        self._lay_out(location_id)
        self._form.setFocus()

    def reject(self) -> None:
        """Stop an attempt that is being made, or close."""
        if self._form.is_busy:
            self._form.cancel()
        else:
            super().reject()

    def _lay_out(self, location_id: str) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_20, SPACE_20, SPACE_20, SPACE_20)
        column.setSpacing(SPACE_4)
        column.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)  # grows with a refusal
        column.addWidget(plain_label(self, "title", words=self.tr("Sign in again")))
        why = self.tr("The uploads keep their places, and go on as soon as a token is accepted.")
        column.addWidget(plain_label(self, "secondary", words=why))
        where = self.tr("Location: {id}").format(id=one_line(location_id))
        column.addWidget(plain_label(self, "hint", "token_location", where))
        column.addWidget(self._line)
        column.addSpacing(SPACE_8)
        column.addWidget(self._form)
        later = text_button("token_later_button", self.tr("Not now"), "quiet", self)
        later.clicked.connect(self.reject)
        column.addWidget(later)
