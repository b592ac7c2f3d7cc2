"""Asks before a message is sent again that the customer may have already."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from leadway_desktop.domain.upload import Upload
from leadway_desktop.ui import texts
from leadway_desktop.ui.plain_text import DOT, isolated
from leadway_desktop.ui.question import Named, Question
from leadway_desktop.ui.uploads.upload_words import name_of, title_of

_MOST_NAMED = 3


class SendAgainQuestion(Question):
    """Accepted only by its own button: neither Enter nor Esc sends."""

    def __init__(self, uploads: Sequence[Upload], parent: QWidget) -> None:
        """Take one upload of each message in question."""
        title = self.tr("The customer may get this twice.")
        paragraphs = [
            Named("send_again_title", title, "title"),
            Named("send_again_which", self._which(uploads), "secondary"),
            Named("send_again_why", self._why()),
        ]
        send = Named("send_again_button", self.tr("Send again"))
        keep = Named("do_not_send_again_button", self.tr("Do not send"))
        super().__init__(self.tr("Send again?"), paragraphs, send, keep, parent)
        self.setObjectName("send_again_question")

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
            "Nobody knows whether Leadway has sent this. It may still appear in the conversation: "
            "look there before you send it again."
        )
