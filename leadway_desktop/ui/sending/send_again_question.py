"""Asks before a message is sent again that the customer may have already."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLayout, QPushButton, QVBoxLayout, QWidget

from leadway_desktop.domain.upload import Upload
from leadway_desktop.ui import texts
from leadway_desktop.ui.labels import plain_label
from leadway_desktop.ui.plain_text import DOT, isolated
from leadway_desktop.ui.return_key import ReturnKeyDialog
from leadway_desktop.ui.theme import set_role
from leadway_desktop.ui.tokens import SPACE_8, SPACE_16, SPACE_20
from leadway_desktop.ui.uploads.upload_words import name_of, title_of

_WIDTH = 420
_MOST_NAMED = 3


class SendAgainQuestion(ReturnKeyDialog):
    """Accepted only by its own button: neither Enter nor Esc sends."""

    def __init__(self, uploads: Sequence[Upload], parent: QWidget) -> None:
        """Take one upload of each message in question."""
        super().__init__(parent)
        self.setObjectName("send_again_question")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Send again?"))
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_20, SPACE_20, SPACE_20, SPACE_16)
        column.setSpacing(SPACE_8)
        column.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)
        title = self.tr("The customer may get this twice.")
        for role, name, words in (
            ("title", "send_again_title", title),
            ("secondary", "send_again_which", self._which(uploads)),
            ("", "send_again_why", self._why()),
        ):
            label = plain_label(self, role, name, words)
            label.setFixedWidth(_WIDTH)
            column.addWidget(label)
        column.addSpacing(SPACE_8)
        column.addLayout(self._foot())
        self._keep.setFocus()

    def _which(self, uploads: Sequence[Upload]) -> str:
        lines = []
        for upload in uploads[:_MOST_NAMED]:
            delivery = upload.delivery
            facts = [title_of(upload), delivery.recipient if delivery else ""]
            facts.extend((texts.channel_name(upload.target.channel), name_of(upload)))
            lines.append(DOT.join(isolated(fact) for fact in dict.fromkeys(facts) if fact))
        more = len(uploads) - len(lines)
        return "\n".join([*lines, *([self.tr("and %n more", "", more)] if more else [])])

    def _why(self) -> str:
        return self.tr(
            "Leadway did not answer, and the conversation did not show the message. It may appear "
            "there later: look in the conversation before you send it again."
        )

    def _foot(self) -> QHBoxLayout:
        self._keep = QPushButton(self.tr("Do not send"))
        self._keep.setObjectName("do_not_send_again_button")
        self._keep.setAutoDefault(False)
        self._keep.clicked.connect(self.reject)
        send = QPushButton(self.tr("Send again"))
        send.setObjectName("send_again_button")
        send.setAutoDefault(False)
        send.clicked.connect(self.accept)
        set_role(self._keep, "primary")
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(send)
        foot.addWidget(self._keep)
        return foot
