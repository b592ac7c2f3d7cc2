"""Where token and location id are to be had, in four steps."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from leadway_desktop.ui.labels import plain_label
from leadway_desktop.ui.theme import set_role
from leadway_desktop.ui.tokens import SPACE_8, SPACE_12, SPACE_16

SCOPES = ("conversations.readonly", "conversations/message.readonly", "conversations/message.write")
"""What the token must be allowed to do."""


class SignInSteps(QFrame):
    """Numbered steps beside the sign-in form."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sign_in_steps")
        set_role(self, "well")
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_16, SPACE_16, SPACE_16, SPACE_16)
        column.setSpacing(SPACE_12)
        column.addWidget(plain_label(self, "strong", words=self.tr("Where to get them")))
        column.addLayout(self._steps())
        column.addStretch(1)

    def _steps(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_8)
        grid.setVerticalSpacing(SPACE_12)
        grid.setColumnStretch(1, 1)
        for number, words in enumerate(self._words()):
            sign = QLabel(str(number + 1), self)
            set_role(sign, "step")
            sign.setAlignment(Qt.AlignmentFlag.AlignCenter)
            grid.addWidget(sign, number, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(plain_label(self, "secondary", f"step_{number + 1}", words), number, 1)
        return grid

    def _words(self) -> tuple[str, ...]:
        scopes = self.tr("Give it these three permissions (scopes):")
        return (
            self.tr("In the Leadway portal, open the location whose conversations you answer."),
            self.tr("Under Settings, Private integrations, make a new integration."),
            "\n".join((scopes, *SCOPES)),
            self.tr(
                "Copy its token into this page. The location id is what follows “location” in "
                "the portal's address."
            ),
        )
